import type {
  ActiveMaterial,
  OpenCircuitPotential,
  PotentialHysteresis,
} from '../cell-parameters.ts';
import type { BpxFunction } from './bpx-function.ts';

/** What a BPX v1 file says about the hysteresis of a material, beside its mean potential. */
export interface Hysteresis {
  readonly delithiation: BpxFunction | undefined;
  readonly lithiation: BpxFunction | undefined;
  readonly decayConstant: number | undefined;
  readonly initialState: number | undefined;
}

const kept = new WeakMap<OpenCircuitPotential, Hysteresis>();

/** Keeps what a file says of a potential, so that it can be written again. */
export function keepHysteresis(potential: OpenCircuitPotential, hysteresis: Hysteresis): void {
  if (Object.values(hysteresis).some((value) => value !== undefined)) {
    kept.set(potential, hysteresis);
  }
}

/** The hysteresis of the file that a potential was read from. */
export function hysteresisOf(potential: OpenCircuitPotential): Hysteresis | undefined {
  return kept.get(potential);
}

/** What a file is to say of a material: what was read, with the numbers that the model takes now. */
export function writtenHysteresis({
  openCircuitPotential,
  hysteresis,
}: ActiveMaterial): Hysteresis | undefined {
  const read = kept.get(openCircuitPotential);
  if (read === undefined || hysteresis === undefined) return read;
  const { decayConstant, initialState } = hysteresis;
  return { ...read, decayConstant, initialState };
}

/** What the model takes of it: both branches with their decay; undefined where one of them is missing. */
export function modelledHysteresis(
  potential: OpenCircuitPotential,
): PotentialHysteresis | undefined {
  const { delithiation, lithiation, decayConstant, initialState = 0 } = kept.get(potential) ?? {};
  if (!delithiation || !lithiation || decayConstant === undefined) return undefined;
  return {
    delithiation: delithiation.at,
    lithiation: lithiation.at,
    decayConstant,
    initialState,
  };
}
