import { expect, it } from 'vitest';
import { demonstrationPath } from '../../../../physics/process/web-path.ts';
import { WebRun } from '../../../../twin/prediction/web-run.ts';
import { expectClose } from '../../../support/close.ts';

const makeRun = (speed: number): WebRun => new WebRun(demonstrationPath, 'A', 100, 50, speed);
/** Rounding of some dozen sums near 100. */
const rounding = { rtol: 1e-12, atol: 0 };

it('follows in steps of at most a quarter segment that join without a gap', () => {
  const run = makeRun(0.5);
  const steps = [...run.follow(102)];
  let [metre, seconds] = [50, 0];
  for (const step of steps) {
    expect(step.begin).toBe(metre);
    expect(step.end - step.begin).toBeLessThanOrEqual(0.25 / 4 + 1e-12);
    metre = step.end;
    seconds += step.seconds;
  }
  expect(steps.length).toBe(16);
  expectClose(metre, 51, rounding);
  expectClose(seconds, 2, rounding);
  expect(run.followed).toBe(102);
  expect(run.metre).toBe(metre);
});

it('follows web that stands still in half seconds', () => {
  expect([...makeRun(0).follow(101.2)].map(({ begin, end }) => end - begin)).toEqual([0, 0, 0]);
});

it('measures a silence from its first missing speed', () => {
  const run = makeRun(0.5);
  expect(run.endSilence(101)).toBe(0);
  run.fallSilent(101);
  run.fallSilent(102);
  expect(run.silent).toBe(true);
  expect(run.endSilence(103.5)).toBe(2.5);
  expect(run.silent).toBe(false);
});
