import type { UnitName } from '../../physics/core/units.ts';
import type { ValidationRow } from './validation-row.ts';

const unitLabels: Partial<Record<UnitName, string>> = { percent: 'points', um: 'um' };

/** docs/validation.md as the rows have it, misses included. */
export function validationMarkdown(rows: readonly ValidationRow[]): string {
  const names = [...new Set(rows.map((row) => row.case))];
  return [
    '# Validation',
    '',
    'Made from the rows of `twinline validate`; a test holds it equal to what the models give. Every score is a root mean square over predictions that the fit did not see.',
    '',
    '| case | quantity | unit | n | rmse | 90 % bootstrap | baseline | bar | verdict |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map(scoreLine),
    ...names.flatMap((name) => caseSection(name, rows)),
    '',
  ].join('\n');
}

function scoreLine(row: ValidationRow): string {
  const [low, high] = row.bootstrap90;
  const cells = [
    row.case,
    row.quantity,
    unitLabels[row.unit] ?? row.unit,
    row.n,
    row.rmse.toFixed(2),
    `${low.toFixed(2)} to ${high.toFixed(2)}`,
    row.baseline.toFixed(2),
    row.bar.toFixed(2),
    row.pass ? 'met' : '**missed**',
  ];
  return `| ${cells.join(' | ')} |`;
}

function caseSection(name: string, rows: readonly ValidationRow[]): string[] {
  const own = rows.filter((row) => row.case === name);
  const { source, parameters, baselineParameters, modelFormsTried, notes } = own[0]!;
  return [
    '',
    `## ${name}`,
    '',
    `Data: ${source}. Model: ${parameters.length} fitted constants; baseline: ordinary least squares with ${baselineParameters} constants per quantity. Forms of the model compared on these data: ${modelFormsTried}.`,
    `Fitted to all rows, which is no test: ${own
      .map(
        (row) => `${row.quantity} ${row.inSample.toFixed(2)} ${unitLabels[row.unit] ?? row.unit}`,
      )
      .join(', ')}.`,
    '',
    '| constant fitted here | value | unit |',
    '| --- | --- | --- |',
    ...parameters.map(
      ({ name: key, value, unit }) => `| ${key} | ${value.toPrecision(4)} | ${unit} |`,
    ),
    '',
    ...notes.map((note) => `- ${note}`),
  ];
}
