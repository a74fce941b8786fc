import { cpus, loadavg } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { randomStreams } from '../../physics/core/random.ts';
import { GivenReadings } from '../support/given-readings.ts';
import { type Plant, writeMqtt, writeOpcua } from '../support/plant.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';
import { forces, pieces, WholeChain } from '../support/whole-chain.ts';
import { rounded } from './soak-run.ts';
import { drawnFaults, nodeLate_s, type UnderFaults } from './whole-chain-faults.ts';

const seed = 2026;
/** Time without a fault between two [s]. */
const rest_s = 2;
/** Longest wait for what should have come back; longer than any bar, so that a miss is measured. */
const patience_ms = 180_000;
const historians = ['duckdb', 'influx'] as const;
type HistorianKind = (typeof historians)[number];

/** One fault of the run. */
interface FaultOutcome {
  readonly fault: string;
  readonly at_s: number;
  readonly away_s: number;
  /** `serve` of both twins was killed, and started again, halfway. */
  readonly killsTwins: boolean;
  /** From the return to the latest of the first values of all tags concerned. */
  readonly firstValue_s: Readonly<Record<HistorianKind, number>>;
  /** Processes that wanted a core in the last minute, ours and others', when all was back; see `cores`. */
  readonly load: number;
}

/** What was given to twins of two historians under faults, and what their histories hold. */
export interface WholeChainRun {
  readonly seed: number;
  readonly duration_s: number;
  readonly cores: number;
  readonly tags: number;
  readonly nodeLate_s: number;
  readonly faults: readonly FaultOutcome[];
  readonly historians: readonly {
    readonly historian: HistorianKind;
    readonly given: number;
    readonly stored: number;
    readonly lost: number;
    readonly doubled: number;
    readonly invented: number;
    /** Tag, time and value of some that differ. */
    readonly examples: readonly string[];
  }[];
}

/** Two twins, of DuckDB and of InfluxDB, read the same server and broker while one after the other of all is frozen or killed. */
export async function run(progress: (text: string) => void): Promise<WholeChainRun> {
  const peers = await WholeChain.start();
  try {
    return await underFaults(peers, progress);
  } finally {
    await peers.dispose();
  }
}

async function underFaults(
  peers: WholeChain,
  progress: (text: string) => void,
): Promise<WholeChainRun> {
  const [opcua, mqtt, influx] = await Promise.all(
    [peers.server.endpoint, peers.broker.endpoint, peers.influx.url].map(async (url) => {
      const proxy = await startTcpProxy({ port: Number(new URL(url).port) });
      peers.defer(() => proxy.close());
      return proxy;
    }),
  );
  const proxies = { opcua: opcua!, mqtt: mqtt!, influx: influx! };
  const given = new GivenReadings();
  const twins = new Map<HistorianKind, Plant>();
  const between = { opcua: opcua!.port, mqtt: mqtt!.port, influx: influx!.port };
  for (const kind of historians) {
    const made = await peers.twin(kind, { between, given, clientId: `twin-${kind}` });
    twins.set(kind, made);
    await made.live();
  }
  const ofAll = (act: (made: Plant) => Promise<unknown>): Promise<unknown> =>
    Promise.all([...twins.values()].map(act));
  const server = (): typeof peers.server => peers.server;
  const serverClock = { ahead_ms: 0 };
  const often = { period_ms: 250, ahead_ms: () => serverClock.ahead_ms };
  const writers = {
    opcua: writeOpcua(given, server, forces.slice(0, -1), often),
    late: writeOpcua(given, server, forces.slice(-1), often),
    mqtt: await writeMqtt(given, peers.broker.endpoint, pieces, { period_ms: 100 }),
  };
  const on: UnderFaults = {
    peers,
    proxies,
    serverClock,
    writers,
    settled: async (tags) => void (await ofAll((made) => made.counted(patience_ms, tags))),
    killTwins: async () => void (await ofAll((made) => made.kill())),
    startTwins: async () => void (await ofAll((made) => made.start())),
  };
  const begun = performance.now();
  const elapsed_s = (): number => (performance.now() - begun) / 1000;
  const faults: FaultOutcome[] = [];
  for (const { kind, away_s, killsTwins } of drawnFaults(
    randomStreams(seed).stream('soak/whole-chain'),
  )) {
    await wait(1000 * rest_s);
    const at_s = Math.round(elapsed_s());
    progress(`${at_s} s: ${kind.name} for ${away_s} s${killsTwins ? ', serve killed' : ''}`);
    const { at, tags } = await kind.run(on, async () => {
      await wait(1000 * (killsTwins ? away_s / 2 : away_s));
      if (!killsTwins) return;
      await on.killTwins();
      await on.startTwins();
      await wait(500 * away_s);
    });
    const waited = await Promise.all(
      [...twins].map(async ([historian, made]): Promise<[HistorianKind, number]> => {
        const first = made.firstValuesAfter(at, tags, patience_ms);
        return [historian, rounded(await first.catch(() => patience_ms / 1000))];
      }),
    );
    const firstValue_s = Object.fromEntries(waited) as Record<HistorianKind, number>;
    const load = rounded(loadavg()[0]!);
    progress(`  first values after ${JSON.stringify(firstValue_s)} s, load ${load}`);
    faults.push({ fault: kind.name, at_s, away_s, killsTwins, firstValue_s, load });
  }
  for (const writer of Object.values(writers)) await writer.end();
  const duration_s = Math.round(elapsed_s());
  const told = await Promise.all(
    [...twins].map(async ([historian, made]) => {
      const { lost, doubled, invented, difference } = await made.counted(patience_ms);
      const { compared: stored, ...differing } = difference;
      const examples = Object.entries(differing).flatMap(([what, keys]) =>
        keys.map((key) => `${what}: ${key}`),
      );
      return { historian, given: given.count, stored, lost, doubled, invented, examples };
    }),
  );
  for (const row of told) progress(JSON.stringify(row));
  const tags = forces.length + pieces.length;
  return { seed, duration_s, cores: cpus().length, tags, nodeLate_s, faults, historians: told };
}
