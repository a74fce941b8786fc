import { type FileHandle, mkdtemp, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { TwinError } from '../domain/errors.ts';
import type { StoredSample } from '../domain/historian.ts';
import type { Identity } from '../domain/identity.ts';
import type { OpenTableFiles, TableBatch, TableFileRow } from '../domain/table-file.ts';
import { parseTag } from '../domain/tag.ts';
import { TextList } from '../studies/text-list.ts';

/** A file of samples that is written page by page, and is there whole or not at all. */
export interface SampleFile {
  /** @param identities - what each of the samples belongs to */
  write(samples: readonly StoredSample[], identities: readonly Identity[]): Promise<void>;
  /** Ends it and puts it in its place. */
  keep(): Promise<void>;
  /** Leaves nothing of it where it was not kept. */
  discard(): Promise<void>;
}

/** Columns of both formats; the value stands in the unit beside it. A truth is a text, `true` or `false`. */
const columnNames = [
  'tag',
  'unit',
  'sourceTimestamp',
  'serverTimestamp',
  'receivedTimestamp',
  'value',
  'text',
  'status',
  'flags',
  'sequence',
  'order',
  'batch',
  'coil',
  'metre_m',
] as const;
const identityNames = ['order', 'batch', 'coil'] as const;

const unitOf = (tag: string): string => parseTag(tag)?.boundaryUnit ?? '';
const textOf = ({ value }: StoredSample): string | null =>
  value === null || typeof value === 'number' ? null : String(value);

/** Runs one step; what the system says against it names the file that was asked for. */
async function attempt<T>(file: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof TwinError) throw error;
    const [why] = (error as Error).message.split(',');
    throw new TwinError(
      'OUTPUT_UNWRITABLE',
      `--out: ${file} cannot be written: ${why}; allowed is a file in a folder that exists and may be written to`,
      { file },
      { cause: error },
    );
  }
}

/** Folder beside a file in which it is written before it stands in its place. */
function folderBeside(file: string): Promise<string> {
  return attempt(file, () => mkdtemp(join(dirname(file), `.${basename(file)}.`)));
}

/**
 * A CSV by RFC 4180: times by ISO 8601 in UTC, numbers by the digits that give the same number again, nothing where
 * there is none.
 * @throws TwinError OUTPUT_UNWRITABLE
 */
export async function exportCsv(file: string): Promise<SampleFile> {
  const folder = await folderBeside(file);
  const path = join(folder, basename(file));
  let handle: FileHandle | undefined;
  const write = (text: string): Promise<unknown> =>
    attempt(file, async () => {
      handle ??= await open(path, 'wx');
      await handle.appendFile(text);
    });
  await write(`${columnNames.join(',')}\r\n`);
  const firstCells = new Map<string, string>();
  const firstCellsOf = (tag: string): string => {
    let cells = firstCells.get(tag);
    if (cells === undefined) {
      cells = `${cell(tag)},${cell(unitOf(tag))}`;
      firstCells.set(tag, cells);
    }
    return cells;
  };
  return {
    async write(samples, identities) {
      let text = '';
      for (const [i, sample] of samples.entries()) {
        text += `${rowOf(sample, firstCellsOf(sample.tag))}${cellsOf(identities[i]!)}`;
      }
      await write(text);
    },
    keep: () =>
      attempt(file, async () => {
        await handle!.close();
        handle = undefined;
        await rename(path, file);
      }),
    async discard() {
      await handle?.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const iso = (time: number): string => new Date(time).toISOString();
const cell = (text: string): string =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

const cellsOf = ({ order = '', batch = '', coil = '', metre_m }: Identity): string =>
  `,${cell(order)},${cell(batch)},${cell(coil)},${metre_m ?? ''}\r\n`;

function rowOf(sample: StoredSample, firstCells: string): string {
  const { sourceTimestamp, serverTimestamp, receivedTimestamp, value } = sample;
  const number = typeof value !== 'number' ? '' : Object.is(value, -0) ? '-0' : String(value);
  const server = serverTimestamp === undefined ? '' : iso(serverTimestamp);
  const text = textOf(sample);
  return `${firstCells},${iso(sourceTimestamp)},${server},${iso(receivedTimestamp)},${number},${text === null ? '' : cell(text)},${sample.status},${sample.flags},${sample.sequence}`;
}

const tableName = 'samples';
const textNames: readonly string[] = ['tag', 'unit', 'text', ...identityNames];
const table: TableFileRow = {
  name: tableName,
  columns: columnNames.map((name) => {
    if (name === 'value' || name === 'metre_m') return { name, kind: 'number' };
    if (textNames.includes(name)) return { name, kind: 'text' };
    return { name, kind: name.endsWith('Timestamp') ? 'time' : 'whole' };
  }),
};

/**
 * The same columns as Parquet, times as times.
 * @throws TwinError OUTPUT_UNWRITABLE, JOB_FAILED
 */
export async function exportParquet(
  file: string,
  tools: { readonly openTables: OpenTableFiles; readonly version: string },
): Promise<SampleFile> {
  const folder = await folderBeside(file);
  const files = tools.openTables({
    folder,
    tables: [table],
    metadata: { generator: `twinline ${tools.version}` },
    threads: 1,
  });
  const texts = textNames.map(() => new TextList());
  let isOpen = true;
  return {
    write: (samples, identities) => files.write(tableName, batchOf(samples, identities, texts)),
    async keep() {
      isOpen = false;
      await files.finish();
      await attempt(file, () => rename(join(folder, `${tableName}.parquet`), file));
    },
    async discard() {
      if (isOpen) await files.abort();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function batchOf(
  samples: readonly StoredSample[],
  identities: readonly Identity[],
  texts: readonly TextList[],
): TableBatch {
  const numbers = (of: (sample: StoredSample) => number): Float64Array<ArrayBuffer> =>
    Float64Array.from(samples, of);
  const words = (name: string, list: readonly (string | null)[]) =>
    texts[textNames.indexOf(name)]!.columnOf(list);
  return {
    rows: samples.length,
    columns: [
      words(
        'tag',
        samples.map(({ tag }) => tag),
      ),
      words(
        'unit',
        samples.map(({ tag }) => unitOf(tag) || null),
      ),
      numbers(({ sourceTimestamp }) => sourceTimestamp),
      numbers(({ serverTimestamp }) => serverTimestamp ?? Number.NaN),
      numbers(({ receivedTimestamp }) => receivedTimestamp),
      numbers(({ value }) => (typeof value === 'number' ? value : Number.NaN)),
      words('text', samples.map(textOf)),
      numbers(({ status }) => status),
      numbers(({ flags }) => flags),
      numbers(({ sequence }) => sequence),
      ...identityNames.map((name) =>
        words(
          name,
          identities.map((one) => one[name] ?? null),
        ),
      ),
      Float64Array.from(identities, ({ metre_m }) => metre_m ?? Number.NaN),
    ],
  };
}
