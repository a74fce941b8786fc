import { faradayConstant } from '../../core/constants.ts';
import { type ActiveMaterial, type Property, surfacePerVolume } from '../cell-parameters.ts';
import { arrhenius } from './arrhenius.ts';
import { type HermiteTable, hermiteTable, sharedTables, tableValue } from './hermite-table.ts';
import { Interphase, type InterphaseModel } from './interphase.ts';
import type { Particles } from './particles.ts';
import { mixRows } from './small-dense.ts';
import { SphereMemory } from './sphere-memory.ts';
import { SphereProfile } from './sphere-profile.ts';
import { combineHistory, keep, ringSize, type StepFormula } from './step-formula.ts';
import { vector } from './vectors.ts';

const potentialCells = 1024;
const diffusivityCells = 512;
/** Surface stoichiometries stay this far from 0 and 1. */
export const stoichiometryMargin = 1e-9;
/** A Newton iteration goes at most this part of the way to an empty or full surface. */
const boundaryShare = 0.9;

/** Newton iterations for the current of one material of a blend, and the step of its difference quotient. */
const mostCurrentIterations = 20;
const asinhStep = 1e-6;

/** How finely particles are resolved. */
export interface ParticleResolution {
  /** Exponentials where diffusivity does not depend on stoichiometry. */
  readonly exponentials: 6 | 8 | 12;
  /** Collocation points where it does. */
  readonly nodes: number;
}

/** What a material needs to know of a cell. */
export interface MaterialSurroundings {
  /** Collocation points of its electrode. */
  readonly points: number;
  /** Share of its surface that electrolyte wets. */
  readonly wetted: number;
  readonly referenceTemperature: number;
  readonly resolution: ParticleResolution;
  /** A film that grows on the material; none where absent. */
  readonly interphase?: InterphaseModel | undefined;
}

/** One active material at the collocation points of its electrode: its particles and the kinetics at their surfaces. */
export class MaterialBlock {
  /** Wetted surface per electrode volume [1/m]. */
  readonly surfaceArea: number;
  readonly maximumConcentration: number;
  readonly volumeFraction: number;
  readonly particles: Particles;
  readonly potential: HermiteTable;
  /** dU/dT over stoichiometry; undefined where it is zero everywhere. */
  readonly entropy: HermiteTable | undefined;
  /** Current density of all reactions, the side reaction included [A/m2]. */
  readonly j: Float64Array;
  /** Surface stoichiometry after the step: surface + byCurrent j. */
  readonly surface: Float64Array;
  readonly byCurrent: Float64Array;
  /** Tangent Phi = Q + Z j + R c. */
  readonly Q: Float64Array;
  readonly Z: Float64Array;
  readonly R: Float64Array;
  /** Change of the open-circuit potential per current density [V.m2/A], for the error norm. */
  readonly voltageByCurrent: Float64Array;
  readonly predicted: Float64Array;
  /** Extra resistance at the surface, as of a film [ohm.m2]. */
  readonly filmResistance: Float64Array;
  /** The film, where it grows. */
  readonly interphase: Interphase | undefined;
  /** Part of j that is not intercalation: the side reaction's [A/m2]. */
  readonly #side: Float64Array;
  readonly #intercalation: Float64Array;
  /** Accepted intercalation currents, newest at the head. */
  readonly #ring: Float64Array;
  readonly #lastSurface: Float64Array;
  readonly #acceptedSurface: Float64Array;
  readonly #material: ActiveMaterial;
  readonly #referenceTemperature: number;
  /** Twice the exchange current density without its dependence on concentrations [A/m2], at the temperature. */
  #twiceExchange = 0;
  #symmetric: boolean;
  #electrolyteExponent: number;
  #thermalVoltage = 0;
  #diffusionFactor = 1;
  #temperatureOffset = 0;

