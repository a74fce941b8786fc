import { describe, expect, it } from 'vitest';
import { createMemoryHistorian } from '../../../../line-connectors/historian/memory-historian.ts';
import { createMemorySpool } from '../../../../line-connectors/spool/memory-spool.ts';
import type { Sample } from '../../../../twin/domain/sample.ts';
import { ProductionRecords } from '../../../../twin/production/production-records.ts';
import { readTold } from '../../../../twin/production/told-records.ts';

const line = 'demo.electrode.line1';
const result = {
  id: 'L1',
  takenAt: '2026-01-01T09:00:00Z',
  coil: 'C7',
  metre_m: 120,
  values: { porosity_frac: 0.324 },
};

/** Records over a memory historian, at a time that stands still. */
async function records(
  historian = createMemoryHistorian(),
  spool = createMemorySpool({ capBytes: 1e6, clock: { now: () => 0 } }),
) {
  const told: Sample[] = [];
  const clock = { now: () => Date.UTC(2026, 0, 1, 12) };
  const sink = {
    async offer(batch: readonly Sample[]) {
      told.push(...batch);
      await historian.append({ sequence: await historian.nextSequence(), samples: batch });
    },
  };
  const earlier = await readTold(line, historian, spool);
  const made = new ProductionRecords({ line, sink, clock });
  made.restore(earlier);
  return { made, told, historian, again: () => records(historian) };
}

