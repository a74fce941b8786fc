import { type ModelWarning, PhysicsError } from '../core/errors.ts';
import { toUnit } from '../core/units.ts';
import { checkRange } from '../core/variables.ts';
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

/** The coating of one side in front of the rolls, with the liquid that is left in it. */
export interface CoatingBeforeRolls extends CoatingState {
  /** Porosity at which the remaining solvent fills the pores [-], as `liquidPorosity` gives it; left out: dry. */
  readonly liquidPorosity?: number;
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
  /** Sides of the foil that carry this coating through the nip together; default 1. */
  readonly coatedSides?: 1 | 2;
}

/** The coating of one side behind the rolls, and the state of the press. */
export interface CalenderedCoating extends CoatingState {
  /** [N.m-1] */
  readonly lineLoad: number;
  /** Room between the loaded rolls for the coating of one side, without foil [m]. */
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
 *   gamma = gamma_ref S^x (m / m_ref)^a exp(-b (T - T_ref)) / (1 + c (1 - 1 / passes))
 *
 * It rises with loading m, falls with roll temperature T, and repeated passes approach a limit. All three factors are
 * empirical forms of this repository. Two sides (S = 2) lie on each other and bear the same pressure, which is what
 * compacts: line load over the arc of contact. That of round rolls goes with the root of the draft of all layers, so that
 * two sides of the same draft each take sqrt(2) times the load, x = 1 / 2; rolls that flatten make it less.
 * @throws PhysicsError PHY_OUT_OF_RANGE
 * @see docs/adr/0008 for the sides; no measured exponent was found
 */
export function compactionResistance(
  { compaction }: Pick<ElectrodeMaterial, 'compaction'>,
  loading: number,
  { rollTemperature, passes = 1, coatedSides = 1 }: RollConditions,
): number {
  const temperature = checkRange(processVariables.rollTemperature, rollTemperature);
  checkRange(processVariables.passes, passes);
  return (
    (compaction.resistance *
      coatedSides ** compaction.sidesExponent *
      (loading / compaction.referenceLoading) ** compaction.loadingExponent *
      Math.exp(-compaction.softening * (temperature - compaction.referenceTemperature))) /
    (1 + compaction.passGain * (1 - 1 / passes))
  );
}

/**
 * Length that the foil gains in the nip over its length, e = kappa q [-]: a linear form of this repository. Of two coated
 * sides it takes the same line load: each presses less on the foil, but two do, on a longer arc.
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
 *   S L_nip   = gap - zero(T) + q / k                                shown gap, zero of the machine, stiffness k
 *
 * S is the number of coated sides: both lie in the nip, bear the same pressure and are taken to be alike; gamma takes the
 * line load of the two (`compactionResistance`). Liquid in the
 * pores does not give way: where the first line would leave less room in the nip than solids and liquid fill, it stays at
 * that, L_nip = m / ((1 - eps_l) rho_pf). No liquid is squeezed out or evaporates between the rolls.
 *
 * The first line is the exponential law of Meyer et al. in the line load, which ends at a least porosity; with
 * eps_min -> 0 it has the form of Heckel's law, in which the pores shrink in proportion to themselves. Both have n = 1;
 * another n, an empirical form of this repository, bends the law as the contact between coating and rolls does that grows
 * with the compression. Speed has no place in it: they found no significant effect up to 5 m/min.
 * @param coating - of each side; consistent with its solids within 1e-6; porosity above the material's minimum
 * @param setting - lineLoad [N.m-1] or rollGap [m]
 * @param conditions - rollTemperature [K], passes >= 1 at this setting, coatedSides
 * @returns the coating of one side behind the rolls; monotone in the setting, and smooth but for a kink where the rolls
 *   begin to touch and one where liquid begins to fill the nip. Warns CALENDERING_NO_CONTACT where the rolls do not touch the
 *   coating, CALENDERING_OUTSIDE_FITTED_LOAD and CALENDERING_OUTSIDE_FITTED_TEMPERATURE outside the loads and temperatures that the constants hold
 *   for, and CALENDERING_WET_WEB where liquid bears the load
 * @throws PhysicsError PHY_OUT_OF_RANGE, also where the load exceeds what the press can give; PHY_NO_ROOT when a gap asks for more than that (data: rollGap,
 *   maximumLineLoad, minimumRollGap)
 * @see Meyer, Bockholt, Haselrieder, Kwade 2017, J. Mater. Process. Technol. 249, 172-178, doi:10.1016/j.jmatprotec.2017.05.031; Heckel1961,
 *   Density-Pressure Relationships in Powder Compaction, Trans. Metall. Soc. AIME 221, 671-675
 */
export function calender(
  coating: CoatingBeforeRolls,
  material: Pick<ElectrodeMaterial, 'solids' | 'compaction'>,
  press: Press,
  setting: CalenderSetting,
  conditions: RollConditions,
): CalenderedCoating {
  const { compaction } = material;
  const { coatedSides = 1 } = conditions;
  const density = poreFreeDensity(material.solids);
  checkState(coating, density, compaction.minimumPorosity);
  const resistance = compactionResistance(material, coating.loading, conditions);
  const zero =
    press.gapZero +
    press.gapZeroPerKelvin * (conditions.rollTemperature - press.referenceTemperature);

  const { springBack } = compaction;
  const liquid = checkRange(processVariables.porosity, coating.liquidPorosity ?? 0, {
    name: 'porosity filled by liquid',
    max: 0.99,
  });
  /** Porosity behind a nip that solids and liquid fill; a coating that is full as it comes is not pressed. */
  const filled = (loading: number): number => {
    const nip = thicknessOf({ loading, porosity: liquid, poreFreeDensity: density });
    const thickness = (1 - springBack) * nip + springBack * coating.thickness;
    return Math.min(1 - loading / (thickness * density), coating.porosity);
  };
  const behind = (lineLoad: number): PressedSide => {
    const elongation = foilElongation(material, lineLoad);
    const loading = coating.loading / (1 + elongation);
    const excess = coating.porosity - compaction.minimumPorosity;
    const load = (lineLoad / resistance) ** (compaction.loadExponent ?? 1);
    const dry = compaction.minimumPorosity + excess * Math.exp(-load);
    const least = liquid === 0 ? 0 : filled(loading);
    const porosity = Math.max(dry, least);
    const thickness =
      lineLoad === 0
        ? coating.thickness
        : thicknessOf({ loading, porosity, poreFreeDensity: density });
    const nip = (thickness - springBack * coating.thickness) / (1 - springBack);
    return { coating: { loading, thickness, porosity, elongation }, nip, dry };
  };
  const shownGap = (lineLoad: number): number =>
    coatedSides * behind(lineLoad).nip + zero - lineLoad / press.stiffness;

  let lineLoad: number;
  let open: number | undefined;
  if (setting.mode === 'force') {
    const range = { min: 0, max: press.maximumLineLoad };
    lineLoad = checkRange(processVariables.lineLoad, setting.lineLoad, range);
  } else {
    const gap = checkRange(processVariables.rollGap, setting.rollGap);
    if (gap >= shownGap(0)) {
      lineLoad = 0;
      open = (gap - zero) / coatedSides;
    } else {
      lineLoad = loadAtGap((load) => shownGap(load) - gap, gap, press);
    }
  }
  const { nip, coating: state, dry } = behind(lineLoad);
  const warnings: ModelWarning[] = [];
  if (lineLoad === 0) warnings.push(noContact(open ?? nip, coating.thickness));
  if (dry < state.porosity) warnings.push(liquidBears(liquid, state.porosity, dry));
  const { min, max } = compaction.fittedLineLoad;
  const onOneSide = lineLoad / coatedSides ** compaction.sidesExponent;
  if (onOneSide < min || onOneSide > max) {
    warnings.push(outsideFit({ lineLoad, coatedSides, onOneSide }, min, max));
  }
  warnings.push(...outsideFittedTemperature(material, 'rolls', conditions.rollTemperature));
  return {
    ...state,
    lineLoad,
    loadedGap: open ?? nip,
    nominalGap: setting.mode === 'gap' ? setting.rollGap : shownGap(lineLoad),
    warnings,
  };
}

/** One side at a line load. */
interface PressedSide {
  readonly coating: CoatingState & { readonly elongation: number };
  /** [m] */
  readonly nip: number;
  /** Porosity that it would have without liquid [-]. */
  readonly dry: number;
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
  checkRange(processVariables.porosity, coating.porosity, {
    name: 'porosity in front of the rolls',
    min: minimumPorosity,
    max: 0.99,
  });
  const expected = thicknessOf({ ...coating, poreFreeDensity: density });
  checkRange(processVariables.thickness, coating.thickness, {
    name: 'thickness in front of the rolls',
    min: expected * (1 - 1e-6),
    max: expected * (1 + 1e-6),
  });
}

function noContact(gap: number, thickness: number): ModelWarning {
  return {
    code: 'CALENDERING_NO_CONTACT',
    message: `the rolls leave ${toUnit(gap, 'um').toFixed(1)} um for a coating of ${toUnit(thickness, 'um').toFixed(1)} um and do not press it`,
    data: { gap, thickness },
  };
}

function liquidBears(liquid: number, porosity: number, dry: number): ModelWarning {
  const [found, without] = [porosity, dry].map((share) => share.toFixed(3));
  return {
    code: 'CALENDERING_WET_WEB',
    message: `liquid fills the pores in the nip: the porosity stays at ${found}, a dry coating would go to ${without}`,
    data: { liquidPorosity: liquid, porosity, dryPorosity: dry },
  };
}

/** @param load - what is on the web, and what would press one side as much [N.m-1] */
function outsideFit(
  load: { readonly lineLoad: number; readonly coatedSides: number; readonly onOneSide: number },
  min: number,
  max: number,
): ModelWarning {
  const [found, low, high, one] = [load.lineLoad, min, max, load.onOneSide].map((q) =>
    toUnit(q, 'N_per_mm').toFixed(0),
  );
  const sides = load.coatedSides === 1 ? '' : ` on two sides, as ${one} N/mm on one,`;
  return {
    code: 'CALENDERING_OUTSIDE_FITTED_LOAD',
    message: `a line load of ${found} N/mm${sides} lies outside the ${low} to ${high} N/mm of the compaction law`,
    data: { ...load, min, max },
  };
}

/** Warns where rolls or web have a temperature that the compaction law was not made for [K]. */
export function outsideFittedTemperature(
  { compaction }: Pick<ElectrodeMaterial, 'compaction'>,
  what: 'rolls' | 'web',
  temperature: number,
): readonly ModelWarning[] {
  const { min, max } = compaction.fittedTemperature;
  // A web may come cold to the rolls: they warm it.
  if ((temperature >= min || what === 'web') && temperature <= max) return [];
  const [found, low, high] = [temperature, min, max].map((t) => toUnit(t, 'degC').toFixed(0));
  return [
    {
      code: 'CALENDERING_OUTSIDE_FITTED_TEMPERATURE',
      message: `${found} degC of the ${what} are outside the ${low} to ${high} degC of the compaction law`,
      data: { what, temperature, min, max },
    },
  ];
}
