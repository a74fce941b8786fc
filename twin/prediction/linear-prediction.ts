import { type ModelWarning, PhysicsError } from '../../physics/core/errors.ts';
import { unbounded } from '../../physics/materials/constant-spread.ts';
import type { DryerZone } from '../../physics/process/drying-film.ts';
import { mayStayWet } from '../../physics/process/drying-warnings.ts';
import { lineConstants, withLineConstants } from '../../physics/process/route/constants.ts';
import { type Source, timesCovariance } from '../../physics/process/route/sources.ts';
import { poreFreeDensity, thicknessOf } from '../../physics/process/solids.ts';
import type { LaneErrors, Uncertain } from '../domain/segment.ts';
import {
  type DieCondition,
  forecastDry,
  forecastFilm,
  type PressCondition,
  pressedLane,
} from './forecast.ts';
import type { LineLayout } from './line-layout.ts';
import type { LineModel } from './line-model.ts';

/** What a prediction is made from (SI). */
export interface OperatingPoint {
  readonly die: DieCondition;
  /** In web order. */
  readonly zones: readonly DryerZone[];
  /** Through the dryer. */
  readonly webSpeed: number;
  /** Dry coating on the other side of the foil while this one dries [kg.m-2]. */
  readonly backLoading: Uncertain;
  /** Absent where it is the web behind the dryer that is predicted. */
  readonly press?: PressCondition;
}

/** A prediction at one operating point, with how well its sources let it be known (SI). */
export interface LinearPrediction {
  /** Of a lane whose loading the model says. */
  readonly unmeasured: LaneErrors;
  /** Of a lane whose loading is given, without what is not known of that. */
  readonly measured: LaneErrors;
  /** Change of loading, thickness and porosity with the loading in front of the nip. */
  readonly perLoading: LaneErrors;
  /** That the web may well leave the dryer wet. */
  readonly warnings: readonly ModelWarning[];
  /** Passages of a film through the dryer that were calculated for it. */
  readonly passages: number;
}

/** Sets of constants that loading and porosity behind the dryer depend on, and those that act in the nip. */
const filmConstants = [
  'material.solids',
  'material.solvent',
  'material.foil',
  'material.drying',
  'slotDie.pumpFactor',
  'dryer',
];
const nipConstants = ['material.solids', 'material.compaction', 'press'];
/** Relative change by which a derivative is taken, one-sided. */
const relativeChange = 1e-3;

/** Loading, porosity and share of the dryer that the film needs, at its exit; the last is NaN of a wet film. */
type Dried = readonly [loading: number, porosity: number, dryOutShare: number];
/** Loading, thickness and porosity behind the nip. */
type Pressed = readonly [number, number, number];

/**
 * Propagates what is not known of constants and readings through the prediction at an operating point, to first order:
 * coating and drying make loading m and porosity e, and the nip makes y(m, e, c) of them (without one: the coating as it
 * is, with the thickness of m and e),
 *
 *   dy/dc = y_m dm/dc + y_e de/dc + y_c,   var(y) = (dy/dc) C (dy/dc)^T
 *
 * Where the weight gauge has read m, its own error takes the place of dm/dc. A source that acts in the dryer and in the nip
 * is one source. What lies on the other side of the foil counts as a source of its own, though the same constants made it:
 * it moves the dryer's heat a little and nothing else.
 * @throws PhysicsError where physics refuses the point itself
 * @see JCGM 100:2008 (GUM), 5.2.2
 */
