import { pilotLine } from '../../physics/virtual-line/lines/pilot.ts';
import type { TruthKind } from '../../physics/virtual-line/truth-laws.ts';
import { createVirtualLine } from '../../physics/virtual-line/virtual-line.ts';
import { atMost, type BenchRow, information } from './bench-row.ts';

const shift_s = 8 * 3600;
/** Seconds of the line per second of one core that the line must reach at least. */
const leastSpeed = 3000;

/** Processor time of a shift of the pilot line in steps of 1 s, with its truth and events taken every minute [s]. */
function shift(truth: TruthKind): number {
  const line = createVirtualLine(pilotLine, { seed: 7, truth, tick_s: 1 });
  const begun = process.cpuUsage();
  let rows = 0;
  for (let time = 60; time <= shift_s; time += 60) {
    line.advanceTo(time);
    rows += line.takeTruth().metre.length;
    line.takeEvents();
  }
  const { user, system } = process.cpuUsage(begun);
  if (rows < 50_000) throw new Error(`the line wound up only ${rows} places`);
  return (user + system) / 1e6;
}

/** Speed of the virtual line without files: two machines, both sides, 0.25 m x 5 lanes, every signal at 1 Hz. */
export async function run(): Promise<BenchRow[]> {
  const times = [0, 1, 2].map(() => shift('mismatched')).sort((left, right) => left - right);
  const name = 'virtual line: pilot, two-sided, 8 h, processor time';
  const matched = shift('matched');
  return [
    atMost(name, times[1]!, 's', shift_s / leastSpeed),
    information('virtual line: times real time on one core', shift_s / times[1]!, 'x'),
    information('virtual line: the same with matched truth', shift_s / matched, 'x'),
    information('virtual line: heap behind it', process.memoryUsage().heapUsed / 1e6, 'MB'),
  ];
}
