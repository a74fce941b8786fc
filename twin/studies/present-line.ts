import { fromUnit } from '../../physics/core/units.ts';
import type { Variable } from '../../physics/core/variables.ts';
import { processVariables } from '../../physics/process/variables.ts';
import { pathLength } from '../../physics/process/web-path.ts';
import type { LineDefinition } from '../../physics/virtual-line/line-definition.ts';
import { createVirtualLine, type LaneTruth } from '../../physics/virtual-line/virtual-line.ts';
import { TwinError } from '../domain/errors.ts';
import {
  finishedState,
  type LineOptions,
  type SignalColumns,
  type SimulatedEvent,
  type SimulatedLine,
  type TruthRows,
} from './simulated-line.ts';

/**
 * The virtual line as it is now, as the line that studies run: one inline path that coats one side for ever. It falls
 * away once the line itself gives its truth, events and energy.
 */

/** How far the line is moved at once [s]: truth is kept for 10 m behind the last gauge, and power is summed. */
const longestStep = 1;
/** What of the line's power is metered [kW]. */
const powerKeys = ['drivePower', 'heaterPower'];

const { loading, thickness, porosity, residualSolvent } = processVariables;
const elongation: Variable = {
  key: 'elongation',
  symbol: 'e',
  unit: '-',
  boundaryUnit: 'frac',
  min: 0,
  max: 0.1,
  role: 'IPF',
  description: 'length that the foil gained in the nip over its length',
  source: 'definition',
};
const truthColumns: readonly (readonly [Variable, (truth: LaneTruth) => number])[] = [
  [loading, (truth) => truth.loading],
  [thickness, (truth) => truth.thickness],
  [porosity, (truth) => truth.porosity],
  [residualSolvent, (truth) => truth.residualSolvent],
  [elongation, (truth) => truth.elongation],
];

/**
 * Makes the line.
 * @throws TwinError USAGE for matched truth, which this line does not have; PhysicsError as `createVirtualLine`
 */
export function createPresentLine(
  definition: LineDefinition,
  { seed, faults, truth }: LineOptions,
): SimulatedLine {
  if (truth === 'matched') {
    throw new TwinError('USAGE', 'this line has no matched truth; allowed is mismatched', {
      found: truth,
      allowed: ['mismatched'],
    });
  }
  const line = createVirtualLine(definition, { seed, faults });
  const { path, coatedWidth } = definition;
  const { segmentLength, lanes } = path;
  const meters = line.signals
    .filter(({ key }) => powerKeys.includes(key))
    .map(({ unit, key }) => `${unit}.${key}`);
  const number = (name: string): number => Number(line.readings().get(name)!.value);
  const gone = (): number =>
    Math.floor((number('line.webLength') - pathLength(path)) / segmentLength + 1e-9);
  let energy = 0;
  let left = gone();
  const first = left;
  let coil = coilOf(line);
  let rows: { coil: string; metre: number; lane: number; truth: LaneTruth }[] = [];
  let events: SimulatedEvent[] = [];

  const names = line.signals.map(({ unit, key }) => `${unit}.${key}`);
  const columns = {
    value: new Float64Array(names.length),
    text: names.map((): string | null => null),
    status: new Uint32Array(names.length),
    time: new Float64Array(names.length),
  };
  function samples(): SignalColumns {
    const readings = line.readings();
    for (const [i, name] of names.entries()) {
      const { value, status, time } = readings.get(name)!;
      columns.value[i] = typeof value === 'number' ? value : Number.NaN;
      columns.text[i] = typeof value === 'string' ? value : null;
      columns.status[i] = status;
      columns.time[i] = time;
    }
    return columns;
  }

  function step(time: number): void {
    const before = line.time();
    line.advanceTo(time);
    for (const name of meters) energy += fromUnit(number(name), 'kW') * (line.time() - before);
    const now = coilOf(line);
    if (now !== coil) {
      const [unit, text] = ['line', `${now} begins`];
      events.push({ time: line.time(), kind: 'coilStarted', unit, text, data: { coil: now } });
      coil = now;
    }
    for (const end = gone(); left < end; left++) {
      const metre = left * segmentLength;
      for (let lane = 1; lane <= lanes; lane++) {
        rows.push({ coil, metre, lane, truth: line.truthAt(metre + segmentLength / 2, lane) });
      }
    }
  }
  return {
    definition,
    signals: line.signals,
    advanceTo(time) {
      while (line.time() + longestStep < time) step(line.time() + longestStep);
      step(time);
    },
    samples,
    truthVariables: truthColumns.map(([variable]) => variable),
    takeTruth(): TruthRows {
      const taken = rows;
      rows = [];
      return {
        coil: taken.map((row) => row.coil),
        metre: Float64Array.from(taken, (row) => row.metre),
        lane: Uint8Array.from(taken, (row) => row.lane),
        side: new Uint8Array(taken.length),
        state: taken.map(() => finishedState),
        values: truthColumns.map(([, read]) => Float64Array.from(taken, (row) => read(row.truth))),
      };
    },
    takeEvents() {
      const taken = events;
      events = [];
      return taken;
    },
    truthModels: () => ({
      drying: 'characteristic drying curve',
      calendering: 'Heckel with a Hertzian frame',
    }),
    energy: () => ({ total_J: energy }),
    producedArea: () => (left - first) * segmentLength * coatedWidth,
    scrapLength: () => 0,
  };
}

function coilOf(line: ReturnType<typeof createVirtualLine>): string {
  return String(line.readings().get('line.coilId')!.value);
}
