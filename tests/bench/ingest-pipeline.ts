import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { filter, firstValueFrom, timeout } from 'rxjs';
import { openDuckdbHistorian } from '../../line-connectors/historian/duckdb-historian.ts';
import { createOpcuaConnector } from '../../line-connectors/opcua/connector.ts';
import { openLmdbSpool } from '../../line-connectors/spool/lmdb-spool.ts';
import { virtualLineTagMap } from '../../line-connectors/virtual-line/tag-map.ts';
import { LineLoop } from '../../twin/advisor/line-loop.ts';
import { lineFromConfiguration } from '../../twin/cli/line-from-configuration.ts';
import { configurationSchema } from '../../twin/contract/configuration.ts';
import { AsyncDisposals } from '../../twin/disposals.ts';
import type { Connector, TagMapping } from '../../twin/domain/connector.ts';
import { createHttpFace } from '../../twin/http/http-face.ts';
import { LiveLineView } from '../../twin/http/live-line-view.ts';
import { openIntake } from '../../twin/ingest/sample-intake.ts';
import { root } from '../support/served-twin.ts';
import { SampleCounter } from './sample-counter.ts';

const clock = { now: () => Date.now() };
/** Longest wait for the first web that has passed every station [ms]. */
const webPatience_ms = 120_000;

const configuration = configurationSchema.parse({
  plant: { line: { path: 'short' } },
  recipes: [
    {
      name: 'NMC622 70 g/m²',
      material: 'nmc622-demonstration',
      porosity_frac: { min: 0.295, target: 0.31, max: 0.335 },
      loading_g_per_m2: { min: 66, target: 70, max: 74 },
      thickness_um: { min: 20, target: 23.3, max: 26 },
    },
  ],
});

/** What reading two servers costs with all that the twin does with the samples. */
export interface PipelineCost {
  readonly share_percent: number;
  /** Samples received, of both servers [1/s]. */
  readonly rate_per_s: number;
  readonly stored_per_s: number;
  readonly segments_per_s: number;
}

/**
 * The twin as `serve` wires it, but for the socket: OPC UA connectors, intake, DuckDB, web following and prediction,
 * advisor, view, and the events encoded for clients. The machines of the short line and the server of the further tags
 * run in processes of their own. Measured from the first web that has passed every station, so that the line is full.
 */
export async function measurePipeline(
  folder: string,
  further: {
    readonly endpoint: string;
    readonly map: readonly TagMapping[];
    readonly ticks: number;
  },
): Promise<PipelineCost> {
  const stack = new AsyncDisposals();
  try {
    const endpoint = await startMachines(join(folder, 'machines'), stack);
    const historian = await openDuckdbHistorian({
      folder: join(folder, 'history'),
      memoryLimit_MB: configuration.historian.memoryLimit_MB,
    });
    stack.defer(() => historian.close());
    const spool = await openLmdbSpool({ folder: join(folder, 'spool'), capBytes: 1e9, clock });
    stack.defer(() => spool.close());
    const intake = await openIntake({ historian, spool, clock, line: 'demo.electrode.line1' });
    stack.defer(() => intake.close());
    const connect = (id: string, at: string, map: readonly TagMapping[]): Connector =>
      createOpcuaConnector({
        id,
        endpoint: at,
        security: { mode: 'None' },
        map,
        pkiFolder: join(folder, id),
        clock,
        random: () => 0.5,
      });
    const machinesMap = virtualLineTagMap('short');
    const machines = connect('machines', endpoint, machinesMap);
    const others = connect('others', further.endpoint, further.map);
    const { model, scope } = lineFromConfiguration(configuration);
    const view = new LiveLineView({
      line: {
        id: 'line1',
        name: 'Short line',
        prefix: model.line,
        virtual: true,
        path: model.path,
        recipe: { ...configuration.recipes[0]!, cell: null },
      },
      loop: new LineLoop(model, scope),
      intake,
      sources: [
        { connector: machines, map: machinesMap },
        { connector: others, map: further.map },
      ],
      historianKind: 'duckdb',
      spoolKind: 'lmdb',
      clock,
      version: 'bench',
      virtualLineEndpoint: () => endpoint,
    });
    const log = pino({ level: 'silent' });
    const face = createHttpFace({ view, historian, clock, viewerFolder: folder, log });
    stack.defer(() => face.close());
    const passedAll = firstValueFrom(
      view.events.pipe(
        filter(
          ({ name, data }) =>
            name === 'segment' && data.segments.some(({ knowledge }) => knowledge === 'derived'),
        ),
        timeout(webPatience_ms),
      ),
    );
    let segments = 0;
    view.events.subscribe((event) => {
      if (event.name === 'segment') segments += event.data.segments.length;
    });
    const abort = new AbortController();
    const counter = new SampleCounter();
    const done = Promise.all([
      machines.run(intake.sink(0), abort.signal),
      others.run(counter.before(intake.sink(0)), abort.signal),
    ]);
    stack.defer(async () => {
      abort.abort();
      await done;
    });
    await passedAll;
    await counter.more(further.map.length);
    const before = { ...intake.health(), segments };
    const cost = await counter.costOf(further.ticks * further.map.length);
    const after = intake.health();
    const received = after.receivedSamples - before.receivedSamples;
    return {
      share_percent: cost.share_percent,
      rate_per_s: received / cost.elapsed_s,
      stored_per_s: (received - after.pendingSamples + before.pendingSamples) / cost.elapsed_s,
      segments_per_s: (segments - before.segments) / cost.elapsed_s,
    };
  } finally {
    await stack.dispose();
  }
}

async function startMachines(pkiFolder: string, stack: AsyncDisposals): Promise<string> {
  const child = fork(
    fileURLToPath(new URL('virtual-line-process.ts', import.meta.url)),
    [pkiFolder],
    {
      execArgv: ['--import', join(root, 'register.mjs')],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    },
  );
  const ended = once(child, 'exit');
  stack.defer(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const [{ endpoint }] = (await once(child, 'message')) as [{ endpoint: string }];
  return endpoint;
}
