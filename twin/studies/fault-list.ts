import { type FaultKind, faultKinds } from '../../physics/virtual-line/faults.ts';
import type { LineDefinition } from '../../physics/virtual-line/line-definition.ts';
import { unitsOf } from '../../physics/virtual-line/signals/all.ts';

/** A kind of fault as a line can play it. */
export interface PlayableFault {
  readonly kind: FaultKind;
  /** Units of the line. */
  readonly appliesTo: readonly string[];
  /** Whether a lane must, may or may not be named. */
  readonly lane: 'none' | 'needed' | 'optional';
  /** Unit of the magnitude, and its range. */
  readonly unit: string;
  readonly low: number;
  readonly high: number;
  /** What it does, as far as the line says so. */
  readonly meaning?: string;
}

/** Row of the line's own table. */
interface KindRow {
  readonly units: readonly string[] | 'any';
  readonly unit: string;
  readonly low: number;
  readonly high: number;
  readonly lane: PlayableFault['lane'];
  readonly meaning?: string;
}

/** Every kind of fault, and where this line can have it. */
export function playableFaults(definition: LineDefinition): readonly PlayableFault[] {
  const units = unitsOf(definition);
  return Object.entries<KindRow>(faultKinds).map(([kind, row]) => ({
    kind: kind as FaultKind,
    appliesTo: units.filter((unit) => appliesTo(row, unit)),
    lane: row.lane,
    unit: row.unit,
    low: row.low,
    high: row.high,
    ...(row.meaning === undefined ? {} : { meaning: row.meaning }),
  }));
}

/** Of units that a line has several of, the table may name the kind: `dryerZone` is each zone. */
function appliesTo({ units }: KindRow, unit: string): boolean {
  return units === 'any' || units.includes(unit) || units.includes(unit.replace(/\d+$/, ''));
}
