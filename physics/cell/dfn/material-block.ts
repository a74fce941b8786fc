import { faradayConstant } from '../../core/constants.ts';
import { rateFactor } from '../arrhenius.ts';
import { type ActiveMaterial, surfacePerVolume } from '../cell-parameters.ts';
import { edgePotential, edgeSlope, edgeWidth } from '../edge-potential.ts';
import { asinhEnd, asinhTable } from './asinh-table.ts';
import { ExchangeRate } from './exchange-rate.ts';
import { branchesOf, Hysteresis } from './hysteresis.ts';
import type { Particles } from './particles.ts';
import { type ParticleResolution, particlesOf } from './particles-of.ts';
import { clampStoichiometry, RestCurve } from './rest-curve.ts';
import { type SideReactionModels, SideReactions } from './side-reactions.ts';
import { mixRows } from './small-dense.ts';
import { combineHistory, keep, ringSize, type StepFormula } from './step-formula.ts';
import { vector } from './vectors.ts';

/** A Newton iteration goes at most this part of the way to an empty or full surface. */
const boundaryShare = 0.9;

/** Newton iterations for the current of one material of a blend, and the step of its difference quotient. */
const mostCurrentIterations = 20;
const asinhStep = 1e-6;

/** What a material needs to know of a cell. */
export interface MaterialSurroundings {
  /** Collocation points of its electrode. */
  readonly points: number;
  /** Share of its surface that electrolyte wets. */
  readonly wetted: number;
  readonly referenceTemperature: number;
  readonly resolution: ParticleResolution;
  /** Side reactions on the material; none where absent. */
  readonly sideReactions?: SideReactionModels | undefined;
}

/** One active material at the collocation points of its electrode: its particles and the kinetics at their surfaces. */
export class MaterialBlock {
  /** Wetted surface per electrode volume [1/m]. */
  readonly surfaceArea: number;
  readonly maximumConcentration: number;
  readonly volumeFraction: number;
  readonly particles: Particles;
  readonly restCurve: RestCurve;
  /** Current density of all reactions, side reactions included [A/m2]. */
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
  /** Currents by the predictor of the step, and by that of another order. */
  readonly predicted: Float64Array;
  readonly predictedOther: Float64Array;
  /** Extra resistance at the surface, as of a film [ohm.m2]. */
  readonly filmResistance: Float64Array;
  readonly sideReactions: SideReactions | undefined;
  /** Part of j that is not intercalation: that of the side reactions [A/m2]. */
  readonly #side: Float64Array;
  readonly #intercalation: Float64Array;
  /** Accepted intercalation currents, newest at the head. */
  readonly #ring: Float64Array;
  readonly #lastSurface: Float64Array;
  readonly #acceptedSurface: Float64Array;
  readonly #material: ActiveMaterial;
  readonly #hysteresis: Hysteresis | undefined;
  readonly #referenceTemperature: number;
  readonly #exchange: ExchangeRate;
  #temperature = 0;
  #thermalVoltage = 0;
  #diffusionFactor = 1;
  #temperatureOffset = 0;

  constructor(
    material: ActiveMaterial,
    { points, wetted, referenceTemperature, resolution, sideReactions }: MaterialSurroundings,
  ) {
    const { maximumConcentration, exchangeCurrent, hysteresis } = material;
    this.#material = material;
    this.#referenceTemperature = referenceTemperature;
    this.surfaceArea = surfacePerVolume(material) * wetted;
    this.maximumConcentration = maximumConcentration;
    this.volumeFraction = material.volumeFraction;
    // Unwetted surface passes no current: what is wetted carries the whole particle's lithium.
    const inverseCapacity =
      this.surfaceArea / (material.volumeFraction * faradayConstant * maximumConcentration);
    this.particles = particlesOf(material, {
      points,
      referenceTemperature,
      resolution,
      inverseCapacity,
    });
    const potential =
      hysteresis === undefined ? material.openCircuitPotential : branchesOf(hysteresis).middle;
    this.restCurve = new RestCurve(potential, material.entropicChange, referenceTemperature);
    this.#hysteresis = hysteresis && new Hysteresis(hysteresis, inverseCapacity, points);
    this.#exchange = new ExchangeRate(exchangeCurrent, referenceTemperature);
    const make = (): Float64Array => vector(points);
    this.j = make();
    this.surface = make();
    this.byCurrent = make();
    this.Q = make();
    this.Z = make();
    this.R = make();
    this.voltageByCurrent = make();
    this.predicted = make();
    this.predictedOther = make();
    this.sideReactions =
      sideReactions && new SideReactions(sideReactions, this.particles.countsIntegral, points);
    this.filmResistance = this.sideReactions?.resistance ?? make();
    this.#side = this.sideReactions?.current ?? make();
    this.#intercalation = this.sideReactions === undefined ? this.j : make();
    this.#ring = vector(ringSize * points);
    this.#lastSurface = make();
    this.#acceptedSurface = make();
  }

