import { type ModelWarning, PhysicsError } from '../core/errors.ts';
import { toUnit } from '../core/units.ts';
import { checkRange } from '../core/variables.ts';
import { checkBetween } from '../materials/check-between.ts';
import type { ElectrodeMaterial } from '../materials/electrode-material.ts';
import type { Press } from '../materials/press.ts';
import { findRoot } from '../numerics/roots.ts';
import { poreFreeDensity, thicknessOf } from './solids.ts';
import { processVariables } from './variables.ts';

/** The coating of one side in front of the rolls. */
export interface CoatingState {
  /** [kg.m-2] */
  readonly loading: number;
  /** [m] */
  readonly thickness: number;
  /** [-] */
  readonly porosity: number;
}

/** What the operator sets: a force or the gap that the machine shows. */
export type CalenderSetting =
  | { readonly mode: 'force'; readonly lineLoad: number }
  | { readonly mode: 'gap'; readonly rollGap: number };

/** Conditions of the pass. */
export interface RollConditions {
  /** [K] */
  readonly rollTemperature: number;
  /** Default 1. */
  readonly passes?: number;
}

/** The coating of one side behind the rolls, and the state of the press. */
export interface CalenderedCoating extends CoatingState {
  /** [N.m-1] */
  readonly lineLoad: number;
  /** Room between the loaded rolls for the coating, without foil [m]. */
  readonly loadedGap: number;
  /** Gap that the machine shows [m]. */
  readonly nominalGap: number;
  /** Length gained by the foil over its length [-]; metres behind the rolls are longer by it. */
  readonly elongation: number;
  readonly warnings: readonly ModelWarning[];
}

/**
 * Line load by which the excess porosity falls to 1/e [N.m-1]:
 *
 *   gamma = gamma_ref (m / m_ref)^a exp(-b (T - T_ref)) / (1 + c (1 - 1 / passes))
 *
 * It rises with loading m, falls with roll temperature T, and repeated passes approach a limit. All three factors are
 * empirical forms of this repository.
 * @throws PhysicsError PHY_OUT_OF_RANGE
 */
export function compactionResistance(
  { compaction }: Pick<ElectrodeMaterial, 'compaction'>,
  loading: number,
  { rollTemperature, passes = 1 }: RollConditions,
): number {
  const temperature = checkRange(processVariables.rollTemperature, rollTemperature);
  checkBetween('passes', passes, { min: 1, max: 100, unit: '1' });
  return (
    (compaction.resistance *
      (loading / compaction.referenceLoading) ** compaction.loadingExponent *
      Math.exp(-compaction.softening * (temperature - compaction.referenceTemperature))) /
    (1 + compaction.passGain * (1 - 1 / passes))
  );
}

/**
 * Length that the foil gains in the nip over its length, e = kappa q [-]: a linear form of this repository.
 * @param lineLoad - q [N.m-1]
 * @throws PhysicsError PHY_OUT_OF_RANGE
 */
export function foilElongation(
  { compaction }: Pick<ElectrodeMaterial, 'compaction'>,
  lineLoad: number,
): number {
  return compaction.elongationCompliance * checkRange(processVariables.lineLoad, lineLoad);
}

/**
 * Calendering of one side: compaction of the coating and stiffness of the press, which meet in one state whether the
 * force or the shown gap is given.
 *
 *   eps       = eps_min + (eps_0 - eps_min) exp(-(q / gamma)^n)      compaction, by line load q
 *   m         = m_0 / (1 + e(q))                                     solids stay on each metre of the original foil
 *   L         = m / ((1 - eps) rho_pf)                               conservation of solids
 *   L_nip     = (L - s L_0) / (1 - s)                                a share s of the compression springs back
 *   L_nip     = gap - zero(T) + q / k                                shown gap, zero of the machine, stiffness k
 *
 * The first line is the exponential law of Meyer et al. in the line load, which ends at a least porosity; with
 * eps_min -> 0 it has the form of Heckel's law, in which the pores shrink in proportion to themselves. Both have n = 1;
 * another n, an empirical form of this repository, bends the law as the contact between coating and rolls does that grows
 * with the compression. Speed has no place in it: they found no significant effect up to 5 m/min.
 * @param coating - consistent with its solids within 1e-6; porosity above the material's minimum
 * @param setting - lineLoad [N.m-1] or rollGap [m]
 * @param conditions - rollTemperature [K], passes >= 1 at this setting
 * @returns the coating behind the rolls; smooth and monotone in the setting. Warns CALENDERING_NO_CONTACT where the
 *   rolls do not touch the coating and CALENDERING_OUTSIDE_FITTED_LOAD outside the loads the constants were fitted in
 * @throws PhysicsError PHY_OUT_OF_RANGE, also where the load exceeds what the press can give; PHY_NO_ROOT when a gap asks for more than that (data: rollGap,
 *   maximumLineLoad, minimumRollGap)
 * @see Meyer, Bockholt, Haselrieder, Kwade 2017, J. Mater. Process. Technol. 249, 172-178, doi:10.1016/j.jmatprotec.2017.05.031; Heckel1961,
 *   Density-Pressure Relationships in Powder Compaction, Trans. Metall. Soc. AIME 221, 671-675
 */
