import type { Uncertain, WebSide } from '../domain/segment.ts';
import type { MadeCoating } from './process-chain.ts';

/** The coating of one side of a piece of web as the dryer left it, per lane as it lies on its coil. */
export interface CoatedSide {
  readonly side: WebSide;
  /** Undefined where it could not be predicted. */
  readonly coating: MadeCoating | undefined;
  /** What a gauge says that a lane weighs [kg.m-2]; undefined where the model's word is taken. */
  readonly loadings: readonly (Uncertain | undefined)[];
  /** What the weight gauge read on this piece. */
  readonly measuredLoadings: readonly (Uncertain | undefined)[];
}

/** One piece of the web of a coil. */
export interface CoilPlace {
  /** Side A first. */
  readonly sides: readonly CoatedSide[];
  /** Length over that of the foil as it was coated. */
  readonly stretch: number;
}

/** Coils of which the web is kept: those that wait for a machine, and some more. */
const keptCoils = 40;

/** A coil, its pieces in the order of winding. */
export class CoilWeb {
  readonly id: string;
  readonly #places = new Map<number, CoilPlace>();
  #pieces: number | undefined;

  constructor(id: string) {
    this.id = id;
  }

  put(index: number, place: CoilPlace): void {
    this.#places.set(index, place);
  }

  /** All of it is wound; undefined where its end was not seen. */
  close(pieces: number | undefined): void {
    this.#pieces = pieces;
  }

  /**
   * The piece that comes off the coil as number `index` (from 0). The outside comes first, so that the last one wound is the first;
   * undefined where that piece was not followed, or where nobody saw the coil end.
   * @param swapped - whether the coil is turned: lane 1 becomes the last lane
   */
  unwound(index: number, swapped: boolean): CoilPlace | undefined {
    if (this.#pieces === undefined) return undefined;
    const place = this.#places.get(this.#pieces - 1 - index);
    if (place === undefined || !swapped) return place;
    return { ...place, sides: place.sides.map(turned) };
  }
}

function turned({ loadings, measuredLoadings, ...same }: CoatedSide): CoatedSide {
  return {
    ...same,
    loadings: loadings.toReversed(),
    measuredLoadings: measuredLoadings.toReversed(),
  };
}

/** The coils of a line, by id. */
export class CoilStore {
  readonly #coils = new Map<string, CoilWeb>();

  /** The coil that is being wound; a new one where it is not known. */
  wound(id: string): CoilWeb {
    const known = this.#coils.get(id);
    if (known !== undefined) return known;
    const coil = new CoilWeb(id);
    this.#coils.set(id, coil);
    const oldest = this.#coils.keys().next().value;
    if (this.#coils.size > keptCoils && oldest !== undefined) this.#coils.delete(oldest);
    return coil;
  }

  find(id: string): CoilWeb | undefined {
    return this.#coils.get(id);
  }
}
