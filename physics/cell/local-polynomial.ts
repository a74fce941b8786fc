/** Points that an interpolated value goes through. */
const mostPoints = 5;
/** Least distance of two of them, over the interval between them. */
const crowding = 0.02;

/**
 * The polynomial through the points around an interval: its own two and the nearest on either side, but none much closer
 * to one already chosen than the interval is long: crowded points make a polynomial swing between others.
 */
export class LocalPolynomial {
  /** Distances of the points that were chosen from the point behind the interval, in points. */
  readonly #chosen = new Int32Array(mostPoints);
  /** (t - node) as factor t - node. */
  readonly #factors = new Float64Array(mostPoints);
  readonly #nodes = new Float64Array(mostPoints);
  /** Of the basis polynomials. */
  readonly #scales = new Float64Array(mostPoints);
  /** What is known at the points, quantity by quantity, and whether it is the same at all of them. */
  readonly #known: Float64Array;
  readonly #isConstant: Uint8Array;
  readonly #values: Float64Array;
  #count = 0;

  constructor(quantities: number) {
    this.#known = new Float64Array(quantities * mostPoints);
    this.#isConstant = new Uint8Array(quantities);
    this.#values = new Float64Array(quantities);
  }

  /**
   * Chooses the points around the interval that ends at `behind`.
   * @param from, to - indices of the first point and behind the last that may be chosen
   */
  choose(times: Float64Array, from: number, to: number, behind: number): void {
    const chosen = this.#chosen;
    let first = times[behind - 1]!;
    let last = times[behind]!;
    const least = crowding * (last - first);
    let before = behind - 2;
    let after = behind + 1;
    // Behind a jump steps grow and the past bends most: there the side of the future comes first.
    const grows = before >= from && first - times[before]! < 0.5 * (last - first);
    const turn = grows ? 1 : 0;
    chosen[0] = -1;
    chosen[1] = 0;
    let count = 2;
    while (count < mostPoints && (before >= from || after < to)) {
      const takeBefore = before >= from && (after >= to || count % 2 === turn);
      const index = takeBefore ? before-- : after++;
      const time = times[index]!;
      if (takeBefore ? first - time < least : time - last < least) continue;
      chosen[count++] = index - behind;
      if (takeBefore) first = time;
      else last = time;
    }
    this.#count = count;
  }

  /** Takes the chosen points of a trace: their times and what is known there. */
  take(times: Float64Array, quantities: readonly Float64Array[], behind: number): void {
    const count = this.#count;
    const chosen = this.#chosen;
    const nodes = this.#nodes;
    const known = this.#known;
    for (let i = 0; i < mostPoints; i++) {
      const isChosen = i < count;
      this.#factors[i] = isChosen ? 1 : 0;
      nodes[i] = isChosen ? times[behind + chosen[i]!]! : -1;
    }
    for (let i = 0; i < mostPoints; i++) {
      let product = i < count ? 1 : Infinity;
      const node = nodes[i]!;
      for (let k = 0; k < count; k++) if (k !== i) product *= node - nodes[k]!;
      this.#scales[i] = 1 / product;
    }
    for (let quantity = 0, at = 0; quantity < quantities.length; quantity++, at += mostPoints) {
      const values = quantities[quantity]!;
      let isConstant = 1;
      for (let i = 0; i < count; i++) {
        known[at + i] = values[behind + chosen[i]!]!;
        if (known[at + i] !== known[at]) isConstant = 0;
      }
      for (let i = count; i < mostPoints; i++) known[at + i] = 0;
      this.#isConstant[quantity] = isConstant;
    }
  }

  /** The quantities at a time; the array is used again the next time. */
  at(time: number): Float64Array {
    const nodes = this.#nodes;
    const factors = this.#factors;
    const scales = this.#scales;
    const known = this.#known;
    const values = this.#values;
    // 1 where no point was chosen.
    const a = factors[0]! * time - nodes[0]!;
    const b = factors[1]! * time - nodes[1]!;
    const c = factors[2]! * time - nodes[2]!;
    const d = factors[3]! * time - nodes[3]!;
    const e = factors[4]! * time - nodes[4]!;
    const ab = a * b;
    const de = d * e;
    const cde = c * de;
    const w0 = scales[0]! * b * cde;
    const w1 = scales[1]! * a * cde;
    const w2 = scales[2]! * ab * de;
    const w3 = scales[3]! * ab * c * e;
    const w4 = scales[4]! * ab * c * d;
    for (let quantity = 0, k = 0; quantity < values.length; quantity++, k += mostPoints) {
      values[quantity] =
        this.#isConstant[quantity] === 1
          ? known[k]!
          : w0 * known[k]! +
            w1 * known[k + 1]! +
            w2 * known[k + 2]! +
            w3 * known[k + 3]! +
            w4 * known[k + 4]!;
    }
    return values;
  }
}
