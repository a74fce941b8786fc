import { describe, expect, test } from 'vitest';
import type { LineEvent } from '../../../../physics/virtual-line/event-log.ts';
import { shortLine } from '../../../../physics/virtual-line/lines/short.ts';
import { createVirtualLine } from '../../../../physics/virtual-line/virtual-line.ts';
import { expectClose } from '../../../support/close.ts';
import { columnOf, smallPilot } from './small-pilot.ts';

const line = createVirtualLine(smallPilot, { seed: 11, tick_s: 1 });
line.advanceTo(7200);
const rows = line.takeTruth();
const events = line.takeEvents();
const ofKind = (kind: LineEvent['kind']) => events.filter((event) => event.kind === kind);

/** Solids per metre of the original foil: what no machine behind the die changes. */
function solids(coil: string, side: number): number[][] {
  const loading = columnOf(line, rows, coil, side, 'loading');
  const elongation = columnOf(line, rows, coil, side, 'elongation');
  return loading.map((lanes, place) =>
    lanes.map((value, lane) => value * (1 + elongation[place]![lane]!)),
  );
}

describe('a campaign', () => {
  test('coats side A, then side B, then calenders, coil after coil', () => {
    const ended = ofKind('coilEnded').map(({ data }) => data['coil']);
    expect(ended.slice(0, 4)).toEqual([
      'COIL-S11-0001-A',
      'COIL-S11-0001-AB',
      'COIL-S11-0001-C1',
      'COIL-S11-0002-A',
    ]);
    expect(ended).toContain('COIL-S11-0002-C2');
  });

  test('each rewind reverses the metres, and a turned coil swaps its lanes', () => {
    const laid = solids('COIL-S11-0001-A', 0);
    const pressed = solids('COIL-S11-0001-C1', 0);
    expect(laid).toHaveLength(120);
    // Wound from A to AB and from AB to C1: the order is that of A again, the lanes were swapped once.
    for (const [place, lanes] of pressed.entries()) {
      for (const [lane, value] of lanes.entries()) {
        // One division and one multiplication by the elongation.
        expectClose(value, laid[place]![4 - lane]!, { rtol: 1e-14, atol: 0 });
      }
    }
    const sideB = solids('COIL-S11-0001-AB', 1);
    const sideBPressed = solids('COIL-S11-0001-C1', 1);
    for (const [place, lanes] of sideBPressed.entries()) {
      for (const [lane, value] of lanes.entries()) {
        expectClose(value, sideB[119 - place]![lane]!, { rtol: 1e-14, atol: 0 });
      }
    }
    expect(sideB[3]![0]).not.toBe(laid[3]![0]);
  });

  test('says how the metres of a coil lie on its parent', () => {
    const [first, second] = ofKind('rewound');
    expect(first!.data).toMatchObject({
      coil: 'COIL-S11-0001-AB',
      parent: 'COIL-S11-0001-A',
      reversed: 1,
      lanesSwapped: 1,
      length_m: 30,
      parentLength_m: 30,
    });
    expect(second!.data).toMatchObject({
      coil: 'COIL-S11-0001-C1',
      parent: 'COIL-S11-0001-AB',
      lanesSwapped: 0,
    });
    const last = rows.metre[rows.coil.lastIndexOf('COIL-S11-0001-C1')]!;
    const elongation = columnOf(line, rows, 'COIL-S11-0001-C1', 0, 'elongation');
    const length = elongation.reduce((sum, lanes) => sum + 0.25 * (1 + Math.max(...lanes)), 0);
    // The last segment starts a segment before the end of the stretched coil.
    expectClose(Number(second!.data['length_m']), length, { rtol: 1e-12, atol: 0 });
    expect(last).toBeLessThan(length);
    expect(last).toBeGreaterThan(length - 0.26);
    expect(length).toBeGreaterThan(30.1);
  });

  test('a second pass from the other end compacts further and stretches a little more', () => {
    const mean = (coil: string, key: string) => {
      const values = columnOf(line, rows, coil, 0, key).slice(20, 100).flat();
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    };
    const [once, twice] = ['COIL-S11-0002-C1', 'COIL-S11-0002-C2'] as const;
    expect(mean(twice, 'porosity')).toBeLessThan(mean(once, 'porosity') - 0.003);
    expect(mean(twice, 'elongation')).toBeGreaterThan(mean(once, 'elongation'));
    const [before, after] = [solids(once, 1), solids(twice, 1)];
    for (const place of [0, 40, 119]) {
      expectClose(after[place]![2]!, before[119 - place]![2]!, { rtol: 1e-14, atol: 0 });
    }
  });

  test('web of a start, of a splice and web that stood in the dryer is scrap, with its reason', () => {
    const reasons = new Map<string, Set<string>>();
    for (const [row, state] of rows.state.entries()) {
      const coil = rows.coil[row]!;
      reasons.set(coil, (reasons.get(coil) ?? new Set()).add(state));
    }
    expect([...reasons.get('COIL-S11-0001-A')!].sort()).toEqual(['dried', 'rampUp']);
    expect([...reasons.get('COIL-S11-0001-AB')!].sort()).toEqual(['dried', 'overdried', 'rampUp']);
    expect(rows.state).toContain('splice');
    expect([...reasons.get('COIL-S11-0002-C1')!]).toContain('pressedOnce');
    expect([...reasons.get('COIL-S11-0002-C1')!]).not.toContain('calendered');
    const stood = ofKind('scrap').find(({ data }) => data['reason'] === 'overdried')!;
    expect(stood.data['coil']).toBe('COIL-S11-0001-AB');
    const [from, to] = [Number(stood.data['metre_m']), Number(stood.data['to_m'])];
    // The dryer ends 9 m behind the die, which stood at 20 m and some centimetres of slowing down.
    expectClose(from, 11, { rtol: 0, atol: 0.5 });
    expectClose(to, 20, { rtol: 0, atol: 0.5 });
    const peak = columnOf(line, rows, 'COIL-S11-0001-AB', 1, 'hotTime');
    expect(peak[58]![2]).toBeGreaterThan(peak[100]![2]! + 60);
    const peel = columnOf(line, rows, 'COIL-S11-0001-AB', 1, 'peelStrength');
    expect(peel[58]![2]).toBeLessThan(peel[100]![2]!);
  });

  test('changes recipe, batches and lots, and says so', () => {
    const recipes = ofKind('recipeChanged');
    expect(recipes[0]!.data).toMatchObject({ product: 'NMC622-150', coil: 'COIL-S11-0002-A' });
    const [first, second] = ['COIL-S11-0001-A', 'COIL-S11-0002-A'].map((coil) => {
      const values = columnOf(line, rows, coil, 0, 'loading').slice(30, 110).flat();
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    });
    expectClose(first!, 0.179, { rtol: 0.02, atol: 0 });
    expectClose(second!, 0.149, { rtol: 0.02, atol: 0 });
    const batches = ofKind('batchStarted').map(({ data }) => data['batch']);
    expect(batches.length).toBeGreaterThan(4);
    expect(new Set(batches).size).toBe(batches.length);
    expect(ofKind('lotChanged').map(({ data }) => data['material'])).toEqual(
      expect.arrayContaining(['active', 'binder', 'solvent']),
    );
    expect(ofKind('foilRollChanged').length).toBeGreaterThan(0);
  });

  test('ids differ from run to run with the seed, and are the same with it', () => {
    const ids = (seed: number) => {
      const other = createVirtualLine(smallPilot, { seed, tick_s: 1 });
      other.advanceTo(600);
      const found = other
        .takeEvents()
        .flatMap(({ data }) => [data['coil'], data['batch'], data['activeLot']]);
      return found.filter((id) => typeof id === 'string' && id !== '');
    };
    expect(ids(3).length).toBeGreaterThan(4);
    expect(ids(3)).toEqual(ids(3));
    const known = new Set(ids(3));
    for (const id of ids(4)) expect(known.has(id)).toBe(false);
  });

  test.each([shortLine, smallPilot])(
    'a run with a name of its own shares no id with another of its seed',
    (definition) => {
      const ids = (run: string) => {
        const named = createVirtualLine(definition, { seed: 3, run, tick_s: 1 });
        named.advanceTo(600);
        return [...named.readings()]
          .filter(([name]) => /\.(coilId|batchId|inputId)$/.test(name))
          .map(([, { value }]) => value)
          .filter((id) => id !== '');
      };
      const first = ids('R1');
      expect(first.length).toBeGreaterThan(1);
      for (const id of first) expect(id).toContain('-R1-');
      for (const id of ids('R2')) expect(first).not.toContain(id);
    },
  );

  test('events come in the order of time, truth is cleared when it is taken', () => {
    for (let i = 1; i < events.length; i++) {
      expect(events[i]!.time).toBeGreaterThanOrEqual(events[i - 1]!.time);
    }
    expect(line.takeTruth().metre).toHaveLength(0);
    expect(line.takeEvents()).toHaveLength(0);
  });

  test('counts good area at the last machine', () => {
    const passes: Record<string, string> = { 'NMC622-180': 'C1', 'NMC622-150': 'C2' };
    const shipped = ofKind('coilEnded').filter(({ data }) =>
      String(data['coil']).endsWith(passes[String(data['product'])]!),
    );
    let good = 0;
    for (const { data } of shipped) {
      for (const side of [0, 1]) {
        const flags = columnOf(line, rows, String(data['coil']), side, 'scrap').flat();
        good += flags.filter((flag) => flag === 0).length * 0.06 * 0.25;
      }
    }
    expect(shipped.length).toBeGreaterThan(1);
    expectClose(line.producedArea(), good, { rtol: 1e-12, atol: 0 });
  });
});

