import { moistureContent } from '../../../materials/water.ts';
import { dryerUse } from '../../dryer-energy.ts';
import { type DryCoating, dryFilm } from '../../drying.ts';
import { mayStayWet } from '../../drying-warnings.ts';
import { processVariables as variable } from '../../variables.ts';
import type { ElectrodeLine, ProcessStep, Setting, Values } from '../step.ts';

/** Conditions of one zone. */
const zoneVariables = [variable.airTemperature, variable.airVelocity, variable.solventContent];

/**
 * Humidity of the hall: the air that a dryer of water-based coatings takes in brings water of its own. Assumed where it
 * is not set: halls without dried air have 30 to 60 %.
 */
const humidity: Setting = {
  key: 'hall.relativeHumidity',
  variable: variable.relativeHumidity,
  assumed: { value: 0.45, sd: 0.1 },
};

/** Of all solvents that a film is dried of, water alone is not organic. */
const isWater = ({ material }: ElectrodeLine): boolean => !material.solvent.organic;

function passage(line: ElectrodeLine, web: Values, settings: Values) {
  const { material, zones, dryer } = line;
  const temperature = settings['hall.ambientTemperature']!;
  const setting = {
    material,
    dryer,
    ambient: {
      temperature,
      solventContent: isWater(line) ? moistureContent(settings[humidity.key]!, temperature) : 0,
    },
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
  return { ...setting, film, coating };
}

/**
 * Time until the film is as dry as its material asks, over the time in the dryer. One that leaves it wet goes on in the air of
 * the last zone, up to the largest share that the variable has.
 */
function dryOutShare({ film, coating, ...run }: ReturnType<typeof passage>): number {
  const { material, zones, webSpeed } = run;
  const time = coating.profile.at(-1)!.time;
  if (coating.dryOutTime !== undefined) return coating.dryOutTime / time;
  const { max } = variable.dryOutShare;
  const last = zones.at(-1)!;
  const longer = { ...last, length: last.length + (max - 1) * time * webSpeed };
  const on = dryFilm(material, film, [...zones.slice(0, -1), longer], webSpeed, run);
  return on.dryOutTime === undefined ? max : on.dryOutTime / time;
}

/** The wet film dried in the zones of the line. */
export const drying: ProcessStep = {
  name: 'drying',
  needs: ['loading', 'solventLoading', 'filmTemperature', 'wetThickness'],
  makes: [
    'thickness',
    'porosity',
    'residualSolvent',
    'dryOutShare',
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
  settings: (line) => [
    { key: 'line.webSpeed', variable: variable.webSpeed },
    { key: 'hall.ambientTemperature', variable: variable.ambientTemperature },
    ...(isWater(line) ? [humidity] : []),
    ...line.zones.flatMap(({ id }) =>
      zoneVariables.map((row) => ({ key: `${id}.${row.key}`, variable: row })),
    ),
  ],
  run(line, web, settings) {
    const run = passage(line, web, settings);
    const { thickness, porosity, residualSolvent, temperature, profile } = run.coating;
    const { binderRatio, peelStrength, contactResistance } = run.coating;
    const { energy, vocEmitted, warnings } = dryerUse(run);
    return {
      web: {
        thickness,
        porosity,
        residualSolvent,
        dryOutShare: dryOutShare(run),
        filmTemperature: temperature,
        binderRatio,
        peelStrength,
        contactResistance,
        dryingEnergy: energy,
        vocEmitted,
      },
      warnings: [...run.coating.warnings, ...warnings],
      within: profile.map((exit, i) => ({
        place: line.zones[i]!.id,
        web: {
          filmTemperature: exit.temperature,
          residualSolvent: exit.residualSolvent,
          thickness: exit.thickness,
        },
      })),
    };
  },
  warnUncertain: (web, standardDeviation) =>
    mayStayWet(web['dryOutShare']!, standardDeviation['dryOutShare']!),
};
