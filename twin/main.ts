import { join } from 'node:path';
import {
  beginVirtualLineServer,
  type VirtualLineServer,
} from '../line-connectors/virtual-line/opcua-server.ts';
import type { Fault } from '../physics/virtual-line/faults.ts';
import type { MetCertificates } from './cli/certificate.ts';
import type { ProposeTagMap } from './cli/config-map.ts';
import type { PeekAtDevice } from './cli/config-peek.ts';
import { runCli, type ServeOptions } from './cli/run.ts';
import type { Configuration } from './contract/configuration.ts';
import type { Clock } from './domain/clock.ts';

/** Composition root: the only place that makes the real clock, and from where the ports are wired. */

const clock: Clock = { now: () => Date.now() };
const stopwatch = (): number => performance.now();

/** The machines take longest to start: they begin before what serves them is loaded. */
async function serve(options: ServeOptions): Promise<void> {
  const virtualLine = beginVirtualLine(options);
  // Whoever awaits it hears of a failure.
  virtualLine?.catch(() => undefined);
  const { serveTwin } = await import('./serve.ts');
  await serveTwin(options, clock, virtualLine);
}

function beginVirtualLine({
  configuration: { virtualLine },
  dataFolder,
}: ServeOptions): Promise<VirtualLineServer> | undefined {
  if (virtualLine === undefined) return undefined;
  const { line, seed, port, faults } = virtualLine;
  return beginVirtualLineServer({
    line,
    seed,
    port,
    ...(faults === undefined ? {} : { faults: withoutUndefined(faults) }),
    pkiFolder: join(dataFolder, 'pki', 'virtual-line'),
  });
}

/** The schedule as the line takes it, which checks its kinds itself: optional keys are absent, never undefined. */
function withoutUndefined(
  faults: NonNullable<Configuration['virtualLine']>['faults'] & object,
): readonly Fault[] {
  return faults.map(({ kind, lane, duration_s, ...fault }) => ({
    ...fault,
    kind: kind as Fault['kind'],
    ...(lane === undefined ? {} : { lane }),
    ...(duration_s === undefined ? {} : { duration_s }),
  }));
}

const proposeTagMap: ProposeTagMap = async (connector, place, dataFolder) => {
  if (connector.kind === 'mqtt') {
    const { proposeMqttTagMap } = await import('../line-connectors/mqtt/propose-tag-map.ts');
    const { mqttSource } = await import('./connected-sources.ts');
    return proposeMqttTagMap(mqttSource(connector), place, clock);
  }
  const { id, endpoint, security } = connector;
  const browser = await import('../line-connectors/opcua/propose-tag-map.ts');
  const { mode, policy } = security;
  return browser.proposeTagMap(
    {
      id,
      endpoint,
      security: { mode, ...(policy === undefined ? {} : { policy }) },
      pkiFolder: pkiFolder(dataFolder, id),
      clock,
      random: () => 0.5,
    },
    place,
  );
};

const peekAtDevice: PeekAtDevice = async (connector, address, signal) => {
  const [{ peekModbus }, { modbusPlace, modbusRules }] = await Promise.all([
    import('../line-connectors/modbus/peek.ts'),
    import('./modbus-source.ts'),
  ]);
  return peekModbus({ ...modbusPlace(connector), clock }, modbusRules(connector), address, signal);
};

const pkiFolder = (dataFolder: string, connector: string): string =>
  join(dataFolder, 'pki', connector);
const certificateStore = () => import('../line-connectors/opcua/certificates.ts');
const certificates: MetCertificates = {
  list: async (dataFolder, connector) =>
    (await certificateStore()).metCertificates(pkiFolder(dataFolder, connector)),
  decide: async (dataFolder, connector, fingerprint, decision) =>
    (await certificateStore()).decideOnCertificate(
      pkiFolder(dataFolder, connector),
      fingerprint,
      decision,
    ),
};

// Who reads the result may have read enough, as `head` has.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());

process.exitCode = await runCli({
  arguments: process.argv.slice(2),
  environment: process.env,
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
  signal: stop.signal,
  serve,
  proposeTagMap,
  peekAtDevice,
  certificates,
  calibrate: async () => (await import('./cli/calibrate-thread.ts')).calibrateOnThread,
  train: async () => (await import('./cli/train-thread.ts')).trainOnThread,
  explain: async () => (await import('./cli/explain-thread.ts')).explainOnThread,
  now: () => clock.now(),
  trainSurrogate: async () => (await import('./cli/surrogate-threads.ts')).trainSurrogateOnThreads,
  cell: async () => ({
    solve: (await import('./cli/p2d-threads.ts')).solveOnThread,
    toPng: async (svg) => (await import('./cli/svg-to-png.ts')).svgToPng(svg),
    stopwatch,
  }),
  simulate: async () => ({
    openTables: (await import('../line-connectors/parquet/parquet-files.ts')).openParquetFiles,
    stopwatch,
    version: (await import('./version.ts')).version,
  }),
  replay: async () => {
    const { replayHeadless } = await import('./replay.ts');
    return { replay: (job) => replayHeadless(job, clock), stopwatch };
  },
  export: async () => {
    const { openWrittenHistory } = await import('./opened-historian.ts');
    return {
      openHistory: (configuration, dataFolder) =>
        openWrittenHistory(configuration, { dataFolder, clock }),
      openTables: (await import('../line-connectors/parquet/parquet-files.ts')).openParquetFiles,
      stopwatch,
      version: (await import('./version.ts')).version,
    };
  },
});
// A cancelled command has nothing left to write: its threads need not be waited for.
if (process.exitCode === 130) process.exit();
