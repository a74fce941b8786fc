import { appendFileSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Quarantine, QuarantineEntry } from '../../twin/domain/quarantine.ts';

/** Bytes kept of what was received; the entry says how long it was. */
const rawLimit_bytes = 4096;
/** Characters kept of source and reason: both may hold what a hostile source sent. */
const textLimit = 1000;

/** Bounds of what is kept. */
interface QuarantineLimits {
  /** Size at which the file of a connector is put aside; the one that was aside is dropped [bytes]. */
  readonly file_bytes?: number;
  /** Entries of one connector that are written in a second; the others are counted. */
  readonly perSecond?: number;
}

/** What is known of the file of one connector. */
interface Place {
  readonly file: string;
  bytes: number;
  /** Second of our clock, entries written in it, and entries not written since the last one that was. */
  second: number;
  written: number;
  left: number;
}

function shortened(text: string): string {
  return text.length <= textLimit ? text : `${text.slice(0, textLimit)}... (${text.length})`;
}

/**
 * Keeps entries as JSON lines in `<folder>/<connector>/newest.jsonl`, in `before.jsonl` those before: two files of bounded
 * size a connector. A line has `time`, `source`, `code`, `reason`, `bytes` (length of what was received), `raw` (its
 * beginning, base64) and `left` (entries that were only counted since the line before, in a flood).
 * @param complain - told of the first entry that the disk does not take, and of the first after it took one again
 */
export function createQuarantineFolder(
  folder: string,
  complain: (message: string) => void,
  { file_bytes = 8 * 2 ** 20, perSecond = 100 }: QuarantineLimits = {},
): Quarantine {
  const counts = new Map<string, number>();
  const places = new Map<string, Place>();
  let failing = false;

  function placeOf(connector: string): Place {
    const known = places.get(connector);
    if (known !== undefined) return known;
    mkdirSync(join(folder, connector), { recursive: true });
    const file = join(folder, connector, 'newest.jsonl');
    const bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    const place = { file, bytes, second: 0, written: 0, left: 0 };
    places.set(connector, place);
    return place;
  }

  function write(place: Place, line: string): void {
    if (place.bytes > 0 && place.bytes + line.length > file_bytes) {
      const before = join(place.file, '..', 'before.jsonl');
      rmSync(before, { force: true });
      renameSync(place.file, before);
      place.bytes = 0;
    }
    appendFileSync(place.file, line);
    place.bytes += Buffer.byteLength(line);
  }

  function keep(entry: QuarantineEntry): void {
    const place = placeOf(entry.connector);
    const second = Math.floor(entry.receivedTimestamp / 1000);
    if (second !== place.second) {
      place.second = second;
      place.written = 0;
    }
    if (place.written >= perSecond) {
      place.left += 1;
      return;
    }
    place.written += 1;
    const raw = entry.raw;
    write(
      place,
      `${JSON.stringify({
        time: new Date(entry.receivedTimestamp).toISOString(),
        source: shortened(entry.source),
        code: entry.code,
        reason: shortened(entry.reason),
        ...(raw === undefined
          ? {}
          : {
              bytes: raw.byteLength,
              raw: Buffer.from(raw.subarray(0, rawLimit_bytes)).toString('base64'),
            }),
        ...(place.left === 0 ? {} : { left: place.left }),
      })}\n`,
    );
    place.left = 0;
  }

  return {
    put(entry) {
      const key = `${entry.connector}/${entry.code}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
      try {
        keep(entry);
        failing = false;
      } catch (error) {
        if (!failing) complain(`the quarantine ${folder} does not take: ${String(error)}`);
        failing = true;
      }
    },
    counts: () => Object.fromEntries(counts),
  };
}
