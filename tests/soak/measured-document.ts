import { readFileSync } from 'node:fs';
import type { LineBalancesRun } from './line-balances.ts';
import type { ProcessIntervalsRun } from './process-intervals.ts';

/** What `npm run soak -- NAME` has kept. */
export function measured<T>(name: string): T {
  const file = new URL(`../../docs/measured/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as T;
}

/** The part of docs/validation.md that long runs make. */
export function measuredMarkdown(
  balances: LineBalancesRun,
  intervals: ProcessIntervalsRun,
): string {
  return [
    '## Long runs',
    '',
    'Kept in [docs/measured](measured) by `npm run soak`, which takes some minutes; a test holds these tables equal to the files.',
    '',
    `Balances of every virtual line over ${balances.hours} h, ${balances.seeds} seeds with each truth, each with ${balances.faultsOfRun} random faults over the whole range of their kinds; ${Math.round(balances.produced_m2)} m2 of good coating in all. Largest errors relative to what went in; the bar is 1e-9.`,
    '',
    '| line | truth | runs | solids | solvent | heat |',
    '| --- | --- | --- | --- | --- | --- |',
    ...balances.lines.map(
      ({ line, truth, runs, ...errors }) =>
        `| ${line} | ${truth} | ${runs} | ${[errors.solids, errors.solvent, errors.heat].map((error) => error.toExponential(1)).join(' | ')} |`,
    ),
    '',
    `How often the 90 % interval of \`twinline process\`, which comes from 200 draws, holds another draw of everything that is not known, at its full width: ${intervals.draws} draws a product, constants log-normal. The ends of such an interval are known to about 2 points of coverage. Deviation: standard deviation of the draws over the one that is told, of variables that are not marked with \`≈\`.`,
    '',
    '| product | refused | straight variables | median | least | deviation | marked variables | median | least |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...intervals.products.map(({ product, refused, variables }) => {
      const straight = variables.filter(({ isRough }) => !isRough);
      const bent = variables.filter(({ isRough }) => isRough);
      const cells = [
        product,
        refused,
        straight.length,
        median(straight.map(coverage)),
        least(straight),
        farthest(straight),
        bent.length,
        median(bent.map(coverage)),
        least(bent),
      ];
      return `| ${cells.join(' | ')} |`;
    }),
    '',
    '- Refused: draws at which a law has no value, mostly a share that comes out above one, a slurry that jams or one with no flow to be found. They count neither way.',
    '- Marked variables have a deviation of a few heavy draws, which another set of draws does not repeat: read their interval. It is a width of assumed constants: a calibration of the line narrows it.',
    '',
  ].join('\n');
}

type Covered = ProcessIntervalsRun['products'][number]['variables'][number];

function coverage({ coverage: held }: Covered): number {
  return held;
}

function median(values: readonly number[]): string {
  const sorted = values.toSorted((left, right) => left - right);
  return shown(sorted[Math.floor(sorted.length / 2)]!);
}

/** The smallest coverage and whose it is. */
function least(variables: readonly Covered[]): string {
  const [worst] = variables.toSorted((left, right) => left.coverage - right.coverage);
  return worst === undefined ? '-' : `${shown(worst.coverage)} (${worst.step}.${worst.variable})`;
}

/** The deviation that is farthest from what was told, and whose it is. */
function farthest(variables: readonly Covered[]): string {
  const off = ({ spread }: Covered): number => Math.abs(Math.log(spread));
  const [worst] = variables.toSorted((left, right) => off(right) - off(left));
  return worst === undefined ? '-' : `${worst.spread.toFixed(2)} (${worst.step}.${worst.variable})`;
}

function shown(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}
