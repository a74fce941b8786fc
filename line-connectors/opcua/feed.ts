import type { ClientMonitoredItemGroup, ClientSession, DataValue, NodeId } from 'node-opcua-client';
import type { TagMapping } from '../../twin/domain/connector.ts';
import type { TagId } from '../../twin/domain/sample.ts';
import { conversionFor } from '../source/source-unit.ts';
import { chunks, createResolver, engineeringDataOf } from './address.ts';
import type { HistorySource } from './backfill.ts';
import type { ClientLibrary } from './client-library.ts';
import type { Reading } from './reading.ts';

const publishing_ms = 250;
/** Publishing intervals without news until a keep-alive: every 0.5 s, twice within the silence that the watchdog allows. */
const keepAliveCount = 2;
/** Publishing intervals without a request of ours until the server forgets the subscription: 60 s. */
const lifetimeCount = 240;
/** Outage that the server's queues shall bridge [ms], as far as 1,000 values per item allow. */
const outage_ms = 60_000;
const longestRetry_ms = 8000;

/** Who is told what a feed receives. */
export interface FeedListener {
  value(reading: Reading, data: DataValue): void;
  /** Any sign of life of the subscription: values or a keep-alive. */
  heard(): void;
  /** The library made a new subscription by itself: what it monitors is not known any more. */
  replaced(): void;
}

/** A running subscription. */
export interface Feed {
  /** Tags that the server does not deliver, and why. */
  refused(): Readonly<Record<TagId, string>>;
  /** What the server says of the tags that it describes. */
  descriptions(): ReadonlyMap<TagId, string>;
  /** Tries refused tags again whose wait is over. */
  retry(now: number): Promise<void>;
  /** Reads the present values of tags. */
  read(tags: readonly TagId[]): Promise<readonly (readonly [Reading, DataValue])[]>;
  /** Node of a tag that the server delivers, and how its values are read. */
  sourceOf(tag: TagId): HistorySource | undefined;
  stop(): Promise<void>;
}

/** A mapping that can be monitored: its node and how to read it. */
interface Ready {
  readonly mapping: TagMapping;
  readonly nodeId: NodeId;
  readonly reading: Reading;
}

/** Queue of an item that is sampled at this interval. */
function queueSizeFor(samplingInterval_ms: number): number {
  return Math.min(1000, Math.max(10, Math.ceil(outage_ms / Math.max(1, samplingInterval_ms))));
}

