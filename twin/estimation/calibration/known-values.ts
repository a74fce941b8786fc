import { fromUnit, isUnitName } from '../../../physics/core/units.ts';
import { TwinError } from '../../domain/errors.ts';
import type { CalibratedModel } from './calibrated-model.ts';
import type { CalibrationStart } from './calibration-result.ts';

/**
 * Values of an earlier calibration in SI, a logarithm where the constant is fitted as one, and what they refer to.
 * @throws TwinError CALIBRATION_START_INVALID for another model, or a constant or unit that the model has not
 */
export function knownValues(
  model: string,
  { constantOf }: Pick<CalibratedModel, 'constantOf'>,
  start: CalibrationStart | undefined,
): ReadonlyMap<string, number> {
  if (start === undefined) return new Map();
  if (start.model !== model) {
    throw new TwinError(
      'CALIBRATION_START_INVALID',
      `--start: found a calibration of ${start.model}, allowed is one of ${model}`,
      { found: start.model, allowed: model },
    );
  }
  const parameters = Object.entries(start.parameters).flatMap(([name, { value, unit }]) => {
    const constant = constantOf(name);
    const refuse = (found: string, allowed: string): TwinError =>
      new TwinError('CALIBRATION_START_INVALID', `--start: found ${found}, allowed is ${allowed}`, {
        constant: name,
        found,
        allowed,
      });
    if (constant === undefined) {
      throw refuse(`the constant '${name}'`, `a constant of ${model}`);
    }
    if (unit !== constant.unit) throw refuse(`${name} in ${unit}`, constant.unit);
    const si = value * constant.unitSize;
    if (constant.logarithmic && !(si > 0)) throw refuse(`${name} = ${value}`, 'a number above 0');
    return [[name, constant.logarithmic ? Math.log(si) : si] as const];
  });
  const references = Object.entries(start.references).map(([name, value]) => {
    const unit = name.slice(name.indexOf('_') + 1);
    return [name, isUnitName(unit) ? fromUnit(value, unit) : value] as const;
  });
  return new Map([...parameters, ...references]);
}
