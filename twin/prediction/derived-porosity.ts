import { processVariables } from '../../physics/process/variables.ts';
import type { Uncertain } from '../domain/segment.ts';

/** What gauges said of one lane, and what the nip did between them (SI). */
export interface GaugedLane {
  /** Dry areal mass of the coating in front of the nip [kg.m-2]. */
  readonly loading: Uncertain;
  /** Foil and coating behind the nip [m]. */
  readonly total: Uncertain;
  /** Foil in front of the nip [m]. */
  readonly foil: Uncertain;
  /** Length that the foil gains in the nip over its length [-]. */
  readonly elongation: Uncertain;
  /** [kg.m-3], > 0 */
  readonly poreFreeDensity: Uncertain;
}

/** Whether a weight [kg.m-2] can be that of a coating; bare foil and a gauge without its zero are none. */
export function canBeLoading(value: number): boolean {
  return value > 0 && value <= processVariables.loading.max;
}

/**
 * Elongation of the foil as far as the model of the material says it. Nobody measures it: its error is that of a
 * rectangle from none to twice the value.
 * @param expected - by the press [-], >= 0
 * @see JCGM 100:2008 (GUM), 4.3.7
 */
export function assumedElongation(expected: number): Uncertain {
  return { value: expected, standardError: expected / Math.sqrt(3) };
}

/**
 * Coating thickness behind the nip, L = T - F / (1 + e), from a gauge that reads foil and coating together; the foil
 * keeps its width, so that what lengthens it thins it.
 * @returns undefined where it is not positive: the gauge then reads less than bare foil
 */
export function derivedThickness({
  total,
  foil,
  elongation,
}: Pick<GaugedLane, 'total' | 'foil' | 'elongation'>): Uncertain | undefined {
  const stretch = 1 + elongation.value;
  const value = total.value - foil.value / stretch;
  if (!(value > 0)) return undefined;
  return {
    value,
    standardError: Math.hypot(
      total.standardError,
      foil.standardError / stretch,
      (foil.value * elongation.standardError) / stretch ** 2,
    ),
  };
}

/**
 * Porosity behind the nip from areal mass in front of it and thickness behind it,
 *
 *   eps = 1 - m / ((1 + e) L rho),  L = T - F / (1 + e)
 *
 * with its standard error to first order; foil and elongation count with all that they change.
 * @returns undefined where the readings contradict each other: no coating, or one that is denser than its solids
 * @see JCGM 100:2008 (GUM), 5.1.2
 */
export function derivedPorosity(lane: GaugedLane): Uncertain | undefined {
  const { loading, total, foil, elongation, poreFreeDensity } = lane;
  const thickness = derivedThickness(lane)?.value;
  if (thickness === undefined || !(loading.value > 0)) return undefined;
  const stretch = 1 + elongation.value;
  const solids = loading.value / (stretch * thickness * poreFreeDensity.value);
  if (!(solids <= 1)) return undefined;
  const foilNow = foil.value / stretch;
  const relative = Math.hypot(
    loading.standardError / loading.value,
    total.standardError / thickness,
    foil.standardError / (stretch * thickness),
    (elongation.standardError / stretch) * (1 + foilNow / thickness),
    poreFreeDensity.standardError / poreFreeDensity.value,
  );
  return { value: 1 - solids, standardError: solids * relative };
}
