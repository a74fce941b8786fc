import { chunkRows, readChunk } from './duckdb-chunks.ts';
import type { Cursor } from './duckdb-query.ts';
import { makeColumns, type SampleColumns } from './sample-columns.ts';
import { pageSize } from './sample-table.ts';

/** Fills a page from chunks; its count is 0 at the end. */
export async function readPage(
  { nextChunk, numbersOf }: Pick<Cursor, 'nextChunk' | 'numbersOf'>,
  capacity: number,
  room?: ArrayBuffer,
): Promise<SampleColumns> {
  const columns = makeColumns(capacity, room);
  while (columns.count + chunkRows <= capacity) {
    const chunk = await nextChunk();
    if (chunk === null) break;
    const missing = readChunk(chunk, columns, numbersOf?.tag);
    if (missing > 0) columns.text.push(...(await numbersOf!.nextTexts(missing)));
  }
  return columns;
}

/** A range on its way out of DuckDB: pages may be asked for before it is open, and before those before them are read. */
export class RangeReader {
  /** Rejects where it cannot be opened, and then each page does. */
  readonly opened: Promise<Cursor>;
  #turn: Promise<unknown>;
  #isClosed = false;

  constructor(opening: Promise<Cursor>) {
    this.opened = opening;
    this.#turn = opening.catch(() => undefined);
  }

  /**
   * The page after the last that was asked for, or null at the end.
   * @param room - block of an earlier page
   */
  next(room?: ArrayBuffer): Promise<SampleColumns | null> {
    const page = this.#turn.then(async () => {
      const cursor = await this.opened;
      if (this.#isClosed) return null;
      const columns = await readPage(cursor, pageSize, room);
      return columns.count > 0 ? columns : null;
    });
    this.#turn = page.catch(() => undefined);
    return page;
  }

  /** Ends it after the page that is being read; those that wait are null. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#turn;
    const cursor = await this.opened.catch(() => undefined);
    cursor?.close();
  }
}
