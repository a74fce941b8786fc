import { PhysicsError } from '../core/errors.ts';
import type { CellParameters } from './cell-parameters.ts';
import type { InterphaseLimit } from './dfn/interphase.ts';
import type { PlatingLaw } from './dfn/plating.ts';
import type { SideReactionLaws } from './dfn/side-reactions.ts';

/** Side reactions on the negative electrode that a run is asked to follow, in the model dfn; none without them. */
export interface SideReactionRequest {
  /** What the film grows by. */
  readonly interphase?: 'none' | InterphaseLimit;
  /** What becomes of lithium that plates. */
  readonly plating?: 'none' | PlatingLaw;
}

/**
 * The laws of the side reactions of a run.
 * @throws PhysicsError PHY_PARAMETERS_CONTRADICT (data: parameter, value, allowed) where the model follows none, or the set
 * lacks their data
 */
export function sideReactionsOf(
  parameters: CellParameters,
  model: 'dfn' | 'spme' | 'spm',
  { interphase = 'none', plating = 'none' }: SideReactionRequest,
): SideReactionLaws {
  const film = interphase === 'none' ? undefined : interphase;
  const metal = plating === 'none' ? undefined : plating;
  if (film !== undefined) {
    requireElectrode('interphase', film, parameters, model, parameters.interphase);
  }
  if (metal !== undefined) {
    requireElectrode('plating', metal, parameters, model, parameters.plating);
    requireStripping(metal, parameters);
  }
  return { interphase: film, plating: metal };
}

function requireElectrode(
  parameter: string,
  value: string,
  { name, negative }: CellParameters,
  model: string,
  data: object | undefined,
): void {
  if (model !== 'dfn') throw refusal(parameter, value, `the model ${model} follows none`);
  if (data === undefined) throw refusal(parameter, value, `the set ${name} has no data of it`);
  if (negative.kind !== 'porous') {
    throw refusal(parameter, value, `the negative electrode of ${name} is lithium metal`);
  }
}

function requireStripping(law: PlatingLaw, { name, plating }: CellParameters): void {
  if (law === 'irreversible' || plating === undefined || 'rateConstant' in plating.kinetics) return;
  throw refusal(
    'plating',
    law,
    `the set ${name} says nothing of lithium that dissolves`,
    'none or irreversible',
  );
}

function refusal(parameter: string, value: string, why: string, allowed = 'none'): PhysicsError {
  return new PhysicsError(
    'PHY_PARAMETERS_CONTRADICT',
    `${parameter} is ${value}, but ${why}; allowed: ${allowed}`,
    { parameter, value, allowed },
  );
}
