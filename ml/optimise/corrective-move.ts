import { MlError } from '../errors.ts';
import { differentialEvolution } from './differential-evolution.ts';

/** One thing that can be set on the machine. */
export interface Actuator {
  readonly name: string;
  /** Where it stands; all of its numbers are in one unit. */
  readonly now: number;
  readonly min: number;
  readonly max: number;
  /** Most that one correction may move it, either way. */
  readonly longestStep: number;
  /** It can be moved by whole multiples of this only; 0 for any. @default 0 */
  readonly resolution?: number;
  /** Cost of its longest step. @default 1 */
  readonly cost?: number;
}

/** What is to be put right. */
export interface CorrectionTask {
  /** All that may be moved; those that may not stay out. Up to 16. */
  readonly actuators: readonly Actuator[];
  /**
   * The model: writes the mean and its standard deviation at settings of the actuators, in their order; NaN where it has no
   * value.
   */
  readonly predict: (settings: Float64Array, out: Float64Array) => void;
  /** Where the quality must lie, in its unit; one side may be infinite. */
  readonly band: { readonly lower: number; readonly upper: number };
  /** Standard deviations k by which the mean keeps off the ends of the band, >= 0. */
  readonly margin: number;
}

/** One move of one actuator. */
export interface Move {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** What a corrective search found. */
export interface Correction {
  /**
   * `inBand`: it is where it should be, nothing is moved. `reachable`: the moves bring it there. `nearest`: nothing reachable
   * does, the moves bring it nearest. `nothingHelps`: nothing reachable brings it nearer than it is.
   */
  readonly status: 'inBand' | 'reachable' | 'nearest' | 'nothingHelps';
  /** In the order of the actuators. */
  readonly moves: readonly Move[];
  /** Of the model behind the moves. */
  readonly mean: number;
  readonly deviation: number;
  /** By how much mean and margin still leave the band, in the unit of the quality; 0 where they do not. */
  readonly excess: number;
  readonly excessNow: number;
  /** Sum of cost x |move| / longest step. */
  readonly cost: number;
  readonly evaluations: number;
  /** The search was ended early: fewer or cheaper moves may do, and what was not found may be reachable. */
  readonly isCancelled: boolean;
}

/** Subsets of one size that are all tried; more are thinned from the set that does it. */
const mostSubsets = 64;
/** A move that takes away less than this share of what there is too much is no help. */
const leastHelp = 1e-3;
/** A nearest move may lose this share of its gain to move fewer actuators. */
const givenAway = 0.01;

/**
 * The least correction: moves as few actuators as possible so that mean - k sd and mean + k sd lie in the band, and of as
 * many the cheapest. First all actuators together tell what can be reached; then the subsets are tried from the smallest on.
 * @param seed - the same seed gives the same moves
 * @param onSearch - called behind each subset with the evaluations so far; where it returns false, the best so far is given
 * @throws MlError ML_OPTION_OUT_OF_RANGE (data: option, found, allowed, and actuator where it is of one)
 * @remarks The cheapest moves end where the margin just holds: the quality is in the band as surely as the deviation is honest,
 *   so give it that of a new measurement. A model of steps (a forest) has edges that this search exploits: give it a smooth
 *   one, whose deviation grows away from its data.
 * @see differentialEvolution; Deb2000 (feasible before cheap), doi:10.1016/S0045-7825(99)00389-8
 */
export function correctiveMove(
  task: CorrectionTask,
  seed: number,
  onSearch: (evaluations: number) => boolean = () => true,
): Correction {
  check(task);
  const search = new CorrectionSearch(task, seed, onSearch);
  const { now } = search;
  if (now.excess === 0) return search.told('inBand', now);
  const all = task.actuators.flatMap((actuator, i) => (mayMove(actuator) ? [i] : []));
  if (all.length === 0) return search.told('nothingHelps', now);
  const widest = search.best(all);
  if (widest.excess > 0) {
    const gain = now.excess - widest.excess;
    if (!(gain > leastHelp * now.excess || gain === Number.POSITIVE_INFINITY)) {
      return search.told('nothingHelps', now);
    }
    const most = widest.excess + (Number.isFinite(gain) ? givenAway * gain : 0);
    const nearest = search.thinned(widest, (found) => found.excess <= most);
    return search.told(nearest.excess === 0 ? 'reachable' : 'nearest', nearest);
  }
  return search.told('reachable', search.fewest(all, widest));
}

/** Settings and what they bring. */
interface Found {
  /** Actuators that were free. */
  readonly free: readonly number[];
  readonly settings: Float64Array;
  readonly excess: number;
  readonly cost: number;
}

class CorrectionSearch {
  readonly #task: CorrectionTask;
  readonly #seed: number;
  readonly #onSearch: (evaluations: number) => boolean;
  readonly #now: Float64Array;
  readonly #settings: Float64Array;
  readonly #told = new Float64Array(2);
  /** The settings as they are. */
  readonly now: Found;
  #evaluations = 0;
  #isCancelled = false;

