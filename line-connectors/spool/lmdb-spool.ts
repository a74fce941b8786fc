import { mkdir, realpath } from 'node:fs/promises';
import type { Clock } from '../../twin/domain/clock.ts';
import { TwinError } from '../../twin/domain/errors.ts';
import type { SequencedBatch, TagId } from '../../twin/domain/sample.ts';
import type { Spool, SpoolHealth, SpoolLoss, SpoolPage } from '../../twin/domain/spool.ts';
import { startThread, type ThreadClient } from '../source/thread-calls.ts';
import { BatchEncoder, decodeBatch } from './batch-codec.ts';
import type { NumberedTag, SpoolCalls, SpoolRecord } from './spool-protocol.ts';
import { SpoolState } from './spool-state.ts';
import { storedBytes } from './stored-bytes.ts';

/** Where the spool lies and how much it may hold. */
export interface LmdbSpoolOptions {
  /** Made if absent; in it are `data.mdb` and `lock.mdb`. */
  readonly folder: string;
  /** Most that batches may take [bytes]; the file can become twice as large and never shrinks. */
  readonly capBytes: number;
  readonly clock: Clock;
  /** Greatest length of the file [bytes]. */
  readonly fileBytes?: number;
  readonly script?: URL;
}

/** Space for pages that are free but not free yet, and for the trees [bytes]. */
const fileBesides = 64 * 2 ** 20;

/** Folders open in this process: LMDB's own lock only tells processes apart. */
const openHere = new Set<string>();

/**
 * The spool in LMDB, owned by one worker thread; a resolved `append` is on the disk.
 * @throws TwinError SPOOL_LOCKED, SPOOL_DAMAGED or SPOOL_UNAVAILABLE, with the path; the file is never deleted or replaced
 */
export async function openLmdbSpool(options: LmdbSpoolOptions): Promise<Spool> {
  const folder = await madeFolder(options.folder);
  if (openHere.has(folder)) {
    throw new TwinError(
      'SPOOL_LOCKED',
      `The spool ${folder} is already open in this process (${process.pid}). Close it first, or use another folder.`,
      { path: folder, pid: process.pid },
    );
  }
  openHere.add(folder);
  const script = options.script ?? new URL('./spool-worker.ts', import.meta.url);
  const thread = startThread<SpoolCalls>(script, 'twinline spool', (detail, cause) =>
    unavailable(
      folder,
      `The thread that keeps the spool ${folder} is gone: ${detail}. What it acknowledged is on the disk; restart to go on.`,
      detail,
      cause,
    ),
  );
  const end = async (): Promise<void> => {
    await thread.end();
    openHere.delete(folder);
  };
  const { capBytes, clock, fileBytes = 2 * capBytes + fileBesides } = options;
  try {
    const { tags, live } = await thread.call('open', { folder, capBytes, fileBytes });
    return new LmdbSpool({
      folder,
      thread,
      end,
      tags,
      state: new SpoolState(capBytes, live, clock),
    });
  } catch (cause) {
    await end();
    throw cause;
  }
}

async function madeFolder(folder: string): Promise<string> {
  try {
    await mkdir(folder, { recursive: true });
    return await realpath(folder);
  } catch (cause) {
    const { message } = cause as Error;
    throw unavailable(
      folder,
      `The folder ${folder} for the spool cannot be made or entered: ${message}. Correct it, or set spool.kind to memory to run without durability.`,
      message,
      cause,
    );
  }
}

function unavailable(path: string, message: string, detail: string, cause?: unknown): TwinError {
  return new TwinError('SPOOL_UNAVAILABLE', message, { path, detail }, { cause });
}

class LmdbSpool implements Spool {
  readonly #folder: string;
  readonly #thread: ThreadClient<SpoolCalls>;
  readonly #end: () => Promise<void>;
  readonly #state: SpoolState;
  readonly #encoder = new BatchEncoder();
  readonly #numbers = new Map<TagId, number>();
  readonly #names: (TagId | undefined)[] = [];
  /** Tags that no transaction has stored yet. */
  readonly #newTags = new Map<number, NumberedTag>();
  #closing: Promise<void> | undefined;

