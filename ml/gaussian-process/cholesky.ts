/*
 * Triangular matrices as rows of one array. Every inner loop is a product of two rows, taken for four rows at once, so
 * that a number once loaded is used four times.
 */

/** The dot products of one stretch of a row with the same stretch of four rows. */
const four = new Float64Array(4);

function dotFour(
  a: Float64Array,
  at: number,
  b: Float64Array,
  first: number,
  stride: number,
  from: number,
  to: number,
): void {
  const second = first + stride;
  const third = second + stride;
  const fourth = third + stride;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let k = from; k < to; k++) {
    const value = a[at + k]!;
    s0 += value * b[first + k]!;
    s1 += value * b[second + k]!;
    s2 += value * b[third + k]!;
    s3 += value * b[fourth + k]!;
  }
  four[0] = s0;
  four[1] = s1;
  four[2] = s2;
  four[3] = s3;
}

function dot(
  a: Float64Array,
  at: number,
  b: Float64Array,
  bt: number,
  from: number,
  to: number,
): number {
  let sum = 0;
  for (let k = from; k < to; k++) sum += a[at + k]! * b[bt + k]!;
  return sum;
}

/**
 * Factors a symmetric matrix A = L L^T in place: the lower triangle of `a`, diagonal included, becomes L.
 * @param a - n x n, row by row; only the lower triangle is read
 * @returns false where A is not positive definite; `a` is spoilt then
 * @see Golub2013, Matrix Computations, 4th ed., section 4.2.6 (block dot product form) (not read)
 */
export function cholesky(a: Float64Array, n: number): boolean {
  for (let first = 0; first < n; first += 4) {
    const width = Math.min(4, n - first);
    for (let i = first; i < n; i++) {
      const row = i * n;
      const last = Math.min(first + width, i + 1);
      if (width === 4) dotFour(a, row, a, first * n, n, 0, first);
      for (let j = first; j < last; j++) {
        const other = j * n;
        const before = width === 4 ? four[j - first]! : dot(a, row, a, other, 0, first);
        const rest = a[row + j]! - before - dot(a, row, a, other, first, j);
        if (i !== j) a[row + j] = rest / a[other + j]!;
        else if (rest > 0) a[row + j] = Math.sqrt(rest);
        else return false;
      }
    }
  }
  return true;
}

/** Solves L x = b in place. */
export function solveLower(l: Float64Array, n: number, b: Float64Array): Float64Array {
  for (let i = 0; i < n; i++) b[i] = (b[i]! - dot(l, i * n, b, 0, 0, i)) / l[i * n + i]!;
  return b;
}

/** Solves L^T x = b in place. */
export function solveUpper(l: Float64Array, n: number, b: Float64Array): Float64Array {
  for (let i = n - 1; i >= 0; i--) {
    const row = i * n;
    const value = b[i]! / l[row + i]!;
    b[i] = value;
    for (let k = 0; k < i; k++) b[k] = b[k]! - l[row + k]! * value;
  }
  return b;
}

/**
 * The inverse of L, transposed: row j of the result is column j of L^-1, from entry j on.
 * @param out - n x n; entries in front of the diagonal are not touched
 */
export function invertLower(l: Float64Array, n: number, out: Float64Array): Float64Array {
  for (let first = 0; first < n; first += 4) {
    const width = Math.min(4, n - first);
    for (let j = first; j < first + width; j++) {
      out[j * n + j] = 1 / l[j * n + j]!;
      for (let i = j + 1; i < first + width; i++) {
        out[j * n + i] = -dot(l, i * n, out, j * n, j, i) / l[i * n + i]!;
      }
    }
    for (let i = first + width; i < n; i++) {
      const row = i * n;
      if (width === 4) dotFour(l, row, out, first * n, n, first + 4, i);
      for (let j = first; j < first + width; j++) {
        const head = dot(l, row, out, j * n, j, first + width);
        const tail = width === 4 ? four[j - first]! : dot(l, row, out, j * n, first + width, i);
        out[j * n + i] = -(head + tail) / l[row + i]!;
      }
    }
  }
  return out;
}

/**
 * The lower triangle of A^-1 = L^-T L^-1.
 * @param inverse - of `invertLower`
 */
export function inverseProduct(inverse: Float64Array, n: number, out: Float64Array): Float64Array {
  for (let first = 0; first < n; first += 4) {
    const width = Math.min(4, n - first);
    for (let i = first; i < n; i++) {
      const row = i * n;
      if (width === 4 && i >= first + 4) {
        dotFour(inverse, row, inverse, first * n, n, i, n);
        for (let j = 0; j < 4; j++) out[row + first + j] = four[j]!;
      } else {
        for (let j = first; j < Math.min(first + width, i + 1); j++) {
          out[row + j] = dot(inverse, row, inverse, j * n, i, n);
        }
      }
    }
  }
  return out;
}
