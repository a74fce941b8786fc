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
  const { integral, points, x } = mesh;
  const last = points - 1;
  let solid = 0;
  for (let k = 0; k < points; k++) {
    solid += integral[last * points + k]! * (current - kinetics.block.ionicCurrent(k));
  }
  const field = kinetics.block.ionicCurrent(last) / kappa[last]!;
  const pores = (1 - x[last]!) * meanOf(field, fieldBetween(cell, 'negative', current));
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
  const { integral, weights, points, x } = mesh;
  const { first } = kinetics;
  let solid = 0;
  for (let k = 0; k < points; k++) {
    solid += (weights[k]! - integral[k]!) * (current - kinetics.block.ionicCurrent(k));
  }
  const field = kinetics.block.ionicCurrent(0) / kappa[first]!;
  const pores = x[0]! * meanOf(field, fieldBetween(cell, 'positive', current));
  const seen = salt[first]!;
  const ohmic = thickness * (solid / conductivity + pores / transport);
  return kinetics.phi(0, seen) + electrolyte.diffusionPart(seen) - ohmic;
}

/**
 * Current over free conductivity where an electrode meets the separator. On the short way from there to the nearest point
 * the trapezoidal rule errs by less than a microvolt; the polynomial through the points of the element would hold a point
 * without salt, if there is one, where current over conductivity is 0/0.
 */
function fieldBetween(
  { negative, positive, separatorMesh, separatorTransport, parameters, electrolyte, c }: DfnCell,
  side: 'negative' | 'positive',
  current: number,
): number {
  const { thickness } = parameters.separator;
  const electrode = side === 'negative' ? (negative as typeof positive) : positive;
  const { mesh, kinetics, transport } = electrode;
  const atFirst = side === 'positive';
  const own = atFirst ? 0 : mesh.points - 1;
  const beside = kinetics.first + own + (atFirst ? -1 : 1);
  const inElectrode = (atFirst ? mesh.x[0]! : 1 - mesh.x[own]!) * electrode.parameters.thickness;
  const { x, points } = separatorMesh;
  const inSeparator = (atFirst ? 1 - x[points - 1]! : x[0]!) * thickness;
  const [toOwn, toBeside] = [transport / inElectrode, separatorTransport / inSeparator];
  const between = (toOwn * c[kinetics.first + own]! + toBeside * c[beside]!) / (toOwn + toBeside);
  return current / electrolyte.conductivityAt(between);
}

function meanOf(one: number, other: number): number {
  return (one + other) / 2;
}