export function calender(
  coating: CoatingState,
  material: Pick<ElectrodeMaterial, 'solids' | 'compaction'>,
  press: Press,
  setting: CalenderSetting,
  conditions: RollConditions,
): CalenderedCoating {
  const { compaction } = material;
  const density = poreFreeDensity(material.solids);
  checkState(coating, density, compaction.minimumPorosity);
  const resistance = compactionResistance(material, coating.loading, conditions);
  const zero =
    press.gapZero +
    press.gapZeroPerKelvin * (conditions.rollTemperature - press.referenceTemperature);

  const behind = (lineLoad: number): CoatingState & { elongation: number; nip: number } => {
    const elongation = foilElongation(material, lineLoad);
    const loading = coating.loading / (1 + elongation);
    const excess = coating.porosity - compaction.minimumPorosity;
    const load = (lineLoad / resistance) ** (compaction.loadExponent ?? 1);
    const porosity = compaction.minimumPorosity + excess * Math.exp(-load);
    const thickness =
      lineLoad === 0
        ? coating.thickness
        : thicknessOf({ loading, porosity, poreFreeDensity: density });
    const nip =
      (thickness - compaction.springBack * coating.thickness) / (1 - compaction.springBack);
    return { loading, thickness, porosity, elongation, nip };
  };
  const shownGap = (lineLoad: number): number =>
    behind(lineLoad).nip + zero - lineLoad / press.stiffness;

  let lineLoad: number;
  let open: number | undefined;
  if (setting.mode === 'force') {
    lineLoad = checkBetween('lineLoad', setting.lineLoad, {
      min: 0,
      max: press.maximumLineLoad,
      unit: 'N.m-1',
    });
  } else {
    const gap = checkRange(processVariables.rollGap, setting.rollGap);
    if (gap >= shownGap(0)) {
      lineLoad = 0;
      open = gap - zero;
    } else {
      lineLoad = loadAtGap((load) => shownGap(load) - gap, gap, press);
    }
  }
  const { nip, ...state } = behind(lineLoad);
  const warnings: ModelWarning[] = [];
  if (lineLoad === 0) warnings.push(noContact(open ?? nip, coating.thickness));
  const { min, max } = compaction.fittedLineLoad;
  if (lineLoad < min || lineLoad > max) warnings.push(outsideFit(lineLoad, min, max));
  return {
    ...state,
    lineLoad,
    loadedGap: open ?? nip,
    nominalGap: setting.mode === 'gap' ? setting.rollGap : shownGap(lineLoad),
    warnings,
  };
}

/** The line load at which the press shows the gap. */
function loadAtGap(excess: (lineLoad: number) => number, gap: number, press: Press): number {
  const most = press.maximumLineLoad;
  const short = excess(most);
  if (short > 0) {
    const least = gap + short;
    throw new PhysicsError(
      'PHY_NO_ROOT',
      `a gap of ${toUnit(gap, 'um').toFixed(1)} um needs more than the ${toUnit(most, 'N_per_mm').toFixed(0)} N/mm that ${press.name} gives; with this coating it can be set to ${toUnit(least, 'um').toFixed(1)} um and more`,
      { rollGap: gap, maximumLineLoad: most, minimumRollGap: least },
    );
  }
  return findRoot(excess, { low: 0, high: most, tolerance: 1e-10 * most });
}

function checkState(coating: CoatingState, density: number, minimumPorosity: number): void {
  checkRange(processVariables.loading, coating.loading);
  checkBetween('porosity in front of the rolls', coating.porosity, {
    min: minimumPorosity,
    max: 0.99,
    unit: '1',
  });
  const expected = thicknessOf({ ...coating, poreFreeDensity: density });
  checkBetween('thickness in front of the rolls', coating.thickness, {
    min: expected * (1 - 1e-6),
    max: expected * (1 + 1e-6),
    unit: 'm',
  });
}

function noContact(gap: number, thickness: number): ModelWarning {
  return {
    code: 'CALENDERING_NO_CONTACT',
    message: `the rolls leave ${toUnit(gap, 'um').toFixed(1)} um for a coating of ${toUnit(thickness, 'um').toFixed(1)} um and do not press it`,
    data: { gap, thickness },
  };
}

function outsideFit(lineLoad: number, min: number, max: number): ModelWarning {
  const [found, low, high] = [lineLoad, min, max].map((q) => toUnit(q, 'N_per_mm').toFixed(0));
  return {
    code: 'CALENDERING_OUTSIDE_FITTED_LOAD',
    message: `a line load of ${found} N/mm lies outside the ${low} to ${high} N/mm of the compaction law`,
    data: { lineLoad, min, max },
  };
}
