import { fromUnit, isUnitName } from '../../../physics/core/units.ts';
import { TwinError } from '../../domain/errors.ts';
import type { CalibratedModel, NamedConstant } from './calibrated-model.ts';
import type { CalibrationStart } from './calibration-result.ts';

/** A constant of a calibration file with its value in SI. */
interface ReadConstant {
  readonly constant: NamedConstant;
  readonly value: number;
}

/** Makes the error for a constant that can not be taken. */
type Refusal = (constant: string, found: string, allowed: string) => TwinError;

/**
 * The constants of a calibration file in SI, by name.
 * @throws what `refuse` makes for a constant or unit that the model has not, or a value that it can not have
 */
export function readConstants(
  model: string,
  { constantOf }: Pick<CalibratedModel, 'constantOf'>,
  { parameters }: Pick<CalibrationStart, 'parameters'>,
  refuse: Refusal,
): ReadonlyMap<string, ReadConstant> {
  return new Map(
    Object.entries(parameters).map(([name, { value: told, unit }]) => {
      const constant = constantOf(name);
      if (constant === undefined) {
        throw refuse(name, `the constant '${name}'`, `a constant of ${model}`);
      }
      if (unit !== constant.unit) throw refuse(name, `${name} in ${unit}`, constant.unit);
      const value = told * constant.unitSize;
      if (constant.logarithmic && !(value > 0)) {
        throw refuse(name, `${name} = ${told}`, 'a number above 0');
      }
      return [name, { constant, value }];
    }),
  );
}

/** What the constants of a calibration file refer to, in SI, by `<name>_<unit>`. */
export function readReferences(
  references: CalibrationStart['references'],
): ReadonlyMap<string, number> {
  return new Map(
    Object.entries(references).map(([name, value]) => {
      const unit = name.slice(name.indexOf('_') + 1);
      return [name, isUnitName(unit) ? fromUnit(value, unit) : value];
    }),
  );
}

/**
 * Values of an earlier calibration in SI, a logarithm where the constant is fitted as one, and what they refer to.
 * @throws TwinError CALIBRATION_START_INVALID for another model, or a constant or unit that the model has not
 */
export function knownValues(
  model: string,
  definition: Pick<CalibratedModel, 'constantOf'>,
  start: CalibrationStart | undefined,
): ReadonlyMap<string, number> {
  if (start === undefined) return new Map();
  const refuse = (found: string, allowed: string, data: object): TwinError =>
    new TwinError('CALIBRATION_START_INVALID', `--start: found ${found}, allowed is ${allowed}`, {
      ...data,
      found,
      allowed,
    });
  if (start.model !== model) {
    throw refuse(`a calibration of ${start.model}`, `one of ${model}`, { model: start.model });
  }
  const constants = readConstants(model, definition, start, (constant, found, allowed) =>
    refuse(found, allowed, { constant }),
  );
  const values = [...constants].map(
    ([name, { constant, value }]) =>
      [name, constant.logarithmic ? Math.log(value) : value] as const,
  );
  return new Map([...values, ...readReferences(start.references)]);
}
