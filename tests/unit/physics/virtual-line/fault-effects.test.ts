import { describe, expect, test } from 'vitest';
import { type FaultKind, faultKinds } from '../../../../physics/virtual-line/fault-kinds.ts';
import type { Fault } from '../../../../physics/virtual-line/faults.ts';
import { demoLine } from '../../../../physics/virtual-line/lines/demo.ts';
import { pilotLine } from '../../../../physics/virtual-line/lines/pilot.ts';
import { shortLine } from '../../../../physics/virtual-line/lines/short.ts';
import type { TruthRows } from '../../../../physics/virtual-line/truth-recorder.ts';
import {
  createVirtualLine,
  type VirtualLine,
} from '../../../../physics/virtual-line/virtual-line.ts';
import { shown } from './small-pilot.ts';

/** When the faults of these tests begin, and how long they are looked at [s]. */
const begin = 60;
const end = 260;

interface Run {
  readonly line: VirtualLine;
  readonly rows: TruthRows;
  /** Readings of every second, by name. */
  readonly shown: Map<string, (number | string | null)[]>;
}

/** The short line with these faults, looked at every second. */
function run(faults: readonly Fault[], definition = shortLine, until = end): Run {
  const line = createVirtualLine(definition, { seed: 7, faults, tick_s: 1 });
  const all = new Map<string, (number | string | null)[]>();
  for (let second = 0; second <= until; second++) {
    line.advanceTo(second);
    for (const [name, { value }] of line.readings()) {
      const series = all.get(name) ?? [];
      series.push(value);
      all.set(name, series);
    }
  }
  return { line, rows: line.takeTruth(), shown: all };
}

const well = run([]);
const wellDemo = run([], demoLine, 400);

/** Names of the signals that differ from the line without faults, before and from the beginning of the fault on. */
function changed(faulty: Run, from: number, to: number): string[] {
  return [...faulty.shown]
    .filter(([name, series]) => {
      const sound = well.shown.get(name)!;
      return series.slice(from, to).some((value, i) => value !== sound[from + i]);
    })
    .map(([name]) => name);
}

/** Mean of the numbers that a signal shows in [from, to). */
function mean(all: Run, name: string, from: number, to: number): number {
  const values = all.shown
    .get(name)!
    .slice(from, to)
    .filter((value) => value !== null);
  return values.reduce<number>((sum, value) => sum + Number(value), 0) / values.length;
}

/** Mean truth of a variable over rows that were wound in the last part of the run. */
function truth({ line, rows }: Run, key: string, lane?: number): number {
  const column = rows.values[line.truthVariables.findIndex((row) => row.key === key)]!;
  const last = rows.metre.at(-1)!;
  let [sum, n] = [0, 0];
  for (const [row, value] of column.entries()) {
    if (rows.metre[row]! < last - 8 || Number.isNaN(value)) continue;
    if (lane !== undefined && rows.lane[row] !== lane) continue;
    sum += value;
    n++;
  }
  return sum / n;
}

const sameTruth = (faulty: Run) =>
  expect([faulty.rows.values, faulty.rows.state]).toEqual([well.rows.values, well.rows.state]);

const at = (
  kind: FaultKind,
  unit: string,
  magnitude: number,
  more: Partial<Fault> = {},
): Fault => ({
  kind,
  unit,
  at_s: begin,
  magnitude,
  ...more,
});

