import { describe, expect, it } from 'vitest';
import { createMemoryHistorian } from '../../../../line-connectors/historian/memory-historian.ts';
import { createMemorySpool } from '../../../../line-connectors/spool/memory-spool.ts';
import { processVariables } from '../../../../physics/process/variables.ts';
import { LineLoop } from '../../../../twin/advisor/line-loop.ts';
import { loadConfiguration } from '../../../../twin/cli/configuration.ts';
import { lineFromConfiguration } from '../../../../twin/cli/line-from-configuration.ts';
import type { ConnectorHealth } from '../../../../twin/domain/connector.ts';
import { TwinError } from '../../../../twin/domain/errors.ts';
import { type Sample, statusCodes, type TagId } from '../../../../twin/domain/sample.ts';
import type { StreamEvent } from '../../../../twin/http/line-view.ts';
import { type LiveLineParts, LiveLineView } from '../../../../twin/http/live-line-view.ts';
import { readinessDto } from '../../../../twin/http/readiness.ts';
import { Identities } from '../../../../twin/production/identities.ts';
import { readRecord } from '../../../../twin/production/read-record.ts';
import { memoryIntake } from '../../../support/memory-intake.ts';

const { model, scope } = lineFromConfiguration(loadConfiguration(undefined, {}));

const endpoint = 'opc.tcp://127.0.0.1:9/x';
const force = `${model.line}.calender.pressForce_N` as TagId;
const load = `${model.line}.calender.lineLoad_N_per_mm` as TagId;

/** A line with connectors in these states; the first feeds the two tags, of which its server describes the force. */
function viewWith(
  healths: readonly Partial<ConnectorHealth>[],
  more: Partial<LiveLineParts> = {},
  intake = memoryIntake(),
) {
  const view = new LiveLineView({
    line: {
      id: 'line1',
      name: 'Line',
      prefix: model.line,
      virtual: true,
      path: model.path,
      recipe: { ...loadConfiguration(undefined, {}).recipes[0]!, cell: null },
    },
    loop: new LineLoop(model, scope),
    intake,
    sources: healths.map((health, i) => ({
      connector: {
        id: `c${i}`,
        run: () => Promise.resolve(),
        health: () => ({
          state: 'connecting',
          endpoint,
          reconnects: 0,
          refusedTags: {},
          ...health,
        }),
        descriptions: () => new Map([[force, 'force of both cylinders']]),
      },
      map:
        i === 0
          ? [force, load].map((tag) => ({
              tag,
              address: `ns=1;s=${tag}`,
              samplingInterval_ms: 100,
            }))
          : [],
    })),
    historianKind: 'memory',
    spoolKind: 'memory',
    clock: { now: () => 0 },
    version: '0',
    virtualLineEndpoint: () => undefined,
    ...more,
  });
  return { view, sink: intake.sink(0) };
}

/** Readiness of a line with connectors in these states. */
function readinessWith(...healths: Partial<ConnectorHealth>[]) {
  return readinessDto(viewWith(healths).view.readiness());
}

function sampleOf(tag: TagId, value: number | null, status: number = statusCodes.good): Sample {
  return { tag, sourceTimestamp: 1, receivedTimestamp: 1, value, status, flags: 0 };
}

const refused = { state: 'failed', reason: 'refused', code: 'OPCUA_UNREACHABLE' } as const;

it('segments name their batch and order, where these are known', async () => {
  const identities = new Identities(model.line, model.path.stations);
  const coil = { id: 'C-1', unit: 'line', batch: 'B-1', from: '1970-01-01T00:00:00Z' };
  const { record } = readRecord('coil', coil);
  const recordedAt = coil.from;
  identities.keep({ kind: 'coil', revision: 1, recordedAt, origin: 'test', record, unknown: [] });
  const intake = memoryIntake();
  intake.batches.subscribe(({ samples }) => {
    for (const sample of samples) identities.take(sample);
  });
  const reader = {
    of: (sample: Sample) => identities.of(sample),
    ofCoil: (...asked: Parameters<Identities['ofCoil']>) => identities.ofCoil(...asked),
    reach: () => Promise.resolve(),
  };
  const { view, sink } = viewWith([{ state: 'live' }], { identities: reader }, intake);
  const told: StreamEvent[] = [];
  view.events.subscribe((event) => told.push(event));
  for (let s = 0; s < 60; s += 1) {
    const at = (name: string, value: Sample['value']): Sample => ({
      tag: `${model.line}.${name}` as TagId,
      sourceTimestamp: 1000 * s,
      receivedTimestamp: 1000 * s,
      value,
      status: 0,
      flags: 0,
    });
    await sink.offer([
      ...(s === 0 ? [at('line.coilId', 'C-1')] : []),
      at('line.webLength_m', s),
      at('line.webSpeed_m_per_min', 60),
    ]);
  }
  const segments = told.flatMap((event) => (event.name === 'segment' ? event.data.segments : []));
  expect(segments.length).toBeGreaterThan(0);
  for (const segment of segments) expect(segment).toMatchObject({ coil: 'C-1', batch: 'B-1' });
  expect(segments[0]!.order).toBeUndefined();
  await intake.close();
});

