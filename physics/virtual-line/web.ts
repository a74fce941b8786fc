import { PhysicsError } from '../core/errors.ts';

/** What has happened to a piece of web. */
export const webStages = { bare: 0, wet: 1, consolidated: 2, calendered: 3 } as const;

/**
 * The web on the line, per segment and lane, in rings of typed arrays. Segment n covers the metres [n s, (n+1) s) of
 * web length counted at the die; metre m stands at position `passed - m`. Solids and solvent are kept per area of the
 * foil as it was coated, so that solids never change after the die; behind the nip the same foil is longer by its
 * elongation. Positions behind the nip leave that out: a metre there is some millimetres ahead of where it is counted.
 */
export interface Web {
  readonly segmentLength: number;
  readonly lanes: number;
  /** Web length that has passed the die [m]. */
  passed(): number;
  /** Ring index of a lane (from 0) of a segment. */
  at(segment: number, lane: number): number;
  /**
   * Per ring index: dry solids and solvent per area as coated [kg.m-2], film temperature [K], porosity once
   * consolidated [-], length gained in the nip over length [-].
   */
  readonly solids: Float64Array;
  readonly solvent: Float64Array;
  readonly temperature: Float64Array;
  readonly porosity: Float64Array;
  readonly elongation: Float64Array;
  readonly stage: Uint8Array;
  /** Calls back for each segment whose middle lies at positions [from, to). */
  between(from: number, to: number, visit: (segment: number) => void): void;
  /** Moves the web by a length [m] and lays down solids and solvent masses [kg] per lane on what passes the die. */
  advance(length: number, layDown: (lane: number, share: number) => WetMass): void;
  /** Ring index at a position and lane (from 0), for gauges. */
  under(position: number, lane: number): number;
  /** True while the metre is kept. */
  holds(metre: number): boolean;
  /** Dry solids that were wound up and forgotten, and that are kept [kg]. */
  solidsBalance(): { readonly wound: number; readonly kept: number };
}

/** Mass laid on one lane [kg] and its temperature [K]. */
export interface WetMass {
  readonly solids: number;
  readonly solvent: number;
  readonly temperature: number;
}

/** Bare web whose metre 0 stands at the die; keeps `kept` metres behind the die. */
export function createWeb(options: {
  readonly segmentLength: number;
  readonly lanes: number;
  readonly laneWidth: number;
  readonly kept: number;
}): Web {
  const { segmentLength, lanes, laneWidth, kept } = options;
  const slots = Math.ceil(kept / segmentLength) + 2;
  const size = slots * lanes;
  const area = laneWidth * segmentLength;
  const solids = new Float64Array(size);
  const solvent = new Float64Array(size);
  const temperature = new Float64Array(size);
  const porosity = new Float64Array(size);
  const elongation = new Float64Array(size);
  const stage = new Uint8Array(size);
  const first = 0;
  let passed = 0;
  let newest = first;
  let wound = 0;
  const at = (segment: number, lane: number) =>
    ((((segment % slots) + slots) % slots) | 0) * lanes + lane;
  function begin(segment: number): void {
    newest = segment;
    for (let lane = 0; lane < lanes; lane++) {
      const i = at(segment, lane);
      wound += solids[i]! * area;
      solids[i] = 0;
      solvent[i] = 0;
      temperature[i] = 0;
      porosity[i] = 0;
      elongation[i] = 0;
      stage[i] = webStages.bare;
    }
  }
  function lay(length: number, whole: number, layDown: (lane: number, share: number) => WetMass) {
    for (let lane = 0; lane < lanes; lane++) {
      const mass = layDown(lane, length / whole);
      if (mass.solids === 0) continue;
      const i = at(newest, lane);
      const before = solids[i]! + solvent[i]!;
      const added = (mass.solids + mass.solvent) / area;
      temperature[i] = (temperature[i]! * before + mass.temperature * added) / (before + added);
      solids[i] = solids[i]! + mass.solids / area;
      solvent[i] = solvent[i]! + mass.solvent / area;
      stage[i] = webStages.wet;
    }
  }
  const holds = (metre: number) => {
    const segment = Math.floor(metre / segmentLength);
    return segment > newest - slots && segment <= newest;
  };
  return {
    segmentLength,
    lanes,
    passed: () => passed,
    at,
    solids,
    solvent,
    temperature,
    porosity,
    elongation,
    stage,
    holds,
    between(from, to, visit) {
      const last = Math.floor((passed - from) / segmentLength - 0.5);
      for (let segment = last; segment >= newest - slots + 1; segment--) {
        const position = passed - (segment + 0.5) * segmentLength;
        if (position >= to) break;
        if (position >= from) visit(segment);
      }
    },
    advance(length, layDown) {
      let left = length;
      while (left > 0) {
        const end = (newest + 1) * segmentLength;
        const piece = Math.min(left, end - passed);
        if (piece > 0) lay(piece, length, layDown);
        left -= piece;
        if (left > 0) {
          passed = end;
          begin(newest + 1);
        } else passed += piece;
      }
    },
    under(position, lane) {
      const metre = passed - position;
      if (!holds(metre)) {
        throw new PhysicsError('PHY_OUT_OF_RANGE', `no web is kept at ${position} m`, {
          name: 'position',
          value: position,
          min: 0,
          max: kept,
          unit: 'm',
        });
      }
      return at(Math.floor(metre / segmentLength), lane);
    },
    solidsBalance() {
      let sum = 0;
      for (const value of solids) sum += value;
      return { wound, kept: sum * area };
    },
  };
}
