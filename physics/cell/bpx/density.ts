import type { LumpedThermal } from '../cell-parameters.ts';

const kept = new WeakMap<LumpedThermal, number>();

/** Keeps the density that a heat capacity was made with [kg/m3]; BPX gives the two apart. */
export function keepDensity(thermal: LumpedThermal, density: number): void {
  kept.set(thermal, density);
}

/** The density that was kept [kg/m3]. */
export function densityOf(thermal: LumpedThermal): number | undefined {
  return kept.get(thermal);
}
