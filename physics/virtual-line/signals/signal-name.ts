import type { Signal } from '../sensor.ts';

/** Name of a signal at a boundary, `<unit>.<key>_<unit of measure>`; text and states without unit keep their bare name. */
export function signalName({ unit, key, boundaryUnit }: Signal): string {
  return `${unit}.${boundaryUnit === null ? key : `${key}_${boundaryUnit}`}`;
}