describe('readiness', () => {
  it('is down while no connector has ever been live, with the reason and code of each', () => {
    expect(readinessWith({}).state).toBe('down');
    expect(readinessWith({}, refused)).toEqual({
      state: 'down',
      components: [
        { component: 'historian', state: 'ok' },
        { component: 'spool', state: 'ok' },
        { component: 'connector c0', state: 'down', reason: 'connecting' },
        {
          component: 'connector c1',
          state: 'down',
          reason: 'refused',
          code: 'OPCUA_UNREACHABLE',
        },
      ],
    });
  });

  it('is degraded when one connector of two has never been live', () => {
    const { state, components } = readinessWith({ state: 'live', lastData: 1 }, refused);
    expect([state, ...components.map((row) => row.state)]).toEqual([
      'degraded',
      'ok',
      'ok',
      'ok',
      'degraded',
    ]);
  });

  it('is degraded, not down, when a connector that was live has lost its server', () => {
    expect(readinessWith({ state: 'stale', lastData: 1 }).state).toBe('degraded');
    expect(readinessWith({ state: 'stale', lastKeepAlive: 1 }).state).toBe('degraded');
  });

  it('is ok when every connector is live, or none is configured', () => {
    expect(readinessWith({ state: 'live' }, { state: 'live' }).state).toBe('ok');
    expect(readinessWith().state).toBe('ok');
  });
});

describe('a virtual line whose thread has ended by an error', () => {
  const virtualLineFailure = () =>
    new TwinError('VIRTUAL_LINE_FAILED', 'the thread ended by an error', {});
  const says = { reason: 'the thread ended by an error', code: 'VIRTUAL_LINE_FAILED' };

  it('stands as reason and code at the connector that it fed, in status, readiness and the live stream', () => {
    const stale = { state: 'stale', reason: 'lost', lastData: 1 } as const;
    const parts = { virtualLineEndpoint: () => endpoint, virtualLineFailure };
    const { view } = viewWith([stale], parts);
    const events: StreamEvent[] = [];
    view.events.subscribe((event) => events.push(event));
    view.publishStates();
    expect(view.status().connectors).toMatchObject([{ state: 'stale', ...says }]);
    expect(view.readiness()[2]).toMatchObject({ state: 'degraded', ...says });
    expect(events).toMatchObject([{ name: 'state', data: { connectors: [says] } }]);
  });

  it('is not the reason of a connector on another server, nor of one that is live', () => {
    const other = { virtualLineEndpoint: () => 'opc.tcp://127.0.0.1:10/y', virtualLineFailure };
    expect(viewWith([refused], other).view.status().connectors[0]?.code).toBe('OPCUA_UNREACHABLE');
    const parts = { virtualLineEndpoint: () => endpoint, virtualLineFailure };
    expect(viewWith([{ state: 'live' }], parts).view.status().connectors[0]?.code).toBeUndefined();
  });
});

it('tells a spool that fails in status, readiness and the live stream', async () => {
  const full = { state: 'full', reason: 'the cap is reached' } as const;
  const healthy = createMemorySpool({ capBytes: 1e6, clock: { now: () => 0 } });
  const spool = { ...healthy, health: () => ({ ...healthy.health(), ...full, secondsLeft: 7200 }) };
  const { view } = viewWith([{ state: 'live' }], {}, memoryIntake({ spool }));
  const events: StreamEvent[] = [];
  view.events.subscribe((event) => events.push(event));
  view.publishStates();
  view.publishStates();
  expect(view.status().spool).toMatchObject({ kind: 'memory', ...full, cap_MB: 1, timeLeft_h: 2 });
  expect(readinessDto(view.readiness())).toMatchObject({
    state: 'degraded',
    components: [{}, { component: 'spool', state: 'degraded', reason: full.reason }, {}],
  });
  expect(events).toMatchObject([{ name: 'state', data: { spool: full } }]);
});

