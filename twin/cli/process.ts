import { fromUnit, toUnit, unitOf } from '../../physics/core/units.ts';
import type { Variable } from '../../physics/core/variables.ts';
import type { Setting, Values } from '../../physics/process/route/step.ts';
import { processVariable } from '../../physics/process/variables.ts';
import type { Configuration } from '../contract/configuration.ts';
import { TwinError } from '../domain/errors.ts';
import { type EffectNote, settingEffects } from '../prediction/setting-effects.ts';
import { type ChangedWeb, whatIf } from '../prediction/what-if.ts';
import { keyValues } from './key-values.ts';
import type { OwnOptions } from './options.ts';
import {
  type ConfiguredRoute,
  inItsUnit,
  routeFromConfiguration,
} from './route-from-configuration.ts';

type SettingRows = ConfiguredRoute['rows'];

/** A variable in its boundary unit, before and after, with what its uncertainty comes from. */
export interface ProcessVariableAnswer {
  readonly before: number;
  readonly after: number;
  readonly sd: number;
  /** True where the law bends so much over what is not known that the standard deviations say little. */
  readonly isRough: boolean;
  /** Ends of what holds 90 % of draws of all that is not known; absent where nothing is not known. */
  readonly lower90?: number;
  readonly upper90?: number;
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
export interface ProcessAnswer {
  readonly formatVersion: 1;
  readonly recipe: string;
  readonly route: readonly string[];
  readonly settings: Values;
  readonly changed: Values;
  /** Settings that the recipe leaves to what is assumed, with its standard deviation. */
  readonly assumed: Readonly<Record<string, { readonly value: number; readonly sd: number }>>;
  /** Constants that calibrations put in the place of others, SI. */
  readonly calibrated: ConfiguredRoute['calibrated']['replaced'];
  readonly steps: readonly {
    readonly step: string;
    readonly web: Readonly<Record<string, ProcessVariableAnswer>>;
    readonly warnings: ChangedWeb['warnings'];
    /** Warnings of the settings before the change that are gone. */
    readonly goneWarnings: ChangedWeb['goneWarnings'];
    /** The web where it leaves each zone of the dryer. */
    readonly within: readonly { readonly place: string; readonly web: Values }[];
  }[];
  /** What each changed setting does by itself, and why where it does little. */
  readonly effects: readonly {
    readonly setting: string;
    readonly before: number;
    readonly after: number;
    /** `<step>.<variable>` of what it moves. */
    readonly moves: readonly string[];
    readonly note?: EffectNote;
  }[];
}

/** Sources that are listed of each variable. */
const listedCauses = 5;

/**
 * The web by the physics of every step, and what it would be with other settings.
 * @param seed - of the draws that the intervals come from
 * @throws TwinError USAGE; CONFIG_INVALID where the recipe says no settings; INPUT_UNREADABLE and CALIBRATION_UNUSABLE for
 *   calibrations; PhysicsError of the steps
 */
export function processAnswer(
  configuration: Configuration,
  own: OwnOptions,
  seed?: number,
): ProcessAnswer {
  const { route, line, settings, calibrated, rows } = routeFromConfiguration(configuration);
  const example = 'calender.lineLoad_N_per_mm';
  const set = keyValues('--set', own.set ?? [], `${example}=150`);
  const change = keyValues('--change', own.change ?? [], `${example}=40`);
  const settingSd = Object.fromEntries(
    Object.entries(keyValues('--sd', own.sd ?? [], `${example}=2`)).map(([name, value]) => {
      const { key, variable } = settingNamed(rows, name);
      return [key, difference(value, variable)];
    }),
  );
  const changed: Record<string, number> = {};
  for (const [name, value] of Object.entries(set)) {
    const { key, variable } = settingNamed(rows, name);
    changed[key] = fromUnit(value, variable.boundaryUnit);
  }
  for (const [name, value] of Object.entries(change)) {
    const { key, variable, assumed } = settingNamed(rows, name);
    changed[key] = (changed[key] ?? settings[key] ?? assumed!.value) + difference(value, variable);
  }
  return {
    formatVersion: 1,
    recipe: configuration.recipes[0]!.name,
    route: route.map(({ name }) => name),
    settings: atBoundary(rows, settings),
    changed: atBoundary(rows, changed),
    assumed: assumedOf(rows, { ...settings, ...changed }),
    calibrated: calibrated.replaced,
    steps: whatIf(route, line, settings, changed, calibrated.covariance, settingSd, seed).map(
      ({ step, variables, warnings, goneWarnings, within }) => ({
        step,
        web: Object.fromEntries(
          variables.map((variable) => [boundaryKey(variable.key), told(variable, rows)]),
        ),
        warnings,
        goneWarnings,
        within: within.map(({ place, web }) => ({
          place,
          web: Object.fromEntries(
            Object.entries(web).map(([key, value]) => [
              boundaryKey(key),
              toUnit(value, processVariable(key).boundaryUnit),
            ]),
          ),
        })),
      }),
    ),
    effects: settingEffects(route, line, settings, changed).map(
      ({ key, before, after, moves, note }) => {
        const [[setting, { variable }]] = [...rows].filter(([, row]) => row.key === key) as [
          [string, Setting],
        ];
        const [from, to] = [before, after].map((value) => toUnit(value, variable.boundaryUnit));
        return {
          setting,
          before: from!,
          after: to!,
          moves: moves.map((move) => `${move.step}.${boundaryKey(move.key)}`),
          ...(note === undefined ? {} : { note }),
        };
      },
    ),
  };
}

/** What is assumed of settings that nobody gave. */
function assumedOf(rows: SettingRows, given: Values): ProcessAnswer['assumed'] {
  return Object.fromEntries(
    [...rows].flatMap(([name, { key, variable, assumed }]) => {
      if (assumed === undefined || given[key] !== undefined) return [];
      const { multiplier, divisor } = unitOf(variable.boundaryUnit);
      const value = toUnit(assumed.value, variable.boundaryUnit);
      return [[name, { value, sd: (assumed.sd * divisor) / multiplier }]];
    }),
  );
}

function settingNamed(rows: SettingRows, name: string) {
  const row = rows.get(name);
  if (row !== undefined) return row;
  const allowed = [...rows.keys()];
  const told = `'${name}' is no setting of the route`;
  const inUnit = inItsUnit(rows, name);
  throw new TwinError(
    'USAGE',
    `${told}; allowed ${inUnit === undefined ? `are ${allowed.join(', ')}` : `is ${inUnit}`}`,
    {
      found: name,
      allowed,
    },
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
  const { interval90 } = variable;
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
    ...(interval90 === undefined
      ? {}
      : {
          lower90: toUnit(interval90.lower, boundaryUnit),
          upper90: toUnit(interval90.upper, boundaryUnit),
        }),
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
