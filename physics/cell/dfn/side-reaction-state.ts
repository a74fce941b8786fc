import type { DfnCell } from './dfn-cell.ts';
import type { InterphaseState } from './interphase.ts';
import type { PlatingState } from './plating.ts';

/** The film on the negative electrode; undefined where none grows. */
export function filmOf({
  negative,
  parameters,
  sideReactions,
}: DfnCell): InterphaseState | undefined {
  if (sideReactions.interphase === undefined || !('kinetics' in negative)) return undefined;
  let [volume, surface, lithium] = [0, 0, 0];
  for (const { sideReactions: own, surfaceArea } of negative.kinetics.materials) {
    const film = own?.interphase;
    if (film === undefined) continue;
    surface += surfaceArea;
    for (const [k, weight] of negative.mesh.weights.entries()) {
      volume += weight * surfaceArea * film.thicknessAt(k);
      lithium += weight * surfaceArea * film.lithiumAt(k);
    }
  }
  return {
    meanThickness: volume / surface,
    lithiumLost: lithium * negative.parameters.thickness * parameters.area,
  };
}

/** The metal on the negative electrode; undefined where none is followed. */
export function metalOf({
  negative,
  parameters,
  sideReactions,
}: DfnCell): PlatingState | undefined {
  if (sideReactions.plating === undefined || !('kinetics' in negative)) return undefined;
  let [plated, dead] = [0, 0];
  for (const { sideReactions: own } of negative.kinetics.materials) {
    const metal = own?.plating;
    if (metal === undefined) continue;
    for (const [k, weight] of negative.mesh.weights.entries()) {
      plated += weight * metal.platedAt(k);
      dead += weight * metal.deadAt(k);
    }
  }
  const volume = negative.parameters.thickness * parameters.area;
  return { plated: plated * volume, dead: dead * volume };
}

/**
 * Largest differences of the tried step from the predicted one: of the film over its thickness, and of the metal over the
 * sites of its material.
 */
export function sideChangeOf({ negative }: DfnCell): {
  readonly film: number;
  readonly metal: number;
} {
  let [film, metal] = [0, 0];
  if (!('kinetics' in negative)) return { film, metal };
  for (const { sideReactions } of negative.kinetics.materials) {
    film = Math.max(film, sideReactions?.interphase?.change() ?? 0);
    metal = Math.max(metal, sideReactions?.plating?.change() ?? 0);
  }
  return { film, metal };
}

/**
 * Lowest potential of the negative electrode against lithium metal on its surface, below any film [V]: at a point, or at
 * the separator by the parabola through the three points next to it.
 */
export function lowestAgainstLithium(cell: DfnCell): number {
  const { negative } = cell;
  if (!('kinetics' in negative)) return Number.NaN;
  const { mesh, kinetics } = negative;
  const { x, points } = mesh;
  let lowest = Infinity;
  for (const material of kinetics.materials) {
    const { j, filmResistance } = material;
    let atSeparator = 0;
    for (let k = 0; k < points; k++) {
      const phi =
        material.phi(k, j[k]!, cell.electrolyte.points.positive[k]!) - filmResistance[k]! * j[k]!;
      if (phi < lowest) lowest = phi;
      if (k < points - 3) continue;
      let weight = 1;
      for (let m = points - 3; m < points; m++) {
        if (m !== k) weight *= (1 - x[m]!) / (x[k]! - x[m]!);
      }
      atSeparator += weight * phi;
    }
    if (atSeparator < lowest) lowest = atSeparator;
  }
  return lowest;
}
