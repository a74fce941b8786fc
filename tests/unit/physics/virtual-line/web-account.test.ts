import { describe, expect, test } from 'vitest';
import { randomStreams } from '../../../../physics/core/random.ts';
import type { LineEvent } from '../../../../physics/virtual-line/event-log.ts';
import type { Fault } from '../../../../physics/virtual-line/faults.ts';
import type { LineDefinition } from '../../../../physics/virtual-line/line-definition.ts';
import { lineByName } from '../../../../physics/virtual-line/lines/by-name.ts';
import type { TruthRows } from '../../../../physics/virtual-line/truth-recorder.ts';
import {
  createVirtualLine,
  type VirtualLine,
} from '../../../../physics/virtual-line/virtual-line.ts';
import { scrapReasons } from '../../../../physics/virtual-line/web-state.ts';
import { expectClose } from '../../../support/close.ts';
import { allKinds, randomFault } from '../../../support/random-schedule.ts';
import { shown, smallPilot } from './small-pilot.ts';

const reasons: readonly string[] = scrapReasons.slice(1);
const segmentLength = 0.25;

/** Metres of each state of each coil: its length on the coil, by the place where the next segment begins. */
interface CoilAccount {
  readonly states: Map<string, number>;
  segments: number;
  length: number;
}

function accountOf(line: VirtualLine, rows: TruthRows): Map<string, CoilAccount> {
  const coils = new Map<string, CoilAccount>();
  const elongations =
    rows.values[line.truthVariables.findIndex(({ key }) => key === 'elongation')]!;
  const isEndless = line.definition.campaign === undefined;
  const stretch = new Map<string, number>();
  for (const [row, coil] of rows.coil.entries()) {
    const id = `${coil} ${rows.metre[row]}`;
    stretch.set(id, Math.max(stretch.get(id) ?? 0, isEndless ? 0 : elongations[row]!));
  }
  const seen = new Map<string, string>();
  for (const [row, coil] of rows.coil.entries()) {
    const id = `${coil} ${rows.metre[row]}`;
    const state = rows.state[row]!;
    if (seen.has(id)) {
      const other = seen.get(id)!;
      // A segment is scrap on all lanes and sides, or on none.
      if (reasons.includes(state) || reasons.includes(other)) expect(state).toBe(other);
      continue;
    }
    seen.set(id, state);
    const account = coils.get(coil) ?? {
      states: new Map<string, number>(),
      segments: 0,
      length: 0,
    };
    const length = segmentLength * (1 + stretch.get(id)!);
    account.states.set(state, (account.states.get(state) ?? 0) + length);
    account.segments++;
    account.length += length;
    coils.set(coil, account);
  }
  return coils;
}

function run(definition: LineDefinition, seed: number, faults: readonly Fault[], seconds: number) {
  const truth = seed % 2 === 0 ? 'mismatched' : 'matched';
  const line = createVirtualLine(definition, { seed, truth, faults, tick_s: 1 });
  const begun = line.definition.campaign === undefined ? shown(line, 'line.webLength') : 0;
  line.advanceTo(seconds);
  const events = line.takeEvents();
  const rows = line.takeTruth();
  return { line, begun, events, coils: accountOf(line, rows), rows };
}

