import { PhysicsError } from '../core/errors.ts';
import { checkBetween } from '../materials/check-between.ts';

/** A layer of the web. */
interface WebLayer {
  /** [m] */
  readonly thickness: number;
  /** [W.m-1.K-1] */
  readonly conductivity: number;
  /** [J.m-3.K-1] */
  readonly heatCapacity: number;
}

/** A stretch on which the web touches something at one temperature on one or both of its faces. */
interface WebContact {
  /** [s], >= 0 */
  readonly time: number;
  /** [K] */
  readonly temperature: number;
  /** Heat-transfer coefficient of the face of the first layer and of the last [W.m-2.K-1], >= 0. */
  readonly front: number;
  readonly back: number;
}

/** Cells of a layer, and steps of a contact. */
const cellsPerLayer = 12;
const stepsPerContact = 24;
/** Diagonal coefficient of the scheme, which makes it L-stable and of second order. */
const sdirk = 1 - Math.SQRT1_2;

/**
 * Mean temperature of the first layer of a web after contacts with warm rolls: transient conduction through the layers,
 *
 *   rho c dT/dt = d/dx (k dT/dx),   k dT/dx = h (T_roll - T) at the faces
 *
 * by finite volumes and the L-stable second-order diagonally implicit scheme of Alexander. The number of cells and steps
 * is fixed and the steps of a contact grow in proportion to their number, so that the result is smooth in all inputs.
 * @param layers - from front to back, at least one
 * @param start - temperature of the whole web before the first contact [K]
 * @param contacts - in the order that the web meets them
 * @returns [K], between start and the temperatures of the contacts
 * @throws PhysicsError PHY_OUT_OF_RANGE
 * @remarks Within 0.3 % of the whole rise of Carslaw and Jaeger's series for a slab, Biot numbers up to 10.
 * @see Carslaw and Jaeger 1959, Conduction of Heat in Solids, sec. 3.11, ISBN 0-19-853368-3; Alexander1977, SIAM J.
 *   Numer. Anal. 14, 1006-1021, doi:10.1137/0714068
 */
export function webTemperature(
  layers: readonly WebLayer[],
  start: number,
  contacts: readonly WebContact[],
): number {
  checkLayers(layers);
  const web = cellsOf(layers);
  const temperature = new Float64Array(web.capacity.length).fill(start);
  for (const contact of contacts) {
    checkContact(contact);
    meet(web, temperature, contact);
  }
  return temperature.subarray(0, cellsPerLayer).reduce((sum, t) => sum + t, 0) / cellsPerLayer;
}

/** The web as a row of cells. */
interface WebCells {
  /** [J.m-2.K-1] */
  readonly capacity: Float64Array;
  /** Conduction from each cell to the next one [W.m-2.K-1]. */
  readonly onward: Float64Array;
  /** From the middle of the first and the last cell to its face [m2.K.W-1]. */
  readonly frontHalf: number;
  readonly backHalf: number;
}

function cellsOf(layers: readonly WebLayer[]): WebCells {
  const cells = layers.flatMap(({ thickness, conductivity, heatCapacity }) =>
    Array.from({ length: cellsPerLayer }, () => ({
      capacity: (heatCapacity * thickness) / cellsPerLayer,
      half: thickness / (2 * cellsPerLayer * conductivity),
    })),
  );
  return {
    capacity: Float64Array.from(cells, ({ capacity }) => capacity),
    onward: Float64Array.from(cells.slice(1), ({ half }, i) => 1 / (half + cells[i]!.half)),
    frontHalf: cells[0]!.half,
    backHalf: cells.at(-1)!.half,
  };
}

/** Changes the temperatures of the cells by one contact. */
function meet(web: WebCells, temperature: Float64Array, contact: WebContact): void {
  const n = temperature.length;
  /** Conduction to the left of each cell; the last entry is the back face. */
  const left = new Float64Array(n + 1);
  left.set(web.onward, 1);
  left[0] = seriesOf(contact.front, web.frontHalf);
  left[n] = seriesOf(contact.back, web.backHalf);
  const rate = new Float64Array(n);
  const pivot = new Float64Array(n);

  /** Rates of the cells in an implicit stage from their temperatures t on: (C + a A) r = heat(t). */
  const stage = (step: number): void => {
    const a = sdirk * step;
    for (let i = 0; i < n; i++) {
      const before = i === 0 ? contact.temperature : temperature[i - 1]!;
      const behind = i === n - 1 ? contact.temperature : temperature[i + 1]!;
      const own = temperature[i]!;
      const heat = left[i]! * (before - own) + left[i + 1]! * (behind - own);
      const factor = i === 0 ? 0 : (a * left[i]!) / pivot[i - 1]!;
      pivot[i] = web.capacity[i]! + a * (left[i]! + left[i + 1]!) - factor * a * left[i]!;
      rate[i] = i === 0 ? heat : heat + factor * rate[i - 1]!;
    }
    rate[n - 1]! /= pivot[n - 1]!;
    for (let i = n - 2; i >= 0; i--) {
      rate[i] = (rate[i]! + a * left[i + 1]! * rate[i + 1]!) / pivot[i]!;
    }
  };

  for (let k = 0; k < stepsPerContact; k++) {
    const step = (contact.time * (2 * k + 1)) / stepsPerContact ** 2;
    const explicit = (1 - sdirk) * step;
    stage(step);
    for (let i = 0; i < n; i++) temperature[i]! += explicit * rate[i]!;
    stage(step);
    for (let i = 0; i < n; i++) temperature[i]! += sdirk * step * rate[i]!;
  }
}

/** Two transfers one behind the other [W.m-2.K-1]; 0 where the face touches nothing. */
function seriesOf(coefficient: number, half: number): number {
  return coefficient === 0 ? 0 : 1 / (1 / coefficient + half);
}

function checkLayers(layers: readonly WebLayer[]): void {
  if (layers.length === 0) {
    throw new PhysicsError('PHY_OUT_OF_RANGE', 'a web of no layer has no temperature', {
      name: 'layers',
      value: 0,
      min: 1,
    });
  }
  const positive = { min: Number.MIN_VALUE, max: Number.MAX_VALUE };
  for (const { thickness, conductivity, heatCapacity } of layers) {
    checkBetween('thickness of a layer', thickness, { ...positive, unit: 'm' });
    checkBetween('conductivity of a layer', conductivity, { ...positive, unit: 'W.m-1.K-1' });
    checkBetween('heat capacity of a layer', heatCapacity, { ...positive, unit: 'J.m-3.K-1' });
  }
}

function checkContact({ time, front, back }: WebContact): void {
  const some = { min: 0, max: Number.MAX_VALUE };
  checkBetween('time of a contact', time, { ...some, unit: 's' });
  checkBetween('transfer at the front', front, { ...some, unit: 'W.m-2.K-1' });
  checkBetween('transfer at the back', back, { ...some, unit: 'W.m-2.K-1' });
}
