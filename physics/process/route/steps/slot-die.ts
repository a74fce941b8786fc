import { slotDieLanes } from '../../coating/cross-web.ts';
import { slotDieScatter } from '../../coating/loading-scatter.ts';
import { coatSlotDie, type SlotDieSetting } from '../../coating.ts';
import { slurryDensity } from '../../slurry.ts';
import { processVariables as variable } from '../../variables.ts';
import type { ElectrodeLine, ProcessStep, Values } from '../step.ts';
import {
  coatedFilm,
  coatedFilmConstants,
  coatedFilmKeys,
  coaterLanes,
  filmScatter,
  solidsScatter,
} from './coated-film.ts';
import { fedSlurry, fedSlurryKeys } from './fed-slurry.ts';

function settingOf(
  { material, slotDie, coatedWidth }: ElectrodeLine,
  web: Values,
  settings: Values,
) {
  const { solidsContent, slurryTemperature, condition } = fedSlurry(web);
  return {
    pumpFlow: settings['coater.pumpFlow']!,
    coatedWidth,
    webSpeed: settings['line.webSpeed']!,
    dieGap: settings['coater.dieGap']!,
    slurryDensity: slurryDensity(material, solidsContent, slurryTemperature),
    slurryTemperature,
    condition,
    die: slotDie,
  } satisfies SlotDieSetting;
}

/** One side coated by a slot die. */
export const slotDie: ProcessStep = {
  name: 'slotDie',
  needs: fedSlurryKeys,
  makes: coatedFilmKeys,
  constants: [...coatedFilmConstants, 'slotDie'],
  settings: () => [
    { key: 'line.webSpeed', variable: variable.webSpeed },
    { key: 'coater.pumpFlow', variable: variable.pumpFlow },
    { key: 'coater.dieGap', variable: variable.dieGap },
  ],
  run(line, web, settings) {
    const setting = settingOf(line, web, settings);
    const film = coatSlotDie(line.material, setting);
    const { total } = slotDieScatter(line.material, setting);
    const lanes = slotDieLanes(line.material, setting, coaterLanes);
    return {
      web: coatedFilm(film, lanes, { scatter: total, gap: setting.dieGap }),
      warnings: film.warnings,
    };
  },
  scatter(line, web, settings) {
    const noise = slotDieScatter(line.material, settingOf(line, web, settings));
    return {
      film: filmScatter(web, Math.hypot(noise.pump, noise.gapVibration, noise.webSpeed)),
      solids: solidsScatter(web, line.material.solids, noise.solids),
    };
  },
};
