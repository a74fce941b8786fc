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

/** How good the web was. */
export interface WebScoreResult {
  /** Length of finished web that is no scrap [m], and of it where any lane of any side leaves any limit [m]. */
  readonly produced: number;
  readonly outOfSpec: number;
  /** Capability over all lanes and sides of that web, by key; undefined where it has none. */
  readonly capability: ReadonlyMap<string, number | undefined>;
}

/** What is known of a segment: bits, of all its rows together. */
const has = { finished: 1, unfinished: 2, scrap: 4, leaves: 8 } as const;

/** What is known of a coil. */
interface CoilScore {
  /** Bits of `has`, by metre. */
  readonly segments: Map<number, number>;
  /** In the order of the qualities. */
  readonly moments: readonly RunningMoments[];
}

/**
 * Scores web by what was true of it, segment by segment. All rows stand for the same area, so each counts the same. A
 * segment of which any row is scrap is scrap, one that no row has finished does not count yet, and a coil that was used
 * up to make another is scored as that one. What has no value (a lane that nothing was coated on) keeps no limit.
 */
export class WebScore {
  readonly #segmentLength: number;
  readonly #qualities: readonly (QualitySpecification & { readonly column: number })[];
  readonly #coils = new Map<string, CoilScore>();
  readonly #usedUp = new Set<string>();

  /** @throws PhysicsError PHY_UNKNOWN_VARIABLE for a quality that the truth does not have (data: key, allowed) */
  constructor(
    segmentLength: number,
    variables: readonly Variable[],
    specifications: readonly QualitySpecification[],
  ) {
    this.#segmentLength = segmentLength;
    const keys = variables.map(({ key }) => key);
    this.#qualities = specifications.map((specification) => {
      const { key } = specification;
      const column = keys.indexOf(key);
      if (column >= 0) return { ...specification, column };
      throw new PhysicsError('PHY_UNKNOWN_VARIABLE', `the truth of the line has no '${key}'`, {
        key,
        allowed: keys,
      });
    });
  }

  add({ coil, metre, state, values }: TruthRows): void {
    for (let row = 0; row < coil.length; row++) {
      const { segments, moments } = this.#coil(coil[row]!);
      const at = metre[row]!;
      let known = segments.get(at) ?? 0;
      if (state[row] === finishedState) {
        known |= has.finished;
        for (const [i, { column, lower, upper }] of this.#qualities.entries()) {
          const value = values[column]![row]!;
          if (!Number.isNaN(value)) moments[i]!.add(value);
          if (!(value >= lower && value <= upper)) known |= has.leaves;
        }
      } else known |= unfinishedStates.includes(state[row]!) ? has.unfinished : has.scrap;
      segments.set(at, known);
    }
  }

  /** Takes up which coils were used up. */
  hear(events: readonly SimulatedEvent[]): void {
    for (const { kind, data } of events) {
      if (kind === 'rewound' && data['parent'] !== undefined) {
        this.#usedUp.add(String(data['parent']));
      }
    }
  }

  result(): WebScoreResult {
    let [good, bad] = [0, 0];
    const all = this.#qualities.map(() => new RunningMoments());
    for (const [name, { segments, moments }] of this.#coils) {
      if (this.#usedUp.has(name)) continue;
      for (const [i, own] of moments.entries()) all[i]!.merge(own);
      for (const known of segments.values()) {
        if ((known & has.finished) === 0 || (known & has.scrap) !== 0) continue;
        good++;
        if ((known & (has.leaves | has.unfinished)) !== 0) bad++;
      }
    }
    return {
      produced: good * this.#segmentLength,
      outOfSpec: bad * this.#segmentLength,
      capability: new Map(
        this.#qualities.map(({ key, lower, upper }, i) => [
          key,
          capability(all[i]!, { lower, upper }),
        ]),
      ),
    };
  }

  #coil(name: string): CoilScore {
    let found = this.#coils.get(name);
    if (found === undefined) {
      found = { segments: new Map(), moments: this.#qualities.map(() => new RunningMoments()) };
      this.#coils.set(name, found);
    }
    return found;
  }
}
