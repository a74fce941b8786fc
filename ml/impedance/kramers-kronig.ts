import { singularValues } from '../linear/singular-values.ts';
import { quantileOfSorted } from '../statistics/quantile.ts';
import { angular, modulus, pointsOf, type Spectrum } from './spectrum.ts';

/** How well a chain of RC elements, which obeys the Kramers-Kronig relations by itself, meets a spectrum. */
export interface LinearTest {
  /** RC elements of the chain. */
  readonly elements: number;
  /** 1 - sum of |negative| / sum of positive resistances; 1 where none is negative. */
  readonly mu: number;
  /** (Z - Z of the chain) / |Z|, by point. */
  readonly residualReal: Float64Array;
  readonly residualImaginary: Float64Array;
}

/** A test with the points that do not go with the others. */
export interface ConsistencyTest {
  /** The chain fitted to the points that go together; residuals are told for all points. */
  readonly test: LinearTest;
  /** Points whose residual is above the limit, by rising index. */
  readonly inconsistent: readonly number[];
  /** Residual above which a point does not go with the others, a share of |Z|. */
  readonly limit: number;
  /** Root of the mean squared residual of the points that go together. */
  readonly rms: number;
}

const muLimit = 0.85;
const mostElements = 50;
/** Elements that are added to see whether the chain is too short, and the share of squares that tells it. */
const lookAhead = 3;
const enoughLower = 2 / 3;
/** Residual that no instrument reaches: a chain with less is long enough. */
const leastNoise = 1e-5;
const leastLimit = 0.01;
/** Times the robust spread of the residuals: 1 in 10^6 points of normal noise. */
const spreads = 5;

/** Columns of the chain, real above imaginary parts: R, L and 1/C over a unit of omega, and the RC elements. */
function columnsOf(data: Spectrum, times: Float64Array, unit: number): Float64Array[] {
  const omega = angular(data);
  const n = omega.length;
  const column = (at: (w: number) => readonly [number, number]): Float64Array => {
    const out = new Float64Array(2 * n);
    for (let i = 0; i < n; i++) [out[i], out[n + i]] = at(omega[i]!) as [number, number];
    return out;
  };
  return [
    column(() => [1, 0]),
    column((w) => [0, w / unit]),
    column((w) => [0, -unit / w]),
    ...Array.from(times, (time) =>
      column((w) => {
        const product = w * time;
        const scale = 1 / (1 + product * product);
        return [scale, -product * scale];
      }),
    ),
  ];
}

/** `count` times, evenly over the logarithm, of the range that the frequencies see. */
function timesOf({ frequency }: Spectrum, count: number): Float64Array {
  const least = 1 / (2 * Math.PI * frequency[0]!);
  const most = 1 / (2 * Math.PI * frequency.at(-1)!);
  const share = (k: number): number => (count === 1 ? 0 : k / (count - 1));
  return Float64Array.from({ length: count }, (_, k) => least * (most / least) ** share(k));
}

/** Coefficients of the least squares of the columns, each scaled to the same length for the rank. */
function leastSquares(columns: readonly Float64Array[], right: Float64Array): Float64Array {
  const lengths = columns.map((column) => Math.hypot(...column));
  const scaled = columns.map((column, f) => column.map((value) => value / lengths[f]!));
  const { values, left, right: directions } = singularValues(scaled);
  const out = new Float64Array(columns.length);
  for (const [k, value] of values.entries()) {
    const along = left[k]!.reduce((sum, u, i) => sum + u * right[i]!, 0) / value;
    for (let f = 0; f < out.length; f++)
      out[f] = out[f]! + (along * directions[k]![f]!) / lengths[f]!;
  }
  return out;
}

/** Squared residuals of the points that were fitted. */
function squaresOf(
  { residualReal, residualImaginary }: LinearTest,
  { frequency }: Spectrum,
  fitted: Spectrum,
): number {
  const kept = new Set(fitted.frequency);
  return frequency.reduce((sum, f, i) => {
    if (!kept.has(f)) return sum;
    return sum + residualReal[i]! ** 2 + residualImaginary[i]! ** 2;
  }, 0);
}

