import type { ModelWarning } from '../core/errors.ts';
import { toUnit } from '../core/units.ts';
import { checkRange } from '../core/variables.ts';
import type { ElectrodeMaterial } from '../materials/electrode-material.ts';
import type { CalenderedCoating, CoatingBeforeRolls } from './calendering.ts';
import { tensionLeft, yieldElongation } from './foil-in-the-nip.ts';
import { type Calender, type HeatedNip, heatedNip, type WebConditions } from './heated-nip.ts';
import { type ParticleCracking, particleCracking } from './particle-cracking.ts';
import {
  contactResistance,
  measuredPorosity,
  pressedConductivity,
  tortuosityFactor,
} from './pore-transport.ts';
import { nipBow } from './roll-bending.ts';
import { poreFreeDensity } from './solids.ts';
import { thicknessTransfer, touchedShare } from './thickness-transfer.ts';
import { processVariables } from './variables.ts';
import { wettedSurfaceShare } from './wetted-surface.ts';

/** The coating in front of the rolls, with what the press changes beside porosity where it is known. */
export interface UnpressedCoating extends CoatingBeforeRolls {
  /** Solvent over solids [-]. */
  readonly residualSolvent?: number;
  /** Strength across its plane [Pa]. */
  readonly tensileStrength?: number;
  /** [N.m-1] */
  readonly peelStrength?: number;
  /** Between coating and foil [Ohm.m2]; left out: that of evenly spread binder. */
  readonly contactResistance?: number;
  /** Standard deviation of thickness over its mean [-]. */
  readonly thicknessScatter?: number;
}

/** The web at the rolls. */
export interface CalenderedWeb extends WebConditions {
  /** Pull on the whole web [N] > 0. */
  readonly webTension: number;
  /** [m] */
  readonly coatedWidth: number;
  /** Of the foil with its bare edges [m]. */
  readonly foilWidth: number;
}

/** What the press made of the electrode, all in SI. */
export interface CalenderedElectrode {
  /** Of the contact along the web [m]. */
  readonly contactLength: number;
  /** Mean and peak pressure in the nip [Pa]. */
  readonly nipPressure: number;
  readonly peakPressure: number;
  /** Room in the middle of the coating over that at its edges [m]. */
  readonly nipBow: number;
  /** In the nip, one pass [s]. */
  readonly nipTime: number;
  /** In the middle of the nip [K], and its rise over that to the rolls [-]. */
  readonly coatingTemperature: number;
  readonly heatingShare: number;
  /** Tortuosity factor of the pores, and effective over free transport of ions [-]. */
  readonly tortuosityFactor: number;
  readonly transportEfficiency: number;
  /** Electronic [S.m-1]. */
  readonly conductivity: number;
  /** Between coating and foil [Ohm.m2]. */
  readonly contactResistance: number;
  /** Conductivity that a measurement through coating and contact finds [S.m-1]. */
  readonly apparentConductivity: number;
  /** Surface of the particles that electrolyte reaches over all of it [-]. */
  readonly wettedSurfaceShare: number;
  /** Active material per volume of coating [kg.m-3]: what volumetric energy is in proportion to. */
  readonly activeDensity: number;
  /** [Pa]; this and the next two where they were known in front of the rolls. */
  readonly tensileStrength?: number;
  /** [N.m-1] */
  readonly peelStrength?: number;
  /** Length gained over length [-]: the one that the solids are conserved with, and what yielding of the foil explains. */
  readonly elongation: number;
  readonly yieldElongation: number;
  /** Share of the tension left in the coated part beside its bare edges [-]; waves below 0. */
  readonly tensionLeft: number;
  /** Share of particles that crack [-], and peak pressure over the one at which that is too many [-]. */
  readonly crackedShare: number;
  readonly crackingLoad: number;
  /** Standard deviation of thickness over its mean [-]. */
  readonly thicknessScatter?: number;
  readonly warnings: readonly ModelWarning[];
}

/** Scatter of thickness where none is known [-]: how gradually the rolls begin to touch. */
const usualScatter = 0.01;
/** Rise over that to the rolls below which the coating counts as colder than they are. */
const warmShare = 0.8;

