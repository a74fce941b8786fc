import type { CalibratedModel, NamedConstant, PreparedModel } from './calibrated-model.ts';
import type {
  CalibratedParameter,
  CalibrationStart,
  ParameterOrigin,
} from './calibration-result.ts';
import { toldCovariance } from './taken-over-from.ts';

/** Correlation above which a constant that was fitted anew does not leave another of the earlier fit as it was. */
const notableCorrelation = 0.3;

/** What an earlier calibration has that a new table does not speak of, as it goes into the new result. */
export interface KeptConstants {
  readonly names: readonly string[];
  readonly parameters: Readonly<Record<string, CalibratedParameter>>;
  readonly unidentified: readonly string[];
  /** Between two of them, in the product of the units. */
  covarianceOf(left: string, right: string): number;
}

/** What a constant that was taken over was in the calibration that it comes from. */
export function earlierOriginOf({
  origin,
  earlierOrigin = 'fitted',
}: Pick<CalibratedParameter, 'origin' | 'earlierOrigin'>): Exclude<ParameterOrigin, 'start'> {
  return origin === 'start' ? earlierOrigin : origin;
}

/** The constants of a start that the model of a new table has not: those of other states, lanes and machines. */
export function keptConstants(
  start: CalibrationStart | undefined,
  constants: readonly NamedConstant[],
  { constantOf }: Pick<CalibratedModel, 'constantOf'>,
): KeptConstants {
  if (start === undefined) {
    return { names: [], parameters: {}, unidentified: [], covarianceOf: () => 0 };
  }
  const names = Object.keys(start.parameters).filter(
    (name) => !constants.some((constant) => constant.name === name),
  );
  const parameters = names.map((name): [string, CalibratedParameter] => {
    const { value, unit, sd, ...told } = start.parameters[name]!;
    const { description } = constantOf(name)!;
    const earlierOrigin = earlierOriginOf(told);
    return [name, { value, unit, sd, origin: 'start', earlierOrigin, description }];
  });
  return {
    names,
    parameters: Object.fromEntries(parameters),
    unidentified: names.filter((name) => start.unidentified.includes(name)),
    covarianceOf: (left, right) => toldCovariance(start, left, right),
  };
}

/** Kept constants that were known by others which the new fit has moved. */
export function keptWarnings(
  start: CalibrationStart | undefined,
  { names }: KeptConstants,
  { constants }: Pick<PreparedModel, 'constants'>,
  free: readonly number[],
): string[] {
  if (start === undefined) return [];
  return names.flatMap((kept) => {
    const moved = free.flatMap((i) => {
      const { name } = constants[i]!;
      const most = (start.parameters[name]?.sd ?? 0) * start.parameters[kept]!.sd;
      const isTied = Math.abs(start.covariance[kept]?.[name] ?? 0) > notableCorrelation * most;
      return most > 0 && isTied ? [name] : [];
    });
    if (moved.length === 0) return [];
    return [
      `${kept} is kept as the start has it, though it was known there beside ${moved.join(', ')}, which is fitted anew: measure it again, or hold these`,
    ];
  });
}