export function linearPrediction(
  model: LineModel,
  layout: LineLayout,
  point: OperatingPoint,
): LinearPrediction {
  let passages = 0;
  const dried = (of: LineModel, at: OperatingPoint): Dried => {
    passages++;
    const film = forecastFilm(of, at.die);
    const dry = forecastDry(of, film, at.zones, at.webSpeed, at.backLoading.value);
    const time = dry.profile.at(-1)!.time;
    return [dry.loading, dry.porosity, (dry.dryOutTime ?? Number.NaN) / time];
  };
  const here = dried(model, point);
  const [loading, porosity, dryOutShare] = here;
  const pressed = (of: LineModel, m: number, e: number, press = point.press): Pressed => {
    const density = poreFreeDensity(of.material.solids);
    const thickness = thicknessOf({ loading: m, porosity: e, poreFreeDensity: density });
    const { lane } = pressedLane(of, { loading: m, thickness, porosity: e }, press);
    return [lane.loading, lane.thickness, lane.porosity];
  };
  const made = pressed(model, loading, porosity);
  const byLoading = slope(made, loading, (m) => pressed(model, m, porosity));
  const byPorosity = slope(made, porosity, (e) => pressed(model, loading, e));

  const sources: Source[] = [];
  /** Derivatives of the film behind the dryer and, at the same film, of the lane behind the nip. */
  const rows: { readonly film: readonly number[]; readonly nip: readonly number[] }[] = [];
  const none = [0, 0, 0];
  const paths = new Set(lineConstants(model, filmConstants).map(({ path }) => path));
  const inNip = new Set(lineConstants(model, nipConstants).map(({ path }) => path));
  for (const { path, value, sd, range } of lineConstants(model, [
    ...filmConstants,
    ...nipConstants,
  ])) {
    if (sd === 0) continue;
    const size = Math.abs(value) || sd;
    const with_ = (x: number): LineModel => withLineConstants(model, { [path]: x });
    sources.push({ name: path, kind: 'constant', value, sd, range });
    rows.push({
      film: paths.has(path) ? slope(here, value, (x) => dried(with_(x), point), size) : none,
      nip: inNip.has(path)
        ? slope(made, value, (x) => pressed(with_(x), loading, porosity), size)
        : none,
    });
  }
  for (const { name, value, ofPress, at, sd = model.readingSd[name] ?? 0 } of readingsOf(
    layout,
    point,
  )) {
    if (sd === 0) continue;
    sources.push({ name, kind: 'setting', value, sd, range: unbounded });
    rows.push({
      film: ofPress ? none : slope(here, value, (x) => dried(model, at(x))),
      nip: ofPress
        ? slope(made, value, (x) => pressed(model, loading, porosity, at(x).press))
        : none,
    });
  }

  const times = timesCovariance(sources, model.covariance);
  const deviation = (derivatives: readonly number[]): number => {
    const row = Float64Array.from(derivatives);
    const shared = times(row);
    return Math.sqrt(
      Math.max(
        0,
        row.reduce((sum, s, i) => sum + s * shared[i]!, 0),
      ),
    );
  };
  const errors = (loadingKnown: boolean): LaneErrors =>
    laneErrors((k) =>
      deviation(
        rows.map(
          ({ film, nip }) =>
            (loadingKnown ? 0 : byLoading[k]! * film[0]!) + byPorosity[k]! * film[1]! + nip[k]!,
        ),
      ),
    );
  return {
    unmeasured: errors(false),
    measured: errors(true),
    perLoading: laneErrors((k) => byLoading[k]!),
    warnings: mayStayWet(dryOutShare, deviation(rows.map(({ film }) => film[2]!))),
    passages,
  };
}

function laneErrors(of: (index: number) => number): LaneErrors {
  return { loading: of(0), thickness: of(1), porosity: of(2) };
}

/** One-sided differences, to the side on which the law has a value; 0 where it has none on either. */
function slope(
  middle: readonly number[],
  value: number,
  at: (x: number) => readonly number[],
  size = Math.abs(value),
): readonly number[] {
  for (const change of [relativeChange * size, -relativeChange * size]) {
    try {
      const moved = at(value + change);
      const slopes = middle.map((y, k) => (moved[k]! - y) / change);
      return slopes.map((one) => (Number.isFinite(one) ? one : 0));
    } catch (error) {
      if (!(error instanceof PhysicsError)) throw error;
    }
  }
  return middle.map(() => 0);
}

/** A reading that a prediction rests on, by `<unit>.<name>`, and the point where it is another. */
interface PointReading {
  readonly name: string;
  readonly value: number;
  readonly ofPress: boolean;
  readonly at: (x: number) => OperatingPoint;
  /** Where it is no instrument's but its own. */
  readonly sd?: number;
}

function readingsOf(layout: LineLayout, point: OperatingPoint): readonly PointReading[] {
  const { die, zones, backLoading, press } = point;
  const ofDie = (['pumpFlow', 'slurryDensity', 'slurryTemperature', 'dieGap'] as const).map(
    (name): PointReading => ({
      name: `${layout.coater.id}.${name}`,
      value: die[name],
      ofPress: false,
      at: (x) => ({ ...point, die: { ...die, [name]: x } }),
    }),
  );
  const speed: PointReading = {
    name: 'line.webSpeed',
    value: die.webSpeed,
    ofPress: false,
    at: (x) => ({
      ...point,
      die: { ...die, webSpeed: x },
      webSpeed: (point.webSpeed * x) / die.webSpeed,
    }),
  };
  const ofZones = layout.zones.flatMap(({ id }, i) =>
    (['airTemperature', 'airVelocity', 'solventContent'] as const).map(
      (name): PointReading => ({
        name: `${id}.${name}`,
        value: zones[i]![name],
        ofPress: false,
        at: (x) => ({ ...point, zones: zones.with(i, { ...zones[i]!, [name]: x }) }),
      }),
    ),
  );
  const back: PointReading = {
    name: 'backLoading',
    value: backLoading.value,
    ofPress: false,
    at: (value) => ({ ...point, backLoading: { ...backLoading, value } }),
    sd: backLoading.standardError,
  };
  const inNip = press === undefined ? [] : (['lineLoad', 'rollTemperature'] as const);
  const ofPress = inNip.map(
    (name): PointReading => ({
      name: `${layout.calender.id}.${name}`,
      value: press![name],
      ofPress: true,
      at: (x) => ({ ...point, press: { ...press!, [name]: x } }),
    }),
  );
  return [...ofDie, speed, ...ofZones, back, ...ofPress];
}
