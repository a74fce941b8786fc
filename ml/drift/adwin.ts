import { checkFinite, checkOption, type DriftDetector, type Verdict } from './detector.ts';

export interface AdwinOptions {
  /** Bound on the chance of a false cut at a value, of the alarm and of the warning, in (0, 1). */
  readonly alarm: number;
  readonly warning: number;
  /** Buckets of one size; more give finer cuts. */
  readonly buckets: number;
  /** Fewest values at either side of a cut, and of a window that is looked at. */
  readonly leastSide: number;
  readonly leastWindow: number;
  /** Values between two looks. */
  readonly every: number;
}

export const defaultAdwinOptions: AdwinOptions = {
  alarm: 0.002,
  warning: 0.02,
  buckets: 5,
  leastSide: 10,
  leastWindow: 20,
  every: 1,
};

export interface AdwinState {
  /** Values taken since the last reset, and those still in the window. */
  readonly taken: number;
  readonly width: number;
  readonly total: number;
  /** Sum of squares about the mean of the window. */
  readonly squares: number;
  /** Sums, and squares about their means, of the buckets of 2^i values, oldest first. */
  readonly sums: readonly (readonly number[])[];
  readonly spreads: readonly (readonly number[])[];
}

const empty: AdwinState = { taken: 0, width: 0, total: 0, squares: 0, sums: [], spreads: [] };

/**
 * A window that drops its old end whenever the means of its two parts differ by more than chance. It needs no known
 * mean and no known deviation, and is slow: a second opinion.
 *
 *   |mean0 - mean1| > sqrt(2 / m v L) + 2 / (3 m) L,  L = ln(2 ln(n) / delta),  1 / m = 1 / n0 + 1 / n1
 *
 * with v the variance of the window, and sides counted less their fewest values, as the authors' program has it.
 * @remarks The second term is of values of a range near 1; residuals over their deviation are near enough in use.
 * @see Bifet2007, Proc. SIAM Data Mining, 443-448, section 3 and eq. 3.1, doi:10.1137/1.9781611972771.42 (not read)
 */
export class Adwin implements DriftDetector<AdwinState> {
  readonly #options: AdwinOptions;
  #taken = 0;
  #width = 0;
  #total = 0;
  #squares = 0;
  #sums: number[][] = [];
  #spreads: number[][] = [];

  /** @throws MlError ML_OPTION_OUT_OF_RANGE (data: option, found, allowed) */
  constructor(changes: Partial<AdwinOptions> = {}, start: AdwinState = empty) {
    this.#options = { ...defaultAdwinOptions, ...changes };
    const { alarm, warning } = this.#options;
    checkOption('alarm', alarm, alarm > 0 && alarm < 1, 'above 0, below 1');
    checkOption('warning', warning, warning >= alarm && warning < 1, `from ${alarm}, below 1`);
    for (const option of ['buckets', 'leastSide', 'leastWindow', 'every'] as const) {
      const found = this.#options[option];
      checkOption(option, found, Number.isInteger(found) && found > 0, 'a whole number from 1');
    }
    this.#restore(start);
  }

  /** Values in the window. */
  get width(): number {
    return this.#width;
  }

  /** Mean of the window; NaN where it is empty. */
  get mean(): number {
    return this.#total / this.#width;
  }

  add(value: number): Verdict {
    checkFinite('value of ADWIN', value);
    if (this.#width > 0) {
      const off = value - this.#total / this.#width;
      this.#squares += (this.#width * off * off) / (this.#width + 1);
    }
    this.#taken += 1;
    this.#width += 1;
    this.#total += value;
    this.#put(0, value, 0);
    this.#compress();
    const { every, leastWindow, alarm, warning } = this.#options;
    if (this.#taken % every !== 0 || this.#width <= leastWindow) return 'ok';
    let dropped = false;
    while (this.#width > leastWindow && this.#differs(alarm)) {
      this.#dropOldest();
      dropped = true;
    }
    if (dropped) return 'alarm';
    return this.#differs(warning) ? 'warning' : 'ok';
  }

  state(): AdwinState {
    return {
      taken: this.#taken,
      width: this.#width,
      total: this.#total,
      squares: this.#squares,
      sums: this.#sums.map((row) => [...row]),
      spreads: this.#spreads.map((row) => [...row]),
    };
  }

  reset(): void {
    this.#restore(empty);
  }

  #restore({ taken, width, total, squares, sums, spreads }: AdwinState): void {
    const held = sums.reduce((sum, row, i) => sum + row.length * 2 ** i, 0);
    checkOption('state.width', width, width === held, `${held}, the values in the buckets`);
    this.#taken = taken;
    this.#width = width;
    this.#total = total;
    this.#squares = squares;
    this.#sums = sums.map((row) => [...row]);
    this.#spreads = spreads.map((row) => [...row]);
  }

  #put(row: number, sum: number, spread: number): void {
    if (this.#sums.length === row) {
      this.#sums.push([]);
      this.#spreads.push([]);
    }
    this.#sums[row]!.push(sum);
    this.#spreads[row]!.push(spread);
  }

  /** Joins the two oldest buckets of a size where there are too many of it. */
  #compress(): void {
    for (let row = 0; row < this.#sums.length; row++) {
      const sums = this.#sums[row]!;
      if (sums.length <= this.#options.buckets) return;
      const spreads = this.#spreads[row]!;
      const size = 2 ** row;
      const [sumA, sumB] = [sums.shift()!, sums.shift()!];
      const [spreadA, spreadB] = [spreads.shift()!, spreads.shift()!];
      const off = (sumA - sumB) / size;
      this.#put(row + 1, sumA + sumB, spreadA + spreadB + 0.5 * size * off * off);
    }
  }

  /** Whether some cut between buckets parts two different means. */
  #differs(delta: number): boolean {
    const { leastSide } = this.#options;
    const width = this.#width;
    const level = Math.log((2 * Math.log(width)) / delta);
    const variance = this.#squares / width;
    let old = 0;
    let oldTotal = 0;
    for (let row = this.#sums.length - 1; row >= 0; row--) {
      const sums = this.#sums[row]!;
      for (let i = 0; i < sums.length; i++) {
        old += 2 ** row;
        oldTotal += sums[i]!;
        const young = width - old;
        if (young < leastSide) return false;
        if (old < leastSide) continue;
        const inverse = 1 / (old - leastSide + 1) + 1 / (young - leastSide + 1);
        const bound = Math.sqrt(2 * inverse * variance * level) + (2 / 3) * inverse * level;
        if (Math.abs(oldTotal / old - (this.#total - oldTotal) / young) > bound) return true;
      }
    }
    return false;
  }

  #dropOldest(): void {
    const row = this.#sums.length - 1;
    const size = 2 ** row;
    const sum = this.#sums[row]!.shift()!;
    const spread = this.#spreads[row]!.shift()!;
    if (this.#sums[row]!.length === 0) {
      this.#sums.pop();
      this.#spreads.pop();
    }
    this.#width -= size;
    this.#total -= sum;
    const off = sum / size - this.#total / this.#width;
    this.#squares -= spread + (size * this.#width * off * off) / (size + this.#width);
  }
}