/**
 * Everything that the press does to the electrode beside what `calender` says: nip, temperature, transport, contacts,
 * strength, foil and defects. Each number has a function and source of its own; this puts them together for one coating.
 * It is continuous in the line load from 0 on: what the rolls do to the strength, they do where they touch (`touchedShare`).
 * @param coating - in front of the rolls
 * @param pressed - the same coating behind them, as `calender` or `calenderWarmedWeb` gave it
 * @param conditions - those of that call and what the web is under
 * @returns with the warnings of `pressed` and CALENDERING_COATING_COLD, CALENDERING_PARTICLES_CRACK,
 *   CALENDERING_FOIL_OVERSTRETCHED, CALENDERING_WEB_WAVES, CALENDERING_WET_WEB,
 *   CALENDERING_TRANSPORT_EXTRAPOLATED, each with how far the limit is in its data
 * @throws PhysicsError PHY_OUT_OF_RANGE, also for a coating wider than the rolls
 */
export function calenderedElectrode(
  coating: UnpressedCoating,
  pressed: CalenderedCoating,
  material: ElectrodeMaterial,
  { press, rolls }: Calender,
  conditions: CalenderedWeb,
): CalenderedElectrode {
  const { tensileStrength, peelStrength, thicknessScatter } = coating;
  if (tensileStrength !== undefined) checkRange(processVariables.tensileStrength, tensileStrength);
  if (thicknessScatter !== undefined)
    checkRange(processVariables.thicknessScatter, thicknessScatter);
  if (peelStrength !== undefined) checkRange(processVariables.peelStrength, peelStrength);
  const { porosity, thickness, elongation } = pressed;
  const nip = heatedNip(coating, pressed, material, rolls, conditions);
  const cracking = particleCracking(material, nip.peakPressure);
  const left = tensionLeft(material, conditions, elongation);
  const tortuosity = tortuosityFactor(material, porosity);
  const conductivity = pressedConductivity(material, porosity, nip.coatingTemperature);
  const contact = pressedContact(coating, material, porosity);
  const touched = touchedShare(1 - thickness / coating.thickness, thicknessScatter ?? usualScatter);
  const kept = (retention: number): number => 1 + (retention - 1) * touched;
  const active = material.solids
    .filter(({ role }) => role === 'active')
    .reduce((sum, { massFraction }) => sum + massFraction, 0);
  return {
    contactLength: nip.length,
    nipPressure: nip.meanPressure,
    peakPressure: nip.peakPressure,
    nipBow: nipBow(pressed.lineLoad, conditions.coatedWidth, rolls),
    nipTime: nip.time,
    coatingTemperature: nip.coatingTemperature,
    heatingShare: nip.heatingShare,
    tortuosityFactor: tortuosity,
    transportEfficiency: porosity / tortuosity,
    conductivity,
    contactResistance: contact,
    apparentConductivity: (conductivity * thickness) / (thickness + conductivity * contact),
    wettedSurfaceShare: wettedSurfaceShare(material, porosity),
    activeDensity: (1 - porosity) * poreFreeDensity(material.solids) * active,
    ...(tensileStrength === undefined
      ? {}
      : { tensileStrength: tensileStrength * kept(material.pressed.tensileRetention) }),
    ...(peelStrength === undefined
      ? {}
      : { peelStrength: peelStrength * kept(material.pressed.peelRetention) }),
    elongation,
    yieldElongation: yieldElongation(material, nip.peakPressure),
    tensionLeft: left,
    crackedShare: cracking.crackedShare,
    crackingLoad: nip.peakPressure / cracking.pressureLimit,
    ...(thicknessScatter === undefined
      ? {}
      : {
          thicknessScatter:
            thicknessScatter *
            thicknessTransfer(
              coating,
              material,
              { press, rolls },
              conditions,
              pressed,
              thicknessScatter,
            ),
        }),
    warnings: [
      ...pressed.warnings,
      ...wetWeb(coating.residualSolvent ?? 0, material.drying.residualSolventLimit),
      ...coldCoating(nip, conditions),
      ...crackedParticles(nip, cracking),
      ...overstretched(elongation, material.foilMechanics.elongationLimit),
      ...overpulled(material, conditions),
      ...waves(left, conditions),
      ...extrapolated(porosity, tortuosity),
    ],
  };
}

