import type { SlurryCondition } from '../../slurry.ts';
import type { Values } from '../step.ts';

/** Variables of the web by which a coater knows its slurry. */
export const fedSlurryKeys = [
  'solidsContent',
  'slurryTemperature',
  'dispersion',
  'chainLength',
  'batchAge',
] as const;

/** The slurry that a step before has made. */
export interface FedSlurry {
  readonly solidsContent: number;
  /** [K] */
  readonly slurryTemperature: number;
  readonly condition: SlurryCondition;
}

/** Reads the slurry from the variables of the web. */
export function fedSlurry(web: Values): FedSlurry {
  const [solidsContent, slurryTemperature, dispersion, chainLength, age] = fedSlurryKeys.map(
    (key) => web[key]!,
  ) as [number, number, number, number, number];
  return { solidsContent, slurryTemperature, condition: { dispersion, chainLength, age } };
}
