import { csvTable } from '../domain/csv-table.ts';
import { type PredictedRow, predictTable } from '../estimation/learning/predict-table.ts';
import type { PredictedDesign } from '../estimation/surrogate/p2d-surrogate.ts';
import { predictDesigns } from '../estimation/surrogate/predict-designs.ts';
import { readSurrogate } from '../estimation/surrogate/read-surrogate.ts';
import { readInput } from './input-file.ts';
import { isSurrogate, readAnyModel } from './model-folder.ts';
import { type CommandLine, usageError } from './options.ts';

/** Predicts each row of a table with a model that was trained before. */
export function predictAnswer({ own, json }: CommandLine): string {
  const { model, data } = own;
  if (model === undefined) throw usageError("'predict' needs --model MODEL_DIR");
  if (data === undefined) throw usageError("'predict' needs --data FILE.csv");
  const read = readAnyModel(model);
  const table = csvTable(readInput(data, 'table of rows to predict'), data);
  if (isSurrogate(read)) {
    const designs = predictDesigns(readSurrogate(read), table);
    if (json) return `${JSON.stringify(designs)}\n`;
    return designs.map((design, i) => designText(table.rows[i]!.line, design)).join('');
  }
  const rows = predictTable(read, table);
  if (json) return `${JSON.stringify(rows)}\n`;
  const lines = table.rows.map(({ line }, i) => rowText(line, rows[i]!));
  return `${read.report.target.header}\n${lines.map((text) => `${text}\n`).join('')}`;
}

function designText(line: number, { feasible, outputs, domain, reasons }: PredictedDesign): string {
  const shown = (value: number | null): string =>
    value === null ? 'none' : String(Number(value.toPrecision(4)));
  const said = Object.entries(outputs).map(
    ([name, { mean, lower90, upper90 }]) =>
      `  ${name} ${shown(mean)} (90 % ${shown(lower90)} to ${shown(upper90)})\n`,
  );
  const why = reasons.length === 0 ? '' : `: ${reasons.join('; ')}`;
  const head = `line ${line}: ${feasible ? 'feasible' : 'stopped by the gate'}, ${domain}${why}\n`;
  return [head, ...said].join('');
}

function rowText(line: number, row: PredictedRow): string {
  const shown = (value: number | null): string =>
    value === null ? 'none' : String(Number(value.toPrecision(5)));
  const { mean, lower50, upper50, lower90, upper90, domain, reasons } = row;
  const bands = `50 % ${shown(lower50)} to ${shown(upper50)}, 90 % ${shown(lower90)} to ${shown(upper90)}`;
  const why = reasons.length === 0 ? '' : `: ${reasons.join('; ')}`;
  return `line ${line}: ${shown(mean)} (${bands}) ${domain}${why}`;
}
