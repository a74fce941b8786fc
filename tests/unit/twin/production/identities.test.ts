import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryHistorian } from '../../../../line-connectors/historian/memory-historian.ts';
import { createMemorySpool } from '../../../../line-connectors/spool/memory-spool.ts';
import type { KeptRecordDto, RecordKind } from '../../../../twin/contract/mes.ts';
import type { Sample, TagId } from '../../../../twin/domain/sample.ts';
import { Identities } from '../../../../twin/production/identities.ts';
import { IdentityHistory } from '../../../../twin/production/identity-history.ts';
import { readRecord } from '../../../../twin/production/read-record.ts';

const line = 'demo.electrode.line1';
const start = Date.UTC(2026, 0, 1);
const stations = [
  { id: 'coater', position: 0 },
  { id: 'weightGauge', position: 10 },
  { id: 'calender', position: 20 },
  { id: 'thicknessGauge', position: 25 },
];
const iso = (s: number): string => new Date(start + s * 1000).toISOString();

function at(s: number, tag: string, value: Sample['value'] = 1, status = 0): Sample {
  const sourceTimestamp = start + s * 1000;
  const name = `${line}.${tag}` as TagId;
  return {
    tag: name,
    sourceTimestamp,
    receivedTimestamp: sourceTimestamp,
    value,
    status,
    flags: 0,
  };
}

/** Web at 1 m/s from 0 m on. */
const running = (seconds: number): Sample[] =>
  Array.from({ length: seconds + 1 }, (_, s) => at(s, 'line.webLength_m', s));

function kept(kind: RecordKind, content: object, revision = 1): KeptRecordDto {
  const { record } = readRecord(kind, content);
  return { kind, revision, recordedAt: iso(0), origin: 'test', record, unknown: [] };
}

function taught(samples: readonly Sample[], records: readonly KeptRecordDto[] = []): Identities {
  const identities = new Identities(line, stations);
  for (const sample of samples) identities.take(sample);
  for (const record of records) identities.keep(record);
  return identities;
}

describe('machines that stand by themselves', () => {
  const own = [
    { id: 'coater', position: 0, machine: 'coatingMachine' },
    { id: 'weightGauge', position: 8, machine: 'coatingMachine' },
    { id: 'calender', position: 1, machine: 'calenderingMachine' },
  ];

  it('their word holds for their stations, and for nothing on the other machine', () => {
    const identities = new Identities(line, own);
    identities.take(at(0, 'coatingMachine.coilId', 'C-1'));
    identities.take(at(0, 'coatingMachine.batchId', 'B-1'));
    identities.take(at(5, 'calenderingMachine.coilId', 'C-0-P'));
    identities.take(at(100, 'coatingMachine.coilId', 'C-2'));
    const of = (s: number, unit: string) => identities.of(at(s, `${unit}.force_N`));
    expect(of(10, 'coater')).toMatchObject({ coil: 'C-1', batch: 'B-1' });
    expect(of(99, 'weightGauge')).toMatchObject({ coil: 'C-1', batch: 'B-1' });
    expect(of(100, 'weightGauge')).toMatchObject({ coil: 'C-2', batch: 'B-1' });
    expect(of(100, 'coatingMachine')).toMatchObject({ coil: 'C-2' });
    expect(of(10, 'calender')).toMatchObject({ coil: 'C-0-P' });
    expect(of(10, 'calender').batch).toBeUndefined();
    expect(of(10, 'mixer').coil).toBeUndefined();
  });

  it('a record of a coil that a station winds holds for its machine', () => {
    const identities = new Identities(line, own);
    const coil = { id: 'C-7', unit: 'coater', batch: 'B-7', from: iso(0), to: iso(50) };
    identities.keep(kept('coil', coil));
    for (const unit of ['coater', 'weightGauge', 'coatingMachine']) {
      expect(identities.of(at(10, `${unit}.force_N`))).toMatchObject({ coil: 'C-7', batch: 'B-7' });
    }
    expect(identities.of(at(10, 'calender.force_N')).coil).toBeUndefined();
  });
});

