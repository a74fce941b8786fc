import type {
  ClientSession,
  DataValue,
  HistoryReadResult,
  HistoryReadValueIdOptions2,
  NodeId,
} from 'node-opcua-client';
import type { Sample, TagId } from '../../twin/domain/sample.ts';
import { sampleFlags } from '../../twin/domain/sample.ts';
import type { Gap } from '../source/gap-record.ts';
import { chunks } from './address.ts';
import type { ClientLibrary } from './client-library.ts';
import type { HistoryGap, KeptGaps } from './kept-gaps.ts';
import { type Reading, sampleOf } from './reading.ts';

interface OpenGap extends HistoryGap {
  /** Samples found so far. */
  readonly found: number;
}

/** Nodes of one request: servers keep few continuation points. */
const nodesPerRequest = 20;
/** Values of one node in one answer; what is left comes by continuation points. */
const valuesPerNode = 1000;
/** Samples of one tag and gap after which older ones are left. */
const mostSamples = 200_000;
/** Time that one block covers at first, at least and at most [ms]; it grows and shrinks with what it holds. */
const block_ms = { first: 600_000, least: 1000, most: 6 * 3_600_000 } as const;
const fewSamples = 500;
const manySamples = 10_000;
/** Samples of one block that are held in memory; a block with more is read in shorter ones. */
const mostOfBlock = 100_000;
/** What a server says that may do better later. */
const passing =
  /BadNoContinuationPoints|BadContinuationPointInvalid|BadTooManyOperations|BadTimeout|BadOutOfMemory|BadServerTooBusy/;
/** Of a whole request: the server has no history at all. */
const unsupported = /Bad(ServiceUnsupported|HistoryOperation[A-Za-z]*|NotImplemented|NotSupported)/;

/** Where the values of a tag come from. */
export interface HistorySource {
  readonly nodeId: NodeId;
  readonly reading: Reading;
}

/** What a backfill does with what it finds. */
export interface BackfillOptions {
  /** Gaps are filled so far back from their end [ms]; what is older is told as lost, all of it where 0. */
  readonly longest_ms: number;
  /** Takes samples; it is awaited, so that the history never runs ahead of the store. */
  readonly offer: (samples: readonly Sample[]) => Promise<void>;
  /** What stays open for ever, and why. */
  readonly unfilled: (gap: Omit<Gap, 'source'> & { readonly tags: readonly TagId[] }) => void;
  readonly now: () => number;
  /** Where open gaps outlive this process; they do not, where absent. */
  readonly kept?: KeptGaps;
}

/** How the history of one link is read. */
interface HistoryReading {
  /** Undefined while the server does not deliver the tag. */
  readonly sourceOf: (tag: TagId) => HistorySource | undefined;
  /** Of every sample, beside `backfilled`. */
  readonly flags: () => number;
  readonly signal: AbortSignal;
}

interface Context extends Omit<HistoryReading, 'signal'> {
  readonly session: ClientSession;
  /** Nodes that the server takes in one request, where it says so. */
  readonly nodeLimit: number | undefined;
}

/** Gaps of a connector, filled from the history of its server, newest first. */
export interface Backfill {
  /** A gap whose beginning is not known (-Infinity) waits for `date`; of several of a tag the first one does. */
  add(gap: HistoryGap): void;
  /** Begins the gaps that wait for it at these times [ms]; there is none of tags that are not among them. */
  date(storedUntil: ReadonlyMap<TagId, number>): void;
  /** Tags with an open gap. */
  tags(): readonly TagId[];
  /** Samples found since the start. */
  found(): number;
  /** Makes the open gaps durable where they have changed: before the values behind them are. */
  keep(): void;
  /**
   * Reads until no gap is open, or only those of tags that the server does not deliver now.
   * @throws Error when the link fails; gaps that are left stay open for another run
   */
  run(library: ClientLibrary, session: ClientSession, reading: HistoryReading): Promise<void>;
}

