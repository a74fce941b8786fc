import type { ElectrodeMaterial, Press } from '../materials/electrode-material.ts';
import {
  type CalenderedCoating,
  type CalenderSetting,
  calender,
  type RollConditions,
} from './calendering.ts';
import { coatSlotDie, type SlotDieSetting, type WetFilm } from './coating.ts';
import { type DryCoating, dryFilm } from './drying.ts';
import type { DryerZone } from './drying-film.ts';

/** One web segment behind each station. */
interface SegmentChain {
  readonly film: WetFilm;
  readonly dry: DryCoating;
  readonly calendered: CalenderedCoating;
}

/**
 * A web segment from die to calender exit with the settings it met on its way.
 * @param coatingSetting - at the die when the segment was coated
 * @param zones - air of the dryer zones while the segment was in them
 * @param webSpeed - through the dryer [m.s-1]
 * @param rollTemperature - [K]
 * @throws PhysicsError as `coatSlotDie`, `dryFilm`, `calender`
 */
export function forwardChain(
  material: ElectrodeMaterial,
  press: Press,
  coatingSetting: SlotDieSetting,
  zones: readonly DryerZone[],
  webSpeed: number,
  calenderSetting: CalenderSetting,
  rollTemperature: RollConditions['rollTemperature'],
): SegmentChain {
  const film = coatSlotDie(material, coatingSetting);
  const dry = dryFilm(material, film, zones, webSpeed);
  const calendered = calender(dry, material, press, calenderSetting, { rollTemperature });
  return { film, dry, calendered };
}
