import type { Clock } from '../../twin/domain/clock.ts';
import type { BrowseItem } from '../../twin/domain/connector.ts';
import { pause, within } from '../source/wait.ts';
import { messageLimit_bytes, nameLimit } from './limits.ts';
import { type Link, openLink } from './link.ts';
import type { MqttSource } from './options.ts';
import { decodePayload } from './sparkplug-codec.ts';
import { rebirthCommand } from './sparkplug-host.ts';
import { allEdgeNodes, commandTopic, parseSparkplugTopic } from './sparkplug-topic.ts';
import { typeName } from './sparkplug-types.ts';
import { jsonOf, textOf } from './topic-value.ts';

/** What is found at most: a hostile broker can send names for ever. */
const mostItems = 100_000;
/** Longest that leaving the broker may hold us up [ms]. */
const goodbye_ms = 1000;
/** Numbers of a list from which on it is one waveform, not a value each. */
const shortestArray = 8;
/** Levels of a JSON document that are looked into. */
const deepest = 8;

/** Collects what messages tell of themselves. */
interface Collector {
  readonly filter: string;
  take(topic: string, payload: Buffer): void;
  items(): Iterable<BrowseItem>;
}

/** Metrics of the births of all edge nodes; a node that speaks without a birth is asked for it, once. */
function sparkplugCollector(
  ask: (topic: string, payload: Uint8Array) => void,
  clock: Clock,
): Collector {
  const born = new Map<string, readonly BrowseItem[]>();
  const asked = new Set<string>();
  let count = 0;
  return {
    filter: allEdgeNodes,
    take(name, payload) {
      const topic = parseSparkplugTopic(name);
      if (topic === 'other' || 'refusal' in topic) return;
      const { group, edgeNode, device, kind } = topic;
      const node = `${group}/${edgeNode}`;
      if (kind === 'NBIRTH') asked.add(node);
      else if (!asked.has(node) && kind !== 'NDEATH') {
        asked.add(node);
        ask(commandTopic(group, edgeNode), rebirthCommand(clock.now()));
      }
      if (!kind.endsWith('BIRTH') || count > mostItems) return;
      const message = decodePayload(payload);
      if (typeof message === 'string') return;
      const place = device === undefined ? node : `${node}/${device}`;
      const found = message.metrics.flatMap(({ name: metric, datatype, engUnit }): BrowseItem[] => {
        if (metric === undefined || metric.length > nameLimit || isOfSession(metric)) return [];
        return [
          {
            address: `${place}#${metric}`,
            path: `${place}/${metric}`,
            dataType: typeName(datatype ?? 0) ?? `${datatype}`,
            ...(engUnit === undefined ? {} : { unitLabel: engUnit }),
          },
        ];
      });
      count += found.length;
      born.set(place, found);
    },
    items: () => [...born.values()].flat(),
  };
}

/** Metrics that speak of the session and not of the line. */
function isOfSession(metric: string): boolean {
  return metric === 'bdSeq' || /^(Node|Device) Control\//.test(metric);
}

const jsonTypes: Readonly<Record<string, string>> = {
  number: 'Number',
  boolean: 'Boolean',
  string: 'String',
};

/** A step of a pointer as it stands in an address. */
function escaped(step: string): string {
  return encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'));
}

/** The values of a document that could be tags, with their pointers. */
function* leaves(document: unknown, pointer: string, depth: number): Generator<[string, string]> {
  const type = jsonTypes[typeof document];
  if (type !== undefined) yield [pointer, type];
  if (document === null || typeof document !== 'object' || depth >= deepest) return;
  if (Array.isArray(document) && document.length >= shortestArray) {
    if (document.every((item) => typeof item === 'number' || item === null)) {
      yield [pointer, 'Number[]'];
      return;
    }
  }
  for (const [step, inner] of Object.entries(document)) {
    yield* leaves(inner, `${pointer}/${escaped(step)}`, depth + 1);
  }
}

/** Values of all topics: bare ones, and the leaves of JSON. */
function topicCollector(): Collector {
  const found = new Map<string, BrowseItem>();
  function add(address: string, path: string, dataType: string): void {
    if (found.size < mostItems) found.set(address, { address, path, dataType });
  }
  return {
    filter: '#',
    take(topic, payload) {
      const text = textOf(payload);
      if ('refusal' in text || topic.length > nameLimit) return;
      const document = jsonOf(text.value);
      if ('refusal' in document) add(topic, topic, 'String');
      else if (typeof document.value !== 'object') {
        add(topic, topic, jsonTypes[typeof document.value] ?? 'String');
      } else {
        for (const [pointer, type] of leaves(document.value, '', 0)) {
          add(`${topic}#${pointer}`, `${topic}${pointer}`, type);
        }
      }
    },
    items: () => found.values(),
  };
}

/**
 * Listens to a broker for some time and tells what was said: with Sparkplug what was born, else what was published.
 * @throws TwinError MQTT_UNREACHABLE, MQTT_REFUSED, MQTT_TLS_FAILED, MQTT_SUBSCRIPTION_REFUSED, CONFIG_UNREADABLE
 */
export async function browseBroker(
  source: MqttSource,
  clock: Clock,
  listen_ms: number,
): Promise<readonly BrowseItem[]> {
  let link: Link | undefined;
  const collector =
    source.mode.kind === 'sparkplug'
      ? sparkplugCollector((topic, payload) => link?.publish(topic, payload), clock)
      : topicCollector();
  // Another client id, and a session that is not kept: the twin itself may be running.
  const visitor: MqttSource = {
    ...source,
    clientId: `${source.clientId}-browse`,
    mode: { kind: 'sparkplug', reorder_ms: 0, rebirth: true },
  };
  const closed = new AbortController();
  link = await openLink(
    visitor,
    {
      heard: () => undefined,
      message({ topic, payload, messageId }, next) {
        if (payload.length <= messageLimit_bytes) collector.take(topic, Buffer.from(payload));
        if (messageId !== undefined) link?.acknowledge(messageId);
        next();
      },
      closed: () => closed.abort(),
    },
    clock.now(),
  );
  try {
    link.begin();
    await link.subscribe([collector.filter]);
    await pause(listen_ms, closed.signal);
  } finally {
    await within(goodbye_ms, link.close()).catch(() => undefined);
    link.destroy();
  }
  return [...collector.items()];
}
