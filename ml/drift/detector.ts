import { MlError } from '../errors.ts';

/** What a chart says of the values so far: nothing seen, worth a look, or time to act. */
export type Verdict = 'ok' | 'warning' | 'alarm';

/**
 * A chart of residuals, each divided by its expected standard deviation, so that one chart suits all quantities. An
 * alarm does not reset a chart: whoever acts on it does.
 */
export interface DriftDetector<State> {
  /**
   * Takes the next value.
   * @param value - residual over its standard deviation [1]
   * @throws MlError ML_NOT_FINITE for a value that is no number; the chart is as it was
   */
  add(value: number): Verdict;
  /** All that the chart remembers, as plain numbers: another chart of the same options goes on from it exactly. */
  state(): State;
  /** Forgets all values. */
  reset(): void;
}

/** The verdict on a statistic with two limits; a limit itself is still allowed. */
export function verdictOf(statistic: number, warning: number, alarm: number): Verdict {
  if (statistic > alarm) return 'alarm';
  return statistic > warning ? 'warning' : 'ok';
}

/** @throws MlError ML_NOT_FINITE unless `value` is a number (data: name, found) */
export function checkFinite(name: string, value: number): void {
  if (Number.isFinite(value)) return;
  const message = `${name}: found ${value}, allowed is a number`;
  throw new MlError('ML_NOT_FINITE', message, { name, found: value });
}

/** @throws MlError ML_OPTION_OUT_OF_RANGE unless the condition holds (data: option, found, allowed) */
export function checkOption(option: string, found: number, holds: boolean, allowed: string): void {
  if (holds) return;
  const message = `${option}: found ${found}, allowed is ${allowed}`;
  throw new MlError('ML_OPTION_OUT_OF_RANGE', message, { option, found, allowed });
}

/** @throws MlError ML_OPTION_OUT_OF_RANGE unless 0 < warning <= alarm (data: option, found, allowed) */
export function checkLimits({ warning, alarm }: { warning: number; alarm: number }): void {
  checkOption('alarm', alarm, alarm > 0 && Number.isFinite(alarm), 'a number above 0');
  checkOption('warning', warning, warning > 0 && warning <= alarm, `above 0, up to alarm ${alarm}`);
}
