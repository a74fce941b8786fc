import { PhysicsError } from '../../physics/core/errors.ts';
import { toUnit } from '../../physics/core/units.ts';
import { runRoute } from '../../physics/process/route/route.ts';
import type { Configuration } from '../contract/configuration.ts';
import { TwinError } from '../domain/errors.ts';
import { asConfiguration } from './as-configuration.ts';
import { type ConfiguredRoute, routeFromConfiguration } from './route-from-configuration.ts';

/**
 * Runs the route of the recipe at its settings, so that what its machines or their laws refuse is found before the line
 * is run by it. What it warns of is let pass.
 * @throws TwinError CONFIG_INVALID (data: key, found, allowed where a setting is outside its range; else key and what the
 *   law says); as `routeFromConfiguration`
 */
export function checkRoute(configuration: Configuration): void {
  const configured = asConfiguration('recipes.0', () => routeFromConfiguration(configuration));
  const { route, line, settings } = configured;
  try {
    runRoute(route, line, settings);
  } catch (error) {
    if (!(error instanceof PhysicsError)) throw error;
    const key = ['recipes.0.settings', ...refusedSetting(configured, error)].join('.');
    const { value, min, max, unit } = error.data;
    const isRange = error.code === 'PHY_OUT_OF_RANGE' && key !== 'recipes.0.settings';
    if (!isRange) {
      asConfiguration(key, () => {
        throw error;
      });
    }
    const [found, allowed] = [`${value} ${unit}`, `${min} to ${max} ${unit}`];
    throw new TwinError(
      'CONFIG_INVALID',
      `the configuration is not valid:\n  ${key}: found ${found}; allowed: ${allowed} (${error.message})`,
      { key, found, allowed },
      { cause: error },
    );
  }
}

/**
 * The setting that an error of a step is about: one of this step, of the variable that the message begins with, at the value
 * that was found; none where it is about the web.
 */
function refusedSetting(
  { route, line, settings, rows }: ConfiguredRoute,
  { data }: PhysicsError,
): readonly string[] {
  const { step, name, value, unit } = data;
  const own = route.find((one) => one.name === step)?.settings(line) ?? [];
  const zone = /zone (\d+)$/.exec(String(name))?.[1];
  return [...rows].flatMap(([key, row]) => {
    const { variable } = row;
    const isOf =
      own.some((setting) => setting.key === row.key) &&
      String(name).split(' ')[0] === variable.key &&
      (zone === undefined || row.key.startsWith(`${line.zones[Number(zone) - 1]?.id}.`)) &&
      unit === variable.boundaryUnit &&
      settings[row.key] !== undefined &&
      Number(toUnit(settings[row.key]!, variable.boundaryUnit).toPrecision(14)) === value;
    return isOf ? [key] : [];
  });
}
