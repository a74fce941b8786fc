import { dryerUse } from '../../dryer-energy.ts';
import { type DryCoating, dryFilm, standardAmbient } from '../../drying.ts';
import { processVariables as variable } from '../../variables.ts';
import type { ElectrodeLine, ProcessStep, Values } from '../step.ts';

/** Conditions of one zone. */
const zoneVariables = [variable.airTemperature, variable.airVelocity, variable.solventContent];

function passage({ material, zones, dryer }: ElectrodeLine, web: Values, settings: Values) {
  const temperature = settings['hall.ambientTemperature']!;
  const setting = {
    material,
    dryer,
    ambient: { ...standardAmbient, temperature },
    webSpeed: settings['line.webSpeed']!,
    zones: zones.map(({ id, length, ...zone }) => ({
      length,
      ...zone,
      airTemperature: settings[`${id}.airTemperature`]!,
      airVelocity: settings[`${id}.airVelocity`]!,
      solventContent: settings[`${id}.solventContent`]!,
    })),
  };
  const film = {
    loading: web['loading']!,
    solventLoading: web['solventLoading']!,
    temperature: web['filmTemperature']!,
    wetThickness: web['wetThickness']!,
  };
  const coating: DryCoating = dryFilm(material, film, setting.zones, setting.webSpeed, setting);
  return { ...setting, coating };
}

/** The wet film dried in the zones of the line. */
export const drying: ProcessStep = {
  name: 'drying',
  needs: ['loading', 'solventLoading', 'filmTemperature', 'wetThickness'],
  makes: [
    'thickness',
    'porosity',
    'residualSolvent',
    'filmTemperature',
    'binderRatio',
    'peelStrength',
    'contactResistance',
    'dryingEnergy',
    'vocEmitted',
  ],
  constants: [
    'material.solids',
    'material.solvent',
    'material.foil',
    'material.drying',
    'material.transport.contactResistance',
    'material.transport.contactExponent',
    'material.transport.contactPerBinder',
    'dryer',
  ],
  settings: ({ zones }) => [
    { key: 'line.webSpeed', variable: variable.webSpeed },
    { key: 'hall.ambientTemperature', variable: variable.ambientTemperature },
    ...zones.flatMap(({ id }) =>
      zoneVariables.map((row) => ({ key: `${id}.${row.key}`, variable: row })),
    ),
  ],
  run(line, web, settings) {
    const run = passage(line, web, settings);
    const { thickness, porosity, residualSolvent, temperature, warnings } = run.coating;
    const { binderRatio, peelStrength, contactResistance } = run.coating;
    const { energy, vocEmitted } = dryerUse(run);
    return {
      web: {
        thickness,
        porosity,
        residualSolvent,
        filmTemperature: temperature,
        binderRatio,
        peelStrength,
        contactResistance,
        dryingEnergy: energy,
        vocEmitted,
      },
      warnings,
    };
  },
};