describe('tags', () => {
  it('carry what the server says of them, else what the twin knows of such a variable', () => {
    const [first, second] = viewWith([{ state: 'live' }]).view.tags();
    expect(first?.description).toBe('force of both cylinders');
    expect(second?.description).toBe(processVariables.lineLoad.description);
  });

  it('are stale by one rule: bad quality, or a connector that is not live', async () => {
    const { view, sink } = viewWith([{ state: 'live' }]);
    await sink.offer([sampleOf(force, 5), sampleOf(load, null, statusCodes.badNoCommunication)]);
    expect(view.tags().map(({ stale }) => stale)).toEqual([false, true]);
    const lost = viewWith([{ state: 'stale', lastData: 1 }]);
    await lost.sink.offer([sampleOf(force, 5)]);
    expect(lost.view.tags().map(({ stale }) => stale)).toEqual([true, true]);
  });
});

it('a line whose recipe names no cell gives none, and says so', () => {
  const { view } = viewWith([]);
  expect(view.cells({})).toEqual([]);
  expect(view.line()).toMatchObject({ cells: null, cellsWithheld: 'the recipe names no cell' });
});

describe('events', () => {
  it('tell the new state of a connector ahead of the holes that it brings, without waiting for a look', async () => {
    const health: Partial<ConnectorHealth> & { state: ConnectorHealth['state'] } = {
      state: 'live',
    };
    const { view, sink } = viewWith([health]);
    const names: string[] = [];
    view.events.subscribe((event) =>
      names.push(event.name === 'state' ? `state ${event.data.connectors[0]!.state}` : event.name),
    );
    await sink.offer([sampleOf(force, 5)]);
    health.state = 'stale';
    await sink.offer([sampleOf(force, null, statusCodes.badNoCommunication)]);
    expect(names).toEqual(['state live', 'sample', 'state stale', 'sample']);
  });
});

