import type { Spectrum } from './spectrum.ts';

/** Where a spectrum crosses the real axis. */
export interface AxisCrossing {
  /** [ohm] */
  readonly real: number;
  /** [Hz] */
  readonly frequency: number;
}

/**
 * The first crossing from the inductive to the capacitive side on the way from high to low frequencies, on a straight line
 * between the two points beside it over the logarithm of the frequency.
 * @returns undefined where the highest frequency is capacitive already, or all are inductive: nothing is guessed
 */
export function axisCrossing({ frequency, real, imaginary }: Spectrum): AxisCrossing | undefined {
  const after = imaginary.findIndex((value) => value <= 0);
  if (after <= 0) return undefined;
  const before = after - 1;
  const share = imaginary[before]! / (imaginary[before]! - imaginary[after]!);
  const logs = [Math.log(frequency[before]!), Math.log(frequency[after]!)] as const;
  return {
    real: real[before]! + share * (real[after]! - real[before]!),
    frequency: Math.exp(logs[0] + share * (logs[1] - logs[0])),
  };
}
