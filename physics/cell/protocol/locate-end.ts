import type { BesideSeparator, CellIntegrator } from '../cell-integrator.ts';
import type { StepControl } from './step-control.ts';
import type { StepEnd } from './step-ends.ts';

/** How well an end is located [s]. */
const locatedWithin = 2e-4;
const locatingTries = 40;
/** Tries that follow the estimated curve of the voltage. */
const curveTries = 3;

/** How far a step of the protocol has come, while the integrator has tried to go on from there. */
export interface StepProgress {
  readonly integrator: CellIntegrator;
  readonly control: StepControl;
  /** Since the start of the step [s]. */
  readonly since: number;
  /** Charge moved since then, either way [A.s]. */
  readonly moved: number;
}

/** How far an end is from the present state: positive before it. */
export function distanceTo(end: StepEnd, { integrator, moved }: StepProgress): number {
  return distance(end, integrator, integrator, moved);
}

/** How far it is from the tried one. */
export function distanceTried(end: StepEnd, { integrator, moved }: StepProgress): number {
  return distance(end, integrator, integrator.attempt, moved + chargeTried(integrator));
}

/** Charge that the tried step moves, either way [A.s]. */
export function chargeTried({ parameters, usedStep, current, attempt }: CellIntegrator): number {
  return 0.5 * parameters.area * usedStep * Math.abs(current + attempt.current);
}

function distance(
  end: StepEnd,
  { parameters }: CellIntegrator,
  {
    voltage,
    current,
    temperature,
  }: Readonly<Record<'voltage' | 'current' | 'temperature', number>>,
  moved: number,
): number {
  switch (end.kind) {
    case 'voltage':
      return end.side * (voltage - end.value);
    case 'current':
      return Math.abs(current * parameters.area) - end.value;
    case 'capacity':
      return end.value - moved;
    case 'temperature':
      return end.side * (temperature - end.value);
  }
}

/**
 * The end that the tried step crosses, if any; the step is then tried again until it stops there.
 * @param step - length of the tried step [s]
 * @returns `lost` where the equations had no solution on the way
 */
export function locateEnd(
  ends: readonly StepEnd[],
  step: number,
  progress: StepProgress,
): StepEnd | 'lost' | undefined {
  const hit = firstCrossed(ends, progress);
  return hit === undefined ? undefined : searchFor(hit, ends, step, progress);
}

function firstCrossed(
  ends: readonly StepEnd[],
  progress: StepProgress,
  but?: StepEnd,
): StepEnd | undefined {
  for (const end of ends) if (end !== but && distanceTried(end, progress) <= 0) return end;
  return undefined;
}

function searchFor(
  first: StepEnd,
  ends: readonly StepEnd[],
  step: number,
  progress: StepProgress,
): StepEnd | 'lost' {
  const { integrator, control, since } = progress;
  let hit = first;
  let [low, high] = [0, step];
  let [atLow, atHigh] = [distanceTo(hit, progress), distanceTried(hit, progress)];
  let curve = hit.kind === 'voltage' ? new VoltageCurve(integrator, step) : undefined;
  let side = 0;
  for (let tries = 0; tries < locatingTries; tries++) {
    if (
      high - low <= locatedWithin ||
      Math.abs(atHigh) * (high - low) <= locatedWithin * (atLow - atHigh)
    ) {
      break;
    }
    // Illinois: the secant, with the end that stays halved.
    let h = high - (atHigh * (high - low)) / (atHigh - atLow);
    if (curve !== undefined && tries < curveTries) {
      h = curve.crossing(hit.value, low, high);
    }
    h = Math.min(high - 0.25 * locatedWithin, Math.max(low + 0.25 * locatedWithin, h));
    if (!integrator.try(h, control.currentAt?.(since + h), control.constraint)) return 'lost';
    const distance = distanceTried(hit, progress);
    const other = distance > 0 ? firstCrossed(ends, progress, hit) : undefined;
    if (other !== undefined) {
      hit = other;
      atLow = distanceTo(hit, progress);
      [low, high, atHigh, side] = [0, h, distanceTried(hit, progress), 0];
      curve = undefined;
      continue;
    }
    if (curve !== undefined) {
      curve.correct(h, integrator.attempt.voltage);
      if (Math.abs(distance) <= locatedWithin * curve.steepness(h)) return hit;
    }
    if (distance > 0) {
      if (distance < 1e-9 * (1 + Math.abs(hit.value))) return hit;
      [low, atLow] = [h, distance];
      if (side === 1) atHigh /= 2;
      side = 1;
    } else {
      [high, atHigh] = [h, distance];
      if (side === -1) atLow /= 2;
      side = -1;
    }
  }
  if (integrator.usedStep !== high) {
    if (!integrator.try(high, control.currentAt?.(since + high), control.constraint)) {
      return 'lost';
    }
  }
  return hit;
}

/**
 * Voltage over a step that was tried, before it is tried again: surface stoichiometries and what is not open-circuit
 * potential go along straight lines; a voltage that was found on the way bends the curve.
 */
class VoltageCurve {
  readonly #integrator: CellIntegrator;
  readonly #step: number;
  readonly #start: BesideSeparator;
  readonly #end: BesideSeparator;
  readonly #restAtStart: number;
  readonly #restAtEnd: number;
  #bend = 0;

  constructor(integrator: CellIntegrator, step: number) {
    this.#integrator = integrator;
    this.#step = step;
    this.#start = integrator.surfaces('present');
    this.#end = integrator.surfaces('tried');
    this.#restAtStart = integrator.voltage - this.#open(0);
    this.#restAtEnd = integrator.attempt.voltage - this.#open(1);
  }

  /** When the voltage has a value between two times, by bisection; the nearer one where it does not [s]. */
  crossing(value: number, low: number, high: number): number {
    let [from, to] = [low / this.#step, high / this.#step];
    const sign = Math.sign(this.#at(from) - value);
    while ((to - from) * this.#step > 0.1 * locatedWithin) {
      const middle = 0.5 * (from + to);
      if (Math.sign(this.#at(middle) - value) === sign) from = middle;
      else to = middle;
    }
    return 0.5 * (from + to) * this.#step;
  }

  /** Bends the curve so that it goes through a voltage that was found. */
  correct(time: number, voltage: number): void {
    const share = time / this.#step;
    this.#bend += (voltage - this.#at(share)) / (share * (1 - share));
  }

  /** How fast the voltage changes at a time, either way [V/s]. */
  steepness(time: number): number {
    const beside = 1e-3 * this.#step;
    const change = this.#at((time + beside) / this.#step) - this.#at((time - beside) / this.#step);
    return Math.abs(change) / (2 * beside);
  }

  #at(share: number): number {
    const rest = this.#restAtStart + share * (this.#restAtEnd - this.#restAtStart);
    return rest + this.#open(share) + this.#bend * share * (1 - share);
  }

  #open(share: number): number {
    const [start, end] = [this.#start, this.#end];
    return this.#integrator.openPart(
      start.negative + share * (end.negative - start.negative),
      start.positive + share * (end.positive - start.positive),
      this.#integrator.temperature,
    );
  }
}
