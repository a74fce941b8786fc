import { checkBetween } from '../../materials/check-between.ts';
import type { CommaBar, SlotDie } from '../../materials/coater.ts';
import {
  type CoatingMaterial,
  coatSlotDie,
  type SlotDieFilm,
  type SlotDieSetting,
} from '../coating.ts';
import { flowCurve, tangentPowerLaw } from '../mixing/flow-curve.ts';
import { solidsContentFromDensity } from '../slurry.ts';
import { type CommaBarFilm, type CommaBarSetting, coatCommaBar } from './comma-bar.ts';

/**
 * Departure of a height from its mean across the web: a parabola, higher in the middle than at the sides by `bow`, and a slope
 * from the left to the right side of `tilt`, both with mean zero over the width.
 * @param place - across the web, -0.5 at the left side to 0.5 at the right [-]
 * @returns in the unit of bow and tilt
 */
export function crossWebDeparture(bow: number, tilt: number, place: number): number {
  return bow * (1 / 3 - 4 * place * place) + tilt * place;
}

/** Middles of lanes of equal width, -0.5 to 0.5. */
function lanePlaces(lanes: number): readonly number[] {
  const count = checkBetween('number of lanes', lanes, { min: 1, max: 1000, unit: '1' });
  return Array.from({ length: count }, (_, i) => (i + 0.5) / count - 0.5);
}

/**
 * Films of the lanes behind a slot die whose slot is not of one height. All lanes see one pressure in the manifold; a
 * power-law fluid flows through a slot of height s in proportion to s^(2 + 1/n), so the die's gap to the web does not matter
 * and the flow of all lanes is the pump's.
 * @param setting - of the whole width, with the die
 * @returns one film per lane, left to right
 * @throws PhysicsError PHY_OUT_OF_RANGE
 * @see Bird, Armstrong, Hassager, Dynamics of Polymeric Liquids, vol. 1, example 4.2-3 (slit flow of a power-law fluid)
 */
export function slotDieLanes(
  material: CoatingMaterial,
  setting: SlotDieSetting & { readonly die: SlotDie },
  lanes: number,
): readonly SlotDieFilm[] {
  const { die, slurryTemperature: temperature, condition } = setting;
  const solidsContent = solidsContentFromDensity(material, setting.slurryDensity, temperature);
  const curve = flowCurve(material, {
    solidsContent,
    temperature,
    ...(condition === undefined ? {} : { condition }),
  });
  const wallRate = (6 * setting.pumpFlow) / (setting.coatedWidth * die.slotHeight ** 2);
  const { flowIndex } = tangentPowerLaw(curve, wallRate);
  const conductances = lanePlaces(lanes).map(
    (place) =>
      (1 + crossWebDeparture(die.slotBow, die.slotTilt, place) / die.slotHeight) **
      (2 + 1 / flowIndex),
  );
  const mean = conductances.reduce((sum, value) => sum + value, 0) / conductances.length;
  return conductances.map((conductance) =>
    coatSlotDie(material, { ...setting, pumpFlow: (setting.pumpFlow * conductance) / mean }),
  );
}

/**
 * Films of the lanes behind a comma bar whose gap is not of one height: each lane is metered by its own gap.
 * @returns one film per lane, left to right
 * @throws PhysicsError PHY_OUT_OF_RANGE
 */
export function commaBarLanes(
  material: CoatingMaterial,
  bar: CommaBar,
  setting: CommaBarSetting,
  lanes: number,
): readonly CommaBarFilm[] {
  return lanePlaces(lanes).map((place) =>
    coatCommaBar(material, bar, {
      ...setting,
      commaGap: setting.commaGap + crossWebDeparture(bar.gapBow, bar.gapTilt, place),
    }),
  );
}
