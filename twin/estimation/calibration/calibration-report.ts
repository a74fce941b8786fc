import { type Calibration, errorOf } from '../../../ml/calibration/calibrate.ts';
import type { PredictedValue } from '../../../ml/calibration/predict-row.ts';
import { toUnit } from '../../../physics/core/units.ts';
import type { NamedConstant, PreparedModel } from './calibrated-model.ts';
import type {
  CalibratedParameter,
  CalibrationResult,
  CalibrationStart,
  ParameterOrigin,
  QuantityError,
} from './calibration-result.ts';
import { earlierOriginOf, type KeptConstants } from './kept-constants.ts';

/** Error over that of usual measurements that is told. */
const strangeError = 3;

/** Rows that are predicted much worse than such quantities are measured. */
function missWarnings(
  { model, quantities }: PreparedModel,
  { fit, leftOut }: Calibration,
): string[] {
  return quantities.flatMap(({ name }, q) => {
    const own = leftOut.filter(({ quantity }) => quantity === q);
    const usual = own.reduce((sum, { row }) => {
      const spread = model.spread(fit.values, row)[q]!;
      return (
        sum +
        model.channels.reduce((all, { expectedSd }, c) => all + (spread[c]! * expectedSd) ** 2, 0)
      );
    }, 0);
    const times = errorOf(leftOut, q) / Math.sqrt(usual / own.length);
    if (!(times > strangeError)) return [];
    return [
      `${name} of rows that the fit did not see is missed by ${times.toFixed(1)} times the usual error of measurement: a column may hold something else, or rows of several states of a machine have one name`,
    ];
  });
}

function heldWarning(names: readonly string[]): string[] {
  if (names.length === 0) return [];
  return [
    `held as they are although the data would tell of them: ${names.join(', ')}; --free fits constants by name`,
  ];
}

