import type { FaultKind } from './fault-kinds.ts';
import { driftLevel, type Fault, faultLevel } from './faults.ts';

/**
 * Present levels of the faults of a line, summed per place where they act. A place is asked for once, when the line is
 * made; slot 0 is the place that no fault ever reaches.
 */
export class FaultLevels {
  readonly #faults: readonly Fault[];
  readonly #slots: number[][];
  #level = new Float64Array(1);

  constructor(faults: readonly Fault[]) {
    this.#faults = faults;
    this.#slots = faults.map(() => []);
  }

  /** The slot of the faults of a kind that match. */
  slot(kind: FaultKind, matches: (fault: Fault) => boolean): number {
    const found = this.#faults.flatMap((fault, f) =>
      fault.kind === kind && matches(fault) ? [f] : [],
    );
    if (found.length === 0) return 0;
    const slot = this.#level.length;
    this.#level = new Float64Array(slot + 1);
    for (const f of found) this.#slots[f]!.push(slot);
    return slot;
  }

  /** The slot of a kind at a unit, and at a lane from 1 where one is given. */
  at(kind: FaultKind, unit: string, lane?: number): number {
    return this.slot(
      kind,
      (fault) =>
        fault.unit === unit &&
        (lane === undefined || fault.lane === undefined || fault.lane === lane),
    );
  }

  /** Sum of the levels of a slot now. */
  level(slot: number): number {
    return this.#level[slot]!;
  }

  /** Moves the levels to a time [s]. */
  advance(time: number): void {
    const level = this.#level;
    if (level.length === 1) return;
    level.fill(0);
    const faults = this.#faults;
    for (let f = 0; f < faults.length; f++) {
      const slots = this.#slots[f]!;
      if (slots.length === 0) continue;
      const fault = faults[f]!;
      const size = fault.kind === 'gaugeDrift' ? driftLevel(fault, time) : faultLevel(fault, time);
      if (size === 0) continue;
      for (let s = 0; s < slots.length; s++) level[slots[s]!] = level[slots[s]!]! + size;
    }
  }
}
