import type { DfnCell } from './dfn-cell.ts';

/**
 * Terminal voltage of the present solution, with contact resistance: along the solid of each electrode between its
 * collector and its point nearest the separator, and through the pores from there to the other one [V].
 * @param current - [A/m2]
 */
export function terminalVoltage(cell: DfnCell, current: number): number {
  const { parameters, electrolyte, electrodes } = cell;
  electrolyte.fillConduction(cell.c);
  for (const { kinetics } of electrodes) kinetics.block.feed();
  return (
    riseInPositive(cell, current) -
    dropInNegative(cell, current) -
    dropInSeparator(cell, current) -
    current * parameters.area * parameters.contactResistance
  );
}

function dropInSeparator(cell: DfnCell, current: number): number {
  const { separatorMesh, separatorTransport, electrolyte, positive, parameters } = cell;
  const { conductivity: kappa } = electrolyte.points;
  const { weights, points } = separatorMesh;
  const first = positive.kinetics.first - points;
  let resistance = 0;
  for (let k = 0; k < points; k++) resistance += weights[k]! / kappa[first + k]!;
  return (current * parameters.separator.thickness * resistance) / separatorTransport;
}

/** From the collector to the electrolyte beside the separator. */
function dropInNegative(cell: DfnCell, current: number): number {
  const { negative, electrolyte } = cell;
  if (!('kinetics' in negative)) {
    const { potential, diffusionPart } = cell.atMetal(current);
    return diffusionPart - potential;
  }
  const { conductivity: kappa, positive: salt } = electrolyte.points;
  const { mesh, kinetics, transport } = negative;
  const { thickness, conductivity } = negative.parameters;
  const { integral, weights, points } = mesh;
  const last = points - 1;
  let [solid, pores] = [0, 0];
  for (let k = 0; k < points; k++) {
    const ionic = kinetics.block.ionicCurrent(k);
    const weight = integral[last * points + k]!;
    solid += weight * (current - ionic);
    pores += ((weights[k]! - weight) * ionic) / kappa[k]!;
  }
  const seen = salt[last]!;
  const ohmic = thickness * (solid / conductivity + pores / transport);
  return ohmic + kinetics.phi(last, seen) + electrolyte.diffusionPart(seen);
}

/** From the electrolyte beside the separator to the collector: a rise, less what is lost on the way. */
function riseInPositive(cell: DfnCell, current: number): number {
  const { positive, electrolyte } = cell;
  const { conductivity: kappa, positive: salt } = electrolyte.points;
  const { mesh, kinetics, transport } = positive;
  const { thickness, conductivity } = positive.parameters;
  const { integral, weights, points } = mesh;
  const { first } = kinetics;
  let [solid, pores] = [0, 0];
  for (let k = 0; k < points; k++) {
    const ionic = kinetics.block.ionicCurrent(k);
    const weight = integral[k]!;
    solid += (weights[k]! - weight) * (current - ionic);
    pores += (weight * ionic) / kappa[first + k]!;
  }
  const seen = salt[first]!;
  const ohmic = thickness * (solid / conductivity + pores / transport);
  return kinetics.phi(0, seen) + electrolyte.diffusionPart(seen) - ohmic;
}
