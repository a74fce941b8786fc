import { expect, it } from 'vitest';
import { FillTrend } from '../../../../twin/ingest/fill-trend.ts';

/** Whether it grows after two minutes, of which every quarter of a second is noted. */
function afterTwoMinutes(waiting: (second: number) => number): boolean {
  const trend = new FillTrend();
  for (let i = 0; i <= 480; i += 1) trend.note(waiting(i / 4), 250 * i);
  return trend.grows();
}

it('tells a spool that fills from one that swings, empties or stands still', () => {
  const swing = (second: number) => (4000 * second) % 20_000;
  expect(afterTwoMinutes(swing)).toBe(false);
  expect(afterTwoMinutes((second) => swing(second) + 300 * second)).toBe(true);
  expect(afterTwoMinutes((second) => 1e6 - 1000 * second)).toBe(false);
  expect(afterTwoMinutes(() => 5000)).toBe(false);
});

it('says nothing before three whole windows', () => {
  const trend = new FillTrend();
  for (let i = 0; i < 180; i += 1) {
    trend.note(i, 250 * i);
    expect(trend.grows()).toBe(false);
  }
});
