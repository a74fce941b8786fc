import { describe, expect, it } from 'vitest';
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
import { memoryIntake } from '../../../support/memory-intake.ts';

const { model, scope } = lineFromConfiguration(loadConfiguration(undefined, {}));

const endpoint = 'opc.tcp://127.0.0.1:9/x';
const force = `${model.line}.calender.pressForce_N` as TagId;
const load = `${model.line}.calender.lineLoad_N_per_mm` as TagId;

/** A line with connectors in these states; the first feeds the two tags, of which its server describes the force. */
function viewWith(
  healths: readonly Partial<ConnectorHealth>[],
  more: Partial<Pick<LiveLineParts, 'virtualLineEndpoint' | 'virtualLineFailure'>> = {},
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
