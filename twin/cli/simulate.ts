import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { virtualLines } from '../../physics/virtual-line/lines/by-name.ts';
import { createVirtualLine } from '../../physics/virtual-line/virtual-line.ts';
import type { Configuration } from '../contract/configuration.ts';
import type { RunManifest } from '../contract/run-manifest.ts';
import type { OpenTableFiles, WrittenFile } from '../domain/table-file.ts';
import { recordLine } from '../studies/record-line.ts';
import { readFaultSchedule } from './fault-schedule.ts';
import { definitionOf, lineRunOf, numberOption, refused } from './line-options.ts';
import { lineProgress, spokenHours } from './line-progress.ts';
import { type CommandLine, type LineOptions, usageError } from './options.ts';
import { beginFolder } from './output-folder.ts';
import { threadCount } from './p2d-batch.ts';
import { scheduleWarnings } from './schedule-warnings.ts';
import { faultList, lineList } from './simulate-lists.ts';

/** What the composition root gives to the command. */
export interface SimulateTools {
  /** Writes tables beside the line that runs. */
  readonly openTables: OpenTableFiles;
  /** A clock that only runs forward [ms]. */
  readonly stopwatch: () => number;
  /** Of the program. */
  readonly version: string;
}

/** What the command takes from outside. */
interface SimulateSurroundings extends SimulateTools {
  readonly configuration: Configuration;
  readonly signal: AbortSignal;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
}

/** Machines look at their signals at multiples of this [s]. */
const finestInterval = 0.1;
const longestInterval = 3600;
const defaultStart = '2026-01-01T00:00:00Z';
const manifestName = 'manifest.json';

/**
 * Runs a virtual line without a clock and writes what its machines said and what was true, or lists what can be run.
 * @returns whether all was done; false when the signal ended it, and then nothing was written
 */
export async function runSimulate(
  { own, json, seed, out }: CommandLine,
  surroundings: SimulateSurroundings,
): Promise<boolean> {
  const { stdout, stderr, signal, stopwatch, version, openTables, configuration } = surroundings;
  if (own['list-lines'] || own['list-faults']) {
    if (own['list-lines'] && own['list-faults']) {
      throw usageError('allowed is --list-lines or --list-faults, not both');
    }
    stdout(
      own['list-lines'] ? lineList(virtualLines, json) : faultList(definitionOf(own.line), json),
    );
    return true;
  }
  const run = lineRunOf(own, seed);
  const { definition, hours, truth } = run;
  const { name } = definition;
  const interval = intervalOf(own.interval_s);
  const start = startOf(own.start);
  const threads = own.threads === undefined ? 1 : threadCount(own.threads);
  if (out === undefined) {
    throw usageError("'simulate' needs --out; allowed is --out DIR", { option: '--out' });
  }
  const faults = own.faults === undefined ? [] : readFaultSchedule(own.faults, definition);
  const warnings = scheduleWarnings(faults, definition, hours * 3600);
  for (const { message } of warnings) stderr(`simulate: ${message}\n`);
  const tick_s = longestTick(interval);
  const line = createVirtualLine(definition, { seed: run.seed, faults, truth, tick_s });
  const folder = beginFolder('--out', out);
  try {
    const about = `${name}, seed ${run.seed}, ${truth} truth, ${faults.length} faults`;
    stderr(`simulate: ${spokenHours(hours * 3600)} of ${about}\n`);
    const begun = stopwatch();
    const progress = lineProgress({
      command: 'simulate',
      duration: hours * 3600,
      stopwatch,
      stderr,
    });
    const { site, area, line: place } = configuration.plant;
    const files = await recordLine({
      line,
      prefix: `${site}.${area}.${place.id}`,
      start,
      duration: hours * 3600,
      interval,
      folder: folder.path,
      metadata: {
        virtual: 'true',
        generator: `twinline ${version}`,
        line: name,
        seed: String(run.seed),
        start: new Date(start).toISOString(),
        truth,
      },
      threads,
      openTables,
      signal,
      onProgress: async (time) => {
        progress(time);
        await setImmediate();
      },
    });
    if (files === undefined) {
      stderr('simulate: cancelled; nothing is written\n');
      return false;
    }
    const manifest: RunManifest = {
      formatVersion: 1,
      virtual: true,
      line: name,
      seed: run.seed,
      hours,
      start: new Date(start).toISOString(),
      interval_s: interval,
      version,
      truth,
      models: line.truthModels(),
      faults: faults.map((fault) => ({ ramp_s: 0, ...fault })),
      warnings: [...warnings],
      files: Object.fromEntries(files.map((file) => [file.name, file.sha256])),
    };
    writeFileSync(join(folder.path, manifestName), `${JSON.stringify(manifest, null, 2)}\n`);
    folder.keep();
    const rate = (hours * 3600 * 1000) / (stopwatch() - begun);
    stdout(json ? `${JSON.stringify(manifest)}\n` : summary(out, about, manifest, files, rate));
    return true;
  } finally {
    folder.discard();
  }
}

function summary(
  out: string,
  about: string,
  { hours, start }: RunManifest,
  files: readonly WrittenFile[],
  rate: number,
): string {
  const rows: readonly (readonly [string, string])[] = [
    ['line', about],
    ['time', `${spokenHours(hours * 3600)} from ${start}`],
    ['folder', out],
    ...files.map(
      ({ name, rows, bytes }) => [name, `${rows} rows, ${(bytes / 1e6).toFixed(2)} MB`] as const,
    ),
    ['speed', `${Math.round(rate)} x real time`],
  ];
  return rows.map(([name, value]) => `${name.padEnd(18)}${value}\n`).join('');
}

/** A whole number of the machines' own intervals. */
function intervalOf(text: LineOptions['interval_s'] = '1'): number {
  const ticks = numberOption('interval_s', text, 0, longestInterval) / finestInterval;
  const whole = Math.round(ticks);
  if (whole >= 1 && Math.abs(ticks - whole) < 1e-6) return whole / 10;
  throw refused('interval_s', text, `a multiple of ${finestInterval}, up to ${longestInterval}`);
}

/** The longest step of a line [s] that readings at an interval [s] allow: it is never looked at between them. */
function longestTick(interval: number): number {
  const tenths = Math.round(interval / finestInterval);
  return ([10, 5, 2].find((step) => tenths % step === 0) ?? 1) * finestInterval;
}

/** Time 0 of the line [ms since 1970]. */
function startOf(text: string = defaultStart): number {
  const isUtc = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?Z$/.test(text);
  const time = isUtc ? Date.parse(text) : Number.NaN;
  // A date that is none, such as 30 February, would come back as another.
  if (Number.isFinite(time) && new Date(time).toISOString().startsWith(text.slice(0, 10))) {
    return time;
  }
  throw refused('start', text, `a time in UTC by ISO 8601, such as ${defaultStart}`);
}
