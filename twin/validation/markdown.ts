import { rateSection } from './markdown-rates.ts';
import type {
  AnyRow,
  DirectionRow,
  FittedRow,
  LimitRow,
  ReferenceRow,
  ValidationRow,
} from './validation-row.ts';

const unitLabels: Partial<Record<ValidationRow['unit'], string>> = { percent: 'points', um: 'um' };

/** docs/validation.md as the rows have it, misses included. */
export function validationMarkdown(rows: readonly AnyRow[]): string {
  const names = [...new Set(rows.map((row) => row.case))];
  const missed = rows.filter(({ pass }) => !pass).length;
  return [
    '# Validation',
    '',
    `Made from the rows of \`twinline validate\`; a test holds it equal to what the models give. ${rows.length} scores, of which ${missed === 0 ? 'none misses its bar' : `${missed} miss their bar`}. Every score is a root mean square.`,
    ...names.flatMap((name) => caseSection(name, rows)),
    '',
  ].join('\n');
}

function caseSection(name: string, rows: readonly AnyRow[]): string[] {
  const own = rows.filter((row) => row.case === name);
  const fitted = own.filter((row) => 'parameters' in row);
  const rates = own.filter((row) => 'forms' in row);
  const references = own.filter((row) => 'solves' in row);
  const directions = own.filter((row) => 'over' in row);
  const limits = own.filter((row) => 'how' in row);
  return [
    '',
    `## ${name}`,
    '',
    ...(fitted.length > 0 ? fittedSection(fitted) : []),
    ...(rates.length > 0 ? rateSection(rates, verdict) : []),
    ...(references.length > 0 ? referenceSection(references) : []),
    ...(directions.length > 0 ? directionSection(directions) : []),
    ...(limits.length > 0 ? limitSection(limits) : []),
    '',
    ...own[0]!.notes.map((note) => `- ${note}`),
  ];
}

function label({ unit }: ValidationRow): string {
  return unitLabels[unit] ?? unit;
}

function verdict({ bar, pass }: ValidationRow): string {
  if (!pass) return '**missed**';
  return bar === Number.POSITIVE_INFINITY ? 'reported' : 'met';
}

/** A number where there is one. */
function given(value: number, digits = 2): string {
  return Number.isFinite(value) ? value.toFixed(digits) : '-';
}

function fittedSection(own: readonly FittedRow[]): string[] {
  const { source, parameters, baselineParameters, modelFormsTried } = own[0]!;
  return [
    '| quantity | unit | n | rmse | 90 % bootstrap | baseline | bar | verdict |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...own.map((row) => {
      const { quantity, n, rmse, bootstrap90, baseline, bar } = row;
      const [low, high] = bootstrap90;
      return `| ${quantity} | ${label(row)} | ${n} | ${rmse.toFixed(2)} | ${low.toFixed(2)} to ${high.toFixed(2)} | ${given(baseline)} | ${given(bar)} | ${verdict(row)} |`;
    }),
    '',
    `Over predictions that the fit did not see. Data: ${source}. Model: ${parameters.length} fitted constants; baseline: ordinary least squares with ${baselineParameters} constants per quantity. Forms of the model compared on these data: ${modelFormsTried}.`,
    `Fitted to all rows, which is no test: ${own
      .map((row) => `${row.quantity} ${row.inSample.toFixed(2)} ${label(row)}`)
      .join(', ')}.`,
    '',
    '| constant fitted here | value | sd | unit |',
    '| --- | --- | --- | --- |',
    ...parameters.map(
      ({ name: key, value, unit, sd }) =>
        `| ${key} | ${value.toPrecision(4)} | ${sd.toPrecision(2)} | ${unit} |`,
    ),
  ];
}

function referenceSection(own: readonly ReferenceRow[]): string[] {
  return [
    '| quantity | unit | n | error | reference known to | baseline | bar | end off by (s) | verdict |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...own.map((row) => {
      const { quantity, n, rmse, referenceError, baseline, bar, endDifference, failure } = row;
      const told = failure === undefined ? verdict(row) : `${verdict(row)}: ${failure}`;
      return `| ${quantity} | ${label(row)} | ${n} | ${given(rmse, 3)} | ${given(referenceError, 3)} | ${given(baseline, 3)} | ${given(bar, 3)} | ${given(endDifference)} | ${told} |`;
    }),
    '',
    `Data: ${own[0]!.source}.`,
  ];
}

function directionSection(own: readonly DirectionRow[]): string[] {
  return [
    '| direction | over | from | steps against it | verdict | source |',
    '| --- | --- | --- | --- | --- | --- |',
    ...own.map((row) => {
      const { quantity, over, from, rmse, n, source } = row;
      return `| ${quantity} | ${over} | ${from} | ${Math.round(rmse * n)} of ${n} | ${verdict(row)} | ${source} |`;
    }),
  ];
}

/** Two digits; 0 where it is none. */
function relative(value: number): string {
  if (!Number.isFinite(value)) return '-';
  return value === 0 ? '0' : value.toExponential(1);
}

function limitSection(own: readonly LimitRow[]): string[] {
  return [
    '| quantity | n | error | baseline | bar | verdict | measured by | source |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...own.map((row) => {
      const { quantity, n, rmse, baseline, bar, how, source } = row;
      return `| ${quantity} | ${n} | ${relative(rmse)} | ${relative(baseline)} | ${relative(bar)} | ${verdict(row)} | ${how} | ${source} |`;
    }),
  ];
}
