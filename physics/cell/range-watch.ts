import type { ModelWarning } from '../core/errors.ts';
import { toUnit } from '../core/units.ts';
import type { CellIntegrator, MaterialContents } from './cell-integrator.ts';
import { saltUnit } from './dfn/electrolyte-tables.ts';
import { type KnownRange, knownRanges } from './known-ranges.ts';
import { Onset } from './onset.ts';
import type { RunWatcher } from './protocol/run-protocol.ts';

/** Digits that are told; the rest is rounding of the units. */
const digits = 12;
/** Part of a range that rounding may exceed it by. */
const rounding = 1e-9;

/** Watches whether salt, surfaces and temperature leave the ranges that the parameter set is known in. */
export class RangeWatch implements RunWatcher {
  readonly #integrator: CellIntegrator;
  /** Each with how far what lies in it is outside, and the value that is furthest out. */
  readonly #watched: readonly { readonly range: KnownRange; onset: Onset; furthest: number }[];
  /** Least and largest of what was measured last. */
  #least = 0;
  #most = 0;

  constructor(integrator: CellIntegrator) {
    this.#integrator = integrator;
    const { parameters, cell } = integrator;
    this.#watched = knownRanges(parameters, cell.c !== undefined).map((range) => ({
      range,
      onset: new Onset(),
      furthest: Number.NaN,
    }));
  }

  began(): void {
    for (const { onset } of this.#watched) onset.interrupt();
    this.#look();
  }

  stepped(): void {
    this.#look();
  }

  remeshed(): void {}

  ended(): void {}

  #look(): void {
    const { time } = this.#integrator;
    for (const watched of this.#watched) {
      const { of, low, high } = watched.range;
      this.#measure(of);
      const below = low - this.#least;
      const above = this.#most - high;
      const excess = (below > above ? below : above) - rounding * (high - low);
      if (watched.onset.take(time, excess)) {
        watched.furthest = below > above ? this.#least : this.#most;
      }
    }
  }

  #measure(of: KnownRange['of']): void {
    const { cell, temperature } = this.#integrator;
    if (of === 'temperature') {
      this.#least = temperature;
      this.#most = temperature;
    } else if (of === 'salt') this.#measureSalt(cell.c!);
    else this.#measureSurface(cell.electrodes[of.electrode]!.kinetics.materials[of.material]!);
  }

  #measureSalt(c: Float64Array): void {
    let least = Infinity;
    let most = -Infinity;
    for (let i = 0; i < c.length; i++) {
      const value = c[i]!;
      if (value < least) least = value;
      if (value > most) most = value;
    }
    this.#least = least * saltUnit;
    this.#most = most * saltUnit;
  }

  #measureSurface(material: MaterialContents): void {
    let least = Infinity;
    let most = -Infinity;
    for (let i = 0; i < material.j.length; i++) {
      const value = material.surfaceAt(i);
      if (value < least) least = value;
      if (value > most) most = value;
    }
    this.#least = least;
    this.#most = most;
  }

  /** What there is to tell of it, once for each range. */
  warnings(): readonly ModelWarning[] {
    return this.#watched
      .filter(({ onset }) => !Number.isNaN(onset.time))
      .map(({ range, onset, furthest }) => warningOf(range, furthest, onset.time));
  }
}

function warningOf(range: KnownRange, furthest: number, time: number): ModelWarning {
  const { words, unit, toBoundary } = boundaryOf(range.of);
  const round = (number: number): number => Number(toBoundary(number).toPrecision(digits));
  const [low, high, value] = [round(range.low), round(range.high), round(furthest)];
  const print = (number: number): string => String(Number(number.toPrecision(4)));
  const label = unit === '1' ? '' : ` ${unit}`;
  const property = range.properties.join(', ');
  return {
    code: 'CELL_OUTSIDE_MEASURED_RANGE',
    message: `${words} is outside of ${print(low)} to ${print(high)}${label} from ${time.toFixed(1)} s on and comes to ${print(value)}${label}; beyond is extrapolated: ${property}`,
    data: { property, value, low, high, unit, time_s: time },
  };
}

/** How what lies in a range is told. */
function boundaryOf(of: KnownRange['of']): {
  readonly words: string;
  readonly unit: string;
  readonly toBoundary: (value: number) => number;
} {
  const same = (value: number): number => value;
  if (of === 'salt') return { words: 'the salt', unit: 'mol/m3', toBoundary: same };
  if (of === 'temperature') {
    const toBoundary = (value: number): number => toUnit(value, 'degC');
    return { words: 'the temperature of the cell', unit: 'degC', toBoundary };
  }
  return { words: 'the stoichiometry at a surface', unit: '1', toBoundary: same };
}