describe('a web break', () => {
  const broken = createVirtualLine(smallPilot, {
    seed: 11,
    tick_s: 1,
    faults: [{ kind: 'webBreak', unit: 'coatingMachine', at_s: 260, magnitude: 120 }],
  });
  broken.advanceTo(255);
  const before = broken.solidsBalance();
  broken.advanceTo(1500);
  const torn = broken.takeEvents().filter(({ kind }) => kind === 'webBreak');
  const truth = broken.takeTruth();

  test('tears out what is on the machine, stops it, and leaves flagged bare foil on the coil', () => {
    expect(torn).toHaveLength(1);
    expect(before.kept).toBeGreaterThan(0.3);
    const { fed, wound, kept, scrapped } = broken.solidsBalance();
    expectClose(scrapped, before.kept, { rtol: 0.05, atol: 0 });
    // Round-off of some thousand additions.
    expectClose(wound + kept + scrapped, fed, { rtol: 1e-11, atol: 0 });
    const bare = truth.state.filter(
      (state, row) => state === 'webBreak' && truth.coil[row] === 'COIL-S11-0001-A',
    ).length;
    // 11 m of 0.25 m segments in five lanes; a segment at either end may be cut.
    expect(Math.abs(bare / 5 - 44)).toBeLessThanOrEqual(1);
    const coil = columnOf(broken, truth, 'COIL-S11-0001-A', 0, 'loading');
    expect(coil).toHaveLength(120);
    // The segment that lay under the die is coated on.
    const uncoated = coil.filter((lanes) => lanes[2] === 0).length;
    expect(Math.abs(uncoated - bare / 5)).toBeLessThanOrEqual(1);
  });
});
