/** A long run: says on stderr how far it is and gives what it measured, which goes to docs/measured as JSON. */
export interface SoakRun<T> {
  run(progress: (text: string) => void): T | Promise<T>;
}

/** Figures of a run, as they are kept: what made them, and four digits of each. */
export function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