/** The chain of `count` elements fitted to some points, with its residuals at all points. */
export function chainTest(data: Spectrum, fitted: Spectrum, count: number): LinearTest {
  const times = timesOf(data, count);
  const unit = 1 / times[count >> 1]!;
  const weighted = (of: Spectrum) => {
    const size = modulus(of);
    const n = size.length;
    const columns = columnsOf(of, times, unit);
    for (const column of columns) {
      for (let i = 0; i < 2 * n; i++) column[i] = column[i]! / size[i % n]!;
    }
    const right = Float64Array.from({ length: 2 * n }, (_, i) =>
      i < n ? of.real[i]! / size[i]! : of.imaginary[i - n]! / size[i - n]!,
    );
    return { columns, right, n };
  };
  const some = weighted(fitted);
  const coefficients = leastSquares(some.columns, some.right);
  const all = fitted === data ? some : weighted(data);
  const residual = all.right.map((value, i) =>
    all.columns.reduce((rest, column, f) => rest - coefficients[f]! * column[i]!, value),
  );
  const resistances = coefficients.subarray(3);
  const positive = resistances.reduce((sum, r) => sum + Math.max(r, 0), 0);
  const negative = resistances.reduce((sum, r) => sum + Math.max(-r, 0), 0);
  return {
    elements: count,
    mu: positive === 0 ? 0 : 1 - negative / positive,
    residualReal: residual.subarray(0, all.n),
    residualImaginary: residual.subarray(all.n),
  };
}

/**
 * The linear Kramers-Kronig test: resistance, inductance, capacitance and RC elements with fixed times in series, fitted by
 * linear least squares to real and imaginary parts weighted by 1/|Z|. Elements are added until mu falls below 0.85: more
 * would follow the noise. A chain that is still too short for the spectrum may have such a mu too; it goes on while three more
 * elements lower the squared residuals by more than a third, which the paper leaves to the eye.
 * @param fitted - the points that the chain is fitted to, of the same spectrum
 * @see Schoenleber2014, Electrochim. Acta 131, 20-27, eqs. 7, 14 and 20, doi:10.1016/j.electacta.2014.01.034
 */
export function linearKramersKronig(data: Spectrum, fitted: Spectrum = data): LinearTest {
  const most = Math.min(mostElements, fitted.frequency.length - 3);
  let stopped: { readonly test: LinearTest; readonly squares: number; waits: number } | undefined;
  let test = chainTest(data, fitted, 1);
  for (let count = 2; count <= most; count++) {
    test = chainTest(data, fitted, count);
    const squares = squaresOf(test, data, fitted);
    if (squares < 2 * fitted.frequency.length * leastNoise ** 2) return test;
    if (stopped !== undefined && squares < enoughLower * stopped.squares) stopped = undefined;
    if (stopped === undefined) {
      if (test.mu < muLimit) stopped = { test, squares, waits: lookAhead };
    } else if (--stopped.waits === 0) return stopped.test;
  }
  return stopped?.test ?? test;
}

/**
 * Which points do not obey the Kramers-Kronig relations together with the others. The point with the largest residual is
 * taken out and the chain fitted anew, until all that are left lie within the limit: 1 % of |Z|, or five robust standard
 * deviations of the residuals where the spectrum is noisier. At most a third of the points are taken out.
 * @see linearKramersKronig; Rousseeuw1993, doi:10.1080/01621459.1993.10476408 (median of absolute values as spread)
 */
export function consistentPoints(data: Spectrum): ConsistencyTest {
  const points = data.frequency.length;
  const left = Array.from({ length: points }, (_, i) => i);
  for (;;) {
    const test = linearKramersKronig(data, left.length === points ? data : pointsOf(data, left));
    const size = test.residualReal.map((re, i) => Math.hypot(re, test.residualImaginary[i]!));
    const kept = Float64Array.from(left, (point) => size[point]!);
    // A residual has two parts: its size has a median of 1.1774 standard deviations of one.
    const spread = quantileOfSorted(kept.slice().sort(), 0.5) / Math.sqrt(2 * Math.LN2);
    const limit = Math.max(leastLimit, spreads * spread);
    const worst = kept.indexOf(Math.max(...kept));
    const isMost = left.length <= Math.ceil((2 * points) / 3);
    if (kept[worst]! <= limit || isMost) {
      const inconsistent = Array.from(size.keys()).filter((point) => size[point]! > limit);
      const rms = Math.sqrt(
        kept.reduce((sum, value) => sum + value * value, 0) / (2 * kept.length),
      );
      return { test, inconsistent, limit, rms };
    }
    // One at a time, as a bad point bends the chain beside it; of spectra with many points some at once.
    const order = Array.from(kept.keys()).sort((a, b) => kept[b]! - kept[a]!);
    const out = order.slice(0, Math.ceil(points / 200)).filter((place) => kept[place]! > limit);
    for (const place of out.sort((a, b) => b - a)) left.splice(place, 1);
  }
}
