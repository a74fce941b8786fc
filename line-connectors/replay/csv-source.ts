import { createReadStream, type Stats, statSync } from 'node:fs';
import { csvTable } from '../../twin/domain/csv-table.ts';
import { TwinError } from '../../twin/domain/errors.ts';
import { type CsvForm, csvForm } from './csv-columns.ts';
import { type CsvRecord, CsvScanner } from './csv-scanner.ts';
import {
  lookAt,
  pageRows,
  type RecordedSample,
  type RejectedRow,
  type ReplayPage,
  type ReplayRange,
  type ReplaySource,
} from './replay-source.ts';
import { decimal, rowSamples } from './row-samples.ts';
import { sortedTexts } from './sorted-texts.ts';
import type { SourceNames } from './source-names.ts';

/** Characters read at once. */
const chunkCharacters = 262_144;
/** Longest header [characters]. */
const longestHeader = 1_000_000;

/** A CSV that is replayed. */
interface CsvSourceOptions {
  readonly file: string;
  readonly names: SourceNames;
  readonly range: ReplayRange;
  /** Folder for what must be sorted on disk; made and deleted. */
  readonly workFolder: string;
}

/**
 * A CSV, long (one row a sample) or wide (a column of times and one column a tag). Rows come as they stand; where a
 * column `sequence` does not rise they are sorted by it first, on disk.
 * @throws TwinError INPUT_UNREADABLE, TABLE_INVALID for its header
 */
export async function openCsvSource(options: CsvSourceOptions): Promise<ReplaySource> {
  const { file, names, range, workFolder } = options;
  const { size, mtimeMs } = statOf(file);
  const form = csvForm(await readHeader(file), file, names);

  async function* records(signal: AbortSignal): AsyncGenerator<CsvRecord> {
    let isHeader = true;
    for await (const batch of scanned(file, signal)) {
      for (const record of batch) {
        // Blank lines and what stands before the header count for nothing.
        if (!isHeader) yield record;
        isHeader = false;
      }
    }
  }

  /** Whether rows stand in the order of their sequence, as far as they have one. */
  async function isInOrder(place: number, signal: AbortSignal): Promise<boolean> {
    let before = -Infinity;
    for await (const { fields } of records(signal)) {
      const sequence = sequenceOf(fields, place);
      if (sequence === undefined) continue;
      if (sequence < before) return false;
      before = sequence;
    }
    return true;
  }

  async function* inOrder(signal: AbortSignal): AsyncGenerator<CsvRecord> {
    const place = form.kind === 'long' ? form.places.sequence : -1;
    if (place < 0 || (await isInOrder(place, signal))) {
      yield* records(signal);
      return;
    }
    // What has no sequence comes first; its row says why it cannot be taken.
    const keyed = async function* () {
      for await (const record of records(signal)) {
        yield { key: sequenceOf(record.fields, place) ?? -1, line: record.line, text: record.text };
      }
    };
    for await (const { line, text } of sortedTexts(workFolder, keyed())) {
      if (signal.aborted) return;
      for (const record of new CsvScanner().push(text, true)) yield { ...record, line };
    }
  }

  async function* pages(signal: AbortSignal): AsyncGenerator<ReplayPage> {
    let samples: RecordedSample[] = [];
    let rejected: RejectedRow[] = [];
    let unmapped = 0;
    for await (const record of inOrder(signal)) {
      const read = readRecord(record, form, names);
      for (const sample of read.samples) {
        const { sourceTimestamp } = sample;
        if (sourceTimestamp >= range.from && sourceTimestamp < range.to) samples.push(sample);
      }
      for (const reason of read.problems) {
        rejected.push({ place: `line ${record.line}`, reason, raw: record.text });
      }
      unmapped += read.unmapped;
      if (samples.length + rejected.length < pageRows) continue;
      yield { samples, rejected, unmapped };
      samples = [];
      rejected = [];
      unmapped = 0;
    }
    if (samples.length + rejected.length + unmapped > 0) yield { samples, rejected, unmapped };
  }

  return {
    name: file,
    fingerprint: `${file} ${size} ${mtimeMs}`,
    virtual: false,
    async look() {
      if (form.kind === 'wide') {
        const tags = form.tags.flatMap(({ named }) =>
          named !== undefined && 'tag' in named ? [named.tag] : [],
        );
        return { tags, isWhole: true, simulated: false };
      }
      const samples: RecordedSample[] = [];
      for await (const record of records(new AbortController().signal)) {
        samples.push(...readRecord(record, form, names).samples);
        if (samples.length >= pageRows) break;
      }
      return { ...lookAt(samples), isWhole: false };
    },
    async extent(signal) {
      let [first, last] = [Infinity, -Infinity];
      for await (const record of records(signal)) {
        for (const { sourceTimestamp: time } of readRecord(record, form, names).samples) {
          if (time < range.from || time >= range.to) continue;
          first = Math.min(first, time);
          last = Math.max(last, time);
        }
      }
      return first <= last ? { first, last } : undefined;
    },
    pages,
    close: () => Promise.resolve(),
  };
}

function readRecord(
  { fields, problem, text }: CsvRecord,
  form: CsvForm,
  names: SourceNames,
): ReturnType<typeof rowSamples> {
  const bad = text.includes('\uFFFD') ? 'the row is not UTF-8' : problem;
  if (fields === undefined || bad !== undefined) {
    return { samples: [], problems: [bad ?? 'the row is no CSV'], unmapped: 0 };
  }
  const read = rowSamples(form, fields, names);
  if (form.kind === 'wide' || form.places.sequence < 0 || read.samples.length === 0) return read;
  if (sequenceOf(fields, form.places.sequence) !== undefined) return read;
  const found = fields[form.places.sequence]!.slice(0, 80);
  const why = `sequence: found '${found}'; allowed is a whole number from 0`;
  return { samples: [], problems: [why], unmapped: 0 };
}

function sequenceOf(fields: readonly string[] | undefined, place: number): number | undefined {
  const sequence = decimal(fields?.[place] ?? '');
  return Number.isSafeInteger(sequence) && sequence >= 0 ? sequence : undefined;
}

function statOf(file: string): Stats {
  try {
    return statSync(file);
  } catch (error) {
    throw unreadable(file, error);
  }
}

function unreadable(file: string, cause: unknown): TwinError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new TwinError('INPUT_UNREADABLE', `${file} cannot be read: ${why}`, { file }, { cause });
}

/** The records of a file, header included, some at a time. */
async function* scanned(file: string, signal: AbortSignal): AsyncGenerator<Iterable<CsvRecord>> {
  const scanner = new CsvScanner();
  const stream = createReadStream(file, { encoding: 'utf8', highWaterMark: chunkCharacters });
  let isFirst = true;
  try {
    for await (const chunk of stream) {
      if (signal.aborted) return;
      const text = chunk as string;
      yield scanner.push(isFirst ? text.replace(/^\uFEFF/, '') : text);
      isFirst = false;
    }
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) throw unreadable(file, error);
    throw error;
  } finally {
    stream.destroy();
  }
  yield scanner.push('', true);
}

async function readHeader(file: string): Promise<readonly string[]> {
  for await (const records of scanned(file, new AbortController().signal)) {
    for (const { text } of records) return csvTable(text.slice(0, longestHeader), file).header;
  }
  throw new TwinError('TABLE_INVALID', `${file} is empty; allowed is a header and rows`, {
    file,
    line: 1,
  });
}
