import {
  type ConstantOrigin,
  type ConstantOrigins,
  withConstants,
} from '../../../physics/materials/constant-origins.ts';
import type { KnownCovariance } from '../../../physics/process/route/sources.ts';
import type { ElectrodeLine } from '../../../physics/process/route/step.ts';
import { poreFreeDensity } from '../../../physics/process/solids.ts';
import { calibratedModels } from './by-name.ts';
import { readConstants, readReferences } from './known-values.ts';
import { type FoundConstants, type Place, placesInLine } from './places-in-line.ts';
import { meanOf } from './statistics.ts';
import {
  checkSolids,
  gapZeroName,
  isAssumed,
  isUntouched,
  told,
  type UsedCalibration,
  unusable,
} from './used-calibration.ts';

/** Parameter sets that a calibration may change. */
export type CalibratedSets = Pick<
  ElectrodeLine,
  'material' | 'slotDie' | 'commaBar' | 'dryer' | 'press'
>;

/** A constant of the line that a calibration put in the place of another (SI). */
export interface ReplacedConstant {
  readonly path: string;
  readonly value: number;
  readonly sd: number;
  readonly unit: string;
  readonly origin: ConstantOrigin['origin'];
  readonly source: string;
}

/** A line with the constants that calibrations found. */
export interface CalibratedLine<Sets extends CalibratedSets> {
  readonly sets: Sets;
  readonly replaced: readonly ReplacedConstant[];
  /** Of the replaced constants that are uncertain. */
  readonly covariance: KnownCovariance;
}

/**
 * Puts the constants of calibrations into a line. Those that a calibration held while it fitted the others go with them:
 * the fit is true only beside them, and the covariance is of both. Of an assumed constant that the data did not touch the
 * line keeps its own value. A constant without a place in the line is refused where it was fitted, and left out where it
 * was only assumed, is of scale and gauge alone, or parts a whole that the line takes as one.
 *
 *   v = g(p),   cov(v) = J cov(p) J^T,   J = dg/dp
 *
 * @param pressState - the state that the press is in now, needed where a calibration knows several
 * @throws TwinError CALIBRATION_UNUSABLE (data: file, key, found, allowed)
 */
export function calibratedLine<Sets extends CalibratedSets>(
  sets: Sets,
  calibrations: readonly UsedCalibration[],
  pressState?: string,
): CalibratedLine<Sets> {
  const found = calibrations.map((calibration) => ({
    calibration,
    ...replacements(calibration, sets.material, pressState),
  }));
  for (const [i, { calibration, replaced }] of found.entries()) {
    for (const { path } of replaced) {
      const before = found.slice(0, i).find((other) => other.replaced.some((r) => r.path === path));
      if (before === undefined) continue;
      const both = `${path} a second time; ${before.calibration.file} has it`;
      throw unusable(calibration, 'parameters', both, 'one calibration of each model');
    }
  }
  const replaced = found.flatMap((one) => one.replaced);
  const uncertain = replaced.filter(({ sd }) => sd > 0);
  const matrix = uncertain.map(({ path }) =>
    uncertain.map(
      ({ path: other }) =>
        found.map(({ covarianceOf }) => covarianceOf(path, other)).find((c) => c !== 0) ?? 0,
    ),
  );
  return {
    sets: withReplaced(sets, replaced),
    replaced,
    covariance: { names: uncertain.map(({ path }) => path), matrix },
  };
}

/** How far the mean of shares may be from 1: a calibration keeps it to 0.001, and more where priors pull. */
const wholeWithin = 0.01;

interface Replacements {
  readonly replaced: readonly ReplacedConstant[];
  /** Between two paths; 0 where this calibration has not both. */
  covarianceOf(path: string, other: string): number;
}

