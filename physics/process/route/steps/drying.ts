import { dryFilm } from '../../drying.ts';
import { processVariables as variable } from '../../variables.ts';
import type { ProcessStep } from '../step.ts';

/** Conditions of one zone, in this order. */
const zoneVariables = [variable.airTemperature, variable.airVelocity, variable.solventContent];

/** The wet film dried in the zones of the line. */
export const drying: ProcessStep = {
  name: 'drying',
  needs: ['loading', 'solventLoading', 'filmTemperature'],
  makes: ['thickness', 'porosity', 'residualSolvent', 'filmTemperature'],
  constants: ['material.solids', 'material.solvent', 'material.foil', 'material.drying'],
  settings: ({ zones }) => [
    { key: 'line.webSpeed', variable: variable.webSpeed },
    ...zones.flatMap(({ id }) =>
      zoneVariables.map((row) => ({ key: `${id}.${row.key}`, variable: row })),
    ),
  ],
  run({ material, zones }, web, settings) {
    const dry = dryFilm(
      material,
      {
        loading: web['loading']!,
        solventLoading: web['solventLoading']!,
        temperature: web['filmTemperature']!,
      },
      zones.map(({ id, length, ...zone }) => ({
        length,
        ...zone,
        airTemperature: settings[`${id}.airTemperature`]!,
        airVelocity: settings[`${id}.airVelocity`]!,
        solventContent: settings[`${id}.solventContent`]!,
      })),
      settings['line.webSpeed']!,
    );
    const { thickness, porosity, residualSolvent, temperature, warnings } = dry;
    return {
      web: { thickness, porosity, residualSolvent, filmTemperature: temperature },
      warnings,
    };
  },
};