describe('ProductionRecords', () => {
  it('takes a record once, whatever the order of its keys, and a change as a revision more', async () => {
    const { made, told } = await records();
    const batch = { id: 'B1', order: 'WO-1', mass_kg: 12 };
    expect(await made.put('batch', batch, 'api')).toMatchObject({
      outcome: 'created',
      revision: 1,
    });
    const turned = { mass_kg: 12, order: 'WO-1', id: 'B1' };
    expect(await made.put('batch', turned, 'x.csv')).toMatchObject({ outcome: 'unchanged' });
    expect(told).toHaveLength(1);
    const changed = { ...batch, mass_kg: 13 };
    expect(await made.put('batch', changed, 'api')).toMatchObject({
      outcome: 'changed',
      revision: 2,
    });
    expect(made.get('batch', 'B1')).toMatchObject({ revision: 2, record: { mass_kg: 13 } });
  });

  it('warns of a coil whose id was that of another time', async () => {
    const { made } = await records();
    const coil = {
      id: '1',
      unit: 'coater',
      from: '2026-01-01T06:00:00Z',
      to: '2026-01-01T08:00:00Z',
    };
    await made.put('coil', coil, 'api');
    const longer = await made.put('coil', { ...coil, to: '2026-01-01T09:00:00Z' }, 'api');
    expect(longer).toEqual({ outcome: 'changed', kind: 'coil', id: '1', revision: 2 });
    const again = { ...coil, from: '2026-01-03T06:00:00Z', to: '2026-01-03T08:00:00Z' };
    expect((await made.put('coil', again, 'api')).warning).toContain("coil '1'");
  });

  it('tells a value of the laboratory on a tag of its own, at the time when it was taken', async () => {
    const { made, told } = await records();
    await made.put('labResult', result, 'api');
    expect(told.map(({ tag, sourceTimestamp, flags }) => [tag, sourceTimestamp, flags])).toEqual([
      [`${line}.mes.labResult`, Date.UTC(2026, 0, 1, 12), 0],
      [`${line}.lab.porosity_frac`, Date.UTC(2026, 0, 1, 9), 16],
    ]);
    const more = { ...result, values: { porosity_frac: 0.324, thickness_um: 70 } };
    await made.put('labResult', more, 'api');
    expect(told.slice(2).map(({ tag }) => tag)).toEqual([
      `${line}.mes.labResult`,
      `${line}.lab.thickness_um`,
    ]);
  });

  it('is the same after a restart, from the history alone', async () => {
    const { made, again } = await records();
    await made.put('labResult', result, 'api');
    await made.put('workOrder', { id: 'WO-1', product: 'p' }, 'api');
    await made.put('workOrder', { id: 'WO-1', product: 'q' }, 'api');
    const restored = (await again()).made;
    for (const kind of ['labResult', 'workOrder', 'batch'] as const) {
      expect(restored.list(kind)).toEqual(made.list(kind));
    }
    expect(await restored.put('labResult', result, 'api')).toMatchObject({ outcome: 'unchanged' });
  });

  it('knows after a restart what still waits in the spool for the historian', async () => {
    const { made, told } = await records();
    await made.put('batch', { id: 'B1' }, 'api');
    await made.put('batch', { id: 'B1', mass_kg: 12 }, 'api');
    const spool = createMemorySpool({ capBytes: 1e6, clock: { now: () => 0 } });
    await spool.append(told.map((sample, sequence) => ({ sequence, samples: [sample] })));
    const restored = (await records(createMemoryHistorian(), spool)).made;
    expect(restored.get('batch', 'B1')).toEqual(made.get('batch', 'B1'));
  });

  it('gives two tellings of one id at once an order, and no two a time', async () => {
    const { made, told } = await records();
    const outcomes = await Promise.all(
      [1, 2, 3].map((mass_kg) => made.put('batch', { id: 'B1', mass_kg }, 'api')),
    );
    expect(outcomes.map(({ revision }) => revision)).toEqual([1, 2, 3]);
    expect(new Set(told.map(({ sourceTimestamp }) => sourceTimestamp)).size).toBe(3);
  });

  it('names what a record refers to and nobody has told of, until somebody does', async () => {
    const { made } = await records();
    await made.put('coil', { id: 'C1', unit: 'coater', from: result.takenAt, batch: 'B1' }, 'api');
    expect(made.get('coil', 'C1')!.unknown).toEqual([{ field: 'batch', id: 'B1' }]);
    await made.put('batch', { id: 'B1' }, 'api');
    expect(made.get('coil', 'C1')!.unknown).toEqual([]);
  });

  it('tells again what the store did not take', async () => {
    let full = true;
    const sink = {
      offer: async () => {
        if (full) throw new Error('the disk is full');
      },
    };
    const told = { records: [], lastTime: -Infinity, unreadable: 0 };
    const made = new ProductionRecords({ line, sink, clock: { now: () => 0 } });
    expect(() => made.list('batch')).toThrow(/could not be read from the history yet/);
    expect(() => made.put('batch', { id: 'B1' }, 'api')).toThrow(/tried again by itself/);
    made.restore(told);
    await expect(made.put('batch', { id: 'B1' }, 'api')).rejects.toThrow('the disk is full');
    expect(made.list('batch')).toEqual([]);
    full = false;
    expect(await made.put('batch', { id: 'B1' }, 'api')).toMatchObject({ outcome: 'created' });
  });

  it.each([
    ['machine', {}, /field kind: found "machine", allowed is workOrder, recipe/],
    ['batch', null, /batch, field \(top level\): found null/],
    ['batch', { id: '../x' }, /field id: found "..\/x", allowed is letters, digits/],
    [
      'batch',
      { id: 'B', colour: 1 },
      /field colour: found a key that does not exist, allowed is id, order/,
    ],
    ['batch', { id: 'B', parameters: { speed: 1 } }, /parameters\.speed.*<name>_<unit>/],
    ['coil', { id: 'C', unit: 'x', from: 'today' }, /field from: found "today", allowed is an ISO/],
    ['labResult', { ...result, values: {} }, /field values.*at least one value/],
    [
      'labResult',
      { ...result, values: { porosity_frac: '0.3' } },
      /values\.porosity_frac.*a number/,
    ],
    [
      'labResult',
      { ...result, metre_m: -1 },
      /field metre_m: found -1, allowed is a number from 0/,
    ],
    [
      'labResult',
      { ...result, standardUncertainty: { porosity_frac: 0 } },
      /standardUncertainty\.porosity_frac: found 0, allowed is a number above 0/,
    ],
    [
      'labResult',
      { ...result, standardUncertainty: { thickness_um: 1 } },
      /standardUncertainty\.thickness_um.*a name of values: porosity_frac/,
    ],
  ])('refuses %s %j', async (kind, content, message) => {
    const { made, told } = await records();
    expect(() => made.put(kind, content, 'api')).toThrow(message);
    expect(told).toEqual([]);
  });
});
