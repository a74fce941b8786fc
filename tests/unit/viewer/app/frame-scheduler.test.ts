import { describe, expect, it } from 'vitest';
import { FrameScheduler } from '../../../../viewer/src/app/frame-scheduler.ts';

/** A clock whose frames come every 16 ms and whose delays end when it is moved past them. */
class PlayedClock {
  time = 0;
  #waiting: { at: number; run: () => void }[] = [];
  now = (): number => this.time;
  requestFrame = (run: () => void): void => void this.#waiting.push({ at: this.time + 16, run });
  delay = (run: () => void, wait_ms: number): void =>
    void this.#waiting.push({ at: this.time + wait_ms, run });

  moveTo(time: number): void {
    for (;;) {
      const next = this.#waiting.filter(({ at }) => at <= time).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#waiting.splice(this.#waiting.indexOf(next), 1);
      this.time = next.at;
      next.run();
    }
    this.time = time;
  }
}

function played() {
  const clock = new PlayedClock();
  const runs: number[] = [];
  const scheduler = new FrameScheduler(clock, 100, () => void runs.push(clock.time));
  return { clock, runs, scheduler };
}

describe('FrameScheduler', () => {
  it('does nothing when nothing is asked', () => {
    const { clock, runs } = played();
    clock.moveTo(5000);
    expect(runs).toEqual([]);
  });

  it('answers many requests of one moment with one frame', () => {
    const { clock, runs, scheduler } = played();
    for (let i = 0; i < 50; i++) scheduler.request();
    clock.moveTo(1000);
    expect(runs).toEqual([16]);
  });

  it('draws at most ten times a second under a feed of a hundred a second', () => {
    const { clock, runs, scheduler } = played();
    for (let time = 0; time < 2000; time += 10) {
      clock.moveTo(time);
      scheduler.request();
    }
    expect(runs.length).toBeLessThanOrEqual(20);
    expect(runs.length).toBeGreaterThan(14);
  });
});
