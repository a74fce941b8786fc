import { calenderedElectrode } from '../../calendered-electrode.ts';
import type { CalenderSetting } from '../../calendering.ts';
import { calenderWarmedWeb } from '../../heated-nip.ts';
import { liquidPorosity } from '../../liquid-in-pores.ts';
import { poreFreeDensity, thicknessOf } from '../../solids.ts';
import { processVariables as variable } from '../../variables.ts';
import type { ProcessStep, Setting, Values } from '../step.ts';

/** What of the pressed electrode the web takes on. */
const pressedKeys = [
  'nipPressure',
  'coatingTemperature',
  'tortuosityFactor',
  'conductivity',
  'wettedSurfaceShare',
] as const;
const carried = ['peelStrength', 'contactResistance', 'thicknessScatter'] as const;
/** Solvent over solids goes through the rolls as it is: the foil takes both with it. */
const carriedLiquid = 'residualSolvent';

function calendering(
  name: string,
  setting: Setting,
  mode: (value: number) => CalenderSetting,
): ProcessStep {
  return {
    name,
    needs: ['loading', 'porosity'],
    makes: ['loading', 'thickness', 'porosity', 'lineLoad', 'elongation', ...pressedKeys],
    carries: [...carried, carriedLiquid],
    repeatedBy: 'calender.passes',
    constants: [
      'material.solids',
      'material.solvent.densityPolynomial',
      'material.foil',
      'material.foilMechanics',
      'material.drying.solidsSpecificHeat',
      'material.compaction',
      'material.transport',
      'material.pressed',
      'press',
      'rolls',
    ],
    settings: ({ coatedSides }) => [
      { key: 'line.webSpeed', variable: variable.webSpeed },
      setting,
      { key: 'calender.rollTemperature', variable: variable.rollTemperature },
      { key: 'calender.filmTemperature', variable: variable.filmTemperature },
      { key: 'calender.webTension', variable: variable.webTension },
      { key: 'calender.passes', variable: variable.passes, isCount: true },
      {
        key: 'calender.coatedSides',
        variable: variable.coatedSides,
        isCount: true,
        assumed: { value: coatedSides, sd: 0 },
      },
    ],
    run({ material, coatedWidth, foilWidth, ...machines }, web, settings) {
      const [loading, porosity] = [web['loading']!, web['porosity']!];
      const density = poreFreeDensity(material.solids);
      const residualSolvent = web[carriedLiquid];
      const coating = {
        loading,
        porosity,
        thickness: thicknessOf({ loading, porosity, poreFreeDensity: density }),
        ...present(web),
        ...(residualSolvent === undefined
          ? {}
          : { residualSolvent, liquidPorosity: liquidPorosity(material, residualSolvent) }),
      };
      const conditions = {
        rollTemperature: settings['calender.rollTemperature']!,
        passes: settings['calender.passes']!,
        webSpeed: settings['line.webSpeed']!,
        webTemperature: settings['calender.filmTemperature']!,
        webTension: settings['calender.webTension']!,
        coatedSides: settings['calender.coatedSides'] === 2 ? (2 as const) : (1 as const),
        coatedWidth,
        foilWidth,
      };
      const pressing = mode(settings[setting.key]!);
      const pressed = calenderWarmedWeb(coating, material, machines, pressing, conditions);
      const electrode = calenderedElectrode(coating, pressed, material, machines, conditions);
      const { thickness, lineLoad, elongation } = pressed;
      return {
        web: {
          loading: pressed.loading,
          thickness,
          porosity: pressed.porosity,
          lineLoad,
          elongation,
          ...Object.fromEntries(pressedKeys.map((key) => [key, electrode[key]])),
          ...present(electrode),
          ...(residualSolvent === undefined ? {} : { residualSolvent }),
        },
        warnings: electrode.warnings,
      };
    },
  };
}

/** The carried variables that are there. */
function present(web: object): Values {
  const values = web as Values;
  return Object.fromEntries(
    carried.flatMap((key) => (values[key] === undefined ? [] : [[key, values[key]]])),
  );
}

/** The press at a line load. */
export const forceCalendering = calendering(
  'forceCalendering',
  { key: 'calender.lineLoad', variable: variable.lineLoad },
  (lineLoad) => ({ mode: 'force', lineLoad }),
);

/** The press at the gap that it shows. */
export const gapCalendering = calendering(
  'gapCalendering',
  { key: 'calender.rollGap', variable: variable.rollGap },
  (rollGap) => ({ mode: 'gap', rollGap }),
);