/** An empty list of gaps. */
export function createBackfill({
  longest_ms,
  offer,
  unfilled,
  now,
  kept,
}: BackfillOptions): Backfill {
  let open: OpenGap[] = (kept?.gaps ?? []).map((gap) => ({ ...gap, found: 0 }));
  let keptGaps = open;
  let found = 0;
  let running = false;
  /** What cannot be filled, by reason, until it is told. */
  const lost = new Map<string, HistoryGap[]>();

  const isDated = ({ from }: HistoryGap): boolean => from !== -Infinity;

  function keep(): void {
    if (open === keptGaps) return;
    kept?.keep(open);
    keptGaps = open;
  }

  function lose(gap: HistoryGap, reason: string): void {
    lost.set(reason, [...(lost.get(reason) ?? []), gap]);
  }

  function tellLost(): void {
    for (const [reason, gaps] of lost) {
      unfilled({
        from: Math.min(...gaps.map((gap) => gap.from)),
        to: Math.max(...gaps.map((gap) => gap.to)),
        reason,
        tags: gaps.map(({ tag }) => tag),
      });
    }
    lost.clear();
  }

  /** Reads the newest block of the newest gaps; tells how many samples it held, and takes none where they are too many. */
  async function readBlock(
    gaps: readonly OpenGap[],
    length_ms: number,
    { session, sourceOf, flags, nodeLimit }: Context,
  ): Promise<number> {
    const end = Math.max(...gaps.map(({ to }) => to));
    const start = Math.max(end - length_ms, Math.min(...gaps.map(({ from }) => from)));
    const inBlock = gaps.filter(({ to }) => to > start);
    const sources = inBlock.map(({ tag }) => sourceOf(tag)!);
    const most = length_ms > block_ms.least ? mostOfBlock : Infinity;
    const read = await historyOf(session, sources, { start, end }, { nodeLimit, most });
    if (read === undefined) return Infinity;
    const busy = read.find(({ refusal }) => refusal !== undefined && passing.test(refusal));
    if (busy !== undefined) throw new Error(`the server's history answers ${busy.refusal}`);
    const missing = inBlock.map(({ from, to }, i) =>
      read[i]!.values.map((data) =>
        sampleOf(sources[i]!.reading, data, now(), flags() | sampleFlags.backfilled),
      ).filter(({ sourceTimestamp: time }) => time >= start && time > from && time < to),
    );
    const samples = missing.flat();
    if (samples.length > 0) {
      await offer(samples.sort((one, other) => one.sourceTimestamp - other.sourceTimestamp));
    }
    // Only what the store has taken is no gap any more.
    found += samples.length;
    open = open.filter((gap) => !inBlock.includes(gap));
    for (const [i, gap] of inBlock.entries()) {
      const { refusal } = read[i]!;
      const rest = { ...gap, to: start, found: gap.found + missing[i]!.length };
      if (refusal !== undefined) lose(gap, `the server's history answers ${refusal}`);
      else if (rest.to <= rest.from) continue;
      else if (rest.found >= mostSamples) lose(rest, `more than ${mostSamples} samples`);
      else open = [...open, rest];
    }
    return samples.length;
  }

  async function fill(context: Context, signal: AbortSignal): Promise<void> {
    let length_ms: number = block_ms.first;
    while (!signal.aborted) {
      const newest = open
        .filter((gap) => isDated(gap) && context.sourceOf(gap.tag) !== undefined)
        .sort((one, other) => other.to - one.to)
        .slice(0, nodesPerRequest);
      if (newest.length === 0) return;
      const samples = await readBlock(newest, length_ms, context);
      if (samples < fewSamples) length_ms = Math.min(block_ms.most, 2 * length_ms);
      if (samples > manySamples) length_ms = Math.max(block_ms.least, length_ms / 4);
    }
  }

  function add({ tag, from, to }: HistoryGap): void {
    if (from === -Infinity) {
      const waits = open.some((gap) => gap.tag === tag && !isDated(gap));
      if (!waits) open = [...open, { tag, from, to, found: 0 }];
      return;
    }
    if (to - from <= 1) return;
    const reachable = Math.max(from, to - longest_ms);
    if (reachable > from) lose({ tag, from, to: reachable }, 'longer ago than is filled');
    if (reachable < to) open = [...open, { tag, from: reachable, to, found: 0 }];
  }

  return {
    add,
    date(storedUntil) {
      const waiting = open.filter((gap) => !isDated(gap));
      if (waiting.length === 0) return;
      open = open.filter(isDated);
      for (const { tag, to } of waiting) {
        const from = storedUntil.get(tag);
        if (from !== undefined) add({ tag, from, to });
      }
    },
    tags: () => [...new Set(open.filter(isDated).map(({ tag }) => tag))],
    found: () => found,
    keep,
    async run(library, session, { signal, ...context }) {
      // That of a link before this one ends with an error of its own.
      if (running) return;
      running = true;
      try {
        if (!open.some(isDated)) return;
        const { maxNodesPerHistoryReadData: nodeLimit } =
          await library.readOperationLimits(session);
        await fill({ ...context, session, nodeLimit }, signal);
      } catch (error) {
        if (!unsupported.test(String(error))) throw error;
        for (const gap of open.filter(isDated)) lose(gap, 'the server keeps no history');
        open = open.filter((gap) => !isDated(gap));
      } finally {
        running = false;
        tellLost();
        keep();
      }
    },
  };
}

/** What the history says of one node. */
interface NodeHistory {
  readonly values: readonly DataValue[];
  /** Name of the status code where it says nothing. */
  readonly refusal: string | undefined;
}

/** Raw values of nodes from `start` (with it) to `end`, in the order asked, all pages; undefined where they are more than `most`. */
async function historyOf(
  session: ClientSession,
  sources: readonly HistorySource[],
  { start, end }: { readonly start: number; readonly end: number },
  { nodeLimit, most }: { readonly nodeLimit: number | undefined; readonly most: number },
): Promise<NodeHistory[] | undefined> {
  const values: DataValue[][] = sources.map(() => []);
  const refusals: (string | undefined)[] = sources.map(() => undefined);
  for (const part of chunks([...sources.keys()], nodeLimit)) {
    let waiting: { i: number; node: HistoryReadValueIdOptions2 }[] = part.map((i) => ({
      i,
      node: { nodeId: sources[i]!.nodeId },
    }));
    while (waiting.length > 0) {
      if (values.reduce((sum, { length }) => sum + length, 0) > most) return undefined;
      const results: HistoryReadResult[] = await session.readHistoryValue(
        waiting.map(({ node }) => node),
        new Date(start),
        new Date(end),
        { numValuesPerNode: valuesPerNode, returnBounds: false },
      );
      waiting = waiting.flatMap(({ i, node }, at) => {
        const { statusCode, historyData, continuationPoint } = results[at]!;
        const none = statusCode.name === 'BadNoData' || statusCode.name === 'BadBoundNotFound';
        if (statusCode.isBad() && !none) {
          refusals[i] = statusCode.name;
          return [];
        }
        const { dataValues } = (historyData ?? {}) as { dataValues?: DataValue[] | null };
        values[i]!.push(...(dataValues ?? []));
        const more = continuationPoint !== null && continuationPoint?.length > 0;
        return more ? [{ i, node: { ...node, continuationPoint } }] : [];
      });
    }
  }
  return values.map((found, i) => ({ values: found, refusal: refusals[i] }));
}