function replacements(
  calibration: UsedCalibration,
  material: CalibratedSets['material'],
  pressState: string | undefined,
): Replacements {
  const { model, source } = calibration;
  const definition = Object.hasOwn(calibratedModels, model) ? calibratedModels[model] : undefined;
  if (definition === undefined) {
    const allowed = Object.keys(calibratedModels).join(', ');
    throw unusable(calibration, 'model', `'${model}'`, allowed);
  }
  const { references: needed, places: placesOf, without, ofMeasurement } = placesInLine[model]!;
  const { shares } = placesInLine[model]!;
  const constants = readConstants(model, definition, calibration, (name, was, allowed) =>
    unusable(calibration, `parameters.${name}`, was, allowed),
  );
  const references = readReferences(calibration.references);
  for (const name of needed) {
    if (!references.has(name)) {
      throw unusable(calibration, `references.${name}`, 'nothing', 'what the constants refer to');
    }
  }
  checkSolids(calibration, references, poreFreeDensity(material.solids));
  const values = new Map([...constants].map(([name, { value }]) => [name, value]));
  const gapZero = gapZeroName(calibration, [...values.keys()], pressState);
  const found: FoundConstants = {
    values,
    references,
    gapZero,
    foilThickness: material.foil.thickness,
  };
  const all = placesOf(found);
  for (const name of all.flatMap(({ from }) => from)) {
    if (!values.has(name)) throw unusable(calibration, `parameters.${name}`, 'nothing', 'a value');
  }
  const places = all.filter(
    ({ from }) => from.length === 0 || !from.every((name) => isUntouched(calibration, name)),
  );
  const parts = [...values].flatMap(([name, value]) =>
    shares !== undefined && name.startsWith(`${shares}.`) ? [value] : [],
  );
  const isWhole = Math.abs(meanOf(parts) - 1) < wholeWithin;
  for (const name of values.keys()) {
    const [stem] = name.split('.');
    if (stem === shares && isWhole) continue;
    const isOtherState = stem === 'gapZero' && gapZero !== undefined;
    if (all.some(({ from }) => from.includes(name)) || isOtherState) continue;
    if (isAssumed(calibration, name) || ofMeasurement.includes(name)) continue;
    const why = without[stem!]!;
    throw unusable(
      calibration,
      `parameters.${name}`,
      'a constant that was fitted and has no place in the line',
      `a calibration that did not fit it: ${why}`,
    );
  }
  const covarianceOf = (left: Place, right: Place): number => {
    const [a, b] = [left.slopes(found), right.slopes(found)];
    let sum = 0;
    for (const [i, p] of left.from.entries()) {
      for (const [j, q] of right.from.entries()) {
        const size = constants.get(p)!.constant.unitSize * constants.get(q)!.constant.unitSize;
        sum += a[i]! * b[j]! * size * told(calibration, p, q);
      }
    }
    return sum;
  };
  return {
    replaced: places.map((place): ReplacedConstant => {
      const { path, unit, from } = place;
      const isFitted = from.every((name) => !isAssumed(calibration, name));
      return {
        path,
        unit,
        value: place.value(found),
        sd: Math.sqrt(Math.max(0, covarianceOf(place, place))),
        origin: isFitted ? 'fitted' : 'assumed',
        source: isFitted ? source : `held in ${source}`,
      };
    }),
    covarianceOf(path, other) {
      const [left, right] = [path, other].map((name) =>
        places.find((place) => place.path === name),
      );
      return left === undefined || right === undefined ? 0 : covarianceOf(left, right);
    },
  };
}

/** The sets with the constants and their origins. */
function withReplaced<Sets extends CalibratedSets>(
  sets: Sets,
  replaced: readonly ReplacedConstant[],
): Sets {
  const changed = (['material', 'slotDie', 'commaBar', 'dryer', 'press'] as const).flatMap(
    (name) => {
      const own = replaced.flatMap(({ path, ...constant }) =>
        path.startsWith(`${name}.`) ? [{ path: path.slice(name.length + 1), ...constant }] : [],
      );
      if (own.length === 0) return [];
      const values = Object.fromEntries(own.map(({ path, value }) => [path, value]));
      const origins: ConstantOrigins = {
        ...sets[name].origins,
        ...Object.fromEntries(
          own.map(({ path, sd, origin, source }) => [path, { sd, origin, source }]),
        ),
      };
      const whole = name === 'material' ? withLoadExponent(sets.material) : sets[name];
      return [[name, { ...withConstants(whole, values), origins }] as const];
    },
  );
  return { ...sets, ...Object.fromEntries(changed) };
}

/** A material whose compaction law has the exponent as a constant, which it may leave out. */
function withLoadExponent(material: CalibratedSets['material']): CalibratedSets['material'] {
  const { compaction } = material;
  return { ...material, compaction: { loadExponent: 1, ...compaction } };
}