  constructor(parts: {
    readonly folder: string;
    readonly thread: ThreadClient<SpoolCalls>;
    readonly end: () => Promise<void>;
    readonly tags: readonly NumberedTag[];
    readonly state: SpoolState;
  }) {
    this.#folder = parts.folder;
    this.#thread = parts.thread;
    this.#end = parts.end;
    this.#state = parts.state;
    for (const { number, name } of parts.tags) {
      this.#names[number] = name as TagId;
      this.#numbers.set(name as TagId, number);
    }
  }

  async append(batches: readonly SequencedBatch[]): Promise<readonly SpoolLoss[]> {
    const records = batches.map(
      (batch): SpoolRecord => ({
        sequence: batch.sequence,
        count: batch.samples.length,
        bytes: this.#encoder.encode(batch, this.#numberOf),
      }),
    );
    this.#state.arrived(records.reduce((sum, { bytes }) => sum + storedBytes(bytes.length), 0));
    const newTags = [...this.#newTags.values()];
    const moved = records.map(({ bytes }) => bytes.buffer as ArrayBuffer);
    const { losses, live } = await this.#call('append', { records, newTags }, moved);
    for (const { number } of newTags) this.#newTags.delete(number);
    this.#state.changed(live, losses);
    return losses;
  }

  async read(from: number, mostSamples: number): Promise<SpoolPage> {
    const records = await this.#call('read', { from, mostSamples });
    const batches: SequencedBatch[] = [];
    const damaged: number[] = [];
    for (const { sequence, bytes } of records) {
      const batch = decodeBatch(bytes, sequence, this.#names);
      if (batch === undefined) damaged.push(sequence);
      else batches.push(batch);
    }
    if (damaged.length === 0) return { batches, losses: [] };
    const { losses, live } = await this.#call('condemn', damaged);
    this.#state.changed(live);
    if (batches.length > 0) return { batches, losses };
    const rest = await this.read(from, mostSamples);
    return { batches: rest.batches, losses: [...losses, ...rest.losses] };
  }

  async hold(below: number): Promise<void> {
    await this.#call('hold', below);
  }

  async forget(below: number): Promise<void> {
    this.#state.changed(await this.#call('forget', below));
  }

  losses(): Promise<readonly SpoolLoss[]> {
    return this.#call('losses', null);
  }

  async lossesTold(below: number): Promise<void> {
    await this.#call('lossesTold', below);
  }

  nextSequence(): Promise<number> {
    return this.#call('nextSequence', null);
  }

  health(): SpoolHealth {
    return this.#state.health();
  }

  close(): Promise<void> {
    this.#closing ??= this.#closeFile();
    return this.#closing;
  }

  async #closeFile(): Promise<void> {
    try {
      await this.#thread.call('close', null);
    } finally {
      await this.#end();
    }
  }

  async #call<K extends keyof SpoolCalls>(
    call: K,
    request: SpoolCalls[K]['request'],
    moved: readonly ArrayBuffer[] = [],
  ): Promise<SpoolCalls[K]['reply']> {
    if (this.#closing !== undefined) {
      throw unavailable(this.#folder, `The spool ${this.#folder} is closed.`, 'closed');
    }
    try {
      const reply = await this.#thread.call(call, request, moved);
      this.#state.wentWell(call);
      return reply;
    } catch (error) {
      this.#state.failed(call, (error as Error).message);
      throw error;
    }
  }

  readonly #numberOf = (tag: TagId): number => {
    const known = this.#numbers.get(tag);
    if (known !== undefined) return known;
    const number = this.#names.length;
    this.#names.push(tag);
    this.#numbers.set(tag, number);
    this.#newTags.set(number, { number, name: tag });
    return number;
  };
}
