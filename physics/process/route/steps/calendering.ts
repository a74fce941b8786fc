import { type CalenderSetting, calender } from '../../calendering.ts';
import { poreFreeDensity, thicknessOf } from '../../solids.ts';
import { processVariables as variable } from '../../variables.ts';
import type { ProcessStep, Setting } from '../step.ts';

function calendering(
  name: string,
  setting: Setting,
  mode: (value: number) => CalenderSetting,
): ProcessStep {
  return {
    name,
    needs: ['loading', 'porosity'],
    makes: ['loading', 'thickness', 'porosity', 'lineLoad', 'elongation'],
    constants: ['material.solids', 'material.compaction', 'press'],
    settings: () => [
      setting,
      { key: 'calender.rollTemperature', variable: variable.rollTemperature },
    ],
    run({ material, press }, web, settings) {
      const [loading, porosity] = [web['loading']!, web['porosity']!];
      const density = poreFreeDensity(material.solids);
      const thickness = thicknessOf({ loading, porosity, poreFreeDensity: density });
      const { warnings, ...pressed } = calender(
        { loading, thickness, porosity },
        material,
        press,
        mode(settings[setting.key]!),
        { rollTemperature: settings['calender.rollTemperature']! },
      );
      return {
        web: {
          loading: pressed.loading,
          thickness: pressed.thickness,
          porosity: pressed.porosity,
          lineLoad: pressed.lineLoad,
          elongation: pressed.elongation,
        },
        warnings,
      };
    },
  };
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
