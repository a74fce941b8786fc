import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../twin/domain/clock.ts';
import type { Connector, ConnectorHealth, SampleSink } from '../../twin/domain/connector.ts';
import type { Quarantine } from '../../twin/domain/quarantine.ts';
import { type Sample, sampleFlags, type TagId } from '../../twin/domain/sample.ts';
import { ConnectorStatus } from '../source/connector-status.ts';
import { pause } from '../source/wait.ts';
import { type ReplayBegin, replayRecord, shiftToGoOnWith } from './replay-record.ts';
import type { RejectedRow, ReplayPage, ReplayRange, ReplaySource } from './replay-source.ts';
import { SourceBatches } from './source-batches.ts';

/** Samples that the sink may hold before the source is read on. */
const mostWaiting = 20_000;
/** Samples that the historian may be behind before the source is read on: some 10 MB of the spool. */
const mostPending = 500_000;
const pendingLook_ms = 50;
/** Samples after which others get their turn on this thread. */
const mostInATurn = 1000;
/** Longest wait without a look at the clock [ms]. */
const longestPause_ms = 60_000;

/** What a replay is made from. */
export interface ReplayOptions {
  readonly id: string;
  /** What a person knows the source by. */
  readonly endpoint: string;
  readonly open: () => Promise<ReplaySource>;
  readonly range: ReplayRange;
  /** Source time over ours, above 0; infinite for as fast as the sink takes. */
  readonly speed: number;
  /** Whether times are moved so that the replay looks like the present. */
  readonly shiftToNow: boolean;
  /** Event tag on which beginning and end are told. */
  readonly recordTag: TagId;
  /** The last that was told there. */
  readonly lastRecord?: () => Promise<Sample | undefined>;
  /** Those of these samples that the history holds: they are not offered again. */
  readonly stored?: (samples: readonly Sample[]) => Promise<ReadonlySet<Sample>>;
  /** Samples that the historian has not confirmed: the source is not read on while they are many. */
  readonly pending?: () => number;
  /** Tags that it is known to give before it has begun. */
  readonly tags?: readonly TagId[];
  /** Hears every batch in its turn, also what is not offered. */
  readonly played?: (batch: readonly Sample[]) => void;
  readonly clock: Clock;
  /** Waits so long [ms], not past the signal. */
  readonly sleep?: (time_ms: number, signal: AbortSignal) => Promise<void>;
  readonly quarantine?: Quarantine;
  readonly log?: (text: string) => void;
}

/** What a replay did so far. */
export interface ReplayReport {
  /** Samples that came in their turn; of them `stored` were in the history before, and the sink gave up `lost`. */
  readonly played: number;
  readonly stored: number;
  readonly lost: number;
  readonly rejected: number;
  /** The first rejected rows. */
  readonly rejections: readonly RejectedRow[];
  readonly unmapped: number;
  /** Least and greatest source time before the shift [ms]. */
  readonly first: number | undefined;
  readonly last: number | undefined;
  readonly shift_ms: number;
  /** True where its source says that it was simulated. */
  readonly virtual: boolean;
  readonly done: boolean;
  /** Why it ended before its time. */
  readonly failure?: unknown;
}

/** A connector that plays what was recorded. */
export interface ReplayConnector extends Connector {
  report(): ReplayReport;
  tags(): readonly TagId[];
}

/** Rejected rows that a report lists. */
const mostListed = 100;

/**
 * Plays recorded samples as if they came now: in their order of arrival, at a multiple of the speed at which they were
 * taken. It reads on only while the sink takes. What the history holds already is passed over at once, so that a replay
 * that was cut off goes on where it was, with the shift that it had. It plays once: a second round would tell the same
 * coils again under the same names.
 */
