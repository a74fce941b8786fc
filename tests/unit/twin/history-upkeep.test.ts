import { expect, it } from 'vitest';
import { createMemoryHistorian } from '../../../line-connectors/historian/memory-historian.ts';
import { noUpkeep } from '../../../twin/domain/historian.ts';
import { HistoryUpkeep } from '../../../twin/history-upkeep.ts';

const noon = Date.UTC(2026, 0, 1, 12);
const hour_ms = 3_600_000;

/** A steered clock, and a historian that tells when it was asked; the answers come one by one. */
function setUp() {
  const asked: number[] = [];
  const said: unknown[] = [];
  const outcomes: (() => Promise<typeof noUpkeep>)[] = [];
  let now = noon;
  const historian = {
    ...createMemoryHistorian(),
    upkeep: (at: number) => {
      asked.push(at);
      return outcomes.shift()?.() ?? Promise.resolve(noUpkeep);
    },
  };
  const say = (what: unknown) => void said.push(what);
  const upkeep = new HistoryUpkeep(historian, { now: () => now }, { info: say, error: say });
  const lookAt = async (time: number): Promise<void> => {
    now = time;
    upkeep.look();
    upkeep.look();
    await new Promise(setImmediate);
  };
  return { asked, said, outcomes, upkeep, lookAt };
}

it('runs at the start and once after each midnight', async () => {
  const { asked, said, lookAt } = setUp();
  for (let hour = 0; hour < 40; hour += 1) await lookAt(noon + hour * hour_ms);
  expect(asked).toEqual([noon, noon + 12 * hour_ms, noon + 36 * hour_ms]);
  expect(said).toEqual([]);
});

it('tells what it did, and comes back ten minutes after a failure', async () => {
  const { asked, said, outcomes, lookAt } = setUp();
  const failure = new Error('disk full');
  const report = { ...noUpkeep, sealedFiles: 2 };
  outcomes.push(
    () => Promise.reject(failure),
    () => Promise.resolve(report),
  );
  for (const minute of [0, 5, 9, 10, 20]) await lookAt(noon + minute * 60_000);
  expect(asked).toEqual([noon, noon + 600_000]);
  expect(said).toEqual([failure, report]);
});

it('ends when what runs has ended, and begins nothing more', async () => {
  const { asked, outcomes, upkeep, lookAt } = setUp();
  let finish = (): void => undefined;
  outcomes.push(
    () =>
      new Promise((resolve) => {
        finish = () => resolve(noUpkeep);
      }),
  );
  await lookAt(noon);
  let isClosed = false;
  const closed = upkeep.close().then(() => {
    isClosed = true;
  });
  await new Promise(setImmediate);
  expect(isClosed).toBe(false);
  finish();
  await closed;
  await lookAt(noon + 48 * hour_ms);
  expect(asked).toEqual([noon]);
});