/** One fault of each kind. */
const each: Readonly<Record<FaultKind, Fault>> = {
  slurryDrift: at('slurryDrift', 'coater', 0.03),
  lotChange: at('lotChange', 'coater', 4),
  pumpWear: at('pumpWear', 'coater', 0.1),
  pumpPulsation: at('pumpPulsation', 'coater', 0.1),
  dieLaneClog: at('dieLaneClog', 'coater', 0.4, { lane: 1 }),
  ovenZoneLoss: at('ovenZoneLoss', 'dryerZone1', 0.5),
  rollThermalDrift: at('rollThermalDrift', 'calender', -30),
  rollEccentricity: at('rollEccentricity', 'calender', 10),
  pressZeroShift: at('pressZeroShift', 'calender', 30),
  pressLoadDrift: at('pressLoadDrift', 'calender', 0.3),
  gaugeBias: at('gaugeBias', 'weightGauge', 5, { lane: 2 }),
  gaugeDrift: at('gaugeDrift', 'thicknessGauge', 36),
  frozenSensor: at('frozenSensor', 'calender', 1, { variable: 'rollForce' }),
  sensorDropout: at('sensorDropout', 'weightGauge', 0.5, { lane: 3 }),
  actuatorStick: at('actuatorStick', 'calender', 1, { variable: 'lineLoad' }),
  lineSpeedChange: at('lineSpeedChange', 'line', -0.2),
  webBreak: at('webBreak', 'line', 40),
  wrongBatch: at('wrongBatch', 'coater', 1),
};

describe('every kind of fault', () => {
  test('changes nothing before it acts, not a byte', () => {
    expect(Object.keys(each).sort()).toEqual(Object.keys(faultKinds).sort());
    for (const fault of Object.values(each)) {
      const faulty = run([fault], shortLine, begin + 5);
      expect([fault.kind, changed(faulty, 0, begin)]).toEqual([fault.kind, []]);
    }
  }, 60_000);

  test('says in its row where it applies, in which unit and range, and what it means', () => {
    for (const row of Object.values(faultKinds)) {
      expect(row.low).toBeLessThan(row.high);
      expect(row.meaning.length).toBeGreaterThan(20);
      expect(row.unit).not.toBe('');
    }
  });
});

describe('faults of the slurry', () => {
  test('a drift of the solids content raises density and loading', () => {
    const faulty = run([each.slurryDrift]);
    expect(mean(faulty, 'coater.slurryDensity', 100, 200)).toBeGreaterThan(
      mean(well, 'coater.slurryDensity', 100, 200) + 20,
    );
    expect(truth(faulty, 'loading') / truth(well, 'loading')).toBeGreaterThan(1.05);
  });

  test('another lot packs looser and is harder, and no signal of the coater says so', () => {
    const faulty = run([each.lotChange]);
    expect(truth(faulty, 'driedPorosity')).toBeGreaterThan(truth(well, 'driedPorosity') + 0.005);
    expect(truth(faulty, 'porosity')).toBeGreaterThan(truth(well, 'porosity') + 0.005);
    expect(truth(faulty, 'loading')).toBe(truth(well, 'loading'));
    expect(changed(faulty, begin, end).filter((name) => name.startsWith('coater.'))).toEqual([]);
  });

  test('a wrong batch has the other composition under the same id', () => {
    const faulty = run([each.wrongBatch]);
    expect(truth(faulty, 'activeFraction')).toBeLessThan(0.925);
    expect(truth(well, 'activeFraction')).toBeGreaterThan(0.955);
    expect(faulty.shown.get('line.batchId')).toEqual(well.shown.get('line.batchId'));
  });
});

describe('faults of pump and die', () => {
  test('wear lowers loading while the pump shows the same flow', () => {
    const faulty = run([each.pumpWear]);
    expect(truth(faulty, 'loading') / truth(well, 'loading')).toBeLessThan(0.905);
    expect(faulty.shown.get('coater.pumpFlow')).toEqual(well.shown.get('coater.pumpFlow'));
  });

  test('pulsation makes the loading swing along the web about the same mean', () => {
    const faulty = run([each.pumpPulsation]);
    const spread = ({ rows }: Run) => {
      const lane = [...rows.values[0]!].filter((_, row) => rows.lane[row] === 3).slice(-60);
      return Math.max(...lane) / Math.min(...lane);
    };
    expect(spread(faulty)).toBeGreaterThan(spread(well) + 0.1);
    expect(truth(faulty, 'loading') / truth(well, 'loading')).toBeGreaterThan(0.97);
    expect(truth(faulty, 'loading') / truth(well, 'loading')).toBeLessThan(1.03);
  });

  test('a clogged lane gives its slurry to the others', () => {
    const faulty = run([each.dieLaneClog]);
    expect(truth(faulty, 'loading', 1)).toBeLessThan(0.75 * truth(well, 'loading', 1));
    expect(truth(faulty, 'loading', 4)).toBeGreaterThan(1.05 * truth(well, 'loading', 4));
  });
});

