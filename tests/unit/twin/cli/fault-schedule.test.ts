import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { lineByName } from '../../../../physics/virtual-line/lines/by-name.ts';
import { readFaultSchedule } from '../../../../twin/cli/fault-schedule.ts';
import { playableFaults } from '../../../../twin/studies/fault-list.ts';

const folder = mkdtempSync(join(tmpdir(), 'twinline-schedule-'));
afterAll(() => rmSync(folder, { recursive: true }));

const demo = lineByName('demo');
const clog = { kind: 'dieLaneClog', unit: 'coater', lane: 3, at_s: 60, magnitude: 0.3 };

let files = 0;
function read(text: string) {
  const file = join(folder, `schedule-${files++}`);
  writeFileSync(file, text);
  return readFaultSchedule(file, demo);
}
const readJson = (...faults: unknown[]) => read(JSON.stringify({ formatVersion: 1, faults }));

/** Code, and place, found and allowed of what is wrong. */
function refusal(act: () => unknown): { code: string; problems: unknown } {
  try {
    act();
  } catch (error) {
    const { code, data } = error as { code: string; data: { problems: unknown } };
    return { code, problems: data.problems };
  }
  throw new Error('it was taken');
}

describe('readFaultSchedule', () => {
  it('takes YAML and JSON alike, with what is left out at its default', () => {
    const fault = { ...clog, ramp_s: 0 };
    expect(readJson(clog)).toEqual([fault]);
    expect(
      read(
        'formatVersion: 1\nfaults:\n  - {kind: dieLaneClog, unit: coater, lane: 3, at_s: 60, magnitude: 0.3}\n',
      ),
    ).toEqual([fault]);
    expect(readJson({ ...clog, ramp_s: 5, duration_s: 100 })).toEqual([
      { ...clog, ramp_s: 5, duration_s: 100 },
    ]);
    expect(readJson()).toEqual([]);
  });

  it('takes every kind at both ends of its range, in every unit that the list names', () => {
    const faults = playableFaults(demo).flatMap(({ kind, appliesTo, lane, low, high }) =>
      appliesTo.flatMap((unit) =>
        [low, high].map((magnitude) => ({
          kind,
          unit,
          ...(lane === 'needed' ? { lane: 1 } : {}),
          at_s: 0,
          magnitude,
        })),
      ),
    );
    expect(faults.length).toBeGreaterThan(10);
    expect(readJson(...faults)).toHaveLength(faults.length);
  });

  it.each([
    [{ ...clog, kind: 'x' }, 'faults[1].kind', '"x"', 'slurryDrift'],
    [{ ...clog, unit: 'coatr' }, 'faults[1].unit', '"coatr"', 'coater'],
    [{ ...clog, unit: 'calender' }, 'faults[1].unit', '"calender"', 'coater'],
    [{ ...clog, lane: 6 }, 'faults[1].lane', '6', '1, 2, 3, 4, 5'],
    [{ ...clog, lane: 0 }, 'faults[1].lane', '0', 'a whole number from 1'],
    [{ ...clog, lane: undefined }, 'faults[1].lane', 'nothing', '1, 2, 3, 4, 5'],
    [{ ...clog, kind: 'pumpWear' }, 'faults[1].lane', '3', 'no lane with this pumpWear'],
    [{ ...clog, magnitude: 1.01 }, 'faults[1].magnitude', '1.01', 'a number from 0 to 1 (frac)'],
    [{ ...clog, magnitude: '0.3' }, 'faults[1].magnitude', '"0.3"', 'a number'],
    [{ ...clog, magnitude: undefined }, 'faults[1].magnitude', 'nothing', 'a number'],
    [{ ...clog, at_s: -1 }, 'faults[1].at_s', '-1', 'a number from 0'],
    [{ ...clog, ramp_s: -1 }, 'faults[1].ramp_s', '-1', 'a number from 0'],
    [{ ...clog, duration_s: 0 }, 'faults[1].duration_s', '0', 'a number above 0'],
    [{ ...clog, at_h: 1 }, 'faults[1].at_h', 'a key that does not exist', 'kind, unit, lane'],
    [{ ...clog, variable: 'dieGap' }, 'faults[1].variable', '"dieGap"', 'no variable'],
    [
      { kind: 'frozenSensor', unit: 'coater', lane: 2, at_s: 0, magnitude: 1 },
      'faults[1].lane',
      '2',
      'no lane with this frozenSensor',
    ],
    [
      { kind: 'frozenSensor', unit: 'coater', variable: 'dieGapSetpoint', at_s: 0, magnitude: 1 },
      'faults[1].variable',
      '"dieGapSetpoint"',
      'dieGap, dieTemperature',
    ],
    [
      { kind: 'frozenSensor', unit: 'coater', variable: 'x', at_s: 0, magnitude: 1 },
      'faults[1].variable',
      '"x"',
      'dieGap',
    ],
  ])('%j is refused at its place', (fault, key, found, allowed) => {
    expect(refusal(() => readJson(clog, fault))).toEqual({
      code: 'SCHEDULE_INVALID',
      problems: [{ key, found, allowed: expect.stringContaining(allowed) }],
    });
  });

  it.each([
    ['formatVersion: 2\nfaults: []', 'formatVersion', '2', '1'],
    ['faults: []', 'formatVersion', 'nothing', '1'],
    ['formatVersion: 1', 'faults', 'nothing', 'a list'],
    ['formatVersion: 1\nfaults: []\nfault: []', 'fault', 'a key', 'formatVersion, faults'],
    [
      'formatVersion: 1\nfaults: [{ kind: pumpWear, unit: coater, at_s: 0, magnitude: .nan }]',
      'faults[0].magnitude',
      'NaN',
      'a number',
    ],
    ['[]', '(top level)', '[]', 'keys and values'],
    ['', '(top level)', 'null', 'keys and values'],
  ])('the document %j is refused at its place', (text, key, found, allowed) => {
    expect(refusal(() => read(text))).toEqual({
      code: 'SCHEDULE_INVALID',
      problems: [{ key, found: expect.stringContaining(found), allowed }],
    });
  });

  it('names in one answer what the schema refuses and what the line refuses', () => {
    const faults = [
      { ...clog, unit: 'coatr', at_s: -3 },
      { ...clog, kind: 'pumpWare' },
      { kind: 'pumpWear', unit: 'coater', magnitude: 'much', lane: 9 },
      7,
    ];
    const found = refusal(() => read(JSON.stringify({ formatVersion: 1, fault: [], faults })));
    expect((found.problems as { key: string }[]).map(({ key }) => key)).toEqual([
      'fault',
      'faults[0].at_s',
      'faults[0].unit',
      'faults[1].kind',
      'faults[2].at_s',
      'faults[2].magnitude',
      'faults[2].lane',
      'faults[3]',
    ]);
  });

  it('names every bad place at once', () => {
    const { problems } = refusal(() =>
      readJson({ ...clog, lane: 9, magnitude: 2 }, clog, { ...clog, unit: 'x' }),
    );
    expect((problems as { key: string }[]).map(({ key }) => key)).toEqual([
      'faults[0].lane',
      'faults[0].magnitude',
      'faults[2].unit',
    ]);
  });

  it('says which file cannot be read', () => {
    const missing = join(folder, 'missing.yaml');
    for (const act of [() => readFaultSchedule(missing, demo), () => read('a: [')]) {
      expect(refusal(act).code).toBe('INPUT_UNREADABLE');
    }
  });
});
