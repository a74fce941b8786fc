import type { DataValue } from 'node-opcua-client';
import {
  type BrowseItem,
  type Connector,
  type ConnectorHealth,
  type LastWord,
  lastWordOf,
  type SampleSink,
} from '../../twin/domain/connector.ts';
import { TwinError } from '../../twin/domain/errors.ts';
import { type Sample, sampleFlags, type TagId } from '../../twin/domain/sample.ts';
import { backOff_ms } from '../source/back-off.ts';
import { createClockOffset } from '../source/clock-offset.ts';
import { ConnectorStatus } from '../source/connector-status.ts';
import { gapSample } from '../source/gap-record.ts';
import { createOutbox, type Outbox } from '../source/outbox.ts';
import { pause, within } from '../source/wait.ts';
import { type Backfill, createBackfill } from './backfill.ts';
import { browseVariables } from './browse.ts';
import { type ClientLibrary, loadClientLibrary } from './client-library.ts';
import { type Feed, type FeedListener, openFeed } from './feed.ts';
import { openKeptGaps } from './kept-gaps.ts';
import { type Link, openLink } from './link.ts';
import type { OpcuaConnectorOptions } from './options.ts';
import { pieceOf, type Reading, sampleOf } from './reading.ts';
import { createWatchdog, type Watchdog } from './watchdog.ts';

const batch_ms = 100;
const tick_ms = 100;
/** Longest that leaving a server may hold us up; what is left ends by its own time-outs [ms]. */
const goodbye_ms = 1000;
/** Longest that a rung of the ladder may take [ms]. */
const rung_ms = 3000;
/** After a recovery, time for queued values to arrive before unchanged ones are asked for [ms]. */
const settle_ms = 1000;

/** Info bits of a data value before which the server's queue ran over (OPC UA Part 4, 7.39.1). */
const overflowed = 0x480;
/** A last word so far ahead of the server's clock was said before that clock was set back [ms]. */
const setBack_ms = 5000;
/** So much earlier is read then: the last word may have been noted late, as that before a hole is [ms]. */
const setBackMargin_ms = 5000;
/** After a run of the backfill that failed, time until the next [ms]. */
const backfillWait_ms = 5000;

/** An OPC UA connector also tells what the server says of its tags. */
export interface OpcuaConnector extends Connector {
  browse(): AsyncIterable<BrowseItem>;
  /** Description attribute of each tag that has one; empty until the first subscription. */
  descriptions(): ReadonlyMap<TagId, string>;
}

