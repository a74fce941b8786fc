import { type CommaBarSetting, coatCommaBar } from '../../coating/comma-bar.ts';
import { commaBarLanes } from '../../coating/cross-web.ts';
import { commaBarScatter } from '../../coating/loading-scatter.ts';
import { processVariables as variable } from '../../variables.ts';
import type { ProcessStep, Values } from '../step.ts';
import {
  coatedFilm,
  coatedFilmConstants,
  coatedFilmKeys,
  coaterLanes,
  filmScatter,
} from './coated-film.ts';
import { fedSlurry, fedSlurryKeys } from './fed-slurry.ts';

function settingOf(web: Values, settings: Values): CommaBarSetting {
  return {
    commaGap: settings['coater.commaGap']!,
    beadHeight: settings['coater.beadHeight']!,
    webSpeed: settings['line.webSpeed']!,
    ...fedSlurry(web),
  };
}

/** One side coated by a comma bar. */
export const commaBar: ProcessStep = {
  name: 'commaBar',
  needs: fedSlurryKeys,
  makes: coatedFilmKeys,
  constants: [...coatedFilmConstants, 'commaBar'],
  settings: () => [
    { key: 'line.webSpeed', variable: variable.webSpeed },
    { key: 'coater.commaGap', variable: variable.commaGap },
    { key: 'coater.beadHeight', variable: variable.beadHeight },
  ],
  run({ material, commaBar: bar }, web, settings) {
    const setting = settingOf(web, settings);
    const film = coatCommaBar(material, bar, setting);
    const { total } = commaBarScatter(material, bar, setting);
    const lanes = commaBarLanes(material, bar, setting, coaterLanes);
    return {
      web: coatedFilm(film, lanes, { scatter: total, gap: setting.commaGap - bar.gapZero }),
      warnings: film.warnings,
    };
  },
  scatter: (_, web) => ({ film: filmScatter(web, web['thicknessScatter']!) }),
};