  constructor(
    material: ActiveMaterial,
    { points, wetted, referenceTemperature, resolution, interphase }: MaterialSurroundings,
  ) {
    const { particleRadius, maximumConcentration, diffusivity, exchangeCurrent } = material;
    this.#material = material;
    this.#referenceTemperature = referenceTemperature;
    this.surfaceArea = surfacePerVolume(material) * wetted;
    this.maximumConcentration = maximumConcentration;
    this.volumeFraction = material.volumeFraction;
    // Unwetted surface passes no current: what is wetted carries the whole particle's lithium.
    const inverseCapacity =
      this.surfaceArea / (material.volumeFraction * faradayConstant * maximumConcentration);
    const at = (s: number): number => diffusivity.at(s, referenceTemperature);
    this.particles = isConstant(at)
      ? new SphereMemory(
          points,
          resolution.exponentials,
          at(0.5) / (particleRadius * particleRadius),
          inverseCapacity,
        )
      : new SphereProfile(
          points,
          resolution.nodes,
          diffusivityTable(diffusivity, referenceTemperature),
          particleRadius,
          inverseCapacity,
        );
    this.potential = curveTable(material.openCircuitPotential);
    const entropic = curveTable(material.entropicChange);
    this.entropy = entropic.isZero ? undefined : entropic;
    const { electrolyteExponent, lithiationExponent, vacancyExponent, factor } = exchangeCurrent;
    this.#electrolyteExponent = electrolyteExponent;
    this.#symmetric =
      electrolyteExponent === 0.5 &&
      lithiationExponent === 0.5 &&
      vacancyExponent === 0.5 &&
      factor === undefined;
    const make = (): Float64Array => vector(points);
    this.j = make();
    this.surface = make();
    this.byCurrent = make();
    this.Q = make();
    this.Z = make();
    this.R = make();
    this.voltageByCurrent = make();
    this.predicted = make();
    this.interphase = interphase && new Interphase(interphase, points);
    this.filmResistance = this.interphase?.resistance ?? make();
    this.#side = this.interphase?.current ?? make();
    this.#intercalation = this.interphase === undefined ? this.j : make();
    this.#ring = vector(ringSize * points);
    this.#lastSurface = make();
    this.#acceptedSurface = make();
  }

  /** Sets what depends on temperature. */
  setTemperature(temperature: number, thermalVoltage: number): void {
    const { exchangeCurrent, diffusivity } = this.#material;
    const reference = this.#referenceTemperature;
    this.#thermalVoltage = thermalVoltage;
    this.#temperatureOffset = temperature - reference;
    this.interphase?.setTemperature(thermalVoltage);
    this.#twiceExchange =
      2 *
      exchangeCurrent.reference *
      arrhenius(exchangeCurrent.activationEnergy, temperature, reference) *
      (1000 / exchangeCurrent.electrolyteReference) ** exchangeCurrent.electrolyteExponent;
    this.#diffusionFactor =
      diffusivity.activationEnergy === undefined
        ? diffusivity.at(0.5, temperature) / diffusivity.at(0.5, reference)
        : arrhenius(diffusivity.activationEnergy, temperature, reference);
  }

  /** Rest at a stoichiometry. */
  reset(stoichiometry: number): void {
    this.particles.reset(stoichiometry);
    this.j.fill(0);
    this.interphase?.reset();
  }

  /** Takes the state of the same material at other points. */
  interpolate(other: MaterialBlock, weights: Float64Array): void {
    this.particles.interpolate(other.particles, weights);
    mixRows(this.j, other.j, weights, this.j.length, other.j.length, 1);
    if (other.interphase !== undefined) this.interphase?.interpolate(other.interphase, weights);
  }

