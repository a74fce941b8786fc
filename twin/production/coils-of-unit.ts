import type { ProductionRecord } from '../contract/mes.ts';

type Coil = ProductionRecord<'coil'>;

/** A coil record with its times [ms]; one that has no end ends where the next begins. */
interface Wound {
  readonly coil: Coil;
  readonly from: number;
  readonly to: number;
}

/** The coils that one unit winds, as the MES told of them last, by time. */
export class CoilsOfUnit {
  readonly #byId = new Map<string, Coil>();
  #wound: readonly Wound[] | undefined;

  put(coil: Coil): void {
    this.#byId.set(coil.id, coil);
    this.#wound = undefined;
  }

  remove(id: string): void {
    this.#byId.delete(id);
    this.#wound = undefined;
  }

  /**
   * The coils that are wound at a time on a lane, or on any lane where none is asked for. Of several on the same lanes that
   * which began last, so that a coil whose end nobody told ends with the next.
   */
  at(time: number, lane: number | undefined): readonly Coil[] {
    const found: Coil[] = [];
    const wound = this.#all();
    for (let i = this.#countUpTo(time) - 1; i >= 0; i--) {
      const { coil, to } = wound[i]!;
      const isOfLane = lane === undefined || coil.lanes === undefined || coil.lanes.includes(lane);
      if (!isOfLane || time >= to) continue;
      if (found.some((later) => sharesLane(later, coil))) continue;
      found.push(coil);
      // No coil that began before has a lane left.
      if (coil.lanes === undefined || lane !== undefined) break;
    }
    return found;
  }

  /** The first time after a time at which a coil begins or ends; Infinity where none does. */
  changeAfter(time: number): number {
    let next = Infinity;
    for (const { from, to } of this.#all()) {
      if (from > time) return Math.min(next, from);
      if (to > time) next = Math.min(next, to);
    }
    return next;
  }

  #countUpTo(time: number): number {
    const wound = this.#all();
    let low = 0;
    let high = wound.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (wound[middle]!.from <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** By beginning, and by id where two begin at once. */
  #all(): readonly Wound[] {
    this.#wound ??= woundOf([...this.#byId.values()]);
    return this.#wound;
  }
}

function woundOf(coils: readonly Coil[]): readonly Wound[] {
  const begun = coils
    .map((coil) => ({ coil, from: Date.parse(coil.from) }))
    .sort((a, b) => a.from - b.from || (a.coil.id < b.coil.id ? -1 : 1));
  return begun.map(({ coil, from }, i) => {
    if (coil.to !== undefined) return { coil, from, to: Date.parse(coil.to) };
    const next = begun.find((later, j) => j > i && sharesLane(later.coil, coil));
    return { coil, from, to: next?.from ?? Infinity };
  });
}

function sharesLane({ lanes: a }: Coil, { lanes: b }: Coil): boolean {
  return a === undefined || b === undefined || a.some((lane) => b.includes(lane));
}
