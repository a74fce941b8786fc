/** From the values of an axis to pixels. */
export interface PlotScale {
  /** Round values within the axis. */
  readonly ticks: readonly number[];
  at(value: number): number;
}

interface Axis {
  /** Pixel at which it begins. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** Over the round range that holds all values, with about `count` ticks. */
export function roundScale(values: Iterable<number>, { from, to, count }: Axis): PlotScale {
  const [low, high] = rangeOf(values);
  // A quantity that stands still is drawn as a line, not as its rounding.
  const least = 0.01 * Math.max(1, Math.abs(low), Math.abs(high));
  const step = roundStep(Math.max(high - low, least) / count);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(Math.ceil(high / step - 1e-9), first + 1);
  return {
    ticks: Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step),
    at: (value) => from + ((value / step - first) / (last - first)) * (to - from),
  };
}

/** From zero to an end above it and not beyond, with about `count` ticks. */
export function scaleToEnd(end: number, { from, to, count }: Axis): PlotScale {
  const step = roundStep(end / count);
  return {
    ticks: Array.from({ length: Math.floor(end / step + 1e-9) + 1 }, (_, i) => i * step),
    at: (value) => from + (value / end) * (to - from),
  };
}

/** 1, 2 or 5 times a power of ten, not below the wanted step. */
function roundStep(wanted: number): number {
  const power = 10 ** Math.floor(Math.log10(wanted));
  return power * ([1, 2, 5].find((part) => part * power >= wanted) ?? 10);
}

function rangeOf(values: Iterable<number>): readonly [low: number, high: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low <= high ? [low, high] : [0, 1];
}

/** Tick as text, without the rounding of its sum. */
export function tickText(value: number): string {
  return String(Number(value.toPrecision(8)));
}