describe('the state of connections', () => {
  /** A line of one connector whose clock and health a test moves, and the state events that it sends. */
  function moving(
    health: Partial<ConnectorHealth> = { state: 'live' },
    more: Partial<LiveLineParts> = {},
  ) {
    const time = { now: 0 };
    const { view, sink } = viewWith([health], { clock: { now: () => time.now }, ...more });
    const told: Extract<StreamEvent, { name: 'state' }>['data'][] = [];
    view.events.subscribe((event) => {
      if (event.name === 'state') told.push(event.data);
    });
    return { view, sink, told, time, health };
  }

  it('counts the tags of a connector by their state, as /tags tells them one by one', async () => {
    const { view, sink, health } = moving();
    const counts = () => view.status().connectors[0]!.tags;
    const none = { live: 0, backfilling: 0, waiting: 0, stale: 0, bad: 0, refused: 0 };
    expect(counts()).toEqual({ ...none, waiting: 2 });
    await sink.offer([sampleOf(force, 5), sampleOf(load, null, statusCodes.badSensorFailure)]);
    expect(counts()).toEqual({ ...none, live: 1, bad: 1 });
    Object.assign(health, { backfillingTags: [force], refusedTags: { [load]: 'no such node' } });
    expect(counts()).toEqual({ ...none, backfilling: 1, refused: 1 });
    expect(view.tags()).toMatchObject([
      { tag: force, state: 'backfilling', stale: false, connector: 'c0', samplingInterval_ms: 100 },
      { tag: load, state: 'refused', reason: 'no such node', stale: true, connector: 'c0' },
    ]);
    Object.assign(health, { state: 'stale' });
    expect(counts()).toEqual({ ...none, stale: 1, refused: 1 });
  });

  it('finds tags by state, connector and words, page by page', async () => {
    const { view, sink } = moving();
    await sink.offer([
      sampleOf(force, 5),
      sampleOf(`${model.line}.laboratory.porosity_frac` as TagId, 0.3),
    ]);
    const names = (query: Parameters<typeof view.tagPage>[0]) =>
      view.tagPage(query).tags.map(({ tag }) => tag.split('.').at(-1));
    expect(names({ states: ['waiting'] })).toEqual(['lineLoad_N_per_mm']);
    expect(names({ connector: 'c0' })).toEqual(['pressForce_N', 'lineLoad_N_per_mm']);
    expect(names({ search: 'CALENDER cylinders' })).toEqual(['pressForce_N']);
    expect(names({ search: 'nothing like it' })).toEqual([]);
    expect(view.tagPage({ offset: 1, limit: 1 })).toMatchObject({
      total: 3,
      tags: [{ tag: load }],
    });
  });

  it('is told again at once when a state is another, and a count at most once a second', async () => {
    const { view, sink, told, time, health } = moving();
    view.publishStates();
    expect(told).toHaveLength(1);
    await sink.offer([sampleOf(force, 5)]);
    for (time.now = 100; time.now < 1000; time.now += 100) view.publishStates();
    expect(told).toHaveLength(1);
    time.now = 1000;
    view.publishStates();
    expect(told[1]!.connectors[0]!.tags).toMatchObject({ live: 1, waiting: 1 });
    // Nothing but what never stands still: no event, however long.
    for (time.now = 2000; time.now < 60_000; time.now += 500) {
      Object.assign(health, {
        lastData: time.now,
        lastKeepAlive: time.now,
        clockOffset_ms: time.now / 10,
      });
      await sink.offer([{ ...sampleOf(force, time.now), sourceTimestamp: time.now }]);
      view.publishStates();
    }
    expect(told).toHaveLength(2);
    Object.assign(health, { clockOffset_ms: 30_001 });
    view.publishStates();
    expect(told[2]!.connectors[0]).toMatchObject({ clockSuspect: true });
    Object.assign(health, { state: 'stale' });
    await sink.offer([sampleOf(load, 3)]);
    expect(told[3]!.connectors[0]).toMatchObject({
      state: 'stale',
      tags: { stale: 1, waiting: 1 },
    });
  });

  it('counts the gap records of each connector and shows the last', async () => {
    const { view, sink, told } = moving();
    const gap = { from: '1970-01-01T00:00:00.000Z', to: null, source: 'a', reason: 'no history' };
    const tag = `${model.line}.c0.gap` as TagId;
    await sink.offer([
      { ...sampleOf(tag, null), value: JSON.stringify({ ...gap, lostMessages: 2 }) },
    ]);
    view.publishStates();
    const lastGap = {
      ...gap,
      connector: 'c0',
      lostMessages: 2,
      notedAt: '1970-01-01T00:00:00.001Z',
    };
    expect(view.status().connectors[0]).toMatchObject({ gaps: 1, lastGap });
    expect(told.at(-1)!.connectors[0]).toMatchObject({ gaps: 1, lastGap });
  });

  it('names a hundred refused tags and counts the others', () => {
    const refusedTags = Object.fromEntries(
      Array.from({ length: 150 }, (_, i) => [`${model.line}.x.y${i}_N`, 'no such node']),
    );
    const [status] = moving({ state: 'live', refusedTags }).view.status().connectors;
    expect(Object.keys(status!.refusedTags)).toHaveLength(100);
  });

  it('adds what stands in quarantine to what the connector itself has rejected', () => {
    const counts = { 'c0/SAMPLE_REFUSED': 2, 'c0/MQTT_MESSAGE_REFUSED': 3, 'c1/SAMPLE_REFUSED': 9 };
    const { view } = moving(
      { state: 'live', rejected: 4 },
      { quarantine: { counts: () => counts } },
    );
    expect(view.status().connectors[0]).toMatchObject({ rejected: 9, quarantined: 5 });
    expect(view.status().quarantine).toContainEqual({
      connector: 'c1',
      code: 'SAMPLE_REFUSED',
      entries: 9,
    });
  });

  it('tells of a historian that asks something of a person, and of a spool that fills while it is away', async () => {
    const unfit = {
      state: 'degraded',
      reason: 'the canary did not come back',
      code: 'HISTORIAN_SERVER_UNFIT',
      refusedSamples: 0,
      expiredSamples: 0,
    } as const;
    const { view } = moving({ state: 'live' }, { historian: { health: () => unfit } });
    const { state, reason, code } = unfit;
    expect(view.status()).toMatchObject({
      historian: { state, reason, code },
      spool: { filling: false },
    });

    const store = createMemoryHistorian();
    const away = {
      ...store,
      nextSequence: store.nextSequence,
      append: () => Promise.reject(new Error('gone')),
    };
    const intake = memoryIntake(
      { historian: away as typeof store },
      {
        retryIntervals: () => ({ over: new Promise(() => undefined), end: () => undefined }),
      },
    );
    const cut = viewWith([{ state: 'live' }], { historian: store }, intake);
    await cut.sink.offer([sampleOf(force, 5)]);
    await expect.poll(() => cut.view.status().historian.reason).toBe('gone');
    expect(cut.view.status()).toMatchObject({
      historian: { state: 'degraded', pendingSamples: 1 },
      spool: { filling: true, samples: 1 },
    });
    expect(cut.view.status().historian.lastFlush).toBeUndefined();
  });

  it('says when the historian last confirmed', async () => {
    const { view, sink } = viewWith(
      [{ state: 'live' }],
      {},
      memoryIntake({ clock: { now: () => 5000 } }),
    );
    await sink.offer([sampleOf(force, 5)]);
    await expect.poll(() => view.status().historian.lastFlush).toBe('1970-01-01T00:00:05.000Z');
  });
});
