/** Vectors of one cell lie side by side: a hundred small arrays of their own would cost more to make than to use. */
const chunkLength = 4096;

let chunk = new Float64Array(chunkLength);
let taken = 0;

/** A vector of zeros. */
export function vector(length: number): Float64Array {
  if (length > chunkLength / 4) return new Float64Array(length);
  if (taken + length > chunkLength) {
    chunk = new Float64Array(chunkLength);
    taken = 0;
  }
  taken += length;
  return chunk.subarray(taken - length, taken);
}
