import { WebState } from './web-state.ts';

/** How a coil came from another: metre m here was wound from the metre `from - m` of the parent, before any stretch. */
interface Parent {
  readonly coil: string;
  readonly lanesSwapped: boolean;
}

/**
 * A coil with what is true of its web, per segment in the order of winding, side and lane as its machine had them.
 * The end of a coil is its outside: what is unwound comes from there, so that each rewind reverses the metres.
 */
export class Coil {
  readonly number: number;
  readonly id: string;
  readonly product: string;
  readonly parent: Parent | undefined;
  readonly lanes: number;
  readonly sides: number;
  readonly state: WebState;
  /** Start of each segment on this coil [m], stretched as it is; one more than it has segments. */
  readonly start: Float64Array;
  /** What the weight gauge read of side A, per bin of web and lane [kg.m-2]; NaN where it did not. */
  readonly weighed: Float64Array;
  wound = 0;
  /** Passes through the calender that it has behind it. */
  passes = 0;

  constructor(options: {
    readonly number: number;
    readonly id: string;
    readonly product: string;
    readonly parent?: Parent;
    readonly segments: number;
    readonly lanes: number;
    readonly sides: number;
  }) {
    this.number = options.number;
    this.id = options.id;
    this.product = options.product;
    this.parent = options.parent;
    this.lanes = options.lanes;
    this.sides = options.sides;
    this.state = new WebState(options.segments * options.sides * options.lanes);
    this.start = new Float64Array(options.segments + 1);
    this.weighed = new Float64Array(
      Math.ceil(options.segments / segmentsPerBin) * options.lanes,
    ).fill(Number.NaN);
  }

  /** Index of the first lane of one side of a segment. */
  first(place: number, side: number): number {
    return (place * this.sides + side) * this.lanes;
  }
}

/** Segments of a coil that share one remembered weight of side A. */
export const segmentsPerBin = 16;