export function createReplayConnector(options: ReplayOptions): ReplayConnector {
  const { id, range, speed, clock, quarantine, sleep = pause, log = () => undefined } = options;
  const status = new ConnectorStatus((text) => log(`${id}: ${text}`));
  const found = new Set<TagId>(options.tags);
  const rejections: RejectedRow[] = [];
  const counts = { played: 0, stored: 0, lost: 0, rejected: 0, unmapped: 0 };
  let [first, last] = [Infinity, -Infinity];
  let shift_ms = 0;
  let virtual = false;
  let isDone = false;
  let failure: unknown;

  const waiting = new Set<Promise<void>>();
  let waitingSamples = 0;
  let hasRoom: (() => void) | undefined;
  function offer(sink: SampleSink, batch: readonly Sample[]): void {
    waitingSamples += batch.length;
    const offered = sink
      .offer(batch)
      .catch((error: unknown) => {
        counts.lost += batch.length;
        log(`${id}: ${batch.length} samples are lost: ${String(error)}`);
      })
      .finally(() => {
        waitingSamples -= batch.length;
        waiting.delete(offered);
        hasRoom?.();
      });
    waiting.add(offered);
  }
  async function waitForRoom(signal: AbortSignal, most: number): Promise<void> {
    while (waitingSamples > most && !signal.aborted) {
      await new Promise<void>((resolve) => {
        hasRoom = resolve;
      });
    }
  }

  /** The spool takes faster than a historian: without end it would come to its cap, and give up the oldest. */
  async function waitForHistorian(signal: AbortSignal): Promise<void> {
    const isBehind = (most: number): boolean => (options.pending?.() ?? 0) > most;
    if (!isBehind(mostPending)) return;
    log(`${id}: waits for the historian`);
    while (isBehind(mostPending / 2) && !signal.aborted) await sleep(pendingLook_ms, signal);
  }

  function putAside({ rejected, unmapped }: ReplayPage): void {
    counts.unmapped += unmapped;
    for (const { place, reason, raw } of rejected) {
      counts.rejected += 1;
      if (rejections.length < mostListed) rejections.push({ place, reason });
      quarantine?.put({
        connector: id,
        source: `${options.endpoint}, ${place}`,
        reason,
        code: 'TABLE_INVALID',
        receivedTimestamp: clock.now(),
        ...(raw === undefined ? {} : { raw: new TextEncoder().encode(raw) }),
      });
    }
  }

  /** Samples of a page as they are played now. */
  function asNow({ samples }: ReplayPage): Sample[] {
    const flags = virtual ? sampleFlags.simulated : 0;
    const now = clock.now();
    return samples.flatMap((recorded) => {
      const { sourceTimestamp, serverTimestamp, receivedTimestamp, ...rest } = recorded;
      // What was told of an earlier replay under this name would be taken for what is told of this one.
      if (rest.tag === options.recordTag) return [];
      first = Math.min(first, sourceTimestamp);
      last = Math.max(last, sourceTimestamp);
      found.add(rest.tag);
      return {
        ...rest,
        sourceTimestamp: sourceTimestamp + shift_ms,
        ...(serverTimestamp === undefined ? {} : { serverTimestamp: serverTimestamp + shift_ms }),
        receivedTimestamp: receivedTimestamp === undefined ? now : receivedTimestamp + shift_ms,
        flags: rest.flags | flags,
      };
    });
  }

  /** By how much times are moved; no sample is ever ahead of our clock when its turn comes. */
  async function shiftFor(
    source: ReplaySource,
    begin: ReplayBegin,
    signal: AbortSignal,
  ): Promise<number> {
    if (!options.shiftToNow) return 0;
    const before = shiftToGoOnWith(await options.lastRecord?.(), begin);
    if (before !== undefined) return before;
    const extent = await source.extent(signal);
    if (extent === undefined) return 0;
    const now = clock.now();
    // Faster than it was, the replay meets the present at its end; slower, at its beginning.
    if (speed <= 1) return now - extent.first;
    return Math.floor(now + (extent.last - extent.first) / speed) - extent.last;
  }

  async function play(source: ReplaySource, sink: SampleSink, signal: AbortSignal): Promise<void> {
    const batches = new SourceBatches(shift_ms);
    /** Our time and the source's of the first batch that is new. */
    let start: { readonly ours: number; readonly source: number } | undefined;
    let newest = -Infinity;
    let yieldedAt = 0;
    const stored = new WeakSet<Sample>();
    const turn = async (batch: readonly Sample[]): Promise<void> => {
      const fresh = batch.filter((sample) => !stored.has(sample));
      for (const { sourceTimestamp } of batch) newest = Math.max(newest, sourceTimestamp);
      if (fresh.length > 0) {
        start ??= { ours: clock.now(), source: newest };
        const due = start.ours + (newest - start.source) / speed;
        for (let left = due - clock.now(); left > 0 && !signal.aborted; left = due - clock.now()) {
          await sleep(Math.min(left, longestPause_ms), signal);
        }
      }
      if (signal.aborted) return;
      counts.played += batch.length;
      counts.stored += batch.length - fresh.length;
      options.played?.(batch);
      status.lastKeepAlive = clock.now();
      if (fresh.length > 0) {
        status.lastData = status.lastKeepAlive;
        offer(sink, fresh);
        await waitForRoom(signal, mostWaiting);
      }
      if (counts.played - yieldedAt < mostInATurn) return;
      yieldedAt = counts.played;
      await setImmediate();
      await waitForHistorian(signal);
    };
    for await (const page of source.pages(signal)) {
      putAside(page);
      const samples = asNow(page);
      for (const sample of (await options.stored?.(samples)) ?? []) stored.add(sample);
      for (const batch of batches.push(samples)) {
        await turn(batch);
        if (signal.aborted) return;
      }
    }
    for (const batch of batches.end()) await turn(batch);
  }

  async function replay(sink: SampleSink, signal: AbortSignal): Promise<void> {
    const source = await options.open();
    try {
      virtual = source.virtual;
      const { name, fingerprint } = source;
      const begin: ReplayBegin = { source: name, fingerprint, ...range, speed, shift_ms: 0 };
      shift_ms = await shiftFor(source, begin, signal);
      if (signal.aborted) return;
      const record = { ...begin, shift_ms };
      offer(sink, [replayRecord(options.recordTag, 'begun', record, clock.now())]);
      status.set('live');
      await play(source, sink, signal);
      if (signal.aborted) return;
      await waitForRoom(signal, 0);
      const { played, rejected } = counts;
      const end = { ...record, played, rejected, ...extentPlayed() };
      offer(sink, [replayRecord(options.recordTag, 'done', end, clock.now())]);
      await waitForRoom(signal, 0);
      isDone = !signal.aborted;
    } finally {
      await source.close();
    }
  }

  const extentPlayed = () =>
    first <= last ? { first, last } : { first: undefined, last: undefined };

  return {
    id,
    async run(sink, signal) {
      status.set('connecting');
      const wake = (): void => hasRoom?.();
      signal.addEventListener('abort', wake);
      try {
        await replay(sink, signal);
        if (isDone) status.set('done');
      } catch (error) {
        failure = error;
        if (!signal.aborted) status.set('failed', error);
      }
      await Promise.all(waiting);
      signal.removeEventListener('abort', wake);
      if (signal.aborted) status.set('stopped');
    },
    health(): ConnectorHealth {
      const { reason, ...health } = status.health(options.endpoint);
      const said = isDone ? `the replay is done: ${counts.played} samples` : reason;
      return {
        ...health,
        ...(said === undefined ? {} : { reason: said }),
        refusedTags: {},
        rejected: counts.rejected,
      };
    },
    tags: () => [...found],
    report: () => ({
      ...counts,
      rejections,
      ...extentPlayed(),
      shift_ms,
      virtual,
      done: isDone,
      ...(failure === undefined ? {} : { failure }),
    }),
  };
}
