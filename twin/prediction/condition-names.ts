import { toUnit } from '../../physics/core/units.ts';
import { boundaryName, type Variable } from '../../physics/core/variables.ts';
import { processVariables } from '../../physics/process/variables.ts';
import type { LineLayout } from './line-layout.ts';
import type { OperatingPoint } from './linear-prediction.ts';

const atDie = ['pumpFlow', 'slurryDensity', 'slurryTemperature', 'dieGap', 'webSpeed'] as const;
const inZone = ['airTemperature', 'airVelocity', 'solventContent'] as const;
const inNip = ['lineLoad', 'rollTemperature'] as const;

type Condition = (typeof atDie | typeof inZone | typeof inNip)[number];

/**
 * Names of the conditions that a prediction rests on, `<unit>.<name>_<unit of measure>`: those of readings without their
 * lengths, so that what is learned from them holds for web that meets them again.
 */
export function conditionNames({ coater, zones, calender }: LineLayout): readonly string[] {
  const named = (unit: string, keys: readonly Condition[]): string[] =>
    keys.map(
      (key) => `${key === 'webSpeed' ? 'line' : unit}.${boundaryName(processVariables[key])}`,
    );
  return [
    ...named(coater.id, atDie),
    ...zones.flatMap(({ id }) => named(id, inZone)),
    ...named(calender.id, inNip),
  ];
}

/** The conditions of a point in the order and the units of their names; NaN where there is no press. */
export function conditionsOf({ die, zones, press }: OperatingPoint): Float64Array {
  const out = new Float64Array(atDie.length + inZone.length * zones.length + inNip.length);
  let at = 0;
  const tell = (key: Condition, value: number | undefined): void => {
    const { boundaryUnit }: Variable = processVariables[key];
    out[at++] = value === undefined ? Number.NaN : toUnit(value, boundaryUnit);
  };
  for (const key of atDie) tell(key, die[key]);
  for (const zone of zones) for (const key of inZone) tell(key, zone[key]);
  for (const key of inNip) tell(key, press?.[key]);
  return out;
}
