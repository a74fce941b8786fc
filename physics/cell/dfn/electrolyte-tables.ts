import { gaussLegendre } from '../../numerics/gauss-legendre.ts';
import { rateFactor } from '../arrhenius.ts';
import type { Electrolyte, Property } from '../cell-parameters.ts';
import { type HermiteTable, hermiteTable, lastPosition, tableValue } from './hermite-table.ts';
import { vector } from './vectors.ts';

/** Salt concentrations are counted in kmol/m3 in the solver [mol/m3]. */
export const saltUnit = 1000;
/** Largest tabulated concentration [kmol/m3]. */
const largest = 6;
const diffusionCells = 384;
const transferenceCells = 256;
const conductionCells = 256;
/** Cells over the square root of concentration in which the logarithm bends too much for a cubic. */
const bentCells = 10;

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
/** Concentration over the floor from which on it is seen as it is, to round-off, and the least that is told apart. */
const ampleFloors = 36;
const leastFloors = 300;
/** Temperatures for which the tables of one electrolyte are kept. */
const keptTemperatures = 32;

/** The tables of an electrolyte at a temperature, which cells of one electrolyte share; where a cell warms, at whole kelvins. */
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
  /** Transference number at the initial concentration. */
  readonly transference: number;
  /** What it is more elsewhere; undefined where nothing. */
  readonly transferenceExcess: HermiteTable | undefined;
  /** (1 - t+) thermodynamic factor at infinite dilution [-]. */
  readonly activity: number;
  /** What the activity integral has beside that times ln c, over c; undefined where nothing. */
  readonly activityRest: HermiteTable | undefined;
  /** The whole of it over the square root of c; only beyond the first cells, where the logarithm bends it too much. */
  readonly activityByRoot: HermiteTable;

  constructor(electrolyte: Electrolyte, referenceTemperature: number, temperature: number) {
    this.electrolyte = electrolyte;
    this.referenceTemperature = referenceTemperature;
    this.temperature = temperature;
    const at = (property: Property): ((c: number) => number) => {
      const factor = rateFactor(property.activationEnergy, temperature, referenceTemperature);
      const asked = property.activationEnergy === undefined ? temperature : referenceTemperature;
      return (c) => factor * property.at(c * saltUnit, asked);
    };
    // Diffusivities from Nernst and Einstein's relation grow without bound as salt vanishes: their first cell has one value.
    const freeDiffusivity = at(electrolyte.diffusivity);
    const leastDiffusion = Number.isFinite(freeDiffusivity(0)) ? 0 : largest / diffusionCells;
    const diffusivity = (c: number): number => freeDiffusivity(Math.max(c, leastDiffusion));
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
    const excess = hermiteTable(
      (c) => transference(c) - this.transference,
      largest,
      transferenceCells,
    );
    this.transferenceExcess = excess.isZero ? undefined : excess;
    const thermodynamic = at(thermodynamicFactor);
    const product = (c: number): number => (1 - transference(c)) * thermodynamic(c);
    this.activity = product(dilute);
    const restSlope = (c: number): number =>
      (product(Math.max(c, dilute)) - this.activity) / Math.max(c, dilute);
    const rest = integralOf(restSlope, diffusionCells);
    this.activityRest = rest.isZero ? undefined : rest;
    const leastRoot = Math.sqrt(dilute);
    this.activityByRoot = hermiteTable(
      (root) => this.activityAt(Math.max(root, leastRoot) ** 2),
      Math.sqrt(largest),
      conductionCells,
      (root) => (2 * product(root * root)) / Math.max(root, leastRoot),
    );
  }

  /** D and kappa change with temperature as they do at the initial concentration. */
  setFactors(temperature: number, factors: TemperatureFactors): void {
    const { diffusivity, conductivity, initialConcentration } = this.electrolyte;
    const ratio = (property: Property): number =>
      property.activationEnergy === undefined
        ? property.at(initialConcentration, temperature) /
          property.at(initialConcentration, this.temperature)
        : rateFactor(property.activationEnergy, temperature, this.temperature);
    factors.diffusion = ratio(diffusivity);
    factors.conduction = ratio(conductivity);
  }

  /**
   * Fills the properties at concentrations c [kmol/m3]. Transport sees c itself, so that salt is conserved whatever its
   * sign; conductivity, activity and kinetics see floor ln(1 + exp(c / floor)): c itself where there is salt, and far
   * below the floor a concentration whose logarithm falls in proportion to c, which pores without salt ask for.
   */
  fill(
    c: Float64Array,
    floor: number,
    factors: TemperatureFactors,
    points: ElectrolytePoints,
  ): void {
    const { diffusion } = factors;
    this.fillConduction(c, floor, factors, points);
    const { potential, diffusivity, positive, positiveSlope, activity, activitySlope } = points;
    const rest = this.activityRest?.coefficients;
    const { coefficients: w, scale: perConcentration } = this.potential;
    const lastDiffusion = lastPosition(diffusionCells);
    const { coefficients: byRoot, scale: perRoot } = this.activityByRoot;
    const lastActivity = lastPosition(conductionCells);
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
      const seen = positive[i]!;
      const seenSlope = positiveSlope[i]!;
      const root = Math.sqrt(seen);
      const position = root * perRoot;
      if (position > bentCells && position < lastActivity) {
        const cell = position | 0;
        const t = position - cell;
        const o = cell << 2;
        const b = byRoot[o + 1]!;
        const d = byRoot[o + 2]!;
        const e = byRoot[o + 3]!;
        activity[i] = byRoot[o]! + t * (b + t * (d + t * e));
        activitySlope[i] = ((b + t * (2 * d + 3 * t * e)) * perRoot * seenSlope) / (2 * root);
        continue;
      }
      let log = this.activity * Math.log(seen);
      let logSlope = this.activity / seen;
      if (rest !== undefined) {
        const within = Math.min(seen * perConcentration, lastDiffusion);
        const cell = within | 0;
        const t = within - cell;
        const o = cell << 2;
        const b = rest[o + 1]!;
        const d = rest[o + 2]!;
        const e = rest[o + 3]!;
        log += rest[o]! + t * (b + t * (d + t * e));
        logSlope += (b + t * (2 * d + 3 * t * e)) * perConcentration;
      }
      activity[i] = log;
      activitySlope[i] = logSlope * seenSlope;
    }
  }

  /** Fills only the conductivity and the concentration that it sees. */
  fillConduction(
    c: Float64Array,
    floor: number,
    { conduction }: TemperatureFactors,
    { conductivity, conductivitySlope, positive, positiveSlope }: ElectrolytePoints,
  ): void {
    const { coefficients: kappa, scale: perRoot } = this.conductivity;
    const last = lastPosition(conductionCells);
    const enough = ampleFloors * floor;
    for (let i = 0; i < c.length; i++) {
      const ci = c[i]!;
      let seen = ci;
      let seenSlope = 1;
      if (!(ci > enough)) {
        const floors = Math.max(ci / floor, -leastFloors);
        const part = Math.exp(-Math.abs(floors));
        seen = floor * (Math.max(floors, 0) + Math.log1p(part));
        seenSlope = (floors > 0 ? 1 : part) / (1 + part);
      }
      positive[i] = seen;
      positiveSlope[i] = seenSlope;
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
        (conduction * (b + t * (2 * d + 3 * t * e)) * perRoot * seenSlope) / (2 * root);
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

  /** Conductivity at a concentration [kmol/m3]. */
  conductivityAt(c: number, { conduction }: TemperatureFactors): number {
    return conduction * tableValue(this.conductivity, Math.sqrt(c));
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