/** Subscribes to every mapping; what the server refuses is retried by `retry` without touching the others. */
export async function openFeed(
  library: ClientLibrary,
  session: ClientSession,
  map: readonly TagMapping[],
  listener: FeedListener,
  now: number,
): Promise<Feed> {
  const refusals = new Map<
    TagId,
    { mapping: TagMapping; reason: string; wait: number; due: number }
  >();
  const monitored = new Map<TagId, Ready>();
  const descriptions = new Map<TagId, string>();
  const limit = (await library.readOperationLimits(session)).maxMonitoredItemsPerCall;
  const subscription = await session.createSubscription2({
    requestedPublishingInterval: publishing_ms,
    requestedMaxKeepAliveCount: keepAliveCount,
    requestedLifetimeCount: lifetimeCount,
    maxNotificationsPerPublish: 0,
    publishingEnabled: true,
    priority: 1,
  });
  subscription.on('raw_notification', () => listener.heard());
  subscription.on('subscriptionId_changed', () => listener.replaced());
  subscription.on('status_changed', () => listener.replaced());
  subscription.on('internal_error', () => undefined);
  subscription.on('error', () => undefined);

  function refuse(mapping: TagMapping, reason: string, now: number): void {
    const wait = Math.min(longestRetry_ms, (refusals.get(mapping.tag)?.wait ?? 500) * 2);
    refusals.set(mapping.tag, { mapping, reason, wait, due: now + wait });
  }

  /** Finds the nodes and how to read them. */
  async function prepare(mappings: readonly TagMapping[], now: number): Promise<Ready[]> {
    const resolve = createResolver(library, session);
    const found: { mapping: TagMapping; nodeId: NodeId }[] = [];
    for (const mapping of mappings) {
      const nodeId = await resolve(mapping.address);
      if (nodeId === 'malformed') refuse(mapping, `'${mapping.address}' is no node id`, now);
      else if (nodeId === undefined)
        refuse(mapping, unknownNode(mapping, 'no such browse path'), now);
      else found.push({ mapping, nodeId });
    }
    const data = await engineeringDataOf(
      library,
      session,
      found.map(({ nodeId }) => nodeId),
    );
    return found.flatMap(({ mapping, nodeId }, i) => {
      if (data[i]!.missing === true) {
        refuse(mapping, unknownNode(mapping, 'BadNodeIdUnknown'), now);
        return [];
      }
      const { description } = data[i]!;
      if (description !== undefined) descriptions.set(mapping.tag, description);
      const conversion = conversionFor(mapping.tag, mapping.sourceUnit, data[i]!);
      if ('refusal' in conversion) {
        refuse(mapping, conversion.refusal, now);
        return [];
      }
      return [{ mapping, nodeId, reading: { tag: mapping.tag, convert: conversion.convert } }];
    });
  }

  /** Monitors items of one sampling interval in one call. */
  async function monitor(items: readonly Ready[], now: number): Promise<void> {
    const { samplingInterval_ms } = items[0]!.mapping;
    // Made and listened to before the server is asked: the first values may come with its answer.
    const group = library.ClientMonitoredItemGroup.create(
      subscription,
      items.map(({ nodeId }) => ({ nodeId, attributeId: library.AttributeIds.Value })),
      {
        samplingInterval: samplingInterval_ms,
        queueSize: queueSizeFor(samplingInterval_ms),
        discardOldest: true,
      },
      library.TimestampsToReturn.Both,
    );
    group.on('changed', (_item, data, index) => listener.value(items[index]!.reading, data));
    await created(group);
    for (const [i, item] of items.entries()) {
      const status = group.monitoredItems[i]!.statusCode;
      if (status.isGood()) {
        monitored.set(item.mapping.tag, item);
        refusals.delete(item.mapping.tag);
      } else refuse(item.mapping, unknownNode(item.mapping, status.name), now);
    }
  }

  async function attach(mappings: readonly TagMapping[], now: number): Promise<void> {
    const groups = new Map<number, Ready[]>();
    for (const item of await prepare(mappings, now)) {
      const { samplingInterval_ms } = item.mapping;
      groups.set(samplingInterval_ms, [...(groups.get(samplingInterval_ms) ?? []), item]);
    }
    for (const group of groups.values()) {
      for (const part of chunks(group, limit)) await monitor(part, now);
    }
  }

  await attach(map, now);
  return {
    refused: () => Object.fromEntries([...refusals].map(([tag, { reason }]) => [tag, reason])),
    descriptions: () => descriptions,
    async retry(at) {
      const due = [...refusals.values()].filter((refusal) => refusal.due <= at);
      if (due.length > 0)
        await attach(
          due.map(({ mapping }) => mapping),
          at,
        );
    },
    async read(tags) {
      const ready = tags.flatMap((tag) => monitored.get(tag) ?? []);
      const pairs: (readonly [Reading, DataValue])[] = [];
      for (const part of chunks(ready)) {
        const values = await session.read(
          part.map(({ nodeId }) => ({ nodeId, attributeId: library.AttributeIds.Value })),
        );
        for (const [i, { reading }] of part.entries()) pairs.push([reading, values[i]!]);
      }
      return pairs;
    },
    sourceOf: (tag) => monitored.get(tag),
    stop: () => subscription.terminate(),
  };
}

/** Resolves when the server has answered for every item of the group. */
function created(group: ClientMonitoredItemGroup): Promise<void> {
  return new Promise((resolve, reject) => {
    group.on('initialized', () => resolve());
    group.on('err', (message: string) => reject(new Error(message)));
    group.on('terminated', () => reject(new Error('the subscription ended')));
  });
}

function unknownNode({ address }: TagMapping, status: string): string {
  return `OPCUA_UNKNOWN_NODE: the server does not deliver '${address}' (${status})`;
}
