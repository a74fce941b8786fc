import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { type Database, open, type RootDatabase } from 'lmdb';
import { joinLoss, type SpoolLoss } from '../../twin/domain/spool.ts';
import { readHeader } from './batch-codec.ts';
import { checkFile } from './check-file.ts';
import { HeldElsewhere } from './held-elsewhere.ts';
import { ReservedFile } from './reserved-file.ts';
import type {
  LiveContent,
  NumberedTag,
  SpoolCalls,
  SpoolFile,
  SpoolRecord,
} from './spool-protocol.ts';
import { pageBytes, storedBytes } from './stored-bytes.ts';

const formatVersion = 1;
/** Pages that one transaction may write besides its records: the paths of its trees and the list of free pages. */
const pagesOfTransaction = 64;
/** Room that batches leave for transactions that only delete. */
const pagesForDeleting = 256;
const mostBytesOfPage = 16 * 2 ** 20;
const keysAtOnce = 256;

/** Totals, written with each transaction. */
interface Totals {
  readonly next: number;
  readonly live: LiveContent;
}

/**
 * Batches, tags and losses in LMDB. Every call is one synchronous transaction that is on the disk when it returns; one that
 * throws has changed nothing. It belongs into a thread of its own.
 */
export class LmdbStore {
  readonly #env: RootDatabase<Buffer, string>;
  readonly #batches: Database<Buffer, number>;
  readonly #tags: Database<Buffer, number>;
  readonly #losses: Database<Buffer, number>;
  readonly #file: SpoolFile;
  readonly #reserved: ReservedFile;
  #totals: Totals = { next: 0, live: { bytes: 0, samples: 0 } };
  /** Batches below it are being delivered: they are not given up. */
  #held = 0;