  /** Sets what depends on temperature. */
  setTemperature(temperature: number, thermalVoltage: number): void {
    const { diffusivity } = this.#material;
    const reference = this.#referenceTemperature;
    this.#temperature = temperature;
    this.#thermalVoltage = thermalVoltage;
    this.#temperatureOffset = temperature - reference;
    this.sideReactions?.setTemperature(temperature, reference, thermalVoltage);
    this.#exchange.setTemperature(temperature);
    this.#diffusionFactor =
      diffusivity.activationEnergy === undefined
        ? diffusivity.at(0.5, temperature) / diffusivity.at(0.5, reference)
        : rateFactor(diffusivity.activationEnergy, temperature, reference);
  }

  /** Rest at a stoichiometry. */
  reset(stoichiometry: number): void {
    this.particles.reset(stoichiometry);
    this.j.fill(0);
    this.sideReactions?.reset();
    this.#hysteresis?.reset(stoichiometry);
  }

  /** Takes the state of the same material at other points. */
  interpolate(other: MaterialBlock, weights: Float64Array): void {
    this.particles.interpolate(other.particles, weights);
    mixRows(this.j, other.j, weights, this.j.length, other.j.length, 1);
    if (other.sideReactions !== undefined) {
      this.sideReactions?.interpolate(other.sideReactions, weights);
    }
    if (other.#hysteresis !== undefined) {
      this.#hysteresis?.interpolate(other.#hysteresis, weights);
    }
  }

  /**
   * Freezes the particles at their present state, for the solution just after a jump of current.
   * @returns how far the surfaces are from where their tangents had them for the present currents
   */
  freeze(): number {
    this.sideReactions?.hold();
    this.#hysteresis?.hold();
    this.#noteSurfaces();
    const intercalation = this.#intercalationNow();
    this.particles.present(this.surface, this.byCurrent, this.#diffusionFactor, intercalation);
    this.#allowForSide();
    const moved = this.#surfacesMoved();
    for (let i = 0; i < this.j.length; i++) this.#acceptedSurface[i] = this.#lastSurface[i]!;
    return moved;
  }

  /**
   * Takes the answer of the particles to the present step anew at the present currents, where it bends.
   * @returns how far the surfaces are from where their tangents had them
   */
  answerAgain(): number {
    const { particles, surface, byCurrent } = this;
    if (particles.respondAgain === undefined) return 0;
    this.#noteSurfaces();
    particles.respondAgain(surface, byCurrent, this.#intercalationNow());
    this.#allowForSide();
    return this.#surfacesMoved();
  }

  #noteSurfaces(): void {
    for (let i = 0; i < this.j.length; i++) {
      this.#lastSurface[i] = clampStoichiometry(this.surfaceAt(i));
    }
  }

  /** Notes the surfaces anew; returns how far they are from those that were noted before. */
  #surfacesMoved(): number {
    let moved = 0;
    for (let i = 0; i < this.j.length; i++) {
      const s = clampStoichiometry(this.surfaceAt(i));
      moved = Math.max(moved, Math.abs(s - this.#lastSurface[i]!));
      this.#lastSurface[i] = s;
    }
    return moved;
  }

  /** Goes back to the currents that were accepted last. */
  restore(head: number): void {
    const n = this.j.length;
    const from = (head & (ringSize - 1)) * n;
    this.sideReactions?.restore(head);
    for (let i = 0; i < n; i++) this.j[i] = this.#ring[from + i]! + this.#side[i]!;
  }

  /** Begins a history with the present currents. */
  restart(head: number): void {
    this.particles.restart();
    keep(this.#ring, head, this.#intercalationNow());
    this.sideReactions?.restart(head);
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
    this.#hysteresis?.predict(formula, this.#ring, head);
    if (this.sideReactions === undefined) return;
    this.sideReactions.predict(formula, head);
    for (let i = 0; i < n; i++) {
      predicted[i]! += this.#side[i]!;
      j[i] = predicted[i]!;
    }
    this.#allowForSide();
  }

  /** The part of the present currents that leaves the particles. */
  #intercalationNow(): Float64Array {
    return this.sideReactions === undefined ? this.j : this.#without(this.#side);
  }

  #without(side: Float64Array): Float64Array {
    const { j } = this;
    const intercalation = this.#intercalation;
    for (let i = 0; i < j.length; i++) intercalation[i] = j[i]! - side[i]!;
    return intercalation;
  }

  /** Makes `surface`, which was found for intercalation currents, one for those of all reactions. */
  #allowForSide(): void {
    if (this.sideReactions === undefined) return;
    const { surface, byCurrent } = this;
    const { taken } = this.sideReactions;
    for (let i = 0; i < surface.length; i++) surface[i]! -= byCurrent[i]! * taken[i]!;
  }

