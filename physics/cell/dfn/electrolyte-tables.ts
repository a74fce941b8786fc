import { gaussLegendre } from '../../numerics/gauss-legendre.ts';
import type { Electrolyte, Property } from '../cell-parameters.ts';
import { arrhenius } from './arrhenius.ts';
import { type HermiteTable, hermiteTable, lastPosition, tableValue } from './hermite-table.ts';
import { vector } from './vectors.ts';

/** Salt concentrations are counted in kmol/m3 in the solver [mol/m3]. */
export const saltUnit = 1000;
/** Largest tabulated concentration [kmol/m3]. */
const largest = 6;
const diffusionCells = 384;
const conductionCells = 256;

/** Properties of the electrolyte at the points of the mesh, as `electrolyteAt` fills them. */
export interface ElectrolytePoints {
  /** Integral of D over concentration [m2/s kmol/m3] (Kirchhoff's variable: the flux is its slope), and D. */
  readonly potential: Float64Array;
  readonly diffusivity: Float64Array;
  /** Ionic conductivity [S/m] and its derivative by concentration. */
  readonly conductivity: Float64Array;
  readonly conductivitySlope: Float64Array;
  /** Concentration as properties that need a positive one see it, and its derivative by the true one. */
  readonly positive: Float64Array;
  readonly positiveSlope: Float64Array;
  /** Integral of (1 - t+) (thermodynamic factor) / c over c, and its derivative by the true concentration. */
  readonly activity: Float64Array;
  readonly activitySlope: Float64Array;
}

export function electrolytePoints(count: number): ElectrolytePoints {
  const make = (): Float64Array => vector(count);
  return {
    potential: make(),
    diffusivity: make(),
    conductivity: make(),
    conductivitySlope: make(),
    positive: make(),
    positiveSlope: make(),
    activity: make(),
    activitySlope: make(),
  };
}

/** Taken for infinitely dilute [kmol/m3]. */
const dilute = 1e-5;

/** The integral of a function of concentration from 0. */
function integralOf(slope: (c: number) => number, cells: number): HermiteTable {
  const rule = gaussLegendre(4);
  const width = largest / cells;
  const sums = new Float64Array(cells + 1);
  for (let cell = 0; cell < cells; cell++) {
    let sum = sums[cell]!;
    for (const [q, node] of rule.nodes.entries()) {
      sum += rule.weights[q]! * width * slope((cell + node) * width);
    }
    sums[cell + 1] = sum;
  }
  return hermiteTable((c) => sums[Math.round(c / width)]!, largest, cells, slope);
}

const shared = new WeakMap<Electrolyte, ElectrolyteTables[]>();
/** Temperatures for which the tables of one electrolyte are kept. */
const keptTemperatures = 8;

/** The tables of an electrolyte at a temperature, which cells of one electrolyte share. */
export function electrolyteTables(
  electrolyte: Electrolyte,
  referenceTemperature: number,
  temperature: number,
): ElectrolyteTables {
  const kept = shared.get(electrolyte) ?? [];
  const found = kept.find(
    (tables) =>
      tables.temperature === temperature && tables.referenceTemperature === referenceTemperature,
  );
  if (found !== undefined) return found;
  const made = new ElectrolyteTables(electrolyte, referenceTemperature, temperature);
  shared.set(electrolyte, [made, ...kept].slice(0, keptTemperatures));
  return made;
}

/** How D and kappa at a temperature near that of the tables differ from them. */
export interface TemperatureFactors {
  diffusion: number;
  conduction: number;
}

/** Tables of an electrolyte at one temperature. */
export class ElectrolyteTables {
  readonly electrolyte: Electrolyte;
  readonly referenceTemperature: number;
  readonly temperature: number;
  /** Integral of D over concentration. */
  readonly potential: HermiteTable;
  /** Conductivity over the square root of concentration, in which usual correlations are polynomials. */
  readonly conductivity: HermiteTable;
  readonly transference: number;
  /** (1 - t+) thermodynamic factor at infinite dilution [-]. */
  readonly activity: number;
  /** What the activity integral has beside that times ln c, over c; undefined where nothing. */
  readonly activityRest: HermiteTable | undefined;

  constructor(electrolyte: Electrolyte, referenceTemperature: number, temperature: number) {
    this.electrolyte = electrolyte;
    this.referenceTemperature = referenceTemperature;
    this.temperature = temperature;
    const at = (property: Property): ((c: number) => number) => {
      const factor = arrhenius(property.activationEnergy, temperature, referenceTemperature);
      const asked = property.activationEnergy === undefined ? temperature : referenceTemperature;
      return (c) => factor * property.at(c * saltUnit, asked);
    };
    const diffusivity = at(electrolyte.diffusivity);
    const conductivity = at(electrolyte.conductivity);
    this.potential = integralOf(diffusivity, diffusionCells);
    this.conductivity = hermiteTable(
      (root) => conductivity(root * root),
      Math.sqrt(largest),
      conductionCells,
    );
    const { initialConcentration, transferenceNumber, thermodynamicFactor } = electrolyte;
    this.transference = at(transferenceNumber)(initialConcentration / saltUnit);
    const transference = at(transferenceNumber);
    const thermodynamic = at(thermodynamicFactor);
    const product = (c: number): number => (1 - transference(c)) * thermodynamic(c);
    this.activity = product(dilute);
    const restSlope = (c: number): number =>
      (product(Math.max(c, dilute)) - this.activity) / Math.max(c, dilute);
    const rest = integralOf(restSlope, diffusionCells);
    this.activityRest = rest.isZero ? undefined : rest;
  }