  /** @throws HeldElsewhere, or an error of LMDB or the file system */
  constructor(file: SpoolFile) {
    this.#file = file;
    checkFile(file.folder);
    const encoding = { encoding: 'binary', cache: false } as const;
    this.#env = open<Buffer, string>({
      ...encoding,
      path: file.folder,
      noSubdir: false,
      mapSize: file.fileBytes,
      pageSize: pageBytes,
      maxDbs: 4,
      // A commit is on the disk when it returns.
      overlappingSync: false,
    });
    this.#requireAlone();
    this.#batches = this.#env.openDB<Buffer, number>('batches', encoding);
    this.#tags = this.#env.openDB<Buffer, number>('tags', encoding);
    this.#losses = this.#env.openDB<Buffer, number>('losses', encoding);
    this.#requireFormat();
    this.#reserved = new ReservedFile(join(file.folder, 'data.mdb'));
    this.#totals = this.#readTotals() ?? this.#countTotals();
  }

  get live(): LiveContent {
    return this.#totals.live;
  }

  get nextSequence(): number {
    return this.#totals.next;
  }

  /** Tags of the records; those that no record needs any more are not forgotten, for their numbers are in use. */
  tags(): readonly NumberedTag[] {
    return [...this.#tags.getRange()].flatMap(({ key, value }) => {
      const name = value.subarray(4);
      return value.readUInt32LE(0) === crc32(name)
        ? [{ number: key, name: name.toString('utf8') }]
        : [];
    });
  }

  append({ records, newTags }: SpoolCalls['append']['request']): readonly SpoolLoss[] {
    const bytes = records.reduce((sum, record) => sum + storedBytes(record.bytes.length), 0);
    const samples = records.reduce((sum, { count }) => sum + count, 0);
    const tagBytes = newTags.reduce((sum, { name }) => sum + storedBytes(3 * name.length + 4), 0);
    // Short records fill leaves that may be split: twice their bytes.
    this.#reserve(2 * (bytes + tagBytes) + pageBytes * (pagesOfTransaction + pagesForDeleting));
    return this.#write(({ next, live }) => {
      for (const { number, name } of newTags) this.#putTag(number, name);
      const { losses, given } = this.#makeRoom(live.bytes + bytes - this.#file.capBytes);
      for (const { sequence, count, bytes: record } of records) {
        this.#batches.putSync(sequence, asBuffer(record));
        next = Math.max(next, sequence + count);
      }
      return {
        totals: {
          next,
          live: {
            bytes: live.bytes + bytes - given.bytes,
            samples: live.samples + samples - given.samples,
          },
        },
        result: losses,
      };
    });
  }

  read({ from, mostSamples }: SpoolCalls['read']['request']): readonly SpoolRecord[] {
    const records: SpoolRecord[] = [];
    let samples = 0;
    let bytes = 0;
    for (const { key, value } of this.#batches.getRange({ start: from })) {
      const count = this.#countOf(key, value);
      if (records.length > 0 && (samples + count > mostSamples || bytes > mostBytesOfPage)) break;
      // A copy of its own: what is sent to another thread takes its whole buffer along.
      records.push({ sequence: key, count, bytes: new Uint8Array(value) });
      samples += count;
      bytes += value.length;
    }
    this.#env.resetReadTxn();
    return records;
  }

  /** Gives up records that cannot be read. */
  condemn(sequences: readonly number[]): readonly SpoolLoss[] {
    return this.#remove(sequences, 'damaged');
  }

  hold(below: number): void {
    this.#held = below;
  }

  forget(below: number): void {
    this.#remove([...this.#batches.getKeys({ end: below })], undefined);
  }

  losses(): readonly SpoolLoss[] {
    return [...this.#losses.getRange()].flatMap(({ value }) => lossOf(value) ?? []);
  }

  lossesTold(below: number): void {
    const told = this.losses().filter(({ to }) => to <= below);
    if (told.length === 0) return;
    this.#reserve(pageBytes * pagesOfTransaction);
    this.#write((totals) => {
      for (const { from } of told) this.#losses.removeSync(from);
      return { totals, result: null };
    });
  }

  async close(): Promise<void> {
    this.#reserved.close();
    await this.#env.close();
  }

  /** LMDB knows who reads, and which of them is dead: its own lock of each process tells. */
  #requireAlone(): void {
    this.#env.readerCheck();
    this.#env.get('totals');
    const pids = [...this.#env.readerList().matchAll(/^\s*(\d+)\s/gm)].map(([, pid]) =>
      Number(pid),
    );
    const other = pids.find((pid) => pid !== process.pid);
    if (other === undefined) return;
    void this.#env.close();
    throw new HeldElsewhere(other);
  }

  #requireFormat(): void {
    const found = this.#env.get('format')?.readUInt32LE(0);
    if (found === formatVersion) return;
    if (found !== undefined || this.#batches.getKeysCount({ limit: 1 }) > 0) {
      throw new Error(`its format is ${found}, this program reads ${formatVersion}`);
    }
    const format = Buffer.alloc(4);
    format.writeUInt32LE(formatVersion);
    this.#env.transactionSync(() => this.#env.putSync('format', format));
  }

  #readTotals(): Totals | undefined {
    const found = this.#env.get('totals');
    if (found === undefined || found.length !== 28) return undefined;
    if (found.readUInt32LE(0) !== crc32(found.subarray(4))) return undefined;
    const [next, bytes, samples] = [4, 12, 20].map((at) => found.readDoubleLE(at));
    return { next: next!, live: { bytes: bytes!, samples: samples! } };
  }

  #countTotals(): Totals {
    let next = 0;
    let bytes = 0;
    let samples = 0;
    for (const { key, value } of this.#batches.getRange()) {
      const count = this.#countOf(key, value);
      next = key + count;
      bytes += storedBytes(value.length);
      samples += count;
    }
    return { next, live: { bytes, samples } };
  }

  /** One transaction; the totals change with it, or neither does. */
  #write<T>(work: (totals: Totals) => { readonly totals: Totals; readonly result: T }): T {
    // An old view keeps the pages of what was forgotten since.
    this.#env.resetReadTxn();
    const { totals, result } = this.#env.transactionSync(() => {
      const done = work(this.#totals);
      const stored = Buffer.alloc(28);
      stored.writeDoubleLE(done.totals.next, 4);
      stored.writeDoubleLE(done.totals.live.bytes, 12);
      stored.writeDoubleLE(done.totals.live.samples, 20);
      stored.writeUInt32LE(crc32(stored.subarray(4)), 0);
      this.#env.putSync('totals', stored);
      return done;
    });
    this.#totals = totals;
    return result;
  }

  /** Disk space for a transaction: behind the last page, or where pages of forgotten batches are free. */
  #reserve(bytes: number): void {
    const { lastPageNumber } = this.#env.getStats() as { lastPageNumber: number };
    const used = (lastPageNumber + 1) * pageBytes;
    try {
      if (used + bytes > this.#file.fileBytes) {
        throw new Error(`the file has reached its ${Math.round(this.#file.fileBytes / 1e6)} MB`);
      }
      this.#reserved.reserve(used + bytes);
    } catch (cause) {
      // Leaves of the tree are at least half full.
      if (used - 2 * this.#totals.live.bytes < bytes) throw cause;
    }
  }

  #putTag(number: number, name: string): void {
    const text = Buffer.from(name, 'utf8');
    const row = Buffer.alloc(4 + text.length);
    row.writeUInt32LE(crc32(text), 0);
    text.copy(row, 4);
    this.#tags.putSync(number, row);
  }

  /** Gives up the oldest batches that are not held, until so many bytes are free or none is left. */
  #makeRoom(bytes: number): { losses: readonly SpoolLoss[]; given: LiveContent } {
    const sequences: number[] = [];
    let found = 0;
    for (let start = this.#held; found < bytes; ) {
      const keys = [...this.#batches.getKeys({ start, limit: keysAtOnce })];
      for (const key of keys) {
        if (found >= bytes) break;
        sequences.push(key);
        found += storedBytes(this.#batches.getBinaryFast(key)!.length);
      }
      if (keys.length < keysAtOnce) break;
      start = keys.at(-1)! + 1;
    }
    return this.#take(sequences, 'full');
  }

  #remove(sequences: readonly number[], reason: 'damaged' | undefined): readonly SpoolLoss[] {
    if (sequences.length === 0) return [];
    this.#reserve(pageBytes * pagesOfTransaction);
    return this.#write(({ next, live }) => {
      const { losses, given } = this.#take(sequences, reason);
      const left = {
        bytes: live.bytes - given.bytes,
        samples: live.samples - given.samples,
      };
      return { totals: { next, live: left }, result: losses };
    });
  }

  /** Removes batches inside a transaction; with a reason they are lost, without one they are where they belong. */
  #take(
    sequences: readonly number[],
    reason: 'full' | 'damaged' | undefined,
  ): { losses: readonly SpoolLoss[]; given: LiveContent } {
    const losses: SpoolLoss[] = [];
    let bytes = 0;
    let samples = 0;
    for (const sequence of sequences) {
      const record = this.#batches.getBinary(sequence);
      if (record === undefined) continue;
      const count = this.#countOf(sequence, record);
      bytes += storedBytes(record.length);
      samples += count;
      this.#batches.removeSync(sequence);
      if (reason === undefined) continue;
      const header = readHeader(record);
      const lost: SpoolLoss = {
        from: sequence,
        to: sequence + count,
        samples: count,
        ...(header && { sourceFrom: header.sourceFrom, sourceTo: header.sourceTo }),
        reason,
      };
      joinLoss(losses, lost);
    }
    for (const loss of losses) this.#keepLoss(loss);
    return { losses, given: { bytes, samples } };
  }

  #keepLoss(loss: SpoolLoss): void {
    const [before] = [...this.#losses.getRange({ start: loss.from, reverse: true, limit: 1 })];
    const known = before === undefined ? undefined : lossOf(before.value);
    const kept = known === undefined ? [] : [known];
    joinLoss(kept, loss);
    const { from, ...rest } = kept.at(-1)!;
    this.#losses.putSync(from, Buffer.from(JSON.stringify({ from, ...rest })));
  }

  /** Samples of a record; of one whose header is damaged, the numbers up to the next. */
  #countOf(sequence: number, record: Uint8Array): number {
    const header = readHeader(record);
    if (header !== undefined) return header.count;
    const [next = this.#totals.next] = this.#batches.getKeys({ start: sequence + 1, limit: 1 });
    return Math.max(0, next - sequence);
  }
}

function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

function lossOf(row: Buffer): SpoolLoss | undefined {
  try {
    return JSON.parse(row.toString('utf8')) as SpoolLoss;
  } catch {
    return undefined;
  }
}
