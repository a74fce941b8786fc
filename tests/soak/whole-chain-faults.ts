import { setTimeout as wait } from 'node:timers/promises';
import type { Rng } from '../../physics/core/random.ts';
import type { Writer } from '../support/plant.ts';
import type { TcpProxy } from '../support/tcp-proxy.ts';
import { forces, forceVariables, pieces, type WholeChain } from '../support/whole-chain.ts';

/** What the faults of the run act on. */
export interface UnderFaults {
  readonly peers: WholeChain;
  /** Between the twins and their peers. */
  readonly proxies: Readonly<Record<'opcua' | 'mqtt' | 'influx', TcpProxy>>;
  /** How much the clock of the OPC UA server is ahead of ours. */
  readonly serverClock: { ahead_ms: number };
  /** The last of the forces is given by a writer of its own. */
  readonly writers: { readonly opcua: Writer; readonly late: Writer; readonly mqtt: Writer };
  /** Resolves when both histories hold all that tags were given. */
  settled(tags: readonly string[]): Promise<void>;
  killTwins(): Promise<void>;
  startTwins(): Promise<void>;
}

/** What a fault took away, and whose tags have to come back. */
interface Returned {
  readonly at: number;
  readonly tags: readonly string[];
}

/** One fault: what is away, for so long, and what is awaited afterwards. */
interface FaultKind {
  readonly name: string;
  /** Shortest and longest time away [s]. */
  readonly span_s: readonly [number, number];
  /** Takes it away, waits, and brings it back; both twins run while it does, unless they are killed amid it. */
  readonly run: (on: UnderFaults, away: () => Promise<unknown>) => Promise<Returned>;
}

const opcuaTags = forces.map(({ tag }) => tag);
const mqttTags = pieces.map(({ tag }) => tag);
const late = forces.at(-1)!;
/** How long a node id is missing after its server is back [s]. */
export const nodeLate_s = 20;
/** Longer than the session time-out of 60 s. */
const frozen_s = [62, 66] as const;
const dead_s = [2, 6] as const;
const cut_s = [150, 170] as const;
const skew_ms = 90_000;

/** The server begins anew with a clock that stays wrong until it is killed again. */
function serverKilled(name: string, ahead_ms: number): FaultKind {
  return {
    name,
    span_s: dead_s,
    async run({ peers, writers, serverClock, settled }, away) {
      await Promise.all([writers.opcua.pause(), writers.late.pause()]);
      await settled(opcuaTags);
      await peers.server.kill();
      await away();
      serverClock.ahead_ms = ahead_ms;
      await peers.serveOpcua({ ahead_ms });
      writers.opcua.resume();
      writers.late.resume();
      return { at: Date.now(), tags: opcuaTags };
    },
  };
}

const faultKinds: readonly FaultKind[] = [
  {
    name: 'InfluxDB, SIGSTOP',
    span_s: frozen_s,
    async run({ peers }, away) {
      peers.influx.signal('SIGSTOP');
      await away();
      const at = Date.now();
      peers.influx.signal('SIGCONT');
      return { at, tags: [...opcuaTags, ...mqttTags] };
    },
  },
  {
    name: 'mosquitto, SIGSTOP',
    span_s: frozen_s,
    async run({ peers }, away) {
      peers.broker.freeze();
      await away();
      const at = Date.now();
      peers.broker.thaw();
      return { at, tags: mqttTags };
    },
  },
  {
    name: 'OPC UA server, SIGSTOP',
    span_s: frozen_s,
    async run({ peers }, away) {
      peers.server.freeze();
      await away();
      const at = Date.now();
      peers.server.thaw();
      return { at, tags: opcuaTags };
    },
  },
  {
    name: 'line to the OPC UA server silent, session expired',
    span_s: frozen_s,
    async run({ proxies: { opcua } }, away) {
      opcua.set({ silent: true });
      await away();
      const at = Date.now();
      opcua.set({});
      return { at, tags: opcuaTags };
    },
  },
  {
    name: 'every line of the twins cut, to the OPC UA server, mosquitto and InfluxDB',
    span_s: cut_s,
    async run({ proxies }, away) {
      const lines = Object.values(proxies);
      for (const line of lines) {
        line.set({ refusing: true });
        line.cut();
      }
      await away();
      const at = Date.now();
      for (const line of lines) line.set({});
      return { at, tags: [...opcuaTags, ...mqttTags] };
    },
  },
  {
    name: 'InfluxDB, kill -9',
    span_s: dead_s,
    async run({ peers }, away) {
      await peers.influx.kill();
      await away();
      await peers.influx.restart();
      return { at: Date.now(), tags: [...opcuaTags, ...mqttTags] };
    },
  },
  {
    name: 'mosquitto, kill -9',
    span_s: dead_s,
    async run({ peers, writers, settled }, away) {
      await writers.mqtt.pause();
      await settled(mqttTags);
      await peers.broker.kill();
      await away();
      await peers.broker.start();
      writers.mqtt.resume();
      return { at: Date.now(), tags: mqttTags };
    },
  },
  serverKilled('OPC UA server, kill -9', 0),
  serverKilled('OPC UA server, kill -9; its clock is then 90 s ahead', skew_ms),
  serverKilled('OPC UA server, kill -9; its clock is then 90 s behind', -skew_ms),
  {
    name: `OPC UA server, kill -9; a node id appears ${nodeLate_s} s late`,
    span_s: dead_s,
    async run({ peers, writers, serverClock, settled }, away) {
      await Promise.all([writers.opcua.pause(), writers.late.pause()]);
      await settled(opcuaTags);
      await peers.server.kill();
      await away();
      serverClock.ahead_ms = 0;
      await peers.serveOpcua({ variables: forceVariables.slice(0, -1) });
      writers.opcua.resume();
      await wait(1000 * nodeLate_s);
      await peers.server.send({ kind: 'add', variable: forceVariables.at(-1)! });
      writers.late.resume();
      return { at: Date.now(), tags: [late.tag] };
    },
  },
  {
    name: 'serve, kill -9',
    span_s: dead_s,
    async run({ killTwins, startTwins }, away) {
      await killTwins();
      await away();
      const at = Date.now();
      await startTwins();
      return { at, tags: [...opcuaTags, ...mqttTags] };
    },
  },
];

/** A fault as drawn. */
export interface DrawnFault {
  readonly kind: FaultKind;
  readonly away_s: number;
  /** The twins are killed, and started again, halfway through it. */
  readonly killsTwins: boolean;
}

/** Every kind once, in an order by chance. */
export function drawnFaults(rng: Rng): DrawnFault[] {
  return faultKinds
    .map((kind) => ({ kind, place: rng.uniform() }))
    .sort((one, other) => one.place - other.place)
    .map(({ kind }) => {
      const [least, most] = kind.span_s;
      const away_s = Math.round(least + (most - least) * rng.uniform());
      return { kind, away_s, killsTwins: least > 60 && rng.uniform() < 0.5 };
    });
}
