import { coatSlotDie } from '../../coating.ts';
import { slurryDensity } from '../../slurry.ts';
import { processVariables as variable } from '../../variables.ts';
import type { ProcessStep } from '../step.ts';

/** Slurry of a solids content and temperature, coated by a slot die. */
export const slotDie: ProcessStep = {
  name: 'slotDie',
  needs: ['solidsContent', 'slurryTemperature'],
  makes: ['wetThickness', 'loading', 'solventLoading', 'filmTemperature', 'slurryViscosity'],
  constants: ['material.solids', 'material.solvent', 'material.rheology'],
  settings: () => [
    { key: 'line.webSpeed', variable: variable.webSpeed },
    { key: 'coater.pumpFlow', variable: variable.pumpFlow },
    { key: 'coater.dieGap', variable: variable.dieGap },
  ],
  run(line, web, settings) {
    const { material, coatedWidth } = line;
    const [solidsContent, slurryTemperature] = [web['solidsContent']!, web['slurryTemperature']!];
    const film = coatSlotDie(material, {
      pumpFlow: settings['coater.pumpFlow']!,
      coatedWidth,
      webSpeed: settings['line.webSpeed']!,
      dieGap: settings['coater.dieGap']!,
      slurryDensity: slurryDensity(material, solidsContent, slurryTemperature),
      slurryTemperature,
    });
    const { wetThickness, loading, solventLoading, temperature, warnings } = film;
    const { slurryViscosity } = film;
    return {
      web: { wetThickness, loading, solventLoading, slurryViscosity, filmTemperature: temperature },
      warnings,
    };
  },
};
