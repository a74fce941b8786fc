import { expect, it } from 'vitest';
import { nmc622Demonstration } from '../../../../physics/materials/nmc622-demonstration.ts';
import { TwinError } from '../../../../twin/domain/errors.ts';
import type { CellOutcome } from '../../../../twin/domain/planned-cell.ts';
import { CellPlan } from '../../../../twin/quality/cell-plan.ts';
import { CellQueue, type SolveCells } from '../../../../twin/quality/cell-queue.ts';
import { density, segmentOf } from './segments.ts';

const outcome: CellOutcome = {
  tortuosityFactor: 2,
  conductivity: 0.5,
  rates: [],
  resistance: 0.16,
  warnings: [],
};
const usual = { loading: 0.18, porosity: 0.32 };

function queueWith(solve: SolveCells) {
  const plan = new CellPlan({ sheetLength: 0.2, poreFreeDensity: density, kept: 100 });
  const queue = new CellQueue(plan, nmc622Demonstration, solve);
  const take = (index: number): void => {
    plan.take([segmentOf(index, [usual, usual])]);
    queue.wake();
  };
  const cells = () => [...plan.rows()].flatMap((row) => plan.cellsOf(row));
  return { queue, take, cells };
}

it('calculates what waits, also after it has had nothing to do', async () => {
  const { queue, take, cells } = queueWith(async (coatings) => coatings.map(() => outcome));
  queue.wake();
  await queue.idle();
  take(0);
  await queue.idle();
  expect(cells().map(({ lane }) => lane)).toEqual([1, 2]);
});

it('begins a batch only when the one before has come back, with all that has changed meanwhile', async () => {
  const sizes: number[] = [];
  let release = (): void => undefined;
  const first = new Promise<void>((resolve) => {
    release = resolve;
  });
  const { queue, take } = queueWith(async (coatings) => {
    sizes.push(coatings.length);
    if (sizes.length === 1) await first;
    return coatings.map(() => outcome);
  });
  for (let index = 0; index < 8; index++) take(index);
  expect(sizes).toEqual([2]);
  release();
  await queue.idle();
  expect(sizes).toEqual([2, 18]);
});

const broken = new TwinError('JOB_FAILED', 'a thread could not do its work: gone', {});

it('tries a batch again whose thread has failed', async () => {
  let attempts = 0;
  const { queue, take, cells } = queueWith(async (coatings) => {
    if (++attempts === 1) throw broken;
    return coatings.map(() => outcome);
  });
  take(0);
  await queue.idle();
  expect(cells().map(({ resistance }) => resistance)).toEqual([0.16, 0.16]);
});

it('says of cells whose thread fails each time that they failed and why, and goes on with others', async () => {
  let calls = 0;
  const { queue, take, cells } = queueWith(async (coatings) => {
    if (++calls <= 2) throw broken;
    return coatings.map(() => outcome);
  });
  take(0);
  take(1);
  await queue.idle();
  const [failed, , solved] = cells();
  expect(failed).toMatchObject({
    cell: 0,
    rates: [{ status: 'failed', cause: { code: 'JOB_FAILED', time: 0 } }, {}, {}],
    warnings: [{ code: 'JOB_FAILED', message: broken.message }],
  });
  expect(solved).toMatchObject({ cell: 1, resistance: 0.16 });
});

it('ends what runs when it is closed, and begins nothing after', async () => {
  let begun = 0;
  const { queue, take, cells } = queueWith(async (_, signal) => {
    begun++;
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    return undefined;
  });
  take(0);
  await queue.close();
  take(1);
  await queue.idle();
  expect([begun, cells().length]).toEqual([1, 0]);
});
