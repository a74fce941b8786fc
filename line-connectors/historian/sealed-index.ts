import type { DuckDBInstance } from '@duckdb/node-api';
import { rowsOf } from './duckdb-file.ts';
import { readSealed, type SealedFile } from './duckdb-sealed.ts';
import type { SampleColumns } from './sample-columns.ts';

/** Least and greatest source time of some rows [ms]. */
interface Times {
  readonly from: number;
  readonly to: number;
}

const never: Times = { from: Infinity, to: -Infinity };

function joined(one: Times, other: Times): Times {
  return { from: Math.min(one.from, other.from), to: Math.max(one.to, other.to) };
}

/**
 * Which times are sealed and which hot, kept in memory by the thread that owns both tables: to ask for it takes a tenth of a
 * day's range. Hot times only widen between two readings, so that what is told as sealed alone is.
 */
export class SealedIndex {
  #files: readonly SealedFile[] = [];
  #hot = never;
  /** Hot times since the reading that is under way began. */
  #hotSince = never;

  /** Reads it anew, outside of any transaction: at the start, and when rows have left the hot table. */
  async read(instance: DuckDBInstance): Promise<void> {
    this.#hotSince = never;
    const connection = await instance.connect();
    try {
      const times = 'min(sourceTimestamp_ms), max(sourceTimestamp_ms)';
      const [[from, to] = []] = await rowsOf(connection, `SELECT ${times} FROM samples`);
      this.#files = await readSealed(connection);
      const found = typeof from === 'number' && typeof to === 'number' ? { from, to } : never;
      this.#hot = joined(found, this.#hotSince);
    } finally {
      connection.closeSync();
    }
  }

  /** Takes in samples that become hot: before they are written, and again when they are, for a reading in between. */
  widen({ count, sourceTimestamp }: SampleColumns): void {
    let { from, to } = never;
    for (let i = 0; i < count; i += 1) {
      const time = sourceTimestamp[i]!;
      if (time < from) from = time;
      if (time > to) to = time;
    }
    this.#hot = joined(this.#hot, { from, to });
    this.#hotSince = joined(this.#hotSince, { from, to });
  }

  /** The files of times in which there is no hot row; undefined where there may be one. */
  sealedAlone(from: number, to: number): readonly SealedFile[] | undefined {
    if (from <= this.#hot.to && this.#hot.from < to) return undefined;
    return this.#files.filter(
      ({ fromTimestamp_ms, toTimestamp_ms }) => toTimestamp_ms >= from && fromTimestamp_ms < to,
    );
  }
}
