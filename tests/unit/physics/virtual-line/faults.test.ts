import { describe, expect, test } from 'vitest';
import {
  checkFaults,
  type Fault,
  faultKinds,
  faultLevel,
} from '../../../../physics/virtual-line/faults.ts';
import { shortLine } from '../../../../physics/virtual-line/lines/short.ts';
import { createVirtualLine } from '../../../../physics/virtual-line/virtual-line.ts';

const units = ['coater', 'calender', 'weightGauge'];
const drift: Fault = {
  kind: 'rollThermalDrift',
  unit: 'calender',
  at_s: 100,
  ramp_s: 50,
  duration_s: 200,
  magnitude: -20,
};

function readingAt(faults: readonly Fault[], name: string, time: number) {
  const line = createVirtualLine(shortLine, { seed: 7, faults });
  line.advanceTo(time);
  return line.readings().get(name)!;
}

describe('a fault', () => {
  test('ramps, holds and ends', () => {
    const levels = [99, 100, 125, 150, 300, 301].map((time) => faultLevel(drift, time) + 0);
    expect(levels).toEqual([0, 0, -10, -20, -20, 0]);
  });

  test('of an unknown kind, unit or lane is refused with what is allowed', () => {
    const wrong = [
      [{ ...drift, kind: 'gremlin' as 'pumpWear' }, Object.keys(faultKinds)],
      [{ ...drift, unit: 'coater' }, ['calender']],
      [{ ...drift, lane: 2 }, []],
      [{ ...drift, kind: 'dieLaneClog', unit: 'coater', magnitude: 0.1 }, [1, 2, 3]],
      [{ ...drift, kind: 'dieLaneClog', unit: 'coater', lane: 4, magnitude: 0.1 }, [1, 2, 3]],
      [{ ...drift, kind: 'frozenSensor', unit: 'moon', magnitude: 1 }, units],
    ] as const;
    for (const [fault, allowed] of wrong) {
      expect(() => checkFaults([fault as Fault], units, 3)).toThrow(
        expect.objectContaining({
          code: 'PHY_UNKNOWN_FAULT',
          data: expect.objectContaining({ allowed }),
        }),
      );
    }
  });

  test('larger than its kind allows is refused', () => {
    expect(() => checkFaults([{ ...drift, magnitude: 500 }], units, 3)).toThrow(
      expect.objectContaining({ code: 'PHY_OUT_OF_RANGE' }),
    );
  });
});

describe('a fault on the line', () => {
  test('gauge bias shifts the lane it names and no other', () => {
    const fault: Fault = {
      kind: 'gaugeBias',
      unit: 'thicknessGauge',
      lane: 2,
      at_s: 0,
      magnitude: 9,
    };
    for (const lane of [1, 2]) {
      const name = `thicknessGauge.thicknessLane${lane}`;
      const shift =
        Number(readingAt([fault], name, 3).value) - Number(readingAt([], name, 3).value);
      // The same noise in both runs: only the last bits of the quantised readings differ.
      expect(Math.round(shift * 1e6) / 1e6).toBe(lane === 2 ? 9 : 0);
    }
  });

  test('a frozen sensor repeats its last reading', () => {
    const fault: Fault = { kind: 'frozenSensor', unit: 'calender', at_s: 2, magnitude: 1 };
    const early = readingAt([fault], 'calender.lineLoad', 2.5).value;
    expect(readingAt([fault], 'calender.lineLoad', 9).value).toBe(early);
  });

  test('a dropped reading has no value and a bad status', () => {
    const fault: Fault = {
      kind: 'sensorDropout',
      unit: 'weightGauge',
      lane: 1,
      at_s: 1,
      magnitude: 1,
    };
    const lost = readingAt([fault], 'weightGauge.loadingLane1', 3);
    expect(lost.value).toBeNull();
    expect(lost.status >>> 30).toBe(2);
    expect(readingAt([fault], 'weightGauge.loadingLane2', 3).status).toBe(0);
  });

  test('pump wear lowers loading while the pump shows the same flow', () => {
    const fault: Fault = { kind: 'pumpWear', unit: 'coater', at_s: 0, magnitude: 0.1 };
    const made = (faults: readonly Fault[]) => {
      const line = createVirtualLine(shortLine, { seed: 7, faults });
      const start = Number(line.readings().get('line.webLength')!.value);
      line.advanceTo(10);
      return {
        loading: line.truthAt(start + 0.6, 3).loading,
        flow: line.readings().get('coater.pumpFlow')!.value,
      };
    };
    const [well, worn] = [made([]), made([fault])];
    expect(worn.loading / well.loading).toBeLessThan(0.91);
    expect(worn.flow).toBe(well.flow);
  });

  test('a clogged lane gives its slurry to the others', () => {
    const fault: Fault = { kind: 'dieLaneClog', unit: 'coater', lane: 1, at_s: 0, magnitude: 0.4 };
    const loading = (faults: readonly Fault[], lane: number) => {
      const line = createVirtualLine(shortLine, { seed: 7, faults });
      const start = Number(line.readings().get('line.webLength')!.value);
      line.advanceTo(10);
      return line.truthAt(start + 0.6, lane).loading;
    };
    expect(loading([fault], 1)).toBeLessThan(0.75 * loading([], 1));
    expect(loading([fault], 4)).toBeGreaterThan(1.05 * loading([], 4));
  });
});
