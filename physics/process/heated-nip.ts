import { checkRange } from '../core/variables.ts';
import type { ElectrodeMaterial } from '../materials/electrode-material.ts';
import type { Press, Rolls } from '../materials/press.ts';
import {
  type CalenderedCoating,
  type CalenderSetting,
  type CoatingBeforeRolls,
  type CoatingState,
  calender,
  outsideFittedTemperature,
  type RollConditions,
} from './calendering.ts';
import { type NipContact, nipContact } from './nip.ts';
import { processVariables } from './variables.ts';
import { webTemperature } from './web-heating.ts';

/** What the laws of the nip need to know of an electrode. */
type NipMaterial = Pick<
  ElectrodeMaterial,
  'solids' | 'compaction' | 'foil' | 'drying' | 'transport'
>;

/** The press with its rolls. */
export interface Calender {
  readonly press: Press;
  readonly rolls: Rolls;
}

/** How the web runs through the rolls. */
export interface WebConditions extends RollConditions {
  /** [m.s-1] > 0 */
  readonly webSpeed: number;
  /** Of the web in front of the warm roll [K]. */
  readonly webTemperature: number;
  /** Sides of the foil that carry a coating. */
  readonly coatedSides: 1 | 2;
}

/** The web between the rolls. */
export interface HeatedNip extends NipContact {
  /** Time of a piece of web between the rolls in one pass [s]. */
  readonly time: number;
  /** Mean temperature of the coating in the middle of the nip, in the first pass [K]. */
  readonly coatingTemperature: number;
  /** Rise of that temperature over the rise to the roll's [-], 0 to 1. */
  readonly heatingShare: number;
}

/** Of any foil: its resistance to heat is nothing beside those of the contacts [W.m-1.K-1]. */
const foilConductivity = 200;

/**
 * Contact, time and temperature of a pressed coating in the nip. The web is warmed on the angle on which it lies on the
 * roll and then from both faces in the first half of the nip; fast webs and small rolls leave it colder than the rolls.
 * @param coating - in front of the rolls
 * @param pressed - as `calender` gave it
 * @param conditions - rollTemperature, webTemperature [K], webSpeed [m.s-1], coatedSides
 * @throws PhysicsError PHY_OUT_OF_RANGE
 * @see `nipContact` and `webTemperature` for laws and sources; that contact is short for industrial speeds: Lippke et al.
 *   2022, Processes 10, 1667, doi:10.3390/pr10081667 (abstract read)
 */
export function heatedNip(
  coating: CoatingState,
  pressed: Pick<CalenderedCoating, 'lineLoad' | 'loadedGap' | 'thickness'>,
  material: NipMaterial,
  rolls: Rolls,
  conditions: WebConditions,
): HeatedNip {
  const { coatedSides } = conditions;
  const webSpeed = checkRange(processVariables.webSpeed, conditions.webSpeed, {
    min: Number.MIN_VALUE,
  });
  const rollTemperature = checkRange(processVariables.rollTemperature, conditions.rollTemperature);
  const start = checkRange(processVariables.filmTemperature, conditions.webTemperature);
  const touching = pressed.lineLoad > 0;
  const contact = nipContact(
    {
      lineLoad: pressed.lineLoad,
      // Next to no load, round-off makes the one or the other negative.
      draft: touching ? Math.max(coatedSides * (coating.thickness - pressed.loadedGap), 0) : 0,
      recovery: touching ? Math.max(coatedSides * (pressed.thickness - pressed.loadedGap), 0) : 0,
    },
    rolls,
  );
  const thickness = (coating.thickness + pressed.thickness) / 2;
  const layer = {
    thickness,
    conductivity: material.transport.thermalConductivity,
    heatCapacity: (coating.loading * material.drying.solidsSpecificHeat) / thickness,
  };
  const foil = {
    thickness: material.foil.thickness,
    conductivity: foilConductivity,
    heatCapacity: (material.foil.arealMass * material.foil.specificHeat) / material.foil.thickness,
  };
  const { wrapAngle, wrapConductance, nipConductance, diameter } = rolls;
  const time = contact.length / webSpeed;
  const share = webTemperature(coatedSides === 1 ? [layer, foil] : [layer, foil, layer], 0, [
    {
      time: (wrapAngle * diameter) / 2 / webSpeed,
      temperature: 1,
      front: wrapConductance,
      back: 0,
    },
    { time: time / 2, temperature: 1, front: nipConductance, back: nipConductance },
  ]);
  return {
    ...contact,
    time,
    coatingTemperature: start + share * (rollTemperature - start),
    heatingShare: share,
  };
}

/**
 * Calendering of a coating that the rolls do not warm through: `calender` with the temperature of the coating in the nip
 * in place of the rolls', while the rolls keep theirs and their growth. For compaction constants that count from the
 * temperature of the coating; those fitted at slow webs, which take on the rolls' temperature, do. Speed and diameter of the
 * rolls then act through temperature.
 * @throws PhysicsError as `calender`
 */
export function calenderWarmedWeb(
  coating: CoatingBeforeRolls,
  material: NipMaterial,
  { press, rolls }: Calender,
  setting: CalenderSetting,
  conditions: WebConditions,
): CalenderedCoating {
  const asWarmAsRolls = calender(coating, material, press, setting, conditions);
  const { coatingTemperature } = heatedNip(coating, asWarmAsRolls, material, rolls, conditions);
  const growth = press.gapZeroPerKelvin * (conditions.rollTemperature - coatingTemperature);
  const pressed = calender(
    coating,
    material,
    { ...press, gapZero: press.gapZero + growth },
    setting,
    { ...conditions, rollTemperature: coatingTemperature },
  );
  // That of rolls and web says more than that of the coating, which lies between them.
  const code = 'CALENDERING_OUTSIDE_FITTED_TEMPERATURE';
  return {
    ...pressed,
    warnings: [
      ...pressed.warnings.filter((warning) => warning.code !== code),
      ...outsideFittedTemperature(material, 'rolls', conditions.rollTemperature),
      ...outsideFittedTemperature(material, 'web', conditions.webTemperature),
    ],
  };
}
