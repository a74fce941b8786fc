import type { BesideSeparator } from '../cell-integrator.ts';
import type { LithiumMetal } from '../cell-parameters.ts';
import type { MaterialBlock } from './material-block.ts';

interface Electrode {
  readonly kinetics: { readonly materials: readonly MaterialBlock[] };
}

/** What of a cell is looked at, of whatever model. */
interface Electrodes {
  readonly negative: Electrode | LithiumMetal;
  readonly positive: Electrode;
}

function firstMaterial(electrode: Electrode | LithiumMetal): MaterialBlock | undefined {
  return 'kinetics' in electrode ? electrode.kinetics.materials[0] : undefined;
}

/** Surface stoichiometries of the first materials beside the separator, of the present state or of the tried one. */
export function surfacesBesideSeparator(
  { negative, positive }: Electrodes,
  of: 'present' | 'tried',
): BesideSeparator {
  const at = (material: MaterialBlock, point: number): number =>
    of === 'tried' ? material.surfaceAt(point) : material.acceptedSurfaceAt(point);
  const own = firstMaterial(negative);
  return {
    negative: own === undefined ? 0 : at(own, own.j.length - 1),
    positive: at(positive.kinetics.materials[0]!, 0),
  };
}

/** The open-circuit part of the voltage for two surface stoichiometries and a temperature [V]. */
export function openPartOf(
  { negative, positive }: Electrodes,
  negativeSurface: number,
  positiveSurface: number,
  temperature: number,
): number {
  const own = firstMaterial(negative);
  const against = own === undefined ? 0 : own.restCurve.at(negativeSurface, temperature);
  return positive.kinetics.materials[0]!.restCurve.at(positiveSurface, temperature) - against;
}
