import { randomStreams } from '../../physics/core/random.ts';
import { virtualLines } from '../../physics/virtual-line/lines/by-name.ts';
import { createVirtualLine } from '../../physics/virtual-line/virtual-line.ts';
import { lineClosure } from '../../twin/validation/line-closure.ts';
import { randomSchedule } from '../support/random-schedule.ts';
import { rounded } from './soak-run.ts';

const hours = 8;
const seeds = 4;
const faultsOfRun = 12;
const balances = ['solids', 'solvent', 'heat'] as const;

/** Largest relative errors of the balances of one line with one truth, over its seeds. */
interface WorstClosure {
  readonly line: string;
  readonly truth: string;
  readonly runs: number;
  readonly solids: number;
  readonly solvent: number;
  readonly heat: number;
}

/** Balances of shifts of every virtual line under random faults. */
export interface LineBalancesRun {
  readonly hours: number;
  readonly seeds: number;
  readonly faultsOfRun: number;
  /** Web that was coated in all runs [m2 of one side]. */
  readonly produced_m2: number;
  readonly lines: readonly WorstClosure[];
}

/** Every virtual line for 8 hours with each truth, each seed with a schedule of faults of its own. */
export function run(progress: (text: string) => void): LineBalancesRun {
  let produced = 0;
  const lines = virtualLines.flatMap((definition) =>
    (['mismatched', 'matched'] as const).map((truth): WorstClosure => {
      const worst = { solids: 0, solvent: 0, heat: 0 };
      for (let seed = 0; seed < seeds; seed++) {
        const rng = randomStreams(seed).stream(`soak/line-balances/${definition.name}/${truth}`);
        const span = { count: faultsOfRun, within_s: hours * 3600 };
        const faults = randomSchedule(rng, definition, span);
        const line = createVirtualLine(definition, {
          seed,
          truth,
          faults,
          tick_s: 1,
          record: false,
        });
        line.advanceTo(hours * 3600);
        const closed = lineClosure(line);
        for (const key of balances) worst[key] = Math.max(worst[key], closed[key].error);
        produced += line.producedArea();
        progress(
          `${definition.name} ${truth} seed ${seed}: ${balances.map((key) => closed[key].error.toExponential(1)).join(' ')}`,
        );
      }
      return {
        line: definition.name,
        truth,
        runs: seeds,
        solids: rounded(worst.solids),
        solvent: rounded(worst.solvent),
        heat: rounded(worst.heat),
      };
    }),
  );
  return { hours, seeds, faultsOfRun, produced_m2: rounded(produced), lines };
}
