import type { Configuration } from '../contract/configuration.ts';
import type { Historian } from '../domain/historian.ts';
import type { IdentityReader } from '../domain/identity.ts';
import { parseIsoTime } from '../domain/iso-time.ts';
import type { TagId } from '../domain/sample.ts';
import type { OpenTableFiles } from '../domain/table-file.ts';
import { Identities } from '../production/identities.ts';
import { IdentityHistory } from '../production/identity-history.ts';
import { stationPlaces } from '../production/station-places.ts';
import { readTold } from '../production/told-records.ts';
import { exportCsv, exportParquet, type SampleFile } from './export-file.ts';
import { lineFromConfiguration } from './line-from-configuration.ts';
import { type CommandLine, usageError } from './options.ts';

/** What is exported from, and by. */
export interface ExportTools {
  /** Opens the history of a data folder, if it has one. */
  readonly openHistory: (configuration: Configuration, dataFolder: string) => Promise<Historian>;
  readonly openTables: OpenTableFiles;
  /** A clock that only runs forward [ms]. */
  readonly stopwatch: () => number;
  /** Of the program. */
  readonly version: string;
}

interface ExportSurroundings extends ExportTools {
  readonly configuration: Configuration;
  readonly signal: AbortSignal;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
}

/** How often progress is told [ms]. */
const progressInterval = 2_000;
const allowedTime = 'a time by ISO 8601 with its zone, such as 2026-01-01T00:00:00Z';

/**
 * Writes samples of a range of source time to a file, as CSV or Parquet, the same from every historian.
 * @returns whether all was done; false when the signal ended it, and then nothing was written
 */
export async function runExport(
  { own, out, data, json }: CommandLine,
  surroundings: ExportSurroundings,
): Promise<boolean> {
  const { configuration, openHistory, openTables, signal, stdout, stderr, stopwatch, version } =
    surroundings;
  const from = timeOf('from', own.from);
  const to = timeOf('to', own.to);
  if (from >= to) throw refused('to', own.to, `a time after --from (${own.from})`);
  const format = own.format ?? 'csv';
  if (format !== 'csv' && format !== 'parquet') throw refused('format', format, 'csv, parquet');
  if (out === undefined) throw refused('out', undefined, '--out FILE');
  const wanted = tagsOf(own.tags);
  const historian = await openHistory(configuration, data);
  try {
    await requireKnown(historian, wanted);
    const identities = await identitiesOf(configuration, historian, to);
    const file: SampleFile =
      format === 'csv' ? await exportCsv(out) : await exportParquet(out, { openTables, version });
    try {
      let samples = 0;
      let told = stopwatch();
      const query = { from, to, ...(wanted === undefined ? {} : { tags: wanted }) };
      for await (const page of historian.range(query)) {
        if (signal.aborted) break;
        await identities.reach(page[0]!.sourceTimestamp, page.at(-1)!.sourceTimestamp);
        await file.write(
          page,
          page.map((sample) => identities.of(sample)),
        );
        samples += page.length;
        const now = stopwatch();
        if (now - told < progressInterval) continue;
        told = now;
        const at = page.at(-1)!.sourceTimestamp;
        stderr(`export: ${samples} samples, up to ${new Date(at).toISOString()}\n`);
      }
      if (signal.aborted) {
        stderr('export: cancelled; nothing is written\n');
        return false;
      }
      await file.keep();
      const answer = { file: out, format, from: own.from, to: own.to, samples };
      stdout(json ? `${JSON.stringify(answer)}\n` : `${out}: ${samples} samples\n`);
      return true;
    } finally {
      await file.discard();
    }
  } finally {
    await historian.close();
  }
}

/** What the samples of a history belong to, as it is known in it. */
async function identitiesOf(
  configuration: Configuration,
  historian: Historian,
  to: number,
): Promise<IdentityReader> {
  const { model } = lineFromConfiguration(configuration);
  const identities = new Identities(model.line, stationPlaces(model));
  for (const record of (await readTold(model.line, historian)).records) identities.keep(record);
  return new IdentityHistory(identities, historian, { now: () => to });
}

function tagsOf(text: string | undefined): readonly TagId[] | undefined {
  const names = text?.split(',') ?? [];
  if (names.length === 0 || names.includes('')) {
    throw refused('tags', text, 'names of tags, parted by commas, or all');
  }
  return text === 'all' ? undefined : (names as TagId[]);
}

/** A name that was never written is a mistake of who asks, not an empty file. */
async function requireKnown(
  historian: Historian,
  wanted: readonly TagId[] | undefined,
): Promise<void> {
  if (wanted === undefined) return;
  const known = new Set((await historian.last(wanted)).map(({ tag }) => tag));
  const unknown = wanted.filter((tag) => !known.has(tag));
  if (unknown.length === 0) return;
  throw refused('tags', unknown.join(','), 'tags that the history holds, or all');
}

function timeOf(name: string, text: string | undefined): number {
  const time = parseIsoTime(text ?? '');
  if (Number.isNaN(time)) throw refused(name, text, allowedTime);
  return time;
}

function refused(option: string, found: string | undefined, allowed: string): Error {
  const said = found === undefined ? 'found nothing' : `found '${found}'`;
  return usageError(`--${option}: ${said}, allowed is ${allowed}`, {
    option: `--${option}`,
    found: found ?? null,
    allowed,
  });
}