  /** Freezes the particles at their present state, for the solution just after a jump of current. */
  freeze(): void {
    this.interphase?.hold();
    const intercalation = this.#intercalationNow();
    this.particles.present(this.surface, this.byCurrent, this.#diffusionFactor, intercalation);
    this.#allowForSide();
    for (let i = 0; i < this.j.length; i++) {
      const s = clampStoichiometry(this.surfaceAt(i));
      this.#lastSurface[i] = s;
      this.#acceptedSurface[i] = s;
    }
  }

  /** Goes back to the currents that were accepted last. */
  restore(head: number): void {
    const n = this.j.length;
    const from = (head & (ringSize - 1)) * n;
    this.interphase?.restore(head);
    for (let i = 0; i < n; i++) this.j[i] = this.#ring[from + i]! + this.#side[i]!;
  }

  /** Begins a history with the present currents. */
  restart(head: number): void {
    this.particles.restart();
    keep(this.#ring, head, this.#intercalationNow());
    this.interphase?.restart(head);
  }

  /** Predicts the currents, and how the surfaces answer to them. */
  predict(formula: StepFormula, head: number): void {
    const n = this.j.length;
    combineHistory(this.predicted, this.#ring, n, formula.predictorPoints, formula.predictor, head);
    const { j, predicted } = this;
    for (let i = 0; i < n; i++) {
      j[i] = predicted[i]!;
      this.#lastSurface[i] = this.#acceptedSurface[i]!;
    }
    this.particles.respond(
      this.surface,
      this.byCurrent,
      formula,
      this.#diffusionFactor,
      this.predicted,
      this.#ring,
      head,
    );
    if (this.interphase === undefined) return;
    this.interphase.predict(formula, head);
    for (let i = 0; i < n; i++) {
      predicted[i]! += this.#side[i]!;
      j[i] = predicted[i]!;
    }
    this.#allowForSide();
  }

  /** The part of the present currents that leaves the particles. */
  #intercalationNow(): Float64Array {
    const { j } = this;
    const intercalation = this.#intercalation;
    if (this.interphase !== undefined) {
      for (let i = 0; i < j.length; i++) intercalation[i] = j[i]! - this.#side[i]!;
    }
    return intercalation;
  }

  /** Makes `surface`, which was found for intercalation currents, one for those of all reactions. */
  #allowForSide(): void {
    if (this.interphase === undefined) return;
    const { surface, byCurrent } = this;
    for (let i = 0; i < surface.length; i++) surface[i]! -= byCurrent[i]! * this.#side[i]!;
  }

  /** The predictor of another order into `target`. */
  predictOther(target: Float64Array, count: number, weights: Float64Array, head: number): void {
    combineHistory(target, this.#ring, this.j.length, count, weights, head);
    this.interphase?.addPrediction(target, count, weights, head);
  }

  accept(formula: StepFormula, head: number): void {
    const n = this.j.length;
    const intercalation = this.#intercalationNow();
    this.particles.accept(intercalation, formula, this.#ring, head);
    keep(this.#ring, head + 1, intercalation);
    this.interphase?.accept(head);
    for (let i = 0; i < n; i++) {
      this.#acceptedSurface[i] = this.surface[i]! + this.byCurrent[i]! * this.j[i]!;
    }
  }

  /** Surface stoichiometry of the state that was accepted last. */
  acceptedSurfaceAt(point: number): number {
    return this.#acceptedSurface[point]!;
  }

  /** Surface stoichiometry of the present solution. */
  surfaceAt(point: number): number {
    return this.surface[point]! + this.byCurrent[point]! * this.j[point]!;
  }

  /** Current density of intercalation at a point, and of the side reaction [A/m2]. */
  intercalationAt(point: number): number {
    return this.j[point]! - this.#side[point]!;
  }

  sideAt(point: number): number {
    return this.#side[point]!;
  }

  /**
   * The tangent of Phi(j, c) = U(s) + 2RT/F asinh((j - side) / 2 j0) + film resistance j at the present solution:
   * Butler and Volmer's equation with equal transfer coefficients, inverted; a side current is brought up to date with Phi.
   * @param c - salt concentration; @param positive - the same as kinetics see it, with its slope
   * @returns whether a surface was held back from becoming empty or full
   */
  linearise(
    c: Float64Array,
    positive: Float64Array,
    positiveSlope: Float64Array,
    first: number,
  ): boolean {
    const n = this.j.length;
    const { j, surface, byCurrent, Q, Z, R, voltageByCurrent, filmResistance } = this;
    const last = this.#lastSurface;
    const side = this.#side;
    const interphase = this.interphase;
    const { coefficients, scale } = this.potential;
    const entropy = this.entropy;
    const offset = this.#temperatureOffset;
    const symmetric = this.#symmetric;
    const thermal = this.#thermalVoltage;
    let heldBack = false;
    for (let i = 0; i < n; i++) {
      let current = j[i]!;
      const beta = byCurrent[i]!;
      if (interphase !== undefined) this.#follow(i, Q[i]! + Z[i]! * current + R[i]! * c[i]!);
      let s = surface[i]! + beta * current;
      const before = last[i]!;
      const low = (1 - boundaryShare) * before;
      const high = 1 - (1 - boundaryShare) * (1 - before);
      if (!(s >= low)) {
        s = low;
        heldBack = true;
        if (beta !== 0) current = (s - surface[i]!) / beta;
      } else if (s > high) {
        s = high;
        heldBack = true;
        if (beta !== 0) current = (s - surface[i]!) / beta;
      }
      last[i] = s;
      const position = s * scale;
      const cell = position | 0;
      const t = position - cell;
      const o = cell << 2;
      const b = coefficients[o + 1]!;
      const d = coefficients[o + 2]!;
      const e = coefficients[o + 3]!;
      let open = coefficients[o]! + t * (b + t * (d + t * e));
      let openSlope = (b + t * (2 * d + 3 * t * e)) * scale;
      if (entropy !== undefined && offset !== 0) {
        const table = entropy.coefficients;
        const be = table[o + 1]!;
        const de = table[o + 2]!;
        const ee = table[o + 3]!;
        open += offset * (table[o]! + t * (be + t * (de + t * ee)));
        openSlope += offset * (be + t * (2 * de + 3 * t * ee)) * scale;
      }
      const salt = positive[first + i]!;
      const sites = s * (1 - s);
      let twice: number;
      let logSlope: number;
      let saltExponent = 0.5;
      if (symmetric) {
        twice = this.#twiceExchange * Math.sqrt(salt * sites);
        logSlope = (0.5 * (1 - 2 * s)) / sites;
      } else {
        twice = this.#generalExchange(s, salt);
        logSlope = this.#generalLogSlope(s);
        saltExponent = this.#electrolyteExponent;
      }
      const main = current - side[i]!;
      const hypotenuse = Math.sqrt(main * main + twice * twice);
      const overpotential =
        2 *
        thermal *
        (main < 0 ? -Math.log((hypotenuse - main) / twice) : Math.log((hypotenuse + main) / twice));
      const perCurrent = (2 * thermal) / hypotenuse;
      const film = filmResistance[i]!;
      let z = openSlope * beta + perCurrent * (1 - main * logSlope * beta);
      let r = (-perCurrent * main * saltExponent * positiveSlope[first + i]!) / salt;
      let passed = current;
      if (interphase !== undefined) {
        const drop = film * current;
        surface[i]! -= beta * interphase.grow(i, open + overpotential + drop, drop);
        // The side current takes its part of a change: j = main(Phi) + side(Phi).
        const share = 1 / (1 + z * interphase.slope[i]!);
        z *= share;
        r *= share;
        passed = main + side[i]!;
      }
      Z[i] = z + film;
      R[i] = r;
      voltageByCurrent[i] = openSlope * beta;
      Q[i] = open + overpotential - z * passed - r * c[i]!;
    }
    return heldBack;
  }

  /** Takes the side current along its tangent to another Phi. */
  #follow(point: number, phi: number): void {
    if (this.interphase === undefined) return;
    this.surface[point]! -= this.byCurrent[point]! * this.interphase.follow(point, phi);
  }

  /** Brings the side currents in line with the present currents and the salt concentrations c. */
  settle(c: Float64Array): void {
    const { j, Q, Z, R } = this;
    for (let i = 0; i < j.length; i++) this.#follow(i, Q[i]! + Z[i]! * j[i]! + R[i]! * c[i]!);
  }

  #generalExchange(s: number, salt: number): number {
    const { lithiationExponent, vacancyExponent, electrolyteExponent, factor } =
      this.#material.exchangeCurrent;
    return (
      this.#twiceExchange *
      salt ** electrolyteExponent *
      s ** lithiationExponent *
      (1 - s) ** vacancyExponent *
      (factor === undefined ? 1 : factor(s))
    );
  }

  #generalLogSlope(s: number): number {
    const { lithiationExponent, vacancyExponent, factor } = this.#material.exchangeCurrent;
    const base = lithiationExponent / s - vacancyExponent / (1 - s);
    if (factor === undefined) return base;
    const step = 1e-5 * Math.min(s, 1 - s);
    return base + (factor(s + step) - factor(s - step)) / (2 * step * factor(s));
  }

  /** Exact Phi of a current density at a point [V]. */
  phi(point: number, current: number, salt: number): number {
    const s = clampStoichiometry(this.surface[point]! + this.byCurrent[point]! * current);
    const twice = this.#generalExchange(s, salt);
    const main = current - this.#side[point]!;
    const hypotenuse = Math.sqrt(main * main + twice * twice);
    const ratio = main < 0 ? twice / (hypotenuse - main) : (hypotenuse + main) / twice;
    return (
      this.openCircuit(s) +
      2 * this.#thermalVoltage * Math.log(ratio) +
      this.filmResistance[point]! * current
    );
  }

  /**
   * The current density at which Phi has a value [A/m2], by Newton's method in the inverse hyperbolic sine of the
   * current, in which Phi is nearly a straight line.
   */
  currentAt(point: number, phi: number, salt: number): number {
    const exchange = this.#generalExchange(clampStoichiometry(this.surfaceAt(point)), salt);
    let y = Math.asinh(this.j[point]! / exchange);
    for (let iteration = 0; iteration < mostCurrentIterations; iteration++) {
      const at = this.phi(point, exchange * Math.sinh(y), salt);
      const beside = this.phi(point, exchange * Math.sinh(y + asinhStep), salt);
      const change = ((phi - at) * asinhStep) / (beside - at);
      y += Math.max(-2, Math.min(2, change));
      if (!(Math.abs(change) > 1e-9)) break;
    }
    return exchange * Math.sinh(y);
  }

  /** Open-circuit potential at the temperature [V]. */
  openCircuit(s: number): number {
    const at = clampStoichiometry(s);
    const base = tableValue(this.potential, at);
    return this.entropy === undefined || this.#temperatureOffset === 0
      ? base
      : base + this.#temperatureOffset * tableValue(this.entropy, at);
  }

  entropicChange(s: number): number {
    return this.entropy === undefined ? 0 : tableValue(this.entropy, clampStoichiometry(s));
  }
}

function clampStoichiometry(s: number): number {
  if (s > stoichiometryMargin) {
    return s < 1 - stoichiometryMargin ? s : 1 - stoichiometryMargin;
  }
  return stoichiometryMargin;
}

/** Formulas of open-circuit potentials may be singular at 0 and 1: tables end just inside. */
function inside(s: number): number {
  return Math.min(1 - 1e-6, Math.max(1e-6, s));
}

/** Open-circuit potentials and entropic changes. */
const curveTable = sharedTables((curve) =>
  hermiteTable((s) => curve(inside(s)), 1, potentialCells),
);

const diffusivityTables = new WeakMap<Property, { temperature: number; table: HermiteTable }>();

function diffusivityTable(diffusivity: Property, temperature: number): HermiteTable {
  const held = diffusivityTables.get(diffusivity);
  if (held?.temperature === temperature) return held.table;
  const table = integralTable((s) => diffusivity.at(s, temperature));
  diffusivityTables.set(diffusivity, { temperature, table });
  return table;
}

function isConstant(at: (s: number) => number): boolean {
  const first = at(0.5);
  return [0.02, 0.11, 0.23, 0.37, 0.61, 0.74, 0.86, 0.98].every((s) => at(s) === first);
}

/** The integral of a diffusivity over stoichiometry. */
function integralTable(at: (s: number) => number): HermiteTable {
  const width = 1 / diffusivityCells;
  const sums = new Float64Array(diffusivityCells + 1);
  for (let cell = 0; cell < diffusivityCells; cell++) {
    const start = cell * width;
    // Simpson's rule on halves: diffusivities may be tables with corners.
    let sum = 0;
    for (let half = 0; half < 2; half++) {
      const a = start + (half * width) / 2;
      sum += (at(a) + 4 * at(a + width / 4) + at(a + width / 2)) * (width / 12);
    }
    sums[cell + 1] = sums[cell]! + sum;
  }
  return hermiteTable((s) => sums[Math.round(s / width)]!, 1, diffusivityCells, at);
}
