import { PhysicsError } from '../../core/errors.ts';
import type { CellParameters, Electrolyte, Property } from '../cell-parameters.ts';

/** Electrolytes of sets made for the single-particle model, and the fields that their files lack. */
const lacking = new WeakMap<Electrolyte, readonly string[]>();

/**
 * Refuses a set whose file lacks what a model needs.
 * @throws PhysicsError BPX_MODEL_INCOMPLETE naming every field
 */
export function requireModel(
  { name, electrolyte }: CellParameters,
  model: 'dfn' | 'spme' | 'spm',
): void {
  const missing = lacking.get(electrolyte);
  if (model !== 'spm' && missing !== undefined) throw incomplete(name, missing);
}

/** The fields that a set lacks for the models with an electrolyte; none where it was read whole. */
export function lackingFields({ electrolyte }: CellParameters): readonly string[] {
  return lacking.get(electrolyte) ?? [];
}

/** An electrolyte for a set without one: it has a concentration, and refuses to give any property. */
export function absentElectrolyte(
  name: string,
  initialConcentration: number,
  missing: readonly string[],
): Electrolyte {
  const refuse: Property = {
    at: () => {
      throw incomplete(name, missing);
    },
  };
  const electrolyte: Electrolyte = {
    initialConcentration,
    diffusivity: refuse,
    conductivity: refuse,
    transferenceNumber: refuse,
    thermodynamicFactor: refuse,
  };
  lacking.set(electrolyte, missing);
  return electrolyte;
}

function incomplete(name: string, missing: readonly string[]): PhysicsError {
  return new PhysicsError(
    'BPX_MODEL_INCOMPLETE',
    `${name} was made for the single-particle model (spm); for another it lacks ${missing.join('; ')}`,
    { name, missing },
  );
}
