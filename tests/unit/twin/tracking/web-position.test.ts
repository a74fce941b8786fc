import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WebPosition } from '../../../../twin/tracking/web-position.ts';
import { expectClose } from '../../../support/close.ts';

describe('WebPosition', () => {
  it('moves by speed times time, the last reading holding until the next', () => {
    const web = new WebPosition(10, 100, 0.1);
    web.read(20, 0.2);
    web.read(30, 0);
    expectClose(web.metreAt(15)!, 100.5, { rtol: 1e-12, atol: 0 });
    expectClose(web.metreAt(25)!, 102, { rtol: 1e-12, atol: 0 });
    expectClose(web.metreAt(1000)!, 103, { rtol: 1e-12, atol: 0 });
  });

  it('says nothing of times and metres before it began, nor of metres not reached', () => {
    const web = new WebPosition(10, 100, 0.1);
    expect(web.metreAt(9.99)).toBeUndefined();
    expect(web.timeAt(99.9)).toBeUndefined();
    web.read(20, 0);
    expect(web.timeAt(101.5)).toBeUndefined();
  });

  it('gives the earliest time of a metre at which the web stood still', () => {
    const web = new WebPosition(0, 0, 1);
    web.read(10, 0);
    web.read(20, 1);
    expect(web.timeAt(10)).toBe(10);
    expectClose(web.timeAt(10.5)!, 20.5, { rtol: 1e-12, atol: 0 });
  });

  it('refuses a reading from the past, whose metres are given out', () => {
    const web = new WebPosition(0, 0, 1);
    expect(web.read(10, 2)).toBe(true);
    expect(web.read(5, 9)).toBe(false);
    expectClose(web.metreAt(10)!, 10, { rtol: 1e-12, atol: 0 });
  });

  it('turns any time into a metre and back', () => {
    const steps = fc.array(
      fc.tuple(
        fc.double({ min: 0.05, max: 2, noNaN: true }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
      ),
      { minLength: 1, maxLength: 600 },
    );
    fc.assert(
      fc.property(steps, fc.double({ min: 0, max: 1, noNaN: true }), (readings, share) => {
        const web = new WebPosition(0, 0, 0.5);
        let time = 0;
        for (const [wait, speed] of readings) {
          time += wait;
          web.read(time, speed);
          web.forgetBefore(web.metreAt(time)! - 50);
        }
        const asked = time - share * Math.min(time, 5);
        // sums of up to 600 terms, and a division by speeds down to 0.01
        expectClose(web.timeAt(web.metreAt(asked)!)!, asked, { rtol: 0, atol: 1e-8 });
      }),
      { seed: 11, numRuns: 200 },
    );
  });
});
