import { describe, expect, it } from 'vitest';
import { thicknessOf } from '../../../../physics/process/solids.ts';
import type { CellOutcome } from '../../../../twin/domain/planned-cell.ts';
import { CellPlan, type CellTask } from '../../../../twin/quality/cell-plan.ts';
import { expectClose } from '../../../support/close.ts';
import { density, gaugedSegment, type Made, segmentOf } from './segments.ts';

const usual: Made = { loading: 0.18, porosity: 0.32 };
const outcome: CellOutcome = {
  tortuosityFactor: 2,
  conductivity: 0.5,
  rates: [],
  resistance: 0.16,
  warnings: [],
};

function makePlan(kept = 100): CellPlan {
  return new CellPlan({ sheetLength: 0.2, poreFreeDensity: density, kept });
}

const all = Number.POSITIVE_INFINITY;
const placeOf = ({ cell, lane }: CellTask): string => `${cell}/${lane}`;

/** Calculates whatever waits. */
function settleAll(plan: CellPlan): readonly CellTask[] {
  const tasks = plan.next(all);
  for (const task of tasks) plan.settle(task, outcome);
  return tasks;
}

describe('CellPlan', () => {
  it('asks for a cell when the last segment under its sheet is known, in every lane', () => {
    const plan = makePlan();
    plan.take([segmentOf(0, [usual, usual])]);
    expect(plan.next(all).map(placeOf)).toEqual(['0/0', '0/1']);
    plan.take([segmentOf(1, [usual, undefined])]);
    expect(plan.next(all).map(placeOf)).toEqual(['1/0']);
  });

  it('takes means by length over the segments under a sheet, and keeps the solids', () => {
    const plan = makePlan();
    const [thin, thick]: readonly [Made, Made] = [
      { loading: 0.17, porosity: 0.3 },
      { loading: 0.19, porosity: 0.36 },
    ];
    plan.take([segmentOf(0, [thin]), segmentOf(1, [thick])]);
    // Sheet 1 covers 0.2 to 0.4 m: 0.05 m of the first segment, 0.15 m of the second.
    const { coating } = plan.next(all)[1]!.known;
    const thicknessOfMade = (made: Made) => thicknessOf({ ...made, poreFreeDensity: density });
    const thickness = 0.25 * thicknessOfMade(thin) + 0.75 * thicknessOfMade(thick);
    // Rounding of the metres of sheets and segments.
    const rounding = { rtol: 1e-9, atol: 0 };
    expectClose(coating.loading, 0.25 * 0.17 + 0.75 * 0.19, rounding);
    expectClose(coating.thickness, thickness, rounding);
    expectClose((1 - coating.porosity) * coating.thickness * density, coating.loading, rounding);
  });

  it('asks again when a prediction has changed by more than two thousandths, and not otherwise', () => {
    const plan = makePlan();
    plan.take([segmentOf(0, [usual])]);
    settleAll(plan);
    plan.take([segmentOf(0, [{ ...usual, porosity: 0.32 * 1.0003 }], { predictedAt: 9 })]);
    expect(plan.next(all)).toEqual([]);
    plan.take([segmentOf(0, [{ ...usual, porosity: 0.32 * 1.003 }])]);
    expect(plan.next(all).map(placeOf)).toEqual(['0/0']);
  });

  it('counts small changes from what was calculated last, so that none creeps past it', () => {
    const plan = makePlan();
    plan.take([segmentOf(0, [usual])]);
    settleAll(plan);
    const asked = [1.0006, 1.0012, 1.0018, 1.0024].map((factor) => {
      plan.take([segmentOf(0, [{ ...usual, porosity: 0.32 * factor }])]);
      return settleAll(plan).length;
    });
    expect(asked.reduce((sum, count) => sum + count, 0)).toBe(1);
  });

  it('asks again when gauges have spoken over the whole sheet, though they say the same', () => {
    const plan = makePlan();
    const segments = [segmentOf(0, [usual]), segmentOf(1, [usual])];
    plan.take(segments);
    settleAll(plan);
    plan.take([gaugedSegment(segments[0]!, usual)]);
    expect(settleAll(plan).map(({ cell, known }) => [cell, known.origin])).toEqual([
      [0, 'derived'],
    ]);
    plan.take([gaugedSegment(segments[1]!, usual)]);
    const [task] = settleAll(plan);
    expect(task).toMatchObject({ cell: 1, known: { origin: 'derived', restsOn: 2001 } });
    // Loading behind the nip, not the one that the gauge reads in front of it.
    expectClose(task!.known.coating.loading, usual.loading, { rtol: 1e-9, atol: 0 });
  });

  it('lets the newest knowledge of a cell take the place of what waits', () => {
    const plan = makePlan();
    plan.take([segmentOf(0, [usual])]);
    plan.take([segmentOf(0, [{ ...usual, loading: 0.2 }])]);
    const tasks = plan.next(all);
    expect(tasks.length).toBe(1);
    expectClose(tasks[0]!.known.coating.loading, 0.2, { rtol: 1e-12, atol: 0 });
  });

  it('asks once more for a cell that changed while it was calculated', () => {
    const plan = makePlan();
    plan.take([segmentOf(0, [usual])]);
    const [task] = plan.next(all);
    plan.take([segmentOf(0, [{ ...usual, loading: 0.2 }])]);
    plan.settle(task!, outcome);
    expect(plan.next(all).length).toBe(1);
  });

  it('gives no cell of web that is unknown again, also when its result comes late', () => {
    const plan = makePlan();
    plan.take([segmentOf(0, [usual])]);
    settleAll(plan);
    plan.take([segmentOf(0, [undefined])]);
    expect([...plan.rows()]).toEqual([]);
    plan.take([segmentOf(0, [usual])]);
    const [late] = plan.next(all);
    plan.take([segmentOf(0, [undefined])]);
    plan.settle(late!, outcome);
    expect([...plan.rows()]).toEqual([]);
  });

  it('takes the lanes of a row together', () => {
    const plan = makePlan();
    plan.take([segmentOf(0, [usual, usual, usual]), segmentOf(1, [usual, usual, usual])]);
    expect(plan.next(1).length).toBe(3);
  });

  it('tells the metres whose cells have changed, once', () => {
    const plan = makePlan();
    const segments = [0, 1, 2, 3, 8].map((index) => segmentOf(index, [usual]));
    plan.take(segments);
    settleAll(plan);
    const metres = plan.changes().map(({ from, to }) => [from.toFixed(1), to.toFixed(1)]);
    expect(metres).toEqual([
      ['0.0', '1.0'],
      ['2.0', '2.2'],
    ]);
    expect(plan.changes()).toEqual([]);
  });

  it('keeps cells of the newest web only', () => {
    const plan = makePlan(1);
    for (let index = 0; index < 40; index++) {
      plan.take([segmentOf(index, [usual])]);
      settleAll(plan);
    }
    expect([...plan.rows()].map(({ cell }) => cell)).toEqual([45, 46, 47, 48, 49]);
  });
});