describe('faults of dryer and calender', () => {
  test('a zone that loses heat is colder and dries less', () => {
    const faulty = run([{ ...each.ovenZoneLoss, magnitude: 0.9 }], demoLine, 400);
    expect(mean(faulty, 'dryerZone1.airTemperature', 100, 400)).toBeLessThan(40);
    const [less, all] = [faulty, wellDemo].map(({ line }) => line.solventBalance().evaporated[0]!);
    expect(less! / all!).toBeLessThan(0.6);
  });

  test('colder rolls leave more pores, and their pyrometer sees it', () => {
    const faulty = run([each.rollThermalDrift]);
    expect(truth(faulty, 'porosity')).toBeGreaterThan(truth(well, 'porosity') + 0.01);
    expect(mean(faulty, 'calender.rollTemperature', 100, 200)).toBeLessThan(55);
  });

  test('a roll out of round makes porosity swing once a turn about nearly the same mean', () => {
    const faulty = run([each.rollEccentricity]);
    const lane = ({ rows }: Run) =>
      [...rows.values[2]!].filter((_, row) => rows.lane[row] === 3).slice(-60);
    const swing = (values: number[]) => Math.max(...values) - Math.min(...values);
    expect(swing(lane(faulty))).toBeGreaterThan(swing(lane(well)) + 0.01);
    expect(Math.abs(truth(faulty, 'porosity') - truth(well, 'porosity'))).toBeLessThan(0.003);
  });

  test('a shifted zero shows in the gap and nowhere else', () => {
    const faulty = run([each.pressZeroShift]);
    expect(changed(faulty, begin, end)).toEqual(['calender.rollGap']);
    const shift =
      mean(faulty, 'calender.rollGap', 100, 200) - mean(well, 'calender.rollGap', 100, 200);
    // The same noise in both: only the quantum of 0.1 um is between them.
    expect(Math.abs(shift - 30)).toBeLessThan(0.1);
    sameTruth(faulty);
  });

  test('a load cell that drifts lets the rolls press more than it shows', () => {
    const faulty = run([each.pressLoadDrift]);
    expect(truth(faulty, 'porosity')).toBeLessThan(truth(well, 'porosity') - 0.01);
    expect(faulty.shown.get('calender.lineLoad')).toEqual(well.shown.get('calender.lineLoad'));
    expect(mean(faulty, 'calender.hydraulicPressureLeft', 100, 200)).toBeGreaterThan(
      1.2 * mean(well, 'calender.hydraulicPressureLeft', 100, 200),
    );
  });
});

