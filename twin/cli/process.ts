import { fromUnit, toUnit, unitOf } from '../../physics/core/units.ts';
import type { Variable } from '../../physics/core/variables.ts';
import type { Values } from '../../physics/process/route/step.ts';
import { processVariable } from '../../physics/process/variables.ts';
import type { Configuration } from '../contract/configuration.ts';
import { TwinError } from '../domain/errors.ts';
import { type ChangedWeb, whatIf } from '../prediction/what-if.ts';
import { keyValues } from './key-values.ts';
import type { OwnOptions } from './options.ts';
import { type ConfiguredRoute, routeFromConfiguration } from './route-from-configuration.ts';

type SettingRows = ConfiguredRoute['rows'];

/** A variable in its boundary unit, before and after, with what its uncertainty comes from. */
interface ProcessVariableAnswer {
  readonly before: number;
  readonly after: number;
  readonly sd: number;
  /** True where the law bends so much over what is not known that the first-order deviations say little. */
  readonly isRough: boolean;
  readonly change: number;
  readonly sdOfChange: number;
  /** The largest shares of the variance, and what one standard deviation of the source does, in the unit of the variable. */
  readonly causes: readonly {
    readonly source: string;
    readonly kind: string;
    readonly effectOfSd: number;
    readonly share: number;
  }[];
  /** Per boundary unit of each setting, in the unit of the variable. */
  readonly perSetting: Readonly<Record<string, number>>;
}

/** What `twinline process --json` prints. */
interface ProcessAnswer {
  readonly formatVersion: 1;
  readonly recipe: string;
  readonly route: readonly string[];
  readonly settings: Values;
  readonly changed: Values;
  /** Constants that calibrations put in the place of others, SI. */
  readonly calibrated: ConfiguredRoute['calibrated']['replaced'];
  readonly steps: readonly {
    readonly step: string;
    readonly web: Readonly<Record<string, ProcessVariableAnswer>>;
    readonly warnings: ChangedWeb['warnings'];
  }[];
}

/** Sources that are listed of each variable. */
const listedCauses = 5;

/**
 * The web by the physics of every step, and what it would be with other settings.
 * @throws TwinError USAGE; CONFIG_INVALID where the recipe says no settings; INPUT_UNREADABLE and CALIBRATION_UNUSABLE for
 *   calibrations; PhysicsError of the steps
 */
export function processAnswer(configuration: Configuration, own: OwnOptions): ProcessAnswer {
  const { route, line, settings, calibrated, rows } = routeFromConfiguration(configuration);
  const example = 'calender.lineLoad_N_per_mm';
  const set = keyValues('--set', own.set ?? [], `${example}=150`);
  const change = keyValues('--change', own.change ?? [], `${example}=40`);
  const changed: Record<string, number> = {};
  for (const [name, value] of Object.entries(set)) {
    const { key, variable } = settingNamed(rows, name);
    changed[key] = fromUnit(value, variable.boundaryUnit);
  }
  for (const [name, value] of Object.entries(change)) {
    const { key, variable } = settingNamed(rows, name);
    changed[key] = (changed[key] ?? settings[key]!) + difference(value, variable);
  }
  return {
    formatVersion: 1,
    recipe: configuration.recipes[0]!.name,
    route: route.map(({ name }) => name),
    settings: atBoundary(rows, settings),
    changed: atBoundary(rows, changed),
    calibrated: calibrated.replaced,
    steps: whatIf(route, line, settings, changed, calibrated.covariance).map(
      ({ step, variables, warnings }) => ({
        step,
        web: Object.fromEntries(
          variables.map((variable) => [boundaryKey(variable.key), told(variable, rows)]),
        ),
        warnings,
      }),
    ),
  };
}

function settingNamed(rows: SettingRows, name: string) {
  const row = rows.get(name);
  if (row !== undefined) return row;
  const allowed = [...rows.keys()];
  throw new TwinError(
    'USAGE',
    `'${name}' is no setting of the route; allowed are ${allowed.join(', ')}`,
    { found: name, allowed },
  );
}

/** A difference at the boundary in SI: the offset of a temperature scale has no part in it. */
function difference(value: number, { boundaryUnit }: Variable): number {
  const { multiplier, divisor } = unitOf(boundaryUnit);
  return (value * multiplier) / divisor;
}

function atBoundary(rows: SettingRows, values: Values): Values {
  return Object.fromEntries(
    [...rows].flatMap(([name, { key, variable }]) =>
      values[key] === undefined ? [] : [[name, toUnit(values[key], variable.boundaryUnit)]],
    ),
  );
}

function boundaryKey(key: string): string {
  return `${key}_${processVariable(key).boundaryUnit}`;
}

function told(variable: ChangedWeb['variables'][number], rows: SettingRows): ProcessVariableAnswer {
  const { boundaryUnit } = processVariable(variable.key);
  const { multiplier, divisor } = unitOf(boundaryUnit);
  const scaled = (value: number): number => (value * divisor) / multiplier;
  const before = toUnit(variable.before, boundaryUnit);
  const after = toUnit(variable.after, boundaryUnit);
  const perSetting = [...rows].flatMap(([name, row]) => {
    const cause = variable.causes.find(({ source }) => source.name === row.key);
    if (cause === undefined || cause.derivative === 0) return [];
    return [[name, scaled(cause.derivative) * difference(1, row.variable)]];
  });
  return {
    before,
    after,
    sd: scaled(variable.sd),
    change: after - before,
    isRough: variable.isRough,
    sdOfChange: scaled(variable.sdOfChange),
    causes: variable.causes
      .filter(({ share }) => share > 0)
      .slice(0, listedCauses)
      .map(({ source: { name, kind, sd }, derivative, share }) => ({
        source: name,
        kind,
        effectOfSd: scaled(derivative * sd),
        share,
      })),
    perSetting: Object.fromEntries(perSetting),
  };
}

/** The answer for a reader. */
export function processText({ recipe, changed, calibrated, steps }: ProcessAnswer): string {
  const changes = Object.entries(changed).map(([name, value]) => `${name} = ${short(value)}`);
  const lines = [`${recipe}: ${changes.length === 0 ? 'as set' : changes.join(', ')}`];
  for (const { path, value, sd, unit, origin, source } of calibrated) {
    const known = sd === 0 ? short(value) : `${short(value)} ± ${short(sd)}`;
    lines.push(`${path.padEnd(42)}${known.padEnd(26)}${unit.padEnd(8)}${origin}: ${source}`);
  }
  for (const { step, web } of steps) {
    lines.push('', `behind ${step}`);
    for (const [name, variable] of Object.entries(web)) {
      const { before, after, sd, isRough, change, sdOfChange, causes } = variable;
      const now = `${short(after)} ${isRough ? '≈' : '±'} ${short(sd)}`.padEnd(24);
      const moved =
        changes.length === 0
          ? ''
          : `was ${short(before)}, change ${short(change)} ± ${short(sdOfChange)}`.padEnd(44);
      const first = causes[0];
      const mostly =
        first === undefined
          ? ''
          : `  (${(100 * first.share).toFixed(0)} % of the variance: ${first.source})`;
      lines.push(`  ${name.padEnd(30)}${now}${moved}${mostly}`);
    }
  }
  if (steps.some(({ web }) => Object.values(web).some(({ isRough }) => isRough))) {
    lines.push('', '≈: the law bends over this deviation, which is a rough one');
  }
  const warnings = steps.at(-1)?.warnings ?? [];
  for (const { step, code, message } of warnings)
    lines.push(`warning of ${step}: ${code}: ${message}`);
  return `${lines.join('\n')}\n`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
