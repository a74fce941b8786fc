import type { LineDefinition } from '../../../../physics/virtual-line/line-definition.ts';
import { pilotLine } from '../../../../physics/virtual-line/lines/pilot.ts';
import type { TruthRows } from '../../../../physics/virtual-line/truth-recorder.ts';
import type { VirtualLine } from '../../../../physics/virtual-line/virtual-line.ts';

const campaign = pilotLine.campaign!;

/** The pilot line with coils of 30 m that are changed in a minute, so that a test sees many of them. */
export const smallPilot: LineDefinition = {
  ...pilotLine,
  name: 'small',
  campaign: {
    ...campaign,
    coilLength: 30,
    coilChange: 60,
    foilRollLength: 50,
    batchMass: 4,
    plan: [
      { product: 'NMC622-180', coils: 1 },
      { product: 'NMC622-150', coils: 1 },
    ],
    rampUpScrap: 2,
    stops: [{ machine: 'coatingMachine', job: 2, metre: 20, duration: 90 }],
    laboratory: { ...campaign.laboratory, metres: [5, -5], delay: 600, queue: 300 },
  },
};

/** Truth of one coil and side as [place][lane], by a variable. */
export function columnOf(
  line: VirtualLine,
  rows: TruthRows,
  coil: string,
  side: number,
  key: string,
): number[][] {
  const values = rows.values[line.truthVariables.findIndex((variable) => variable.key === key)]!;
  const places: number[][] = [];
  for (const [row, id] of rows.coil.entries()) {
    if (id !== coil || rows.side[row] !== side) continue;
    if (rows.lane[row] === 1) places.push([]);
    places.at(-1)!.push(values[row]!);
  }
  return places;
}

/** A number that a signal shows now. */
export function shown(line: VirtualLine, name: string): number {
  const { value } = line.readings().get(name)!;
  if (typeof value !== 'number') throw new Error(`${name} shows ${value}`);
  return value;
}
