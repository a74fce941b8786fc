import { describe, expect, it } from 'vitest';
import { createMemoryHistorian } from '../../../../line-connectors/historian/memory-historian.ts';
import { LineLoop } from '../../../../twin/advisor/line-loop.ts';
import { loadConfiguration } from '../../../../twin/cli/configuration.ts';
import { lineFromConfiguration } from '../../../../twin/cli/line-from-configuration.ts';
import type { ConnectorHealth } from '../../../../twin/domain/connector.ts';
import { LiveLineView } from '../../../../twin/http/live-line-view.ts';
import { readinessDto } from '../../../../twin/http/readiness.ts';
import { SampleIntake } from '../../../../twin/ingest/sample-intake.ts';

const { model, scope } = lineFromConfiguration(loadConfiguration(undefined, {}));

/** Readiness of a line with connectors in these states. */
function readinessWith(...healths: Partial<ConnectorHealth>[]) {
  const view = new LiveLineView({
    line: {
      id: 'line1',
      name: 'Line',
      prefix: model.line,
      virtual: true,
      path: model.path,
      recipe: loadConfiguration(undefined, {}).recipes[0]!,
    },
    loop: new LineLoop(model, scope),
    intake: new SampleIntake(createMemoryHistorian(), 0),
    sources: healths.map((health, i) => ({
      connector: {
        id: `c${i}`,
        run: () => Promise.resolve(),
        health: () => ({
          state: 'connecting',
          endpoint: 'opc.tcp://127.0.0.1:9/x',
          reconnects: 0,
          refusedTags: {},
          ...health,
        }),
      },
      map: [],
    })),
    historianKind: 'memory',
    clock: { now: () => 0 },
    version: '0',
    virtualLineEndpoint: () => undefined,
  });
  return readinessDto(view.readiness());
}

const refused = { state: 'failed', reason: 'refused', code: 'OPCUA_UNREACHABLE' } as const;

describe('readiness', () => {
  it('is down while no connector has ever been live, with the reason and code of each', () => {
    expect(readinessWith({}).state).toBe('down');
    expect(readinessWith({}, refused)).toEqual({
      state: 'down',
      components: [
        { component: 'historian', state: 'ok' },
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
