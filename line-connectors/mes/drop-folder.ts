import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../../twin/domain/clock.ts';
import type { Connector, ConnectorHealth } from '../../twin/domain/connector.ts';
import { TwinError } from '../../twin/domain/errors.ts';
import type { RecordSink } from '../../twin/domain/record-sink.ts';
import { ConnectorStatus } from '../source/connector-status.ts';
import { csvEntries } from './csv-entries.ts';
import type { RecordEntry } from './entry.ts';
import { jsonEntries } from './json-entries.ts';
import { type Ledger, openLedger } from './ledger.ts';

/** What a drop folder is made from. */
interface DropFolderOptions {
  readonly id: string;
  /** Where the MES or a person puts files. */
  readonly folder: string;
  /** Where the ledger lies. */
  readonly ledgerFolder: string;
  readonly pollInterval_ms: number;
  readonly records: RecordSink;
  readonly clock: Clock;
  readonly log: (text: string) => void;
}

/** What became of a file, as its report says. */
interface Report {
  readonly file: string;
  readonly sha256: string;
  readonly importedAt: string;
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly rejected: readonly {
    readonly place: string;
    readonly code: string;
    readonly message: string;
  }[];
  /** Records that were taken, of which something may be wrong. */
  readonly warnings?: readonly { readonly place: string; readonly message: string }[];
  /** The same content was imported before: nothing of it was read. */
  readonly importedBefore?: true;
  /** Why nothing of it was read. */
  readonly refused?: { readonly code: string; readonly message: string };
}

/** Size and time of a file when it was seen last. */
interface Seen {
  readonly size: number;
  readonly changed: number;
}

const longest_bytes = 50_000_000;
const readers: Readonly<Record<string, (file: string, text: string) => RecordEntry[]>> = {
  '.csv': csvEntries,
  '.json': jsonEntries,
};

/**
 * A folder into which files of the MES or the laboratory are put. A file is taken when its size and time stay the same
 * from one look to the next, or when `<name>.ok` lies beside it; it goes to `done` or, where anything in it was rejected,
 * to `error`, with a report beside it. What is right in a file is taken whatever else is wrong with it. A file whose
 * content was imported before is put to `done` unread.
 */
export function createDropFolder(options: DropFolderOptions): Connector {
  const { id, folder, records, clock, log } = options;
  const seen = new Map<string, Seen>();
  const status = new ConnectorStatus((text) => log(`${id}: ${text}`));
  let rejected = 0;

  async function ready(): Promise<string[]> {
    const entries = await readdir(folder, { withFileTypes: true });
    const names = new Set(entries.filter((entry) => entry.isFile()).map(({ name }) => name));
    for (const name of seen.keys()) if (!names.has(name)) seen.delete(name);
    const chosen: string[] = [];
    for (const name of [...names].sort()) {
      if (name.startsWith('.') || !Object.hasOwn(readers, extname(name).toLowerCase())) continue;
      const { size, mtimeMs: changed } = await stat(join(folder, name));
      const before = seen.get(name);
      seen.set(name, { size, changed });
      const settled = before?.size === size && before.changed === changed;
      if (settled || names.has(`${name}.ok`)) chosen.push(name);
    }
    return chosen;
  }

  async function take(name: string, ledger: Ledger): Promise<void> {
    const path = join(folder, name);
    const { size } = await stat(path);
    const bytes = size > longest_bytes ? undefined : await readFile(path);
    const sha256 = bytes === undefined ? '' : createHash('sha256').update(bytes).digest('hex');
    const importedAt = new Date(clock.now()).toISOString();
    const head = { file: name, sha256, importedAt };
    if (ledger.has(sha256)) {
      await putAway(name, 'done', { ...head, ...nothing, importedBefore: true });
      return;
    }
    const report: Report =
      bytes === undefined
        ? { ...head, ...nothing, refused: tooLong(name, size) }
        : { ...head, ...(await tell(name, bytes.toString('utf8'))) };
    rejected += report.rejected.length + (report.refused === undefined ? 0 : 1);
    status.lastData = clock.now();
    const bad = report.rejected.length > 0 || report.refused !== undefined;
    if (bytes !== undefined) await ledger.add({ sha256, file: name, time: importedAt });
    await putAway(name, bad ? 'error' : 'done', report);
  }

  /** @throws what the store throws: the file then stays and is tried again */
  async function tell(
    name: string,
    text: string,
  ): Promise<Omit<Report, 'file' | 'sha256' | 'importedAt'>> {
    const counts = { created: 0, changed: 0, unchanged: 0 };
    const warnings: { place: string; message: string }[] = [];
    const rejections: Report['rejected'][number][] = [];
    let entries: RecordEntry[];
    try {
      entries = readers[extname(name).toLowerCase()]!(name, text);
    } catch (error) {
      if (!(error instanceof TwinError)) throw error;
      return { ...nothing, refused: { code: error.code, message: error.message } };
    }
    for (const { place, kind, content } of entries) {
      try {
        const { outcome, warning } = await records.put(kind, content, name);
        counts[outcome] += 1;
        if (warning !== undefined) warnings.push({ place, message: warning });
      } catch (error) {
        if (!(error instanceof TwinError && error.code === 'RECORD_INVALID')) throw error;
        rejections.push({ place, code: error.code, message: error.message });
      }
    }
    return {
      ...counts,
      rejected: rejections,
      ...(warnings.length === 0 ? {} : { warnings }),
    };
  }

  /** Moves a file and its report; the marker goes. */
  async function putAway(name: string, where: 'done' | 'error', report: Report): Promise<void> {
    const stamp = report.importedAt.replaceAll(':', '-');
    const target = join(folder, where, `${stamp}-${report.sha256.slice(0, 8)}-${name}`);
    await mkdir(join(folder, where), { recursive: true });
    await writeFile(`${target}.report.json`, `${JSON.stringify(report, undefined, 2)}\n`);
    await rename(join(folder, name), target);
    await rm(join(folder, `${name}.ok`), { force: true });
    seen.delete(name);
  }

  async function look(ledger: Ledger): Promise<void> {
    for (const name of await ready()) await take(name, ledger);
    status.lastKeepAlive = clock.now();
    status.set('live');
  }

  return {
    id,
    async run(_, signal) {
      const ledger = await openLedger(options.ledgerFolder);
      while (!signal.aborted) {
        try {
          await look(ledger);
        } catch (error) {
          status.lost(error);
        }
        await wait(options.pollInterval_ms, undefined, { signal }).catch(() => undefined);
      }
      status.set('stopped');
    },
    health(): ConnectorHealth {
      return {
        ...status.health(folder),
        refusedTags: {},
        rejected,
      };
    },
  };
}

const nothing = { created: 0, changed: 0, unchanged: 0, rejected: [] } as const;

function tooLong(file: string, size: number): NonNullable<Report['refused']> {
  const message = `${file} has ${size} bytes; allowed are up to ${longest_bytes}`;
  return { code: 'TABLE_INVALID', message };
}
