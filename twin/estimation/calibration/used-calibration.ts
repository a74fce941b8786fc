import { TwinError } from '../../domain/errors.ts';
import { referenceNames } from './calendering-references.ts';
import type { CalibrationStart } from './calibration-result.ts';

/** A calibration that the line is built with. */
export interface UsedCalibration extends CalibrationStart {
  /** For messages. */
  readonly file: string;
  /** What it is called as the source of a constant. */
  readonly source: string;
}

/** Largest relative difference of two true densities of one recipe: they are measured to a per cent or two. */
const likeDensity = 0.05;
/** Correlation that counts as none. */
const negligibleCorrelation = 1e-6;

/**
 * A compaction law is of porosities, and those are by the density of the solids: it must be about that of the line.
 * @param density - of the solids of the line without pores [kg.m-3]
 * @throws TwinError CALIBRATION_UNUSABLE
 */
export function checkSolids(
  calibration: UsedCalibration,
  references: ReadonlyMap<string, number>,
  density: number,
): void {
  const found = references.get(referenceNames.trueDensity);
  if (found === undefined || Math.abs(found / density - 1) <= likeDensity) return;
  throw unusable(
    calibration,
    `references.${referenceNames.trueDensity}`,
    `${found}`,
    `${(density * (1 - likeDensity)).toFixed(0)} to ${(density * (1 + likeDensity)).toFixed(0)}, as the solids of the recipe have ${density.toFixed(0)}`,
  );
}

/** Whether a constant was nowhere fitted to data. */
export function isAssumed({ parameters }: UsedCalibration, name: string): boolean {
  const { origin, earlierOrigin } = parameters[name]!;
  return origin === 'assumed' || earlierOrigin === 'assumed';
}

/**
 * Whether a constant was only assumed, and the fit does not depend on it.
 * @throws TwinError CALIBRATION_UNUSABLE where the covariance lacks it
 */
export function isUntouched(calibration: UsedCalibration, name: string): boolean {
  const { parameters, unidentified } = calibration;
  if (!isAssumed(calibration, name) || !unidentified.includes(name)) return false;
  return Object.entries(parameters).every(([other, { sd }]) => {
    const together = Math.abs(told(calibration, name, other));
    return other === name || together <= negligibleCorrelation * sd * parameters[name]!.sd;
  });
}

/**
 * Covariance of two constants as the file tells it, in the product of their units.
 * @throws TwinError CALIBRATION_UNUSABLE where it does not
 */
export function told(calibration: UsedCalibration, left: string, right: string): number {
  const covariance = calibration.covariance[left]?.[right];
  if (covariance !== undefined) return covariance;
  throw unusable(calibration, `covariance.${left}.${right}`, 'nothing', 'a number');
}

/**
 * The zero of the press in the state that it is in; undefined where the calibration knows no zero.
 * @throws TwinError CALIBRATION_UNUSABLE for a state that it does not know, or where it knows several and none is named
 */
export function gapZeroName(
  calibration: UsedCalibration,
  names: readonly string[],
  pressState: string | undefined,
): string | undefined {
  if (calibration.model !== 'calendering') return undefined;
  const zeros = names.filter((name) => /^gapZero(\.|$)/.test(name));
  if (zeros.length === 0) return undefined;
  if (pressState === undefined && zeros.length === 1) return zeros[0];
  const name = zeros.find((zero) => zero === `gapZero.${pressState}`);
  if (name !== undefined) return name;
  const states = zeros.map((zero) => zero.slice('gapZero.'.length)).filter((state) => state !== '');
  const was = pressState === undefined ? 'no models.pressState' : `models.pressState ${pressState}`;
  const allowed =
    states.length === 0 ? 'none, for the calibration knows no press states' : states.join(', ');
  throw unusable(calibration, 'parameters.gapZero', was, allowed);
}

/** What is wrong at one place of a calibration. */
export function unusable(
  { file }: Pick<UsedCalibration, 'file'>,
  key: string,
  found: string,
  allowed: string,
): TwinError {
  return new TwinError(
    'CALIBRATION_UNUSABLE',
    `${file}, ${key}: found ${found}; allowed is ${allowed}`,
    { file, key, found, allowed },
  );
}