/** What an account must keep on any line, whatever happens. */
function expectAccounted({ line, begun, events, coils, rows }: ReturnType<typeof run>): void {
  expect(coils.size).toBeGreaterThan(0);
  const flags = rows.values[line.truthVariables.findIndex(({ key }) => key === 'scrap')]!;
  for (const [row, state] of rows.state.entries()) {
    expect(flags[row]).toBe(reasons.includes(state) ? 1 : 0);
  }
  const told = (kind: LineEvent['kind']) => events.filter((event) => event.kind === kind);
  for (const [coil, { states, length }] of coils) {
    // What a machine makes of a coil: nothing else leaves it but scrap.
    const made =
      line.definition.campaign === undefined
        ? ['calendered']
        : coil.includes('-C')
          ? ['calendered', 'pressedOnce']
          : ['dried'];
    const sum = (of: readonly string[]) =>
      of.reduce((total, state) => total + (states.get(state) ?? 0), 0);
    // Round-off of some thousand additions.
    expectClose(sum(made) + sum(reasons), length, { rtol: 1e-12, atol: 0 });
    const ended = told('coilEnded').find(({ data }) => data['coil'] === coil);
    if (ended === undefined || line.definition.campaign === undefined) continue;
    expectClose(length, Number(ended.data['length_m']), { rtol: 1e-12, atol: 0 });
    // What the events call scrap is what is: the same metres, by reason.
    for (const reason of reasons) {
      const stretches = told('scrap').filter(
        ({ data }) => data['coil'] === coil && data['reason'] === reason,
      );
      const metres = stretches.reduce(
        (total, { data }) => total + Number(data['to_m']) - Number(data['metre_m']),
        0,
      );
      expectClose(metres, states.get(reason) ?? 0, { rtol: 1e-9, atol: 1e-9 });
    }
  }
  if (line.definition.campaign !== undefined) return;
  // As much is wound up as passes the die, but for the segments that are cut at either end.
  const wound = [...coils.values()].reduce((total, { segments }) => total + segments, 0);
  expectClose(wound * segmentLength, shown(line, 'line.webLength') - begun, {
    rtol: 0,
    atol: 2 * segmentLength,
  });
}

describe('wound is produced and scrap, every metre of scrap with its reason', () => {
  const played = new Set<string>();
  const cases = [
    ...[0, 1, 2, 3].flatMap((seed) => [
      ['demo', seed, 3000] as const,
      ['short', seed + 10, 3000] as const,
      ['small', seed + 20, 3600] as const,
    ]),
    // Two coats of 300 m, then half an hour of calendering.
    ['pilot', 30, 9000] as const,
    ['pilot-gap', 41, 9000] as const,
  ];

  test.each(cases)(
    'of %s under random faults, seed %i',
    (name, seed, seconds) => {
      const definition = name === 'small' ? smallPilot : lineByName(name);
      const rng = randomStreams(seed).stream('account');
      const faults = allKinds
        .filter(() => rng.uniform() < 0.4)
        .map((kind) => randomFault(rng, definition, kind, 0.8 * seconds));
      for (const { kind } of faults) played.add(kind);
      expectAccounted(run(definition, seed, faults, seconds));
    },
    120_000,
  );

  test('and all kinds were played', () => {
    expect([...played].sort()).toEqual([...allKinds].sort());
  });
});

describe('web that is not what it should be', () => {
  const cold = [1, 2, 3, 4].map(
    (zone): Fault => ({ kind: 'ovenZoneLoss', unit: `dryerZone${zone}`, at_s: 0, magnitude: 1 }),
  );
  const share = (account: Map<string, CoilAccount>, coil: string, state: string) =>
    (account.get(coil)?.states.get(state) ?? 0) / account.get(coil)!.length;

  test('is scrap where it comes wet out of a cold dryer, on a line with a press and on one without', () => {
    const inline = run(lineByName('demo'), 7, cold, 1200);
    expectAccounted(inline);
    expect(share(inline.coils, 'COIL-0001', 'wet')).toBeGreaterThan(0.8);
    const pilot = run(smallPilot, 6, cold, 2400);
    expectAccounted(pilot);
    expect(share(pilot.coils, 'COIL-S6-0001-A', 'wet')).toBeGreaterThan(0.8);
  });

  test('is scrap where the die lays nothing on it, or the rolls do not touch it', () => {
    const line = createVirtualLine(smallPilot, { seed: 6, tick_s: 1 });
    line.advanceTo(150);
    line.setSetpoint('coater.pumpFlowSetpoint', 0);
    line.advanceTo(1000);
    const rows = line.takeTruth();
    expect(rows.state).toContain('uncoated');
    const open: Fault = { kind: 'pressZeroShift', unit: 'calender', at_s: 0, magnitude: -200 };
    const gap = { ...lineByName('pilot-gap'), campaign: smallGap };
    const pressed = run(gap, 6, [open, open], 2400);
    expectAccounted(pressed);
    // The rest was scrap before.
    expect(share(pressed.coils, 'COIL-S6-0001-C1', 'unpressed')).toBeGreaterThan(0.4);
    expect(share(pressed.coils, 'COIL-S6-0001-C1', 'calendered')).toBe(0);
  });
});

