import type { CellFields } from './cell-result.ts';
import type { CellProfile } from './dfn/cell-profile.ts';

/** Keeps profiles over time, all of them at the points of the first. */
export class FieldRecorder {
  readonly #times: number[] = [];
  readonly #profiles: CellProfile[] = [];

  add(time: number, profile: CellProfile): void {
    const first = this.#profiles[0];
    this.#times.push(time);
    this.#profiles.push(first === undefined ? profile : atPoints(profile, first.x));
  }

  fields(): CellFields | undefined {
    const first = this.#profiles[0];
    if (first === undefined) return undefined;
    const rows = (of: (profile: CellProfile) => Float64Array): Float64Array[] =>
      this.#profiles.map(of);
    return {
      x: first.x,
      time: Float64Array.from(this.#times),
      electrolyteConcentration: rows((profile) => profile.electrolyteConcentration),
      electrolytePotential: rows((profile) => profile.electrolytePotential),
      reactionCurrent: rows((profile) => profile.reactionCurrent),
      surfaceStoichiometry: rows((profile) => profile.surfaceStoichiometry),
      meanStoichiometry: rows((profile) => profile.meanStoichiometry),
    };
  }
}

/** A profile of another mesh at given points, along straight lines: the other mesh is finer. */
function atPoints(profile: CellProfile, x: Float64Array): CellProfile {
  if (profile.x.length === x.length) return profile;
  const weights = Array.from(x, (at) => {
    let behind = profile.x.findIndex((other) => other >= at);
    if (behind < 0) behind = profile.x.length - 1;
    const before = Math.max(0, behind - 1);
    const width = profile.x[behind]! - profile.x[before]!;
    return { before, behind, share: width > 0 ? (at - profile.x[before]!) / width : 1 };
  });
  const move = (values: Float64Array): Float64Array =>
    Float64Array.from(weights, ({ before, behind, share }) => {
      const [low, high] = [values[before]!, values[behind]!];
      // Beside the separator only one side has particles.
      if (Number.isNaN(low)) return high;
      if (Number.isNaN(high)) return low;
      return low + share * (high - low);
    });
  return {
    x,
    electrolyteConcentration: move(profile.electrolyteConcentration),
    electrolytePotential: move(profile.electrolytePotential),
    reactionCurrent: move(profile.reactionCurrent),
    surfaceStoichiometry: move(profile.surfaceStoichiometry),
    meanStoichiometry: move(profile.meanStoichiometry),
  };
}
