/** One figure as `npm run bench` prints it. */
export interface BenchRow {
  name: string;
  value: number;
  unit: string;
  /** What the value must keep, in words; '-' for plain information. */
  bar: string;
  pass: boolean;
}

/** A row whose value must not exceed the bar; no number never passes. */
export function atMost(name: string, value: number, unit: string, bar: number): BenchRow {
  return { name, value, unit, bar: `<= ${bar}`, pass: value <= bar };
}

/** A row whose value must reach the bar; no number never passes. */
export function atLeast(name: string, value: number, unit: string, bar: number): BenchRow {
  return { name, value, unit, bar: `>= ${bar}`, pass: value >= bar };
}

/** A row that is told and not judged. */
export function information(name: string, value: number, unit: string): BenchRow {
  return { name, value, unit, bar: '-', pass: true };
}

/** The value below which this share of the values lies (nearest rank); NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
