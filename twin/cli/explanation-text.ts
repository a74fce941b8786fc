import type { CsvTable } from '../domain/csv-table.ts';
import type { ExplainedTable } from '../estimation/learning/explain-table.ts';
import type { LearnedColumn } from '../estimation/learning/learning-columns.ts';

/** What is said of a model, and of rows. */
interface ExplainedModel extends ExplainedTable {
  readonly kind: string;
  readonly target: LearnedColumn;
  readonly trainingRows: number;
}

const shown = (value: number): string => String(Number(value.toPrecision(3)));

/** The explanation for a reader. */
export function explanationText(
  { kind, target, trainingRows, model, rows }: ExplainedModel,
  table: CsvTable | undefined,
): string {
  const { correlated, permutation, sobol, effects, anova, curves } = model;
  const lines = [
    `${target.header} by ${kind}, ${trainingRows} rows`,
    ...correlated.map(({ words }) => `take care: ${words}`),
    '',
    'without what a column tells, RMSE of the training rows rises by',
    ...permutation.map(
      ({ columns, mean }) =>
        `  ${columns.join(' and ')}: ${shown(Math.sqrt(Math.max(0, mean)))} ${target.unit}`,
    ),
    '',
    'share of the variance over the ranges of the columns, each alone of the others: by itself, with all it acts with',
    ...said(sobol, ({ inputs }) =>
      inputs.map(({ name, first, total }) => `${name}: ${percent(first)}, ${percent(total)}`),
    ),
    '',
    'linear regression: standard deviations of the target for one of the column, p-value',
    ...said(effects, (rows) =>
      rows.map(
        ({ column, coefficient, p, class: kind }) =>
          `${column}: ${shown(coefficient)}, p ${shown(p)}: ${kind}`,
      ),
    ),
    '',
    'analysis of variance: partial eta squared, p-value',
    ...said(anova, (rows) =>
      rows.map(
        ({ name, effect, p, class: kind }) => `${name}: ${shown(effect)}, p ${shown(p)}: ${kind}`,
      ),
    ),
    '',
    `what the model says along a column, about its mean [${target.unit}]`,
    ...curves.map(
      ({ column, at, effect }) =>
        `  ${column}: ${at.map((x, i) => `${shown(x)}: ${shown(effect[i]!)}`).join('  ')}`,
    ),
    ...rowLines(rows, table, target),
  ];
  return `${lines.join('\n')}\n`;
}

function rowLines(
  rows: ExplainedModel['rows'],
  table: CsvTable | undefined,
  { unit }: LearnedColumn,
): string[] {
  if (table === undefined) return [];
  const lines = rows.map(({ mean, base, contributions }, i) => {
    const parts = Object.entries(contributions)
      .sort(([, a], [, b]) => Math.abs(b) - Math.abs(a))
      .map(([name, value]) => `${name} ${value < 0 ? '' : '+'}${shown(value)}`);
    return `  line ${table.rows[i]!.line}: ${shown(mean)} = ${shown(base)} ${parts.join(' ')}`;
  });
  return ['', `rows: what each column adds [${unit}]`, ...lines];
}

function said<T extends object>(
  part: T | { readonly unsaid: string },
  lines: (part: T) => readonly string[],
): string[] {
  const told = 'unsaid' in part ? [`nothing: ${part.unsaid}`] : lines(part);
  return told.map((line) => `  ${line}`);
}

function percent({ value }: { readonly value: number }): string {
  return `${(100 * value).toFixed(0)} %`;
}
