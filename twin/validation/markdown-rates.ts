import type { RateRow, TriedForm } from './validation-row.ts';

/**
 * The tables of the rate model: scores, constants of each fit, every condition with its predictions, and the forms tried.
 * @param verdict - words for whether a row meets its bar
 */
export function rateSection(own: readonly RateRow[], verdict: (row: RateRow) => string): string[] {
  const { source, constants, predictions, forms, starts, startsOfForm } = own[0]!;
  const names = own.map(({ quantity }) => quantity.replace('5C/0.2C, ', ''));
  const least = forms.map(({ scores }) => Math.max(...scores));
  const within = least.filter((score) => score <= own[0]!.bar).length;
  return [
    ...table(
      ['quantity', 'n', 'rmse', '90 %', 'baseline', 'mean alone', 'bar', 'verdict', 'in sample'],
      own.map((row) => [
        row.quantity,
        String(row.n),
        row.rmse.toFixed(3),
        interval(row.bootstrap90),
        row.baseline.toFixed(3),
        row.meanBaseline.toFixed(3),
        Number.isFinite(row.bar) ? row.bar.toFixed(2) : '-',
        verdict(row),
        row.inSample.toFixed(3),
      ]),
    ),
    '',
    `Over conditions that the fit did not see. Data: ${source}. Model: ${constants.length} fitted constants, each fit the best of ${starts} starts. 90 %: over resampled predictions; for LOW alone over what its fit leaves open.`,
    '',
    ...table(
      ['constant fitted here', 'unit', 'prior', ...names],
      constants.map(({ name, unit, prior }, i) => [
        name,
        unit,
        prior,
        ...own.map((row) => {
          const { value, sd } = row.constants[i]!;
          return `${short(value)} ± ${short(sd)}`;
        }),
      ]),
    ),
    '',
    'Ratios as measured and as predicted; those in brackets were fitted.',
    '',
    ...table(
      ['condition', 'measured', ...names],
      predictions.map(({ condition, measured, standardError }, i) => [
        condition,
        `${measured.toFixed(2)} ± ${standardError.toFixed(2)}`,
        ...own.map((row) => {
          const { predicted, interval90, isFitted } = row.predictions[i]!;
          const value = predicted.toFixed(2);
          if (isFitted) return `(${value})`;
          return interval90 === undefined ? value : `${value} [${interval(interval90)}]`;
        }),
      ]),
    ),
    '',
    ...own.flatMap(covered),
    `Forms compared on these data: ${forms.length}; ${within} of them stay within the bar in every rotation. Costs are of the fits, which see no test row. ${searchGap(own)}`,
    '',
    ...table(
      ['form', 'costs of the fits', 'rmse in the rotations'],
      [scoredForm(own), ...forms].map(({ name, costs, scores }, i) => [
        i === 1 ? `${name}, by ${startsOfForm} starts` : name,
        costs.map((cost) => cost.toFixed(2)).join(', '),
        scores.map((score) => score.toFixed(3)).join(', '),
      ]),
    ),
  ];
}

/** The fits that are scored, as a form among the others. */
function scoredForm(own: readonly RateRow[]): TriedForm {
  const judged = own.filter(({ bar }) => Number.isFinite(bar));
  return {
    name: `${own[0]!.forms[0]!.name}, as scored above`,
    costs: judged.map(({ cost }) => cost),
    scores: judged.map(({ rmse }) => rmse),
  };
}

/** Why the documented form stands twice in the table, and by how much it differs from itself. */
function searchGap(own: readonly RateRow[]): string {
  const { forms, starts, startsOfForm } = own[0]!;
  const [scored, searched] = [scoredForm(own), forms[0]!];
  const gap = (one: readonly number[], other: readonly number[]): string =>
    Math.max(...one.map((value, i) => Math.abs(value - other[i]!))).toFixed(3);
  return `The first row is the fit that is scored, continued from the best of ${starts} starts; the others are the best of ${startsOfForm} starts each, the same form among them: by such a search its costs differ by up to ${gap(scored.costs, searched.costs)} and its scores by up to ${gap(scored.scores, searched.scores)}. Forms that differ by no more than that are not told apart.`;
}

/** How many measured means lie within the intervals of a row that has some. */
function covered({ quantity, predictions }: RateRow): string[] {
  const told = predictions.flatMap(({ measured, interval90 }) =>
    interval90 === undefined ? [] : [measured >= interval90[0] && measured <= interval90[1]],
  );
  if (told.length === 0) return [];
  return [
    `${quantity}: ${told.filter(Boolean).length} of ${told.length} measured means lie within 90 %.`,
    '',
  ];
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
}

function interval([low, high]: readonly [number, number]): string {
  return `${low.toFixed(2)} to ${high.toFixed(2)}`;
}

/** Two digits. */
function short(value: number): string {
  return Number(value.toPrecision(2)).toString();
}