/** Products of the line that holds its gap, on coils of the small pilot line. */
const smallGap = {
  ...smallPilot.campaign!,
  products: lineByName('pilot-gap').campaign!.products,
};

describe('a start', () => {
  test('makes scrap of the ramp behind it, after a break as after a stop', () => {
    const faults: Fault[] = [{ kind: 'webBreak', unit: 'line', at_s: 100, magnitude: 90 }];
    const line = createVirtualLine(lineByName('demo'), { seed: 7, faults, tick_s: 1 });
    line.advanceTo(500);
    line.setSetpoint('line.webSpeedSetpoint', 0);
    line.advanceTo(520);
    line.setSetpoint('line.webSpeedSetpoint', 6);
    line.advanceTo(1200);
    const events = line.takeEvents();
    const rows = line.takeTruth();
    const kinds = events.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'started')).toHaveLength(2);
    const torn = events.find(({ kind }) => kind === 'webBreak')!;
    expect(torn.data['coil']).toBe('COIL-0001');
    const scrap = events
      .filter(({ kind }) => kind === 'scrap')
      .map(({ data }) => [data['reason'], Number(data['metre_m']), Number(data['to_m'])] as const);
    expect(scrap.map(([reason]) => reason)).toEqual(['webBreak', 'rampUp', 'rampUp']);
    const [lost, first, second] = scrap;
    expectClose(lost![1], Number(torn.data['metre_m']), { rtol: 1e-12, atol: 0 });
    expectClose(lost![2] - lost![1], Number(torn.data['lost_m']), { rtol: 1e-12, atol: 0 });
    // The ramp begins where the torn web ends; after a stop with what stood under the die.
    expect(first![1]).toBe(lost![2]);
    expectClose(first![2] - first![1], 3, { rtol: 1e-12, atol: 0 });
    expectClose(second![2] - second![1], 3.25, { rtol: 1e-12, atol: 0 });
    expect(new Set(rows.coil)).toEqual(new Set(['COIL-0001']));
  });

  test('that an operator makes on a machine with a campaign makes that scrap too', () => {
    const line = createVirtualLine(smallPilot, { seed: 6, tick_s: 1 });
    line.advanceTo(200);
    line.setSetpoint('coatingMachine.webSpeedSetpoint', 0);
    line.advanceTo(230);
    line.setSetpoint('coatingMachine.webSpeedSetpoint', 6);
    line.advanceTo(700);
    const ramps = line
      .takeEvents()
      .filter(({ data }) => data['reason'] === 'rampUp' && data['coil'] === 'COIL-S6-0001-A');
    expect(ramps).toHaveLength(2);
  });
});

describe('events of a machine that stretches its web', () => {
  test('name coil and metre of one coordinate: where the truth of that coil begins to be made', () => {
    const line = createVirtualLine(smallPilot, {
      seed: 6,
      tick_s: 1,
      faults: [{ kind: 'webBreak', unit: 'calenderingMachine', at_s: 1310, magnitude: 40 }],
    });
    line.advanceTo(2400);
    const torn = line.takeEvents().filter(({ kind }) => kind === 'webBreak');
    expect(torn).toHaveLength(1);
    const { coil, metre_m: metre } = torn[0]!.data;
    expect(coil).toMatch(/-C1$/);
    const rows = line.takeTruth();
    const broken = [...rows.metre].filter(
      (_, row) => rows.coil[row] === coil && rows.state[row] === 'webBreak',
    );
    expect(Math.min(...broken)).toBe(metre);
    // A metre of the coil that is made is no whole number of segments: it is longer than its parent.
    expect((Number(metre) / segmentLength) % 1).not.toBe(0);
  });
});
