import type { Rng } from '../../physics/core/random.ts';
import { MlError } from '../errors.ts';
import { directionsOf, mostSobolAxes } from './sobol-directions.ts';

const bits = 32;

/**
 * The Sobol sequence: points that fill the unit cube evenly, however many are taken, best at a power of two. Point 0 is the
 * origin where the sequence is not scrambled.
 *
 * Scrambled, the direction numbers of each axis are multiplied by a drawn lower triangular matrix of bits and every point
 * is shifted by drawn bits: each point is uniform, the evenness of each 2^m points stays, and sequences of several seeds
 * tell how large the error of a mean is.
 * @see Sobol1967, doi:10.1016/0041-5553(67)90144-9; Antonov1979 (order by Gray code), doi:10.1016/0041-5553(79)90085-5;
 *   Matousek1998 (linear scrambling, section 4), J. Complexity 14, 527-556, doi:10.1006/jcom.1998.0489
 */
export class SobolSequence {
  readonly #directions: readonly Uint32Array[];
  readonly #state: Uint32Array;
  #index = 0;

  /**
   * @param axes - of the cube, 1 to 64
   * @param scrambling - the same stream scrambles in the same way; absent for the plain sequence
   * @throws MlError ML_OPTION_OUT_OF_RANGE (data: option, found, allowed)
   */
  constructor(axes: number, scrambling?: Rng) {
    if (!(Number.isInteger(axes) && axes >= 1 && axes <= mostSobolAxes)) {
      const allowed = `a whole number from 1 to ${mostSobolAxes}`;
      const message = `axes of a Sobol sequence: found ${axes}, allowed is ${allowed}`;
      throw new MlError('ML_OPTION_OUT_OF_RANGE', message, {
        option: 'axes',
        found: axes,
        allowed,
      });
    }
    const plain = Array.from({ length: axes }, (_, axis) => directionsOf(axis));
    this.#directions = scrambling ? plain.map((v) => scrambled(v, scrambling)) : plain;
    this.#state = new Uint32Array(axes).map(() => (scrambling ? drawnBits(scrambling) : 0));
  }

  /**
   * Writes the next point.
   * @param out - one number in [0, 1) for each axis
   * @throws MlError ML_TOO_LARGE behind 2^32 points
   */
  next(out: Float64Array): Float64Array {
    const state = this.#state;
    if (this.#index >= 2 ** bits) {
      throw new MlError('ML_TOO_LARGE', `a Sobol sequence has 2^${bits} points, all are taken`, {
        allowed: 2 ** bits,
      });
    }
    for (let axis = 0; axis < state.length; axis++) out[axis] = state[axis]! / 2 ** bits;
    this.#index += 1;
    // Points in the order of the Gray code differ by one direction: that of the lowest bit that is set in the next index.
    const bit = 31 - Math.clz32(this.#index & -this.#index);
    if (bit >= 0) {
      for (let axis = 0; axis < state.length; axis++) {
        state[axis] = state[axis]! ^ this.#directions[axis]![bit]!;
      }
    }
    return out;
  }
}

/**
 * The first points of a Sobol sequence.
 * @param count - of points; a power of two fills the cube most evenly
 * @throws MlError ML_OPTION_OUT_OF_RANGE for axes out of 1 to 64
 */
export function sobolPoints(count: number, axes: number, scrambling?: Rng): number[][] {
  const sequence = new SobolSequence(axes, scrambling);
  const point = new Float64Array(axes);
  return Array.from({ length: count }, () => [...sequence.next(point)]);
}

/** Direction numbers behind a drawn lower triangular matrix of bits with ones on its diagonal. */
function scrambled(directions: Uint32Array, rng: Rng): Uint32Array {
  const rows = Uint32Array.from({ length: bits }, (_, row) => {
    const diagonal = (1 << (bits - 1 - row)) >>> 0;
    // Bits of higher value than the diagonal, which belong to the columns in front of it.
    const inFront = ~(diagonal | (diagonal - 1)) >>> 0;
    return diagonal | (drawnBits(rng) & inFront);
  });
  return directions.map((v) => {
    let product = 0;
    for (let row = 0; row < bits; row++) product = (product << 1) | parity(rows[row]! & v);
    return product;
  });
}

function drawnBits(rng: Rng): number {
  return Math.floor(rng.uniform() * 2 ** bits);
}

/** 1 where an odd number of bits is set. */
function parity(value: number): number {
  let folded = value ^ (value >>> 16);
  folded ^= folded >>> 8;
  folded ^= folded >>> 4;
  folded ^= folded >>> 2;
  folded ^= folded >>> 1;
  return folded & 1;
}
