import { type Sample, sampleFlags, type TagId } from './sample.ts';

/** One row of a tag map: which address of the source is which tag. */
export interface TagMapping {
  readonly tag: TagId;
  /** Address at the source; for OPC UA a node id or a browse path below the Objects folder. */
  readonly address: string;
  /** Unit at the source; read from the source (EngineeringUnits) where absent. */
  readonly sourceUnit?: string;
  readonly samplingInterval_ms: number;
}

/** One variable found at the source. */
export interface BrowseItem {
  readonly address: string;
  /** Browse names from the Objects folder down, joined by `/`. */
  readonly path: string;
  readonly dataType: string;
  /** UNECE code or display name of the engineering unit, where the source names one. */
  readonly unitCode?: string;
  readonly unitLabel?: string;
  readonly range?: { readonly low: number; readonly high: number };
  readonly description?: string;
}

/** When a tag was last heard, by the clocks of its source, its server (where it told) and ours [ms]. */
export type LastWord = Pick<Sample, 'sourceTimestamp' | 'serverTimestamp' | 'receivedTimestamp'>;

/** The times of a sample alone: its value may be a long text. What we wrote behind a hole has no time of the server. */
export function lastWordOf({
  sourceTimestamp,
  serverTimestamp,
  receivedTimestamp,
  flags,
}: LastWord & Pick<Sample, 'flags'>): LastWord {
  const isOurs = (flags & sampleFlags.substituted) !== 0;
  const atServer = serverTimestamp === undefined || isOurs ? {} : { serverTimestamp };
  return { sourceTimestamp, receivedTimestamp, ...atServer };
}

/** Offset of a source's clock above which its times are marked as suspect [ms]. */
export const suspectOffset_ms = 30_000;

/** Liveness, judged by data and keep-alives, never by "connected"; `done` is a replay that has come to its end. */
export type ConnectorState = 'connecting' | 'live' | 'stale' | 'failed' | 'done' | 'stopped';

/** What a connector says of itself. */
export interface ConnectorHealth {
  readonly state: ConnectorState;
  /** One sentence: why it is not live. */
  readonly reason?: string;
  /** Code of docs/errors.md when the reason is an error. */
  readonly code?: string;
  readonly endpoint: string;
  readonly lastData?: number;
  readonly lastKeepAlive?: number;
  readonly reconnects: number;
  /** Tags that the source refuses, with its reason; retried for ever. */
  readonly refusedTags: Readonly<Record<TagId, string>>;
  /** Running median of received minus server time [ms]. */
  readonly clockOffset_ms?: number;
  /** Frames, payloads, files or rows that could not be taken, since start. */
  readonly rejected?: number;
  /** Fingerprint (SHA-256) of the server's certificate, while it waits for an administrator to trust or refuse it. */
  readonly pendingCertificate?: string;
  /** Tags of which what an outage left out is being read from the source's history, and samples read so since the start. */
  readonly backfillingTags?: readonly TagId[];
  readonly backfilledSamples?: number;
  /** Running median of request to answer, of a source that is polled [ms]. */
  readonly roundTrip_ms?: number;
  /** Scans of a source that is polled which were left out: the scan before, the sink or a silent device held them up. */
  readonly skippedScans?: number;
}

/** Where samples go. `offer` lets the engine see a batch at once and resolves when it is durable: that is the back-pressure. */
export interface SampleSink {
  offer(batch: readonly Sample[]): Promise<void>;
}

/** A source of samples. It never throws into the engine: trouble is a state, a bad sample or a refused tag. */
export interface Connector {
  readonly id: string;
  /** Begins and keeps trying until the signal; resolves after clean-up. */
  run(sink: SampleSink, signal: AbortSignal): Promise<void>;
  browse?(): AsyncIterable<BrowseItem>;
  health(): ConnectorHealth;
}
