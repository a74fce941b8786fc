import { PhysicsError } from '../../core/errors.ts';
import { checkBetween } from '../../materials/check-between.ts';
import { unbounded } from '../../materials/constant-spread.ts';
import { lineConstants } from './constants.ts';
import { linearise } from './linearise.ts';
import { checkSettings, type TravellingWarning, type WebBehind } from './route.ts';
import { type KnownCovariance, type Source, timesCovariance } from './sources.ts';
import type { ElectrodeLine, ProcessStep, Values } from './step.ts';

/** The web behind one step, with its derivatives by every source and its standard deviation. */
export interface UncertainWeb extends WebBehind {
  /** By key of the web, one derivative per source of the route, in its order. */
  readonly sensitivities: ReadonlyMap<string, Float64Array>;
  readonly standardDeviation: Values;
}

/** A route at one point with its uncertainty. */
export interface UncertainRoute {
  readonly sources: readonly Source[];
  readonly covariance: KnownCovariance;
  readonly behind: readonly UncertainWeb[];
}

/**
 * Runs a route and propagates the variance of its settings, of its constants and of the scatter of its steps to first
 * order. A source that several steps read is one source: what it does in one step and in another adds up with its sign.
 *
 *   S' = (df/dw) S + df/du + df/dc,   var(w_i) = s_i C s_i^T
 *
 * @param settingSd - standard deviation of a setting as the machine holds it; left out: exact, or as assumed where the
 *   setting itself is left out
 * @param covariance - of calibrated constants; takes the place of their own standard deviations
 * @throws PhysicsError as `checkSettings` and the laws of the steps; for a standard deviation below 0 or of no setting of the
 *   route PHY_OUT_OF_RANGE, PHY_UNKNOWN_PARAMETER
 * @see JCGM 100:2008 (GUM), 5.2.2
 */
export function propagate(
  route: readonly ProcessStep[],
  line: ElectrodeLine,
  settings: Values,
  {
    settingSd = {},
    covariance = { names: [], matrix: [] },
  }: { readonly settingSd?: Values; readonly covariance?: KnownCovariance } = {},
): UncertainRoute {
  const all = checkSettings(route, line, settings);
  const sources = sourcesOf(route, line, all, {
    ...assumedSd(route, line, settings),
    ...settingSd,
  });
  const behind: UncertainWeb[] = [];
  let web: Values = {};
  let warnings: readonly TravellingWarning[] = [];
  let sensitivities: ReadonlyMap<string, Float64Array> = new Map();
  for (const step of route) {
    const { result, derivatives } = linearise(step, line, web, all);
    const next = new Map(sensitivities);
    for (const key of Object.keys(result.web)) {
      const sum = new Float64Array(sources.length);
      for (const [name, derivative] of derivatives) {
        const slope = derivative[key]!;
        const before = sensitivities.get(name);
        if (before !== undefined) addScaled(sum, before, slope);
        else {
          const own = sources.findIndex((source) => source.name === name);
          if (own >= 0) sum[own] = sum[own]! + slope;
        }
      }
      next.set(key, sum);
    }
    web = { ...web, ...result.web };
    const scatter = Object.entries(step.scatter?.(line, web, all) ?? {});
    sensitivities = padded(next, sources.length + scatter.length);
    for (const [cause, effects] of scatter) {
      for (const [key, effect] of Object.entries(effects)) {
        sensitivities.get(key)![sources.length] = effect;
      }
      sources.push({
        name: `${step.name}.${cause}`,
        kind: 'scatter',
        value: 0,
        sd: 1,
        range: unbounded,
        effects: Object.fromEntries(
          Object.entries(effects).map(([key, effect]) => [`${step.name}.${key}`, effect]),
        ),
      });
    }
    const standardDeviation = deviations(sensitivities, sources, covariance);
    const uncertain = step.warnUncertain?.(web, standardDeviation) ?? [];
    warnings = [
      ...warnings,
      ...[...result.warnings, ...uncertain].map((warning) => ({ ...warning, step: step.name })),
    ];
    behind.push({
      step: step.name,
      web,
      warnings,
      within: result.within ?? [],
      sensitivities,
      standardDeviation,
    });
  }
  return { sources, covariance, behind };
}

/**
 * What share of the variance of a variable comes from each source, largest first: s_i (C s)_i / var. The shares sum to one;
 * those of constants that a calibration knows only together may be below 0 or above 1.
 */
export function causes(
  { sources, covariance }: Pick<UncertainRoute, 'sources' | 'covariance'>,
  { sensitivities, standardDeviation }: UncertainWeb,
  key: string,
): readonly { readonly source: Source; readonly derivative: number; readonly share: number }[] {
  const row = sensitivities.get(key)!;
  const shared = timesCovariance(sources, covariance)(row);
  const variance = standardDeviation[key]! ** 2;
  return sources
    .slice(0, row.length)
    .map((source, i) => ({
      source,
      derivative: row[i]!,
      share: variance === 0 ? 0 : (row[i]! * shared[i]!) / variance,
    }))
    .sort((left, right) => right.share - left.share);
}

/** Standard deviations of the settings that are left to their assumptions. */
function assumedSd(route: readonly ProcessStep[], line: ElectrodeLine, settings: Values): Values {
  return Object.fromEntries(
    route
      .flatMap((step) => step.settings(line))
      .flatMap(({ key, assumed }) =>
        assumed === undefined || settings[key] !== undefined ? [] : [[key, assumed.sd]],
      ),
  );
}

function sourcesOf(
  route: readonly ProcessStep[],
  line: ElectrodeLine,
  settings: Values,
  settingSd: Values,
): Source[] {
  const keys = [...new Set(route.flatMap((step) => step.settings(line).map(({ key }) => key)))];
  for (const [key, sd] of Object.entries(settingSd)) {
    if (!keys.includes(key)) {
      throw new PhysicsError(
        'PHY_UNKNOWN_PARAMETER',
        `'${key}', of which a standard deviation is given, is no setting of the route`,
        { key, allowed: keys },
      );
    }
    checkBetween(`standard deviation of ${key}`, sd, { min: 0, max: Number.MAX_VALUE, unit: 'SI' });
  }
  const paths = [...new Set(route.flatMap(({ constants }) => constants))];
  return [
    ...keys.map(
      (name): Source => ({
        name,
        kind: 'setting',
        value: settings[name]!,
        sd: settingSd[name] ?? 0,
        range: unbounded,
      }),
    ),
    ...lineConstants(line, paths)
      .filter(({ sd }) => sd > 0)
      .map(
        ({ path: name, value, sd, range }): Source => ({
          name,
          kind: 'constant',
          value,
          sd,
          range,
        }),
      ),
  ];
}

function addScaled(sum: Float64Array, row: Float64Array, factor: number): void {
  for (let i = 0; i < row.length; i++) sum[i] = sum[i]! + factor * row[i]!;
}

function padded(rows: ReadonlyMap<string, Float64Array>, length: number) {
  return new Map(
    [...rows].map(([key, row]) => {
      if (row.length === length) return [key, row];
      const longer = new Float64Array(length);
      longer.set(row);
      return [key, longer];
    }),
  );
}

function deviations(
  sensitivities: ReadonlyMap<string, Float64Array>,
  sources: readonly Source[],
  covariance: KnownCovariance,
): Values {
  const times = timesCovariance(sources, covariance);
  return Object.fromEntries(
    [...sensitivities].map(([key, row]) => {
      const shared = times(row);
      const variance = row.reduce((sum, slope, i) => sum + slope * shared[i]!, 0);
      return [key, Math.sqrt(Math.max(0, variance))];
    }),
  );
}
