import { describe, expect, test } from 'vitest';
import { demoLine } from '../../../../physics/virtual-line/lines/demo.ts';
import { shortLine } from '../../../../physics/virtual-line/lines/short.ts';
import { createVirtualLine } from '../../../../physics/virtual-line/virtual-line.ts';
import { expectClose } from '../../../support/close.ts';
import { shown } from './small-pilot.ts';

function run(tick_s: number, seconds: number) {
  const line = createVirtualLine(demoLine, { seed: 5, tick_s });
  line.advanceTo(60);
  line.setSetpoint('line.webSpeedSetpoint', 0);
  line.advanceTo(75);
  line.setSetpoint('line.webSpeedSetpoint', 6);
  line.setSetpoint('calender.lineLoadSetpoint', 130);
  line.advanceTo(seconds);
  return line;
}

describe('the step of the line', () => {
  test('changes what is true of the web only little, through a stop and a new setpoint', () => {
    const [fine, coarse] = [run(0.1, 500), run(1, 500)];
    // Flow and speed are integrated exactly; ripple of 0.2 % is averaged, so that the metres differ by millimetres.
    expectClose(shown(coarse, 'line.webLength'), shown(fine, 'line.webLength'), {
      rtol: 0,
      atol: 0.02,
    });
    const rows = [fine, coarse].map((line) => line.takeTruth());
    const [fineRows, coarseRows] = [rows[0]!, rows[1]!];
    expect(coarseRows.metre.length).toBeGreaterThan(500);
    const mean = (k: number, values: typeof fineRows, from: number, to: number) => {
      let [sum, n] = [0, 0];
      for (const [row, metre] of values.metre.entries()) {
        if (metre < from || metre >= to) continue;
        sum += values.values[k]![row]!;
        n++;
      }
      return sum / n;
    };
    const start = fineRows.metre[0]! + 1;
    for (const from of [start, start + 8, start + 24, start + 30]) {
      const [loading, porosity] = [0, 2].map((k) => [
        mean(k, fineRows, from, from + 4),
        mean(k, coarseRows, from, from + 4),
      ]);
      // Loading over 4 m: flutter is drawn per segment, so that both see the same.
      expectClose(loading![1]!, loading![0]!, { rtol: 1e-3, atol: 0 });
      // A tenth of a point: less than any gauge derives.
      expectClose(porosity![1]!, porosity![0]!, { rtol: 0, atol: 1e-3 });
    }
    const [stop, same4] = [fineRows, coarseRows].map((rows) =>
      mean(0, rows, start + 16, start + 20),
    );
    // Around the stop the pump of this line opens and closes within a step: a second of flow over 4 m of web.
    expectClose(same4!, stop!, { rtol: 0.025, atol: 0 });
    const [dry, same] = [fine.solventBalance(), coarse.solventBalance()];
    expectClose(same.exhausted[0]!, dry.exhausted[0]!, { rtol: 5e-3, atol: 0 });
    expectClose(coarse.energy().total_J, fine.energy().total_J, { rtol: 2e-3, atol: 0 });
  });

  test('samples every signal at its interval, or at every step where that is longer', () => {
    const line = createVirtualLine(shortLine, { seed: 5, tick_s: 1 });
    expect(line.work().samples).toBe(line.signals.length);
    line.advanceTo(10);
    for (const { unit, key, sensor } of line.signals) {
      const { time } = line.readings().get(`${unit}.${key}`)!;
      if (sensor !== undefined) expect(time).toBe(10);
    }
  });

  test('gives the same bytes whatever steps the caller takes', () => {
    const bytes = (dt: number) => {
      const line = createVirtualLine(shortLine, { seed: 5, tick_s: 1 });
      while (line.time() < 60) line.advanceTo(line.time() + dt);
      return JSON.stringify([[...line.readings()], line.takeTruth()]);
    };
    expect(bytes(10)).toBe(bytes(1));
  });

  test('that is no whole part of a second, or longer than one, is refused', () => {
    for (const tick_s of [0.3, 2, 0, Number.NaN]) {
      expect(() => createVirtualLine(shortLine, { seed: 5, tick_s })).toThrow(
        expect.objectContaining({ code: 'PHY_OUT_OF_RANGE' }),
      );
    }
  });
});