describe('order and batch of a coil', () => {
  it('are those of its record, else what was told where its web was seen', () => {
    const identities = taught(
      [at(0, 'line.batchId', 'B-1'), at(0, 'line.orderId', 'O-1'), ...running(60)],
      [kept('coil', { id: 'C-1', unit: 'line', batch: 'B-9', from: iso(100), to: iso(200) })],
    );
    const seen = { unit: 'weightGauge', time: start + 30_000 };
    expect(identities.ofCoil('C-1', undefined)).toEqual({ batch: 'B-9', order: undefined });
    expect(identities.ofCoil('C-1', seen)).toEqual({ batch: 'B-9', order: 'O-1' });
    expect(identities.ofCoil('C-2', seen)).toEqual({ batch: 'B-1', order: 'O-1' });
    expect(identities.ofCoil('C-2', undefined)).toEqual({});
  });
});

const gauge = (s: number, lane = ''): Sample => at(s, `thicknessGauge.thickness${lane}_um`);

describe('Identities', () => {
  it('names what machines say, at each station when the web is there', () => {
    const identities = taught([
      at(0, 'line.coilId', 'C-1'),
      at(0, 'line.batchId', 'B-1'),
      ...running(200),
      at(100, 'line.coilId', 'C-2'),
      at(120, 'line.batchId', 'B-2'),
    ]);
    const first = { batch: 'B-1', coil: 'C-1' };
    const second = { batch: 'B-1', coil: 'C-2' };
    expect(identities.of(at(99, 'coater.speed_1'))).toEqual({ ...first, metre_m: 99 });
    expect(identities.of(at(100, 'coater.speed_1'))).toEqual({ ...second, metre_m: 100 });
    expect(identities.of(gauge(124.9))).toMatchObject(first);
    expect(identities.of(gauge(125.1))).toMatchObject(second);
    expect(identities.of(gauge(146))).toEqual({ coil: 'C-2', batch: 'B-2', metre_m: 121 });
    // Not on the path: what the line makes then.
    expect(identities.of(at(130, 'opcua.gap', '{}'))).toEqual({ coil: 'C-2', batch: 'B-2' });
    expect(identities.of(at(10, 'thicknessGauge.thickness_um'))).toEqual({});
    expect(identities.of({ ...gauge(10), tag: 'other.area.line.unit.x_1' as TagId })).toEqual({});
  });

  it('a station between two that wind has the coil of the one in front of it', () => {
    const records = [
      kept('coil', { id: 'M-1', unit: 'coater', from: iso(0), to: iso(100), order: 'WO-1' }),
      kept('coil', { id: 'P-1', unit: 'calender', from: iso(20), to: iso(70), parent: 'M-1' }),
      kept('coil', { id: 'P-2', unit: 'calender', from: iso(70), to: iso(150), parent: 'M-1' }),
    ];
    const identities = taught(running(200), records);
    const coil = (sample: Sample): string | undefined => identities.of(sample).coil;
    expect(coil(at(50, 'coater.speed_1'))).toBe('M-1');
    expect(coil(at(72, 'weightGauge.weight_1'))).toBe('M-1');
    expect(coil(at(69, 'calender.force_N'))).toBe('P-1');
    expect(coil(at(71, 'calender.force_N'))).toBe('P-2');
    // 5 m behind the calender.
    expect(coil(gauge(74))).toBe('P-1');
    expect(coil(gauge(76))).toBe('P-2');
    expect(coil(at(101, 'coater.speed_1'))).toBe('P-2');
  });

  it('a record that comes late, and a revision, correct what was answered before', () => {
    const identities = taught([at(0, 'line.coilId', 'C-1'), ...running(50)]);
    const sample = at(30, 'coater.speed_1');
    expect(identities.of(sample)).toEqual({ coil: 'C-1', metre_m: 30 });
    identities.keep(kept('coil', { id: 'C-1', unit: 'rewinder', from: iso(0), batch: 'B-1' }));
    expect(identities.of(sample)).toMatchObject({ coil: 'C-1', batch: 'B-1' });
    identities.keep(kept('batch', { id: 'B-1', order: 'WO-1' }));
    expect(identities.of(sample)).toMatchObject({ order: 'WO-1' });
    identities.keep(kept('batch', { id: 'B-1', order: 'WO-2' }, 2));
    identities.keep(kept('batch', { id: 'B-1', order: 'WO-3' }, 1));
    expect(identities.of(sample)).toMatchObject({ order: 'WO-2' });
  });

  it('coils of several lanes at once: a lane has its own, the whole web what they share', () => {
    const half = (id: string, lanes: number[], batch = 'B-1') =>
      kept('coil', { id, unit: 'thicknessGauge', from: iso(0), order: 'WO-1', batch, lanes });
    const identities = taught([], [half('L', [1, 2]), half('R', [3, 4])]);
    const shared = { order: 'WO-1', batch: 'B-1' };
    expect(identities.of(gauge(5, 'Lane2'))).toEqual({ ...shared, coil: 'L' });
    expect(identities.of(gauge(5, 'Lane3'))).toEqual({ ...shared, coil: 'R' });
    expect(identities.of(gauge(5))).toEqual(shared);
    expect(identities.of(gauge(5, 'Lane5'))).toEqual({});
  });

  it('a name that comes again, or whose counter began anew, is another coil', () => {
    const counted = Array.from({ length: 301 }, (_, s) =>
      at(s, 'line.webLength_m', s < 250 ? s : s - 250),
    );
    const identities = taught([
      at(0, 'line.coilId', '1'),
      at(100, 'line.coilId', '2'),
      at(200, 'line.coilId', '1'),
      ...counted,
    ]);
    const coil = (s: number): string | undefined => identities.of(at(s, 'coater.speed_1')).coil;
    expect([50, 150, 220, 260].map(coil)).toEqual([
      '1',
      '2',
      '1~20260101T000320Z',
      '1~20260101T000410Z',
    ]);
    // A record is the word of the MES, whatever the name.
    identities.keep(kept('coil', { id: '1', unit: 'coater', from: iso(190), to: iso(300) }));
    expect(coil(260)).toBe('1');
  });

  it('an outage leaves a name unknown, until the same name says that it stood', () => {
    const bad = 0x8031_0000;
    const identities = taught([
      at(0, 'line.coilId', 'C-1'),
      at(10, 'line.coilId', null, bad),
      at(50, 'line.coilId', 'C-2'),
      at(60, 'line.coilId', null, bad),
    ]);
    const coils = () => [5, 20, 55, 70].map((s) => identities.of(at(s, 'coater.speed_1')).coil);
    expect(coils()).toEqual(['C-1', undefined, 'C-2', undefined]);
    identities.take(at(80, 'line.coilId', 'C-2'));
    expect(coils()).toEqual(['C-1', undefined, 'C-2', 'C-2']);
    // Late, by source time.
    identities.take(at(15, 'line.coilId', 'C-1'));
    expect(coils()).toEqual(['C-1', 'C-1', 'C-2', 'C-2']);
  });

  it('records and values of the laboratory belong to what they say themselves', () => {
    const lab = {
      id: 'L-1',
      takenAt: iso(500),
      coil: 'C-1',
      metre_m: 40,
      values: { porosity_frac: 0.3 },
    };
    const coil = { id: 'C-1', unit: 'coater', from: iso(0), to: iso(9), batch: 'B-1' };
    const batch = { id: 'B-1', order: 'WO-1' };
    const records = [kept('labResult', lab), kept('coil', coil), kept('batch', batch)];
    const identities = taught([], records);
    const whole = { order: 'WO-1', batch: 'B-1', coil: 'C-1' };
    expect(identities.of(at(500, 'lab.porosity_frac', 0.3))).toEqual({ ...whole, metre_m: 40 });
    expect(identities.of(at(501, 'lab.porosity_frac', 0.3))).toEqual({});
    const text = (record: KeptRecordDto) => at(900, `mes.${record.kind}`, JSON.stringify(record));
    expect(identities.of(text(records[0]!))).toEqual({ ...whole, metre_m: 40 });
    expect(identities.of(text(records[1]!))).toEqual(whole);
    expect(identities.of(text(records[2]!))).toEqual({ order: 'WO-1', batch: 'B-1' });
    expect(identities.of(at(900, 'mes.coil', 'no JSON'))).toEqual({});
  });

  const units = ['coater', 'weightGauge', 'calender', 'thicknessGauge'];
  const coils = fc.array(
    fc.record({
      from: fc.integer({ min: 0, max: 300 }),
      length: fc.option(fc.integer({ min: 1, max: 120 }), { nil: undefined }),
      unit: fc.constantFrom('coater', 'calender'),
      batch: fc.constantFrom('B-1', 'B-2', undefined),
    }),
    { maxLength: 6 },
  );
  const names = fc.array(
    fc.record({ s: fc.integer({ min: 0, max: 300 }), text: fc.constantFrom('X', 'Y', 'Z', '') }),
    { maxLength: 6 },
  );
  const asked = fc.array(
    fc.record({ s: fc.integer({ min: 0, max: 320 }), unit: fc.constantFrom(...units) }),
    { minLength: 20, maxLength: 60 },
  );

  it('answers as one who looks at every record does, in any order of telling and asking', () => {
    let found = 0;
    fc.assert(
      fc.property(coils, names, asked, fc.boolean(), (drawn, told, samples, recordsFirst) => {
        const records = drawn.map(({ from, length, unit, batch }, i) =>
          kept('coil', {
            id: `C-${i}`,
            unit,
            from: iso(from),
            ...(length === undefined ? {} : { to: iso(from + length) }),
            ...(batch === undefined ? {} : { batch }),
          }),
        );
        const batches = [kept('batch', { id: 'B-1', order: 'WO-1' })];
        // Two at one second are not told apart.
        const once = [...new Map(told.map((one) => [one.s, one])).values()];
        const names = once.map(({ s, text }) => at(s, 'line.coilId', text));
        const identities = new Identities(line, stations);
        const web = [at(0, 'line.webLength_m', 30), ...running(330).slice(1)].map((sample, s) => ({
          ...sample,
          value: 30 + s,
        }));
        const teach = [
          () => {
            for (const record of [...records, ...batches]) identities.keep(record);
          },
          () => {
            for (const sample of [...web, ...names]) identities.take(sample);
          },
        ];
        for (const part of recordsFirst ? teach : teach.reverse()) {
          part();
          for (const { s, unit } of samples) identities.of(at(s + 0.5, `${unit}.x_1`));
        }
        for (const { s, unit } of samples) {
          const { metre_m: _, ...answer } = identities.of(at(s + 0.5, `${unit}.x_1`));
          expect(answer).toEqual(byHand(s + 0.5, unit, drawn, once));
          if (Object.keys(answer).length > 0) found += 1;
        }
      }),
      { seed: 17, numRuns: 200 },
    );
    expect(found).toBeGreaterThan(1_000);
  });

  /** At 1 m/s: time at another place is the time here less the distance. */
  function byHand(
    s: number,
    unit: string,
    drawn: readonly {
      from: number;
      length: number | undefined;
      unit: string;
      batch: string | undefined;
    }[],
    told: readonly { s: number; text: string }[],
  ): object {
    const place = new Map(stations.map(({ id, position }) => [id, position]));
    const here = place.get(unit)!;
    const ends = drawn.map(({ from, length, unit: by }, i) => {
      if (length !== undefined) return from + length;
      const later = drawn.flatMap((other, j) =>
        other.unit === by && (other.from > from || (other.from === from && j > i))
          ? [other.from]
          : [],
      );
      return Math.min(Infinity, ...later);
    });
    const order =
      unit === 'thicknessGauge' || unit === 'calender'
        ? ['calender', 'coater']
        : ['coater', 'calender'];
    for (const by of order) {
      const when = s - (here - place.get(by)!);
      // Web that comes there after the last reading of the counter is not known to come.
      if (when > 330) continue;
      const time = Math.max(when, 0);
      const winding = drawn.flatMap((coil, i) =>
        coil.unit === by && coil.from <= time && time < ends[i]! ? [{ ...coil, i }] : [],
      );
      const last = winding.sort((a, b) => a.from - b.from || a.i - b.i).at(-1);
      if (last === undefined) continue;
      const { batch, i } = last;
      return {
        coil: `C-${i}`,
        ...(batch === undefined ? {} : { batch }),
        ...(batch === 'B-1' ? { order: 'WO-1' } : {}),
      };
    }
    const time = Math.max(s - here, 0);
    const sorted = [...told].sort((a, b) => a.s - b.s);
    const runs = sorted.filter((one, i) => one.text !== sorted[i - 1]?.text);
    const at = runs.findLastIndex((run) => run.s <= time);
    const run = runs[at];
    if (run === undefined || run.text === '') return {};
    const isAgain = runs.slice(0, at).some(({ text }) => text === run.text);
    const begun = iso(run.s).slice(0, 19).replaceAll(/[-:]/g, '');
    return { coil: isAgain ? `${run.text}~${begun}Z` : run.text };
  }
});

