import type { Gap } from '../source/gap-record.ts';

/** A silence within so many sampling intervals left out no scan. */
const unmissedIntervals = 1.5;

/** Reason of a gap that began before this process did. */
const notRunning = 'the twin did not read it: it was not running, or could not reach it';

/** A unit that is polled. */
export interface PolledUnit {
  /** Shortest interval at which it is read [ms]. */
  readonly shortest_ms: number;
  /** Until when an earlier process knew it [ms], as far as it is known when the unit is heard first. */
  readonly storedUntil: () => number | undefined;
}

/** What is known of one unit: until when it was read, and why it is not read now. */
interface UnitState extends PolledUnit {
  wasHeard: boolean;
  /** When it was heard first, where it is not known until when an earlier process knew it [ms]. */
  first: number | undefined;
  /** Last time of which something is known [ms]. */
  until: number | undefined;
  reason: string | undefined;
}

/**
 * Times in which units were not read. A device keeps no history, so that what it measured then is missing for ever: the gap
 * is told when the unit is heard again.
 */
export class Outages {
  readonly #endpoint: string;
  readonly #units: ReadonlyMap<number, UnitState>;

  /** @param units - by their numbers */
  constructor(endpoint: string, units: ReadonlyMap<number, PolledUnit>) {
    this.#endpoint = endpoint;
    this.#units = new Map(
      [...units].map(([unit, polled]) => [
        unit,
        { ...polled, wasHeard: false, first: undefined, until: undefined, reason: undefined },
      ]),
    );
  }

  /** These units (all, unless said) cannot be read; the first reason stays until they are heard. */
  begin(reason: string, of: Iterable<number> = this.#units.keys()): void {
    for (const unit of of) {
      const state = this.#units.get(unit);
      if (state !== undefined) state.reason ??= reason;
    }
  }

  /**
   * A unit was read.
   * @param time - of what it said [ms]
   * @returns the gap that ends with it, where scans were missed
   */
  heard(unit: number, time: number): Gap | undefined {
    const state = this.#units.get(unit);
    if (state === undefined) return undefined;
    if (!state.wasHeard) {
      state.wasHeard = true;
      state.until = state.storedUntil();
      state.reason = notRunning;
      if (state.until === undefined) state.first = time;
    }
    const { until, reason, shortest_ms } = state;
    state.until = Math.max(until ?? -Infinity, time);
    state.reason = undefined;
    if (reason === undefined || until === undefined) return undefined;
    return this.#gap(unit, shortest_ms, { from: until, to: time, reason });
  }

  /**
   * It is known later until when an earlier process knew a unit.
   * @param until - [ms]
   * @returns the gap up to when it was heard first, where scans were missed
   */
  told(unit: number, until: number): Gap | undefined {
    const state = this.#units.get(unit);
    const to = state?.first;
    if (state === undefined || to === undefined) return undefined;
    state.first = undefined;
    return this.#gap(unit, state.shortest_ms, { from: until, to, reason: notRunning });
  }

  #gap(unit: number, shortest_ms: number, span: Omit<Gap, 'source'>): Gap | undefined {
    if (span.to - span.from < unmissedIntervals * shortest_ms) return undefined;
    return { ...span, source: `${this.#endpoint} unit ${unit}` };
  }
}
