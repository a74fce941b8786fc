import { fromUnit } from '../../physics/core/units.ts';
import { checkSettings, routeOf } from '../../physics/process/route/route.ts';
import type {
  ElectrodeLine,
  ProcessStep,
  Setting,
  Values,
} from '../../physics/process/route/step.ts';
import { stationsOf, theStation } from '../../physics/process/web-path.ts';
import type { Configuration } from '../contract/configuration.ts';
import { TwinError } from '../domain/errors.ts';
import type { CalibratedLine } from '../estimation/calibration/calibrated-line.ts';
import { lineFromConfiguration } from './line-from-configuration.ts';

/** A route of the configuration with its settings in SI, and how they are written. */
export interface ConfiguredRoute {
  readonly route: readonly ProcessStep[];
  readonly line: ElectrodeLine;
  readonly settings: Values;
  /** What calibrations say of its constants. */
  readonly calibrated: Pick<CalibratedLine<ElectrodeLine>, 'replaced' | 'covariance'>;
  /** Rows of the settings by their names at the boundary. */
  readonly rows: ReadonlyMap<string, Setting>;
}

/**
 * The route of the recipe with its settings.
 * @throws TwinError CONFIG_INVALID (data: key, found, allowed); as `lineFromConfiguration`; PhysicsError PHY_UNKNOWN_PARAMETER, PHY_PARAMETERS_CONTRADICT, PHY_OUT_OF_RANGE
 */
export function routeFromConfiguration(configuration: Configuration): ConfiguredRoute {
  const { model, calibrated } = lineFromConfiguration(configuration);
  const recipe = configuration.recipes[0]!;
  const zones = stationsOf(model.path, 'dryerZone');
  const line: ElectrodeLine = {
    ...calibrated.sets,
    coatedWidth: model.coatedWidth,
    foilWidth: fromUnit(configuration.plant.line.foilWidth_mm, 'mm'),
    openLength: zones[0]!.position - theStation(model.path, 'coater').position,
    // The machines of the line coat one side; a recipe whose web comes with two says so.
    coatedSides: 1,
    zones,
  };
  const route = routeOf(recipe.route);
  const rows: ConfiguredRoute['rows'] = new Map(
    route.flatMap((step) =>
      step.settings(line).map((row) => [`${row.key}_${row.variable.boundaryUnit}`, row] as const),
    ),
  );
  const given = Object.keys(recipe.settings);
  const refuse = (found: string, allowed: string) =>
    new TwinError(
      'CONFIG_INVALID',
      `the configuration is not valid:\n  recipes.0.settings: found ${found}; allowed: ${allowed}`,
      { key: 'recipes.0.settings', found, allowed },
    );
  const missing = [...rows].flatMap(([name, { assumed }]) =>
    assumed === undefined && !given.includes(name) ? [name] : [],
  );
  if (missing.length > 0)
    throw refuse(`none of ${missing.join(', ')}`, 'all settings of the route');
  const unknown = given.find((name) => !rows.has(name));
  if (unknown !== undefined) {
    throw refuse(`'${unknown}'`, inItsUnit(rows, unknown) ?? [...rows.keys()].join(', '));
  }
  const settings = Object.fromEntries(
    Object.entries(recipe.settings).map(([name, value]) => {
      const { key, variable } = rows.get(name)!;
      return [key, fromUnit(value, variable.boundaryUnit)];
    }),
  );
  checkSettings(route, line, settings);
  return { route, line, settings, calibrated, rows };
}

/** Which unit a setting takes that was written in another or in none; undefined where the name is none of a setting. */
export function inItsUnit(rows: ConfiguredRoute['rows'], name: string): string | undefined {
  const found = [...rows].find(([, { key }]) => name === key || name.startsWith(`${key}_`));
  if (found === undefined) return undefined;
  const [allowed, { key, variable }] = found;
  return `${allowed}: ${key} is given in ${variable.boundaryUnit}`;
}
