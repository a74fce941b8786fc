import type { TagMapping } from '../../twin/domain/connector.ts';
import { parseSparkplugAddress } from '../../twin/domain/mqtt-address.ts';
import type { TagId } from '../../twin/domain/sample.ts';
import { EdgeNode } from './edge-node.ts';
import { timeRefusal } from './limits.ts';
import type { Message, MessageReader, ReaderOutput } from './message-reader.ts';
import { decodePayload, encodePayload, type SparkplugPayload } from './sparkplug-codec.ts';
import {
  commandTopic,
  edgeNodeFilter,
  parseSparkplugTopic,
  type SparkplugTopic,
} from './sparkplug-topic.ts';

/** Edge nodes that are already there are asked for their births within so long after a link is open [ms]. */
const spread_ms = 500;

/** What a Sparkplug host is made from. */
interface SparkplugHostOptions {
  readonly map: readonly TagMapping[];
  /** Time that a message may come after one that was sent later [ms]. */
  readonly reorder_ms: number;
  /** False for a host that only listens and never asks an edge node for its birth. */
  readonly rebirth: boolean;
  readonly random: () => number;
}

/** An edge node with what the map wants of it: tags by device (`''` for the edge node itself), then by metric. */
interface MappedNode {
  readonly group: string;
  readonly edgeNode: string;
  readonly devices: Map<string, Map<string, TagMapping[]>>;
}

function keyOf({ group, edgeNode }: { group: string; edgeNode: string }): string {
  return `${group}/${edgeNode}`;
}

/** The tags of a map by edge node, and those whose address is none. */
function mappedNodes(map: readonly TagMapping[]): {
  nodes: Map<string, MappedNode>;
  deviceOf: Map<TagId, { key: string; device: string }>;
  refused: Map<TagId, string>;
} {
  const nodes = new Map<string, MappedNode>();
  const deviceOf = new Map<TagId, { key: string; device: string }>();
  const refused = new Map<TagId, string>();
  for (const mapping of map) {
    const address = parseSparkplugAddress(mapping.address);
    if (typeof address === 'string') {
      refused.set(mapping.tag, `'${mapping.address}' is no address; allowed: ${address}`);
      continue;
    }
    const { group, edgeNode, device = '', metric } = address;
    const key = keyOf(address);
    const node = nodes.get(key) ?? { group, edgeNode, devices: new Map() };
    nodes.set(key, node);
    const metrics = node.devices.get(device) ?? new Map<string, TagMapping[]>();
    node.devices.set(device, metrics);
    metrics.set(metric, [...(metrics.get(metric) ?? []), mapping]);
    deviceOf.set(mapping.tag, { key, device });
  }
  return { nodes, deviceOf, refused };
}

/** The command that asks an edge node to publish its births again (tck-id-operational-behavior-data-commands-rebirth). */
export function rebirthCommand(now: number): Uint8Array {
  return encodePayload({
    timestamp: now,
    metrics: [{ name: 'Node Control/Rebirth', timestamp: now, type: 'Boolean', value: true }],
  });
}

/** A Sparkplug host application (Eclipse Sparkplug 3.0, chapter 5) for the edge nodes of a tag map. */
export function createSparkplugHost(
  { map, reorder_ms, rebirth, random }: SparkplugHostOptions,
  output: ReaderOutput,
): MessageReader {
  const { nodes, deviceOf, refused } = mappedNodes(map);
  const edgeNodes = new Map(
    [...nodes].map(([key, { devices }]) => {
      const refuse: ConstructorParameters<typeof EdgeNode>[0]['refuse'] = (
        { received, kind, device },
        code,
        where,
        reason,
      ) => {
        const place = [key, kind, ...(device === undefined ? [] : [device])].join(' ');
        const metric = where === '' ? '' : `, metric '${where}'`;
        output.refuse({ topic: `${place}${metric}`, received }, code, reason);
      };
      const node = new EdgeNode({ name: key, mapped: devices, reorder_ms, random, output, refuse });
      return [key, node] as const;
    }),
  );

  /** The message, with a publication time only where it can be one; undefined where it is refused. */
  function read(message: Message): SparkplugPayload | undefined {
    const decoded = decodePayload(message.payload);
    if (typeof decoded === 'string') {
      output.refuse(message, 'MQTT_MESSAGE_REFUSED', decoded);
      return undefined;
    }
    const { timestamp, ...rest } = decoded;
    if (timestamp === undefined) return decoded;
    const wrongTime = timeRefusal(timestamp, message.received);
    if (wrongTime === undefined) return decoded;
    output.refuse(message, 'MQTT_VALUE_REFUSED', `${wrongTime}: the publication time is left out`);
    return rest;
  }

  function topicOf(message: Message): SparkplugTopic | undefined {
    const topic = parseSparkplugTopic(message.topic);
    if (topic === 'other') return undefined;
    if ('refusal' in topic) {
      output.refuse(message, 'MQTT_MESSAGE_REFUSED', topic.refusal);
      return undefined;
    }
    if (!message.retained) return topic;
    const reason = `a retained ${topic.kind} says nothing of the present; Sparkplug allows none`;
    output.refuse(message, 'MQTT_MESSAGE_REFUSED', reason);
    return undefined;
  }

  return {
    filters: [...nodes.values()].map(({ group, edgeNode }) => edgeNodeFilter(group, edgeNode)),
    take(message) {
      const topic = topicOf(message);
      const node = topic && edgeNodes.get(keyOf(topic));
      if (topic === undefined || node === undefined) return;
      const payload = read(message);
      if (payload === undefined) return;
      const { received } = message;
      const { kind, device } = topic;
      // The broker sends a death that was written long before.
      if (payload.timestamp !== undefined && kind !== 'NDEATH') {
        output.offset(received - payload.timestamp);
      }
      node.take({ kind, ...(device === undefined ? {} : { device }), payload, received });
    },
    tick(now) {
      for (const [key, node] of edgeNodes) {
        if (!node.tick(now) || !rebirth) continue;
        const { group, edgeNode } = nodes.get(key)!;
        output.publish(commandTopic(group, edgeNode), rebirthCommand(now));
      }
    },
    linkOpened(now) {
      for (const node of edgeNodes.values()) node.wantBirth(now, spread_ms * random());
    },
    linkLost(now) {
      for (const node of edgeNodes.values()) node.linkLost(now);
    },
    isAlive(tag) {
      const place = deviceOf.get(tag);
      return place !== undefined && edgeNodes.get(place.key)!.isAlive(place.device);
    },
    refused() {
      return Object.fromEntries(
        [refused, ...[...edgeNodes.values()].map((node) => node.refused())].flatMap((part) => [
          ...part,
        ]),
      );
    },
    tags: () => map.map(({ tag }) => tag),
  };
}