describe('faults of sensors and actuators', () => {
  test('bias shifts one lane of one gauge and nothing else', () => {
    const faulty = run([each.gaugeBias]);
    expect(changed(faulty, begin, end)).toEqual(['weightGauge.loadingLane2']);
    sameTruth(faulty);
  });

  test('drift grows by its magnitude an hour, on all lanes of its gauge', () => {
    const faulty = run([each.gaugeDrift]);
    expect(changed(faulty, begin, end).sort()).toEqual(
      [1, 2, 3, 4, 5].map((lane) => `thicknessGauge.thicknessLane${lane}`),
    );
    const name = 'thicknessGauge.thicknessLane4';
    const error = mean(faulty, name, 150, 170) - mean(well, name, 150, 170);
    // 36 um an hour for 99.5 s in the middle, and the quantum of 0.1 um.
    expect(Math.abs(error - 0.995)).toBeLessThan(0.06);
    sameTruth(faulty);
  });

  test('a frozen sensor repeats its reading, its neighbours go on', () => {
    const faulty = run([each.frozenSensor]);
    expect(changed(faulty, begin, end)).toEqual(['calender.rollForce']);
    expect(new Set(faulty.shown.get('calender.rollForce')!.slice(begin)).size).toBe(1);
  });

  test('dropouts leave about the named share of the readings without value', () => {
    const faulty = run([each.sensorDropout]);
    expect(changed(faulty, begin, end)).toEqual(['weightGauge.loadingLane3']);
    const lost = faulty.shown
      .get('weightGauge.loadingLane3')!
      .slice(begin)
      .filter((value) => value === null).length;
    // 201 draws of one half: four standard deviations.
    expect(Math.abs(lost - 100)).toBeLessThan(29);
  });

  test('a stuck actuator holds its value while its setpoint moves', () => {
    const line = createVirtualLine(shortLine, { seed: 7, faults: [each.actuatorStick], tick_s: 1 });
    line.advanceTo(begin + 2);
    line.setSetpoint('calender.lineLoadSetpoint', 120);
    line.advanceTo(begin + 60);
    expect(shown(line, 'calender.lineLoadSetpoint')).toBe(120);
    expect(shown(line, 'calender.lineLoad')).toBeLessThan(51);
  });
});

describe('faults of the web', () => {
  test('a slower drive than set makes the coating thicker and says its true speed', () => {
    const faulty = run([each.lineSpeedChange]);
    expect(mean(faulty, 'line.webSpeed', 100, 200)).toBeLessThan(4.9);
    expect(faulty.shown.get('line.webSpeedSetpoint')).toEqual(
      well.shown.get('line.webSpeedSetpoint'),
    );
    expect(truth(faulty, 'loading') / truth(well, 'loading')).toBeGreaterThan(1.2);
  });

  test('a break stops the line, tears its web out and lets it go on by itself', () => {
    const faulty = run([each.webBreak]);
    expect(faulty.shown.get('calender.stateName')![begin + 10]).toBe('Aborted');
    expect(faulty.shown.get('calender.stateName')![begin + 60]).toBe('Execute');
    const { fed, wound, kept, scrapped } = faulty.line.solidsBalance();
    expect(scrapped).toBeGreaterThan(0);
    expect(Math.abs(wound + kept + scrapped - fed)).toBeLessThan(1e-11 * fed);
    expect(faulty.rows.state).toContain('webBreak');
    expect(faulty.line.takeEvents().map(({ kind }) => kind)).toContain('webBreak');
  });
});

describe('a schedule for a line', () => {
  test('names a variable or a lane that the unit does not have', () => {
    for (const [fault, part] of [
      [{ ...each.frozenSensor, variable: 'nothing' }, 'variable'],
      [{ ...each.pumpWear, variable: 'pumpFlow' }, 'variable'],
      [at('frozenSensor', 'calender', 1, { lane: 2 }), 'lane'],
    ] as const) {
      expect(() => createVirtualLine(shortLine, { seed: 7, faults: [fault] })).toThrow(
        expect.objectContaining({
          code: 'PHY_UNKNOWN_FAULT',
          message: expect.stringContaining(part),
        }),
      );
    }
  });

  test('of several machines names the machine, not the line', () => {
    const make = (unit: string) => () =>
      createVirtualLine(pilotLine, { seed: 7, faults: [at('webBreak', unit, 60)] });
    expect(make('line')).toThrow(
      expect.objectContaining({
        code: 'PHY_UNKNOWN_FAULT',
        data: { found: 'line', allowed: ['coatingMachine', 'calenderingMachine'] },
      }),
    );
    expect(make('calenderingMachine')).not.toThrow();
  });
});
