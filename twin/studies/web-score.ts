import { PhysicsError } from '../../physics/core/errors.ts';
import type { Variable } from '../../physics/core/variables.ts';
import { capability, RunningMoments, type SpecificationLimits } from './process-capability.ts';
import {
  finishedState,
  type SimulatedEvent,
  type TruthRows,
  unfinishedStates,
} from './simulated-line.ts';

/** Limits of one quality of the web, in SI. */
export interface QualitySpecification extends SpecificationLimits {
  /** Key of the variable of truth. */
  readonly key: string;
}

/** Limits of each product, by its name: the same qualities of each. The first is that of coils that name no product. */
export type ProductSpecifications = ReadonlyMap<string, readonly QualitySpecification[]>;

/** How good the web was; lengths as they were coated [m]. `wound` is the sum of produced, scrap and unfinished. */
export interface WebScoreResult {
  /** All that was wound up and not used up for another coil. */
  readonly wound: number;
  /** Finished web that is no scrap, and of it where any lane of any side leaves any limit of its product. */
  readonly produced: number;
  readonly outOfSpec: number;
  /** By the reason why it is scrap. */
  readonly scrap: ReadonlyMap<string, number>;
  /** Web that waits for a machine. */
  readonly unfinished: number;
  /** Capability over all lanes and sides of what was produced, by key, of the product that has least; undefined where it has none. */
  readonly capability: ReadonlyMap<string, number | undefined>;
}

/** What is known of a segment, of all its rows together. */
interface Segment {
  /** Why it is scrap; empty where it is not. */
  reason: string;
  isUnfinished: boolean;
  leaves: boolean;
}

/** What is known of a coil. */
interface Coil {
  readonly product: string;
  /** By metre, in the order of winding. */
  readonly segments: Map<number, Segment>;
  /** In the order of the qualities. */
  readonly moments: readonly RunningMoments[];
}

/**
 * Scores web by what was true of it, segment by segment. All rows stand for the same area, so each counts the same. A
 * segment of which any row is scrap is scrap, one that any row has not finished is not finished, and what of a coil was
 * used up to make another, from its outside, is scored as that one. What has no value keeps no limit.
 */
export class WebScore {
  readonly #segmentLength: number;
  readonly #columns: readonly { readonly key: string; readonly column: number }[];
  readonly #specifications: ProductSpecifications;
  readonly #coils = new Map<string, Coil>();
  /** Coil that is made of another, by that other, and the product of each coil. */
  readonly #madeOf = new Map<string, string>();
  readonly #products = new Map<string, string>();

  /** @throws PhysicsError PHY_UNKNOWN_VARIABLE for a quality that the truth does not have (data: key, allowed) */
  constructor(
    segmentLength: number,
    variables: readonly Variable[],
    specifications: ProductSpecifications,
  ) {
    this.#segmentLength = segmentLength;
    this.#specifications = specifications;
    const keys = variables.map(({ key }) => key);
    const [first] = specifications.values();
    this.#columns = first!.map(({ key }) => {
      const column = keys.indexOf(key);
      if (column >= 0) return { key, column };
      throw new PhysicsError('PHY_UNKNOWN_VARIABLE', `the truth of the line has no '${key}'`, {
        key,
        allowed: keys,
      });
    });
  }

  /** Takes up what coils are made of; before the truth of these coils. */
  hear(events: readonly SimulatedEvent[]): void {
    for (const { kind, data } of events) {
      if (kind !== 'coilStarted') continue;
      const coil = String(data['coil']);
      this.#products.set(coil, String(data['product']));
      const parent = data['parent'];
      if (parent !== undefined && parent !== '') this.#madeOf.set(String(parent), coil);
    }
  }

  add({ coil, metre, state, values }: TruthRows): void {
    for (let row = 0; row < coil.length; row++) {
      const { product, segments, moments } = this.#coil(coil[row]!);
      const at = metre[row]!;
      let segment = segments.get(at);
      if (segment === undefined) {
        segment = { reason: '', isUnfinished: false, leaves: false };
        segments.set(at, segment);
      }
      const stateOfRow = state[row]!;
      if (stateOfRow === finishedState) {
        const limits = this.#specifications.get(product)!;
        for (const [i, { column }] of this.#columns.entries()) {
          const value = values[column]![row]!;
          const { lower, upper } = limits[i]!;
          if (!Number.isNaN(value)) moments[i]!.add(value);
          if (!(value >= lower && value <= upper)) segment.leaves = true;
        }
      } else if (unfinishedStates.includes(stateOfRow)) segment.isUnfinished = true;
      else segment.reason = stateOfRow;
    }
  }

  result(): WebScoreResult {
    let [wound, produced, outOfSpec, unfinished] = [0, 0, 0, 0];
    const scrap = new Map<string, number>();
    const moments = new Map(
      [...this.#specifications.keys()].map((product) => [
        product,
        this.#columns.map(() => new RunningMoments()),
      ]),
    );
    for (const [name, coil] of this.#coils) {
      const madeOfIt = this.#coils.get(this.#madeOf.get(name) ?? '');
      const kept = coil.segments.size - (madeOfIt?.segments.size ?? 0);
      if (madeOfIt === undefined) {
        for (const [i, own] of coil.moments.entries()) moments.get(coil.product)![i]!.merge(own);
      }
      let place = 0;
      for (const { reason, isUnfinished, leaves } of coil.segments.values()) {
        if (place++ >= kept) break;
        wound++;
        if (reason !== '') scrap.set(reason, (scrap.get(reason) ?? 0) + this.#segmentLength);
        else if (isUnfinished) unfinished++;
        else {
          produced++;
          if (leaves) outOfSpec++;
        }
      }
    }
    return {
      wound: wound * this.#segmentLength,
      produced: produced * this.#segmentLength,
      outOfSpec: outOfSpec * this.#segmentLength,
      scrap,
      unfinished: unfinished * this.#segmentLength,
      capability: new Map(
        this.#columns.map(({ key }, i) => [key, this.#leastCapability(moments, i)]),
      ),
    };
  }

  #leastCapability(
    moments: ReadonlyMap<string, readonly RunningMoments[]>,
    quality: number,
  ): number | undefined {
    const all = [...this.#specifications].flatMap(
      ([product, limits]) => capability(moments.get(product)![quality]!, limits[quality]!) ?? [],
    );
    return all.length === 0 ? undefined : Math.min(...all);
  }

  #coil(name: string): Coil {
    let found = this.#coils.get(name);
    if (found === undefined) {
      const [first] = this.#specifications.keys();
      found = {
        product: this.#products.get(name) ?? first!,
        segments: new Map(),
        moments: this.#columns.map(() => new RunningMoments()),
      };
      this.#coils.set(name, found);
    }
    return found;
  }
}