  /** Predicts the currents of the step through so many points. */
  predictOther(points: number, weights: Float64Array, head: number): void {
    combineHistory(this.predictedOther, this.#ring, this.j.length, points, weights, head);
    this.sideReactions?.addPrediction(this.predictedOther, points, weights, head);
  }

  accept(formula: StepFormula, head: number): void {
    const n = this.j.length;
    const { sideReactions } = this;
    const left = sideReactions === undefined ? this.j : this.#without(sideReactions.taken);
    this.particles.accept(left, formula, this.#ring, head);
    keep(this.#ring, head + 1, this.#intercalationNow());
    sideReactions?.accept(head);
    for (let i = 0; i < n; i++) {
      this.#hysteresis?.accept(i, this.particles.mean(i));
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

  /** Current density of intercalation at a point [A/m2]. */
  intercalationAt(point: number): number {
    return this.j[point]! - this.#side[point]!;
  }

  /**
   * The tangent of Phi(j, c) = U(s) + 2RT/F asinh((j - side) / 2 j0) + film resistance j at the present solution:
   * Butler and Volmer's equation with equal transfer coefficients, inverted; side currents are brought up to date with Phi.
   * @param c - salt concentration
   * @param linearisedAt - that which the step is linearised at; @param positive - the same as kinetics see it, with its slope
   * @returns whether a surface was held back from becoming empty or full
   */
  linearise(
    c: Float64Array,
    linearisedAt: Float64Array,
    positive: Float64Array,
    positiveSlope: Float64Array,
    first: number,
  ): boolean {
    const n = this.j.length;
    const { j, surface, byCurrent, Q, Z, R, voltageByCurrent, filmResistance } = this;
    const last = this.#lastSurface;
    const side = this.#side;
    const { sideReactions } = this;
    const { potential, entropy } = this.restCurve;
    const { coefficients, scale } = potential;
    const offset = this.#temperatureOffset;
    const exchange = this.#exchange;
    const { symmetric, twiceReference } = exchange;
    const thermal = this.#thermalVoltage;
    const hysteresis = this.#hysteresis;
    const { coefficients: asinhs, scale: perRatio } = asinhTable;
    let heldBack = false;
    for (let i = 0; i < n; i++) {
      let current = j[i]!;
      const beta = byCurrent[i]!;
      if (sideReactions !== undefined) {
        this.#follow(i, Q[i]! + Z[i]! * current + R[i]! * c[i]!, c[i]!);
      }
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
      if (s < edgeWidth || s > 1 - edgeWidth) {
        open += edgePotential(s);
        openSlope += edgeSlope(s);
      }
      const salt = positive[first + i]!;
      const sites = s * (1 - s);
      let twice: number;
      let logSlope: number;
      let saltExponent = 0.5;
      if (symmetric) {
        twice = twiceReference * Math.sqrt(salt * sites);
        logSlope = (0.5 * (1 - 2 * s)) / sites;
      } else {
        twice = exchange.twice(s, salt);
        logSlope = exchange.logSlope(s);
        saltExponent = exchange.electrolyteExponent;
      }
      const main = current - side[i]!;
      const perTwice = 1 / twice;
      const ratio = main * perTwice;
      const size = Math.abs(ratio);
      let asinh: number;
      let asinhSlope: number;
      if (size < asinhEnd) {
        const at = size * perRatio;
        const within = at | 0;
        const u = at - within;
        const o4 = within << 2;
        const b4 = asinhs[o4 + 1]!;
        const d4 = asinhs[o4 + 2]!;
        const e4 = asinhs[o4 + 3]!;
        asinh = asinhs[o4]! + u * (b4 + u * (d4 + u * e4));
        asinhSlope = (b4 + u * (2 * d4 + 3 * u * e4)) * perRatio;
      } else {
        const hypotenuse = Math.sqrt(size * size + 1);
        asinh = Math.log(size + hypotenuse);
        asinhSlope = 1 / hypotenuse;
      }
      const overpotential = 2 * thermal * (ratio < 0 ? -asinh : asinh);
      const perCurrent = 2 * thermal * asinhSlope * perTwice;
      const film = filmResistance[i]!;
      if (hysteresis !== undefined) {
        hysteresis.find(i, main, s);
        open += hysteresis.value;
        openSlope += hysteresis.slope;
      }
      let z = openSlope * beta + perCurrent * (1 - main * logSlope * beta);
      if (hysteresis !== undefined) z += hysteresis.currentSlope;
      let r = (-perCurrent * main * saltExponent * positiveSlope[first + i]!) / salt;
      let passed = current;
      let lag = 0;
      if (sideReactions !== undefined) {
        const { taken, slope, takenSlope, saltSlope, takenSaltSlope } = sideReactions;
        const drop = film * current;
        const before = taken[i]!;
        place.phi = open + overpotential + drop;
        place.drop = drop;
        place.salt = salt;
        place.bySalt = positiveSlope[first + i]!;
        place.c = linearisedAt[i]!;
        sideReactions.react(i, place);
        surface[i]! -= beta * (taken[i]! - before);
        passed = main + side[i]!;
        // Side currents take their part of a change: j = main(Phi) + side(Phi); the surface sees what is taken of it.
        const bySurface = z - perCurrent;
        const share = 1 / (1 + bySurface * takenSlope[i]! + perCurrent * slope[i]!);
        lag = share * bySurface * (passed - current - (taken[i]! - before));
        r = share * (r - bySurface * takenSaltSlope[i]! - perCurrent * saltSlope[i]!);
        z *= share;
      }
      Z[i] = z + film;
      R[i] = r;
      voltageByCurrent[i] = openSlope * beta;
      Q[i] = open + overpotential + lag - z * passed - r * linearisedAt[i]!;
    }
    return heldBack;
  }

  /** Takes the side currents along their tangents to another Phi and salt concentration. */
  #follow(point: number, phi: number, c: number): void {
    const { sideReactions } = this;
    if (sideReactions === undefined) return;
    const before = sideReactions.taken[point]!;
    sideReactions.follow(point, phi, this.filmResistance[point]! * this.j[point]!, c);
    this.surface[point]! -= this.byCurrent[point]! * (sideReactions.taken[point]! - before);
  }

  /** Brings the side currents in line with the present currents and the salt concentrations c. */
  settle(c: Float64Array): void {
    const { j, Q, Z, R } = this;
    for (let i = 0; i < j.length; i++) {
      this.#follow(i, Q[i]! + Z[i]! * j[i]! + R[i]! * c[i]!, c[i]!);
    }
  }

  /**
   * The current density that the tangent of the iteration led to. Where that is far towards zero and beyond it, the
   * tangent of asinh overshoots ever further: the overpotential takes the step instead, as in the junctions of circuit
   * simulators (Nagel 1975, SPICE2, ERL-M520, 4.1).
   */
  withoutReversal(point: number, next: number): number {
    const held = this.j[point]!;
    const scale = (2 * this.#thermalVoltage) / this.Z[point]!;
    const step = (next - held) / scale;
    if (!(Math.abs(step) > 1 && step * held < 0)) return next;
    const twice = Math.sqrt(Math.max(scale * scale - held * held, 1e-12 * scale * scale));
    return twice * Math.sinh(Math.asinh(held / twice) + step);
  }

  /** Exact Phi of a current density at a point [V]. */
  phi(point: number, current: number, salt: number): number {
    const s = clampStoichiometry(this.surface[point]! + this.byCurrent[point]! * current);
    const twice = this.#exchange.twice(s, salt);
    const main = current - this.#side[point]!;
    const hypotenuse = Math.sqrt(main * main + twice * twice);
    const ratio = main < 0 ? twice / (hypotenuse - main) : (hypotenuse + main) / twice;
    return (
      this.openCircuit(s) +
      (this.#hysteresis?.potential(point, main, s) ?? 0) +
      2 * this.#thermalVoltage * Math.log(ratio) +
      this.filmResistance[point]! * current
    );
  }

  /**
   * The current density at which Phi has a value [A/m2], by Newton's method in the inverse hyperbolic sine of the
   * current, in which Phi is nearly a straight line. Side currents follow Phi and the salt concentration c.
   */
  currentAt(point: number, phi: number, salt: number, c: number): number {
    this.#follow(point, phi, c);
    const exchange = this.#exchange.twice(clampStoichiometry(this.surfaceAt(point)), salt);
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
    return this.restCurve.at(s, this.#temperature);
  }
}

/** What side reactions at a point are told. */
const place = { phi: 0, drop: 0, salt: 0, bySalt: 0, c: 0 };