  constructor(task: CorrectionTask, seed: number, onSearch: (evaluations: number) => boolean) {
    this.#task = task;
    this.#seed = seed;
    this.#onSearch = onSearch;
    this.#now = Float64Array.from(task.actuators, ({ now }) => now);
    this.#settings = this.#now.slice();
    this.now = { free: [], settings: this.#now, excess: this.#excess(), cost: 0 };
  }

  /** Least cost in the band with these actuators free; where they do not reach it, least excess. */
  best(free: readonly number[]): Found {
    const { actuators } = this.#task;
    const reach = free.map((i) => reachOf(actuators[i]!));
    const end = differentialEvolution(
      (at, out) => {
        out[0] = this.#place(free, at);
        out[1] = this.#excess();
      },
      { lower: reach.map(([low]) => low), upper: reach.map(([, high]) => high) },
      { population: 8 + 4 * free.length, generations: 25 + 10 * free.length },
      this.#seed,
      { starts: [free.map((i) => this.#now[i]!)] },
    );
    const cost = this.#place(free, end.at);
    if (!this.#onSearch(this.#evaluations)) this.#isCancelled = true;
    return { free, settings: this.#settings.slice(), excess: end.violation, cost };
  }

  /** Fewest moves, then cheapest, in the band. */
  fewest(all: readonly number[], widest: Found): Found {
    for (let size = 1; size < all.length && !this.#isCancelled; size++) {
      const subsets = subsetsOf(all, size);
      if (subsets.length > mostSubsets) return this.thinned(widest, ({ excess }) => excess === 0);
      let cheapest: Found | undefined;
      for (const subset of subsets) {
        const found = this.best(subset);
        const isIn = found.excess === 0;
        if (isIn && !(cheapest !== undefined && cheapest.cost <= found.cost)) cheapest = found;
        if (this.#isCancelled) break;
      }
      if (cheapest !== undefined) return cheapest;
    }
    return widest;
  }

  /** Leaves out one actuator after the other, the one that is missed least first, while the rest is good enough. */
  thinned(from: Found, isGoodEnough: (found: Found) => boolean): Found {
    let best = from;
    while (best.free.length > 1 && !this.#isCancelled) {
      let next: Found | undefined;
      for (const left of best.free) {
        const found = this.best(best.free.filter((i) => i !== left));
        if (isGoodEnough(found) && !(next !== undefined && isBetter(next, found))) next = found;
        if (this.#isCancelled) break;
      }
      if (next === undefined) break;
      best = next;
    }
    return best;
  }

  told(status: Correction['status'], found: Found): Correction {
    this.#settings.set(found.settings);
    const excess = this.#excess();
    const moves = this.#task.actuators.flatMap(({ name, now }, i) => {
      const to = found.settings[i]!;
      return to === now ? [] : [{ name, from: now, to }];
    });
    return {
      status,
      moves,
      mean: this.#told[0]!,
      deviation: this.#told[1]!,
      excess,
      excessNow: this.now.excess,
      cost: found.cost,
      evaluations: this.#evaluations,
      isCancelled: this.#isCancelled,
    };
  }

  /** Sets the free actuators as near to these as their resolution lets, and tells the cost. */
  #place(free: readonly number[], at: Float64Array): number {
    const { actuators } = this.#task;
    this.#settings.set(this.#now);
    let total = 0;
    for (let k = 0; k < free.length; k++) {
      const { now, min, max, longestStep, resolution = 0, cost = 1 } = actuators[free[k]!]!;
      const move = at[k]! - now;
      const rounded = resolution > 0 ? Math.round(move / resolution) * resolution : move;
      this.#settings[free[k]!] = Math.min(max, Math.max(min, now + rounded));
      total += (cost * Math.abs(rounded)) / longestStep;
    }
    return total;
  }

  /** By how much mean and margin at the settings leave the band; the larger of its two sides. */
  #excess(): number {
    const { predict, band, margin } = this.#task;
    const told = this.#told;
    predict(this.#settings, told);
    this.#evaluations += 1;
    const spread = margin * told[1]!;
    const excess = Math.max(0, band.lower - (told[0]! - spread), told[0]! + spread - band.upper);
    return Number.isNaN(excess) ? Number.POSITIVE_INFINITY : excess;
  }
}

function isBetter(one: Found, other: Found): boolean {
  return one.excess === other.excess ? one.cost <= other.cost : one.excess < other.excess;
}

/** Least and most setting by range, longest step and resolution. */
function reachOf({ now, min, max, longestStep, resolution = 0 }: Actuator): [number, number] {
  const down = Math.min(longestStep, now - min);
  const up = Math.min(longestStep, max - now);
  if (resolution === 0) return [now - down, now + up];
  // A step that is whole but for rounding is whole.
  const whole = (length: number): number => Math.floor(length / resolution + 1e-9) * resolution;
  return [now - whole(down), now + whole(up)];
}

function mayMove(actuator: Actuator): boolean {
  const [low, high] = reachOf(actuator);
  return low < high;
}

/** All subsets of one size, in the order of their members. */
function subsetsOf(members: readonly number[], size: number): number[][] {
  if (size === 0) return [[]];
  return members.flatMap((member, at) =>
    subsetsOf(members.slice(at + 1), size - 1).map((rest) => [member, ...rest]),
  );
}

/** With more, even the searches by single actuators take long. */
const mostActuators = 16;

function check({ actuators, band, margin }: CorrectionTask): void {
  const wrong = (option: string, found: unknown, allowed: string, actuator?: string): MlError => {
    const where = actuator === undefined ? '' : ` of actuator '${actuator}'`;
    const message = `${option}${where} of a correction: found ${found}, allowed is ${allowed}`;
    const data = { option, found, allowed };
    return new MlError('ML_OPTION_OUT_OF_RANGE', message, actuator ? { ...data, actuator } : data);
  };
  const names = actuators.map(({ name }) => name);
  if (names.length > mostActuators || new Set(names).size !== names.length) {
    throw wrong('actuators', names.join(', '), `up to ${mostActuators}, each once`);
  }
  if (!(band.lower < band.upper)) {
    throw wrong('band', `${band.lower} to ${band.upper}`, 'a lower end below the upper');
  }
  if (!(margin >= 0 && Number.isFinite(margin))) {
    throw wrong('margin', margin, 'a number from 0');
  }
  for (const { name, now, min, max, longestStep, resolution = 0, cost = 1 } of actuators) {
    const isIn = [now, min, max].every(Number.isFinite) && min <= now && now <= max;
    if (!isIn) throw wrong('now', now, `a number from ${min} to ${max}`, name);
    const positive = { longestStep, cost };
    for (const [option, found] of Object.entries(positive)) {
      if (!(found > 0 && Number.isFinite(found))) throw wrong(option, found, 'above 0', name);
    }
    if (!(resolution >= 0 && Number.isFinite(resolution))) {
      throw wrong('resolution', resolution, 'a number from 0', name);
    }
  }
}