/** A calibration in the words and units of the contract. */
export function calibrationReport({
  model: name,
  start,
  material,
  prepared,
  kept,
  free,
  heldAtPrior,
  calibration,
  warnings,
}: {
  readonly model: string;
  readonly start: CalibrationStart | undefined;
  readonly material: string | undefined;
  readonly prepared: PreparedModel;
  /** Constants of the start that the model has not. */
  readonly kept: KeptConstants;
  /** Indices of the constants that were fitted. */
  readonly free: readonly number[];
  readonly heldAtPrior: CalibrationResult['heldAtPrior'];
  readonly calibration: Calibration;
  /** Of table and choice, beside those of the model. */
  readonly warnings: readonly string[];
}): CalibrationResult {
  const { constants, quantities, references, rows } = prepared;
  const { fit, known, fitted, leftOut } = calibration;
  const { open } = known;
  /** Slope of the told value by the fitted one. */
  const slope = constants.map(({ logarithmic, unitSize }, i) =>
    logarithmic ? Math.exp(fit.values[i]!) / unitSize : 1 / unitSize,
  );
  /** Whether a constant stands as the start has it. */
  const takenOver = (i: number): boolean =>
    !free.includes(i) && start?.parameters[constants[i]!.name] !== undefined;
  const covarianceOf = (i: number, j: number): number => {
    const [a, b] = [open.indexOf(i), open.indexOf(j)];
    if (a >= 0 && b >= 0) return known.covariance[a * open.length + b]! * slope[i]! * slope[j]!;
    return i === j ? (fit.priors[i]!.sd * slope[i]!) ** 2 : 0;
  };
  const originOf = (i: number): ParameterOrigin => {
    if (free.includes(i)) return 'fitted';
    return takenOver(i) ? 'start' : 'assumed';
  };
  const earlierOf = (i: number): Pick<CalibratedParameter, 'earlierOrigin'> => {
    const earlier = takenOver(i) ? start?.parameters[constants[i]!.name] : undefined;
    if (earlier === undefined) return {};
    return { earlierOrigin: earlierOriginOf(earlier) };
  };
  const byName = <T>(of: (constant: NamedConstant, i: number) => T): Record<string, T> =>
    Object.fromEntries(constants.map((constant, i) => [constant.name, of(constant, i)]));
  /** Of two constants of the model or kept ones, by name. */
  const covarianceBetween = (left: string, right: string): number => {
    const [i, j] = [left, right].map((one) => constants.findIndex(({ name: own }) => own === one));
    if (i! >= 0 && j! >= 0) return covarianceOf(i!, j!);
    if (i! < 0 && j! < 0) return kept.covarianceOf(left, right);
    const [inModel, at] =
      i! >= 0 ? [i!, kept.names.indexOf(right)] : [j!, kept.names.indexOf(left)];
    const told = known.withKept[open.indexOf(inModel) * kept.names.length + at];
    return (told ?? 0) * slope[inModel]!;
  };
  const allNames = [...constants.map(({ name: own }) => own), ...kept.names];
  const errors = (values: readonly PredictedValue[]): Record<string, QuantityError> =>
    Object.fromEntries(
      quantities.flatMap(({ name: quantity, unit }, q) => {
        const n = values.filter((value) => value.quantity === q).length;
        const rmse = toUnit(errorOf(values, q), unit) - toUnit(0, unit);
        return n === 0 ? [] : [[quantity, { rmse, unit, n }]];
      }),
    );
  return {
    formatVersion: 1,
    model: name,
    ...(material === undefined ? {} : { material }),
    status: calibration.converged ? 'converged' : 'stalled',
    parameters: {
      ...byName(({ unit, unitSize, logarithmic, description }, i): CalibratedParameter => {
        const value = fit.values[i]!;
        // As the start tells it to the last digit, and not through the units of the fit and back.
        const told = takenOver(i) ? start!.parameters[constants[i]!.name] : undefined;
        return {
          value: told?.value ?? (logarithmic ? Math.exp(value) : value) / unitSize,
          unit,
          sd: told?.sd ?? Math.sqrt(covarianceOf(i, i)),
          origin: originOf(i),
          ...earlierOf(i),
          description,
        };
      }),
      ...kept.parameters,
    },
    free: free.map((i) => constants[i]!.name),
    heldAtPrior,
    covariance: Object.fromEntries(
      allNames.map((left) => [
        left,
        Object.fromEntries(allNames.map((right) => [right, covarianceBetween(left, right)])),
      ]),
    ),
    unidentified: [
      ...constants.flatMap(({ name: constant }, i) => {
        const isOpen = takenOver(i)
          ? start!.unidentified.includes(constant)
          : known.unidentified.includes(i);
        return isOpen ? [constant] : [];
      }),
      ...kept.unidentified,
    ],
    confounded: known.confounded.map(({ constants: involved, weights }) => ({
      constants: involved.map((i) => constants[i]!.name),
      weights,
    })),
    residual: errors(fitted),
    leaveOneGroupOut: errors(leftOut),
    rows: leftOut.map(({ row, quantity, ...values }, i) => {
      const { group, line } = rows[row]!;
      const { name: ofQuantity, unit } = quantities[quantity]!;
      return {
        group,
        quantity: ofQuantity,
        measured: toUnit(values.measured, unit),
        predicted: toUnit(values.predicted, unit),
        lower90: toUnit(values.lower90, unit),
        upper90: toUnit(values.upper90, unit),
        line,
        fitted: toUnit(fitted[i]!.predicted, unit),
      };
    }),
    // What kept constants refer to is kept with them.
    references: { ...start?.references, ...references },
    warnings: [
      ...prepared.warnings,
      ...warnings,
      ...(prepared.warningsAt?.(fit.values) ?? []),
      ...missWarnings(prepared, calibration),
      ...heldWarning(known.toldButHeld.map((i) => constants[i]!.name)),
    ],
  };
}
