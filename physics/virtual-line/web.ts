import { PhysicsError } from '../core/errors.ts';
import { WebState } from './web-state.ts';

/** How a machine's web is cut and how much of it is kept. */
interface WebShape {
  /** Length of a segment [m]. */
  readonly segmentLength: number;
  readonly lanes: number;
  /** 1 where only one side is ever coated, else 2. */
  readonly sides: number;
  /** Web kept behind the entry [m]. */
  readonly kept: number;
}

/** No coil: the web that carries it belongs to none. */
export const noCoil = -1;

/**
 * The web on one machine, in a ring. Segment n covers the metres [n s, (n+1) s) of web length counted at the entry of
 * the machine; metre m stands at position `passed - m`. Positions leave out what a nip lengthens: a metre behind it is
 * some millimetres ahead of where it is counted.
 */
export class Web {
  readonly segmentLength: number;
  readonly lanes: number;
  readonly sides: number;
  readonly slots: number;
  readonly state: WebState;
  /** Per slot: number of the coil that the segment will be wound to, its place on it, and its batch of slurry. */
  readonly coil: Int32Array;
  readonly place: Int32Array;
  /** Web length that has passed the entry [m]. */
  passed = 0;
  /** Newest segment, which is passing the entry now, and the next one that will be wound up. */
  newest = 0;
  nextToWind = 0;
  readonly #kept: number;

  constructor({ segmentLength, lanes, sides, kept }: WebShape) {
    this.segmentLength = segmentLength;
    this.lanes = lanes;
    this.sides = sides;
    this.slots = Math.ceil(kept / segmentLength) + 2;
    this.#kept = kept;
    this.state = new WebState(this.slots * sides * lanes);
    this.coil = new Int32Array(this.slots).fill(noCoil);
    this.place = new Int32Array(this.slots);
  }

  /** Slot of a segment, which may be negative. */
  slot(segment: number): number {
    const { slots } = this;
    return ((segment % slots) + slots) % slots;
  }

  /** Index of the first lane of one side of a segment. */
  first(segment: number, side: number): number {
    return (this.slot(segment) * this.sides + side) * this.lanes;
  }

  /** Position of the middle of a segment [m]. */
  middle(segment: number): number {
    return this.passed - (segment + 0.5) * this.segmentLength;
  }

  /** Newest segment whose middle has reached a position [m]. */
  newestBehind(position: number): number {
    return Math.floor((this.passed - position) / this.segmentLength - 0.5);
  }

  /** True while the segment is kept. */
  keeps(segment: number): boolean {
    return segment > this.newest - this.slots && segment <= this.newest;
  }

  /**
   * The segment at a position [m].
   * @throws PhysicsError PHY_OUT_OF_RANGE where no web is kept (data: name, value, min, max, unit)
   */
  segmentAt(position: number): number {
    const segment = Math.floor((this.passed - position) / this.segmentLength);
    if (this.keeps(segment)) return segment;
    throw new PhysicsError('PHY_OUT_OF_RANGE', `no web is kept at ${position} m`, {
      name: 'position',
      value: position,
      min: 0,
      max: this.#kept,
      unit: 'm',
    });
  }
}
