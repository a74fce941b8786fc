import { checkOption } from './detector.ts';

/** Mean excess of a normal walk over a boundary, twice 0.583. */
const overshoot = 1.166;

/**
 * Values until a two-sided CUSUM of normal values of deviation 1 passes its threshold, in the mean:
 *
 *   L(D) = (exp(-2 D b) + 2 D b - 1) / (2 D^2),  b = h + 1.166,  1 / L = 1 / L(d - k) + 1 / L(-d - k)
 *
 * @param reference - k [1], > 0
 * @param threshold - h [1], > 0
 * @param shift - d, mean of the values [1]; 0 gives the values between two false alarms
 * @throws MlError ML_OPTION_OUT_OF_RANGE (data: option, found, allowed)
 * @remarks Within 1 % of the integral equation for k in 0.25 .. 0.5, and 6 % at k = 1, h in 3 .. 8 and no shift.
 * @see Siegmund1985, Sequential Analysis, section 2.6, doi:10.1007/978-1-4757-1862-1 (not read)
 */
export function cusumRunLength(reference: number, threshold: number, shift: number): number {
  checkOption('reference', reference, reference > 0, 'a number above 0');
  checkOption('threshold', threshold, threshold > 0, 'a number above 0');
  const b = threshold + overshoot;
  return 1 / (1 / oneSided(shift - reference, b) + 1 / oneSided(-shift - reference, b));
}

function oneSided(drift: number, b: number): number {
  const u = 2 * drift * b;
  // The quotient tends to b^2 where the walk has no drift; its series avoids the difference of equal numbers.
  if (Math.abs(u) < 1e-3) return b * b * (1 - u / 3 + (u * u) / 12);
  return (Math.expm1(-u) + u) / (2 * drift * drift);
}

/**
 * The threshold h at which a two-sided CUSUM has a false alarm in so many values, in the mean.
 * @param reference - k [1], > 0
 * @param runLength - values between two false alarms [1]
 * @throws MlError ML_OPTION_OUT_OF_RANGE where no h above 0 gives so short a run (data: option, found, allowed)
 * @see Siegmund1985, Sequential Analysis, section 2.6, solved for h (not read)
 */
export function cusumThreshold(reference: number, runLength: number): number {
  const least = cusumRunLength(reference, Number.MIN_VALUE, 0);
  checkOption('runLength', runLength, runLength > least, `a number above ${least}`);
  const wanted = 4 * reference * reference * runLength;
  // exp(u) - u - 1 = wanted, u = 2 k b: convex and rising, so Newton's steps from above fall to the root.
  let u = Math.log1p(wanted) + Math.log1p(Math.log1p(wanted)) + 1;
  for (let step = 0; step < 60; step++) {
    const next = u - (Math.expm1(u) - u - wanted) / Math.expm1(u);
    if (!(next < u)) break;
    u = next;
  }
  return u / (2 * reference) - overshoot;
}

/** Charts that run beside each other, and how often one of them may call falsely. */
export interface ChartLoad {
  readonly charts: number;
  /** Values that each chart gets in a period, a shift for instance. */
  readonly valuesPerPeriod: number;
  /** False alarms of all charts together in a period, > 0. */
  readonly falseAlarmsPerPeriod: number;
}

/**
 * The threshold h of every chart of a line. Charts count as independent, which gives the most false alarms.
 * @throws MlError ML_OPTION_OUT_OF_RANGE (data: option, found, allowed)
 */
export function cusumThresholdFor(reference: number, load: ChartLoad): number {
  const { charts, valuesPerPeriod, falseAlarmsPerPeriod } = load;
  checkOption('charts', charts, Number.isInteger(charts) && charts > 0, 'a whole number from 1');
  checkOption('valuesPerPeriod', valuesPerPeriod, valuesPerPeriod > 0, 'a number above 0');
  const rate = falseAlarmsPerPeriod;
  checkOption('falseAlarmsPerPeriod', rate, rate > 0, 'a number above 0');
  return cusumThreshold(reference, (charts * valuesPerPeriod) / rate);
}
