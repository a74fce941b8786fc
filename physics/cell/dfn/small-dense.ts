/** Inverse in place by Gauss and Jordan without pivoting: the matrix is a diagonal plus a stable diffusion operator. */
export function invert(a: Float64Array, n: number): void {
  for (let k = 0; k < n; k++) {
    const row = k * n;
    const pivot = 1 / a[row + k]!;
    a[row + k] = 1;
    for (let l = 0; l < n; l++) a[row + l]! *= pivot;
    for (let i = 0; i < n; i++) {
      if (i === k) continue;
      const other = i * n;
      const factor = a[other + k]!;
      a[other + k] = 0;
      for (let l = 0; l < n; l++) a[other + l]! -= factor * a[row + l]!;
    }
  }
}

/** Solves for two right-hand sides in place, without pivoting. */
export function solveTwo(a: Float64Array, y: Float64Array, t: Float64Array, n: number): void {
  for (let k = 0; k < n; k++) {
    const row = k * n;
    const pivot = 1 / a[row + k]!;
    a[row + k] = pivot;
    const yk = y[k]!;
    const tk = t[k]!;
    for (let i = k + 1; i < n; i++) {
      const other = i * n;
      const factor = a[other + k]! * pivot;
      for (let l = k + 1; l < n; l++) a[other + l]! -= factor * a[row + l]!;
      y[i]! -= factor * yk;
      t[i]! -= factor * tk;
    }
  }
  for (let k = n - 1; k >= 0; k--) {
    const row = k * n;
    let yk = y[k]!;
    let tk = t[k]!;
    for (let l = k + 1; l < n; l++) {
      yk -= a[row + l]! * y[l]!;
      tk -= a[row + l]! * t[l]!;
    }
    y[k] = yk * a[row + k]!;
    t[k] = tk * a[row + k]!;
  }
}

/** Solves for several right-hand sides in place, one after the other in `y`, without pivoting. */
export function solveRows(a: Float64Array, y: Float64Array, n: number, sides: number): void {
  for (let k = 0; k < n; k++) {
    const row = k * n;
    const pivot = 1 / a[row + k]!;
    a[row + k] = pivot;
    for (let i = k + 1; i < n; i++) {
      const other = i * n;
      const factor = a[other + k]! * pivot;
      for (let l = k + 1; l < n; l++) a[other + l]! -= factor * a[row + l]!;
      for (let side = 0; side < sides; side++) y[side * n + i]! -= factor * y[side * n + k]!;
    }
  }
  for (let k = n - 1; k >= 0; k--) {
    const row = k * n;
    for (let side = 0; side < sides; side++) {
      let value = y[side * n + k]!;
      for (let l = k + 1; l < n; l++) value -= a[row + l]! * y[side * n + l]!;
      y[side * n + k] = value * a[row + k]!;
    }
  }
}

/** Rows of length n as mixtures of other rows: target = weights (rows x others) source. */
export function mixRows(
  target: Float64Array,
  source: Float64Array,
  weights: Float64Array,
  rows: number,
  others: number,
  n: number,
): void {
  target.fill(0);
  for (let row = 0; row < rows; row++) {
    for (let other = 0; other < others; other++) {
      const weight = weights[row * others + other]!;
      if (weight === 0) continue;
      for (let i = 0; i < n; i++) target[row * n + i]! += weight * source[other * n + i]!;
    }
  }
}