  /** D and kappa change with temperature as they do at the initial concentration. */
  setFactors(temperature: number, factors: TemperatureFactors): void {
    const { diffusivity, conductivity, initialConcentration } = this.electrolyte;
    const ratio = (property: Property): number =>
      property.activationEnergy === undefined
        ? property.at(initialConcentration, temperature) /
          property.at(initialConcentration, this.temperature)
        : arrhenius(property.activationEnergy, temperature, this.temperature);
    factors.diffusion = ratio(diffusivity);
    factors.conduction = ratio(conductivity);
  }

  /**
   * Fills the properties at concentrations c [kmol/m3]. Transport sees c itself, so that salt is conserved whatever its
   * sign; conductivity and activity see (c + sqrt(c^2 + floor^2))/2, which is positive.
   */
  fill(
    c: Float64Array,
    floor: number,
    factors: TemperatureFactors,
    points: ElectrolytePoints,
  ): void {
    const { diffusion } = factors;
    const { potential, diffusivity, positiveSlope, activity, activitySlope } = points;
    const rest = this.activityRest?.coefficients;
    const { coefficients: w, scale: perConcentration } = this.potential;
    const lastDiffusion = lastPosition(diffusionCells);
    const floorSquare = floor * floor;
    for (let i = 0; i < c.length; i++) {
      const ci = c[i]!;
      let at = ci * perConcentration;
      if (at < 0) {
        potential[i] = diffusion * w[1]! * at;
        diffusivity[i] = diffusion * perConcentration * w[1]!;
      } else {
        let beyond = 0;
        if (at > lastDiffusion) {
          beyond = at - lastDiffusion;
          at = lastDiffusion;
        }
        const cell = at | 0;
        const t = at - cell;
        const o = cell << 2;
        const b = w[o + 1]!;
        const d = w[o + 2]!;
        const e = w[o + 3]!;
        const slope = b + t * (2 * d + 3 * t * e);
        potential[i] = diffusion * (w[o]! + t * (b + t * (d + t * e)) + beyond * slope);
        diffusivity[i] = diffusion * perConcentration * slope;
      }
      const hypotenuse = Math.sqrt(ci * ci + floorSquare);
      const seen = ci > 0 ? 0.5 * (ci + hypotenuse) : (0.5 * floorSquare) / (hypotenuse - ci);
      const seenSlope = seen / hypotenuse;
      positiveSlope[i] = seenSlope;
      let log = this.activity * Math.log(seen);
      let logSlope = this.activity / seen;
      if (rest !== undefined) {
        let where = seen * perConcentration;
        if (where > lastDiffusion) where = lastDiffusion;
        const within = where | 0;
        const u = where - within;
        const at4 = within << 2;
        const rb = rest[at4 + 1]!;
        const rd = rest[at4 + 2]!;
        const re = rest[at4 + 3]!;
        log += rest[at4]! + u * (rb + u * (rd + u * re));
        logSlope += (rb + u * (2 * rd + 3 * u * re)) * perConcentration;
      }
      activity[i] = log;
      activitySlope[i] = logSlope * seenSlope;
    }
    this.fillConduction(c, floor, factors, points);
  }

  /** Fills only the conductivity and the concentration that it sees. */
  fillConduction(
    c: Float64Array,
    floor: number,
    { conduction }: TemperatureFactors,
    { conductivity, conductivitySlope, positive }: ElectrolytePoints,
  ): void {
    const { coefficients: kappa, scale: perRoot } = this.conductivity;
    const last = lastPosition(conductionCells);
    const floorSquare = floor * floor;
    for (let i = 0; i < c.length; i++) {
      const ci = c[i]!;
      const hypotenuse = Math.sqrt(ci * ci + floorSquare);
      const seen = ci > 0 ? 0.5 * (ci + hypotenuse) : (0.5 * floorSquare) / (hypotenuse - ci);
      positive[i] = seen;
      const root = Math.sqrt(seen);
      let position = root * perRoot;
      if (position > last) position = last;
      const cell = position | 0;
      const t = position - cell;
      const o = cell << 2;
      const b = kappa[o + 1]!;
      const d = kappa[o + 2]!;
      const e = kappa[o + 3]!;
      conductivity[i] = conduction * (kappa[o]! + t * (b + t * (d + t * e)));
      conductivitySlope[i] =
        (conduction * (b + t * (2 * d + 3 * t * e)) * perRoot * root) / (2 * hypotenuse);
    }
  }

  /** Kirchhoff potential at a concentration [kmol/m3] and its slope, the diffusivity. */
  potentialAt(
    c: number,
    { diffusion }: TemperatureFactors,
  ): { readonly value: number; readonly slope: number } {
    const at = Math.min(Math.max(c, 0), largest);
    const step = 1e-6;
    const inside = Math.min(Math.max(at, step), largest - step);
    const slope =
      (tableValue(this.potential, inside + step) - tableValue(this.potential, inside - step)) /
      (2 * step);
    return {
      value: diffusion * (tableValue(this.potential, at) + (c - at) * slope),
      slope: diffusion * slope,
    };
  }

  /** The activity integral at a concentration [kmol/m3]. */
  activityAt(c: number): number {
    const rest = this.activityRest === undefined ? 0 : tableValue(this.activityRest, c);
    return this.activity * Math.log(c) + rest;
  }

  /** The concentration at a Kirchhoff potential, by Newton's method from a guess [kmol/m3]. */
  concentrationAt(potential: number, guess: number, factors: TemperatureFactors): number {
    let c = guess;
    for (let iteration = 0; iteration < 8; iteration++) {
      const { value, slope } = this.potentialAt(c, factors);
      const change = (potential - value) / slope;
      c += change;
      if (Math.abs(change) < 1e-12) break;
    }
    return c;
  }
}
