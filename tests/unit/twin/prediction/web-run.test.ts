import { describe, expect, it } from 'vitest';
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

describe('the length counter', () => {
  /** Follows 100 m at a true speed of 0.5 m/s whose reading is wrong by a share; gives position less truth. */
  const errorAfter100 = (share: number, counter: (truth: number) => number | undefined): number => {
    const run = makeRun(0.5 * (1 + share));
    for (let second = 1; second <= 200; second++) {
      const said = counter(50 + 0.5 * second);
      if (said !== undefined) run.readCounter(100 + second, said);
      run.readSpeed(100 + second, 0.5 * (1 + share));
    }
    expect(run.speed).toBe(0.5 * (1 + share));
    return run.metreAt(300)! - 150;
  };

  it('keeps an error of the speed from adding up: 0.5 % leave 25 mm, not half a metre', () => {
    expectClose(
      errorAfter100(0.005, () => undefined),
      0.5,
      { rtol: 1e-9, atol: 0 },
    );
    // The law holds in continuous length; steps of 0.5 m against a settling length of 5 m leave a tenth.
    expectClose(
      errorAfter100(0.005, (truth) => truth),
      0.025,
      { rtol: 0.15, atol: 0 },
    );
    expectClose(
      errorAfter100(-0.005, (truth) => truth),
      -0.025,
      { rtol: 0.15, atol: 0 },
    );
  });

  it('that stands still or counts other metres moves the web by no more than a tenth of what it can be off', () => {
    expect(Math.abs(errorAfter100(0, () => 50))).toBeLessThan(0.05);
    expect(errorAfter100(0, (truth) => truth - 2000)).toBe(0);
  });

  it('is told apart from one that counts anew', () => {
    const run = makeRun(0.5);
    run.readCounter(101, 50.5);
    expect(run.counterDisagrees).toBe(false);
    run.readCounter(102, 0.2);
    expect(run.counterDisagrees).toBe(true);
  });
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
