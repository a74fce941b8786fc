import { MlError } from '../errors.ts';

/** Most runs of a design that is written out. */
const mostRuns = 100_000;

/**
 * Every combination of the levels of some factors, the first factor changing fastest (Yates' order).
 * @param levels - of each factor, in any unit; one or more
 * @returns one row a run: a level for each factor
 * @throws MlError ML_OPTION_OUT_OF_RANGE for a factor without levels or a level that comes twice (data: option, factor);
 *   ML_TOO_LARGE for more than 100,000 runs (data: runs, allowed)
 * @see Montgomery2017, Design and Analysis of Experiments, 9th ed., chapters 5 and 6
 */
export function fullFactorial(levels: readonly (readonly number[])[]): number[][] {
  for (const [factor, values] of levels.entries()) {
    if (values.length > 0 && new Set(values).size === values.length) continue;
    const message = `levels of factor ${factor}: found [${values.join(', ')}], allowed are one or more, each once`;
    throw new MlError('ML_OPTION_OUT_OF_RANGE', message, { option: 'levels', factor });
  }
  const runs = levels.reduce((product, values) => product * values.length, 1);
  if (runs > mostRuns) {
    const message = `the levels give ${runs} runs, allowed are up to ${mostRuns}; take a fraction or a Latin hypercube`;
    throw new MlError('ML_TOO_LARGE', message, { runs, allowed: mostRuns });
  }
  return Array.from({ length: runs }, (_, run) => {
    let rest = run;
    return levels.map((values) => {
      const level = values[rest % values.length]!;
      rest = Math.floor(rest / values.length);
      return level;
    });
  });
}