/** A connector that subscribes to an OPC UA server and keeps it alive by data and keep-alives. */
export function createOpcuaConnector(options: OpcuaConnectorOptions): OpcuaConnector {
  const { endpoint, clock, map, waveforms } = options;
  const log = options.log ?? (() => undefined);
  const offset = createClockOffset();
  const status = new ConnectorStatus((text) => log(`${options.id}: ${text}`));
  let feed: Feed | undefined;
  let backfill: Backfill | undefined;
  /** Times of the value of each tag that the source gave us last, by subscription or stored before we began. */
  const lastWords = new Map<TagId, LastWord>();
  /** From where values may be missing of a tag that was not heard yet; -Infinity while the historian has not told. */
  let unknownUntil: number | undefined;
  let refusedTags: Readonly<Record<TagId, string>> = {};
  let descriptions: ReadonlyMap<TagId, string> = new Map();

  /** Ends what every tag says, at the time that the server's clock shows now. */
  function writeHoles(outbox: Outbox): void {
    const received = clock.now();
    const behind = offset.median_ms();
    outbox.hole({ received, atServer: behind === undefined ? undefined : received - behind });
  }

  /** Notes what may be missing of a tag: from its last value to the first of a subscription, or to one before which a queue ran over. */
  function noteBreak(sample: Sample, isFirst: boolean): void {
    const { tag, sourceTimestamp: to, status: code } = sample;
    const last = lastWords.get(tag);
    const from = last === undefined ? unknownUntil : endOf(last);
    const breaks = isFirst || (code & overflowed) === overflowed;
    if (breaks && from !== undefined && to > from) backfill?.add({ tag, from, to });
    // Also where it is earlier: the clock of a source may have been set back.
    lastWords.set(tag, lastWordOf(sample));
  }

  /** Source time of a last word; where the server's clock was set back since, what it would have been by the clock of now. */
  function endOf({ sourceTimestamp, serverTimestamp, receivedTimestamp }: LastWord): number {
    const offset_ms = offset.newest_ms();
    if (offset_ms === undefined) return sourceTimestamp;
    const back_ms = (serverTimestamp ?? sourceTimestamp) + offset_ms - receivedTimestamp;
    return back_ms > setBack_ms ? sourceTimestamp - back_ms - setBackMargin_ms : sourceTimestamp;
  }

  /** Where what is missing after an outage goes, and what tells of that which stays missing. */
  function prepareBackfill(sink: SampleSink): void {
    const wanted = options.backfill;
    if (wanted === undefined) return;
    const { openGaps } = wanted;
    backfill = createBackfill({
      longest_ms: wanted.longest_ms,
      offer: (samples) => sink.offer(samples),
      now: clock.now,
      ...(openGaps === undefined ? {} : { kept: openKeptGaps(openGaps, log) }),
      unfilled({ tags, ...gap }) {
        const source = `${endpoint}: ${tags.length} tags, ${tags[0]}`;
        const sample = gapSample(wanted.gapTag, { ...gap, source }, clock.now());
        sink.offer([sample]).catch((error: unknown) => log(`${options.id}: ${String(error)}`));
      },
    });
    const stored = wanted.lastStored?.(map.map(({ tag }) => tag));
    for (const [tag, last] of stored ?? []) lastWords.set(tag, last);
    if (wanted.heldUntil === undefined) return;
    unknownUntil = -Infinity;
    void wanted.heldUntil(map.map(({ tag }) => tag)).then((held) => {
      unknownUntil = undefined;
      for (const [tag, last] of held) if (!lastWords.has(tag)) lastWords.set(tag, last);
      backfill?.date(new Map([...held].map(([tag, last]) => [tag, endOf(last)])));
    });
  }

  /** Follows one link until it has to be given up or the signal comes. */
  async function follow(
    library: ClientLibrary,
    link: Link,
    outbox: Outbox,
    signal: AbortSignal,
  ): Promise<void> {
    const watchdog: Watchdog = createWatchdog(performance.now());
    let replaced = false;
    let settled = 0;
    let retrying = false;
    let closed = false;
    const goStale = (why: string): void => {
      status.set('stale', new Error(why));
      writeHoles(outbox);
    };
    /** A socket that is gone need not be waited for: its values are old at once. */
    const lose = (): void => {
      if (signal.aborted || status.state !== 'live') return;
      if (watchdog.tick(performance.now(), { socketLost: true }) === 'stale') {
        goStale(`the connection to ${endpoint} was lost`);
      }
    };
    link.client.on('connection_lost', lose);
    link.client.on('close', () => {
      closed = true;
      lose();
    });
    // Every answer carries the server's time; values may be old, and the publish time is often left empty.
    link.client.on('receive_response', ({ responseHeader }) => {
      const sent = responseHeader.timestamp?.getTime() ?? 0;
      if (sent > 0) offset.add(clock.now() - sent);
    });
    const flags = (): number => (offset.suspect() ? sampleFlags.clockSuspect : 0);
    const put = (reading: Reading, data: DataValue, isFirst = false): void => {
      if (waveforms?.featuresOf(reading.tag) !== undefined) {
        outbox.take(pieceOf(reading, data, clock.now(), flags()));
        return;
      }
      const sample = sampleOf(reading, data, clock.now(), flags());
      noteBreak(sample, isFirst);
      outbox.put(sample);
    };
    /** A listener for one subscription, which has not given any tag yet. */
    const listen = (): FeedListener => {
      const tags = map.map(({ tag }) => tag);
      let unheard = new Set(tags);
      return {
        value(reading, data) {
          status.lastData = clock.now();
          put(reading, data, unheard.delete(reading.tag));
        },
        heard() {
          status.lastKeepAlive = clock.now();
          // A library that repairs for ever may hear keep-alives of a subscription without items: no sign of life.
          if (link.client.isReconnecting) return;
          if (watchdog.silent() || status.state !== 'live') settled = performance.now() + settle_ms;
          watchdog.heard(performance.now());
          if (status.state !== 'live') status.set('live');
        },
        replaced() {
          replaced = true;
          unheard = new Set(tags);
        },
      };
    };
    const subscribe = async (): Promise<void> => {
      const old = feed;
      feed = undefined;
      replaced = false;
      if (old !== undefined) await within(goodbye_ms, old.stop()).catch(() => undefined);
      feed = await openFeed(library, link.session, map, listen(), performance.now());
      descriptions = feed.descriptions();
      replaced = false;
    };
    /** Gives unchanged values again to tags that are still in the hole; changed ones come by themselves. */
    const closeHoles = async (from: Feed): Promise<void> => {
      const last = new Map(outbox.inHole().map((entry) => [entry.tag, entry.last]));
      for (const [reading, data] of await from.read([...last.keys()])) {
        const before = last.get(reading.tag);
        if (before?.sourceTimestamp === data.sourceTimestamp?.getTime()) put(reading, data);
      }
    };
    let filling = false;
    let fillAfter = performance.now() + settle_ms;
    /** Reads what is missing, beside everything else; what a failure leaves is tried again. */
    const fill = async (from: Feed): Promise<void> => {
      filling = true;
      try {
        await backfill?.run(library, link.session, { sourceOf: from.sourceOf, flags, signal });
        fillAfter = performance.now() + settle_ms;
      } catch (error) {
        log(`${options.id}: the backfill waits: ${String(error)}`);
        fillAfter = performance.now() + backfillWait_ms;
      } finally {
        filling = false;
      }
    };
    const climb = async (rung: string): Promise<void> => {
      log(`${options.id}: silent, ${rung}`);
      status.reconnects += 1;
      if (rung === 'newSession') {
        await within(goodbye_ms, link.session.close(true)).catch(() => undefined);
        link.session = await within(rung_ms, link.client.createSession());
      }
      await within(rung_ms, subscribe());
    };

    await subscribe();
    while (!signal.aborted) {
      await pause(tick_ms, signal);
      const now = performance.now();
      const rung = watchdog.tick(now, { socketLost: closed || link.client.isReconnecting });
      try {
        if (rung === 'newClient') return;
        if (rung === 'stale') goStale(`nothing came from ${endpoint} for 1.2 s`);
        else if (rung !== undefined) {
          // A server that does not answer at all cannot be helped by new requests: its queues keep what we miss.
          if (await answers(library, link)) await climb(rung);
        } else if (replaced) await climb('recreateSubscription');
        if (feed === undefined || watchdog.silent()) continue;
        if (settled > 0 && now > settled) {
          settled = 0;
          await within(rung_ms, closeHoles(feed));
        }
        refusedTags = feed.refused();
        if (!filling && now > fillAfter) void fill(feed);
        if (!retrying) {
          retrying = true;
          void feed.retry(now).then(
            () => {
              retrying = false;
            },
            (error: unknown) => {
              retrying = false;
              log(`${options.id}: ${String(error)}`);
            },
          );
        }
      } catch (error) {
        log(`${options.id}: ${String(error)}`);
      }
    }
  }

  /** Opens links for ever; resolves at the signal. */
  async function keepLinked(outbox: Outbox, signal: AbortSignal): Promise<void> {
    const library = loadClientLibrary(log);
    for (let attempt = 0; !signal.aborted; ) {
      let link: Link | undefined;
      try {
        link = await openLink(library, options);
        const opened = performance.now();
        await follow(library, link, outbox, signal);
        if (performance.now() - opened > 10_000) attempt = 0;
      } catch (error) {
        if (!signal.aborted) status.lost(error);
      }
      feed = undefined;
      if (!signal.aborted) writeHoles(outbox);
      await leave(link);
      await pause(backOff_ms(attempt, options.random), signal);
      attempt += 1;
      status.reconnects += 1;
    }
  }

  async function leave(link: Link | undefined): Promise<void> {
    if (link === undefined) return;
    await within(goodbye_ms, link.close()).catch((error: unknown) =>
      log(`${options.id}: left without goodbye: ${String(error)}`),
    );
  }

  async function flushAlways(outbox: Outbox, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await pause(batch_ms, signal);
      flush(outbox);
    }
  }

  /** A value behind a gap must not be safe before the gap is. */
  function flush(outbox: Outbox): void {
    try {
      backfill?.keep();
    } catch (error) {
      log(`${options.id}: a gap would be forgotten by a crash: ${String(error)}`);
    }
    outbox.flush();
  }

  return {
    id: options.id,
    async run(sink: SampleSink, signal: AbortSignal) {
      status.set('connecting');
      const outbox = createOutbox(
        sink,
        map.map(({ tag }) => tag),
        (error) => log(`${options.id}: a batch is lost: ${String(error)}`),
        waveforms,
      );
      const ended = new Promise<void>((resolve) => {
        if (signal.aborted) resolve();
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
      prepareBackfill(sink);
      const work = Promise.all([keepLinked(outbox, signal), flushAlways(outbox, signal)]).then(
        () => {
          flush(outbox);
          return outbox.settled();
        },
      );
      await Promise.race([work, ended]);
      await within(1800, work).catch((error: unknown) => log(`${options.id}: ${String(error)}`));
      status.set('stopped');
    },
    async *browse(): AsyncGenerator<BrowseItem> {
      const library = loadClientLibrary(log);
      const link = await openLink(library, options);
      try {
        yield* browseVariables(library, link.session);
      } finally {
        await leave(link);
      }
    },
    descriptions: () => descriptions,
    health(): ConnectorHealth {
      const clockOffset_ms = offset.median_ms();
      const pendingCertificate = pendingOf(status.error);
      return {
        ...status.health(endpoint),
        refusedTags,
        ...(backfill === undefined
          ? {}
          : { backfillingTags: backfill.tags(), backfilledSamples: backfill.found() }),
        ...(clockOffset_ms === undefined ? {} : { clockOffset_ms }),
        ...(pendingCertificate === undefined ? {} : { pendingCertificate }),
      };
    },
  };
}

/** Fingerprint of the certificate for which an administrator is asked, where that is why there is no connection. */
function pendingOf(error: unknown): string | undefined {
  const pending = error instanceof TwinError ? error.data['pendingCertificate'] : undefined;
  return typeof pending === 'string' ? pending : undefined;
}

/** True when the server answers a request at all. */
async function answers(library: ClientLibrary, { session }: Link): Promise<boolean> {
  const read = session.read({ nodeId: 'i=2259', attributeId: library.AttributeIds.Value });
  return within(800, read).then(
    () => true,
    () => false,
  );
}