describe('IdentityHistory', () => {
  it('answers after a restart as before it, from the history and the spool', async () => {
    const speeds = fc.array(fc.constantFrom(0, 0.2, 1), { minLength: 6, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(speeds, async (drawn) => {
        const clock = { now: () => start + 3_000_000 };
        const historian = createMemoryHistorian();
        const spool = createMemorySpool({ capBytes: 64e6, clock });
        const live = new Identities(line, stations);
        const told: Sample[] = [at(0, 'line.coilId', 'C-0')];
        let metre = 30;
        drawn.forEach((speed, i) => {
          for (let s = 0; s < 120; s += 1)
            told.push(at(i * 120 + s, 'line.webLength_m', metre + s * speed));
          metre += 120 * speed;
          // In the middle of a stretch, so that the web may stand meanwhile.
          told.push(at(i * 120 + 60, 'line.coilId', `C-${i}`));
        });
        told.sort((a, b) => a.sourceTimestamp - b.sourceTimestamp);
        for (const sample of told) live.take(sample);
        const half = told.length >> 1;
        await historian.append({ sequence: 0, samples: told.slice(0, half) });
        await spool.append([{ sequence: half, samples: told.slice(half) }]);
        const restarted = new IdentityHistory(new Identities(line, stations), historian, clock);
        await restarted.begin(spool);
        await restarted.reach(start, start + 1_000_000);
        let compared = 0;
        for (let s = 5; s < drawn.length * 120; s += 7) {
          for (const { id } of stations) {
            const sample = at(s, `${id}.x_1`);
            const here = [s - 4, s, s + 4].map(
              (near) => live.of({ ...sample, sourceTimestamp: start + near * 1000 }).coil,
            );
            // Where it changes within seconds, either will do: the web is known to 2 cm.
            if (new Set(here).size > 1) continue;
            expect(restarted.of(sample).coil).toBe(here[1]);
            compared += 1;
          }
        }
        expect(compared).toBeGreaterThan(100);
      }),
      { seed: 5, numRuns: 15 },
    );
  });

  it('finds in the history when the counter began anew, however long ago', async () => {
    const day = 86_400;
    const historian = createMemoryHistorian();
    const samples = [
      at(0, 'line.coilId', '1'),
      ...Array.from({ length: 100 }, (_, s) => at(s, 'line.webLength_m', s)),
      ...Array.from({ length: 100 }, (_, s) => at(40 * day + s, 'line.webLength_m', s)),
      at(45 * day, 'coater.x_1'),
    ];
    await historian.append({ sequence: 0, samples });
    const clock = { now: () => start + 50 * day * 1000 };
    const history = new IdentityHistory(new Identities(line, stations), historian, clock);
    await history.reach(start, start);
    expect(history.of(at(50, 'coater.x_1')).coil).toBe('1');
    const asked = at(45 * day, 'coater.x_1');
    await history.reach(asked.sourceTimestamp, asked.sourceTimestamp);
    expect(history.of(asked)).toMatchObject({ coil: '1~20260210T000000Z' });
  });
});
