import { PhysicsError } from '../../physics/core/errors.ts';
import type { Variable } from '../../physics/core/variables.ts';
import { capability, RunningMoments, type SpecificationLimits } from './process-capability.ts';
import { goodState, type TruthRows } from './simulated-line.ts';

/** Limits of one quality of the web, in SI. */
export interface QualitySpecification extends SpecificationLimits {
  /** Key of the variable of truth. */
  readonly key: string;
}

/** How good the web was. */
export interface WebScoreResult {
  /** Length of web that is no scrap [m], and of it where any lane of any side leaves any limit [m]. */
  readonly produced: number;
  readonly outOfSpec: number;
  /** Capability over all lanes and sides of that web, by key; undefined where it has none. */
  readonly capability: ReadonlyMap<string, number | undefined>;
}

/**
 * Scores web by what was true of it, segment by segment. All rows stand for the same area, so each counts the same. A
 * segment of which any row is scrap is scrap; a value that is not a number (a side without coating) is not scored.
 */
export class WebScore {
  readonly #segmentLength: number;
  readonly #qualities: readonly {
    readonly specification: QualitySpecification;
    readonly column: number;
    readonly moments: RunningMoments;
  }[];
  /** Whether a segment leaves its limits, by coil and metre. */
  readonly #segments = new Map<string, Map<number, boolean>>();
  readonly #scrap = new Map<string, Set<number>>();

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
      if (column < 0) {
        throw new PhysicsError('PHY_UNKNOWN_VARIABLE', `the truth of the line has no '${key}'`, {
          key,
          allowed: keys,
        });
      }
      return { specification, column, moments: new RunningMoments() };
    });
  }

  add({ coil, metre, state, values }: TruthRows): void {
    for (let row = 0; row < coil.length; row++) {
      const name = coil[row]!;
      const at = metre[row]!;
      if (state[row] !== goodState) {
        entry(this.#scrap, name, () => new Set<number>()).add(at);
        continue;
      }
      let leaves = false;
      for (const { specification, column, moments } of this.#qualities) {
        const value = values[column]![row]!;
        if (Number.isNaN(value)) continue;
        moments.add(value);
        leaves ||= value < specification.lower || value > specification.upper;
      }
      const segments = entry(this.#segments, name, () => new Map<number, boolean>());
      segments.set(at, leaves || segments.get(at) === true);
    }
  }

  result(): WebScoreResult {
    let [good, bad] = [0, 0];
    for (const [coil, segments] of this.#segments) {
      for (const [metre, leaves] of segments) {
        if (this.#scrap.get(coil)?.has(metre)) continue;
        good++;
        if (leaves) bad++;
      }
    }
    return {
      produced: good * this.#segmentLength,
      outOfSpec: bad * this.#segmentLength,
      capability: new Map(
        this.#qualities.map(({ specification, moments }) => [
          specification.key,
          capability(moments, specification),
        ]),
      ),
    };
  }
}

function entry<T>(map: Map<string, T>, key: string, make: () => T): T {
  let found = map.get(key);
  if (found === undefined) {
    found = make();
    map.set(key, found);
  }
  return found;
}