/** What was known in front of the rolls falls as the law says for the gain in density. */
function pressedContact(
  coating: UnpressedCoating,
  material: ElectrodeMaterial,
  porosity: number,
): number {
  const pressed = contactResistance(material, porosity);
  if (coating.contactResistance === undefined) return pressed;
  const before = checkRange(processVariables.contactResistance, coating.contactResistance);
  return (before * pressed) / contactResistance(material, coating.porosity);
}

function wetWeb(residualSolvent: number, limit: number): readonly ModelWarning[] {
  if (checkRange(processVariables.residualSolvent, residualSolvent) <= limit) return [];
  const [found, most] = [residualSolvent, limit].map((x) => toUnit(x, 'percent').toFixed(2));
  return [
    {
      code: 'CALENDERING_WET_WEB',
      message: `the web comes to the rolls with ${found} % of solvent on solids; ${most} % is allowed`,
      data: { residualSolvent, limit },
    },
  ];
}

function extrapolated(porosity: number, tortuosity: number): readonly ModelWarning[] {
  const { min, max } = measuredPorosity;
  if (porosity >= min && porosity <= max) return [];
  return [
    {
      code: 'CALENDERING_TRANSPORT_EXTRAPOLATED',
      message: `a tortuosity factor of ${tortuosity.toFixed(2)} at porosity ${porosity.toFixed(3)} is extrapolated from ${min} to ${max}`,
      data: { porosity, min, max, tortuosityFactor: tortuosity },
    },
  ];
}

function coldCoating(nip: HeatedNip, { rollTemperature }: CalenderedWeb): readonly ModelWarning[] {
  const { heatingShare, coatingTemperature } = nip;
  if (heatingShare >= warmShare) return [];
  const [coating, rolls] = [coatingTemperature, rollTemperature].map((t) =>
    toUnit(t, 'degC').toFixed(0),
  );
  return [
    {
      code: 'CALENDERING_COATING_COLD',
      message: `the coating is at ${coating} degC in the nip of rolls at ${rolls} degC`,
      data: { heatingShare, limit: warmShare, coatingTemperature, rollTemperature },
    },
  ];
}

function crackedParticles(
  { peakPressure }: HeatedNip,
  { crackedShare, pressureLimit }: ParticleCracking,
): readonly ModelWarning[] {
  if (peakPressure <= pressureLimit) return [];
  const [found, limit] = [peakPressure, pressureLimit].map((p) => toUnit(p, 'MPa').toFixed(0));
  return [
    {
      code: 'CALENDERING_PARTICLES_CRACK',
      message: `a peak of ${found} MPa in the nip cracks ${toUnit(crackedShare, 'percent').toFixed(0)} % of the particles; the limit is ${limit} MPa`,
      data: { peakPressure, limit: pressureLimit, crackedShare },
    },
  ];
}

function overstretched(elongation: number, limit: number): readonly ModelWarning[] {
  if (elongation <= limit) return [];
  const [found, most] = [elongation, limit].map((e) => toUnit(e, 'percent').toFixed(2));
  return [
    {
      code: 'CALENDERING_FOIL_OVERSTRETCHED',
      message: `an elongation of ${found} % is more than the ${most} % that the foil bears`,
      data: { elongation, limit },
    },
  ];
}

/** A tension at which the foil flows instead of running. */
function overpulled(
  { foil, foilMechanics }: ElectrodeMaterial,
  { webTension, foilWidth }: CalenderedWeb,
): readonly ModelWarning[] {
  const limit = foilMechanics.yieldStress * foil.thickness * foilWidth;
  if (webTension <= limit) return [];
  return [
    {
      code: 'CALENDERING_FOIL_OVERSTRETCHED',
      message: `${webTension.toFixed(0)} N on the web are more than the ${limit.toFixed(0)} N at which its foil flows`,
      data: { webTension, limit },
    },
  ];
}

function waves(left: number, { webTension }: CalenderedWeb): readonly ModelWarning[] {
  if (left >= 0) return [];
  const needed = webTension * (1 - left);
  return [
    {
      code: 'CALENDERING_WEB_WAVES',
      message: `the bare edges take more than the ${webTension.toFixed(0)} N of the web and leave the coated part slack: it needs ${needed.toFixed(0)} N to lie flat`,
      data: { tensionLeft: left, webTension, limit: needed },
    },
  ];
}
