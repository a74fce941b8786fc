import type { OpenTableFiles, WrittenFile } from '../domain/table-file.ts';
import { EventTable } from './event-table.ts';
import { SampleTable } from './sample-table.ts';
import type { SimulatedLine } from './simulated-line.ts';
import { TruthTable } from './truth-table.ts';

/** Longest stretch of a line that is run without looking up [s]: a signal is heard meanwhile. */
const longestStretch = 30;

/** How a line is recorded. */
export interface Recording {
  readonly line: SimulatedLine;
  /** `site.area.line` of the tags. */
  readonly prefix: string;
  /** Time 0 of the line [ms since 1970]. */
  readonly start: number;
  /** How long [s], and how often readings are taken [s]. */
  readonly duration: number;
  readonly interval: number;
  /** An empty folder. */
  readonly folder: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly threads: number;
  readonly openTables: OpenTableFiles;
  readonly signal: AbortSignal;
  /** Told now and then how far the line is [s]; gives the thread back to others meanwhile. */
  readonly onProgress: (time: number) => Promise<void>;
}

/**
 * Runs a line for a while and writes what its machines said, what was true of its web and what happened, as tables
 * `samples`, `truth` and `events`. Readings are taken at the start and after each interval before the end; of each
 * signal only what is new. Memory does not grow with the duration.
 * @returns the files; undefined where the signal ended it
 * @throws TwinError OUTPUT_UNWRITABLE, JOB_FAILED
 */
export async function recordLine(
  recording: Recording,
): Promise<readonly WrittenFile[] | undefined> {
  const { line, prefix, start, duration, interval, signal, onProgress } = recording;
  const { folder, metadata, threads } = recording;
  const samples = new SampleTable(line, prefix, start);
  const truth = new TruthTable(line.truthVariables);
  const events = new EventTable(start);
  const tables = [samples.file, truth.file, events.file];
  const files = recording.openTables({ folder, tables, metadata, threads });
  const write = async (): Promise<void> => {
    await files.write('samples', samples.take());
    await files.write('truth', truth.batch(line.takeTruth()));
    await files.write('events', events.batch(line.takeEvents()));
  };
  let isFinished = false;
  try {
    const steps = Math.floor(duration / interval + 1e-9);
    let lookedUp = 0;
    const run = async (time: number): Promise<void> => {
      while (time - lookedUp > longestStretch && !signal.aborted) {
        lookedUp += longestStretch;
        line.advanceTo(lookedUp);
        await onProgress(lookedUp);
      }
      if (!signal.aborted) line.advanceTo(time);
    };
    for (let step = 0; step < steps && !signal.aborted; step++) {
      await run(step * interval);
      if (samples.collect()) await write();
    }
    await run(duration);
    if (signal.aborted) return undefined;
    await write();
    const written = await files.finish();
    isFinished = true;
    return signal.aborted ? undefined : written;
  } finally {
    if (!isFinished) await files.abort();
  }
}
