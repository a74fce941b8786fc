import type { Configuration } from '../contract/configuration.ts';
import { ownHistory } from '../contract/connectors/replay.ts';
import { TwinError } from '../domain/errors.ts';
import { parseIsoTime } from '../domain/iso-time.ts';
import type { ReplayJob, ReplayOutcome } from '../replay.ts';
import { type CommandLine, usageError } from './options.ts';
import { SegmentFile } from './segment-file.ts';
import { readTagMapRows } from './tag-map.ts';

/** What replays, and how time is told. */
export interface ReplayTools {
  readonly replay: (job: ReplayJob) => Promise<ReplayOutcome>;
  /** A clock that only runs forward [ms]. */
  readonly stopwatch: () => number;
}

interface ReplaySurroundings extends ReplayTools {
  readonly configuration: Configuration;
  readonly signal: AbortSignal;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
}

/** How often progress is told [ms]. */
const progressInterval = 2_000;
const greatestSpeed = 1_000_000;
const allowedTime = 'a time by ISO 8601 with its zone, such as 2026-01-01T00:00:00Z';
/** Rejected rows that are told one by one. */
const mostTold = 10;

/**
 * Replays a file, a folder or the history through the chain of the twin, into the history of the data folder.
 * @returns whether all was done; false when the signal ended it: what was played so far is stored, and another run goes on
 * @throws TwinError TABLE_INVALID where nothing of the source can be taken; of the source and of the history
 */
export async function runReplay(
  { own, rest, out, data, json }: CommandLine,
  { configuration, replay, signal, stdout, stderr, stopwatch }: ReplaySurroundings,
): Promise<boolean> {
  const [source] = rest;
  if (rest.length !== 1 || source === undefined) {
    throw usageError(`'replay' takes one file, folder or 'history', found '${rest.join(' ')}'`);
  }
  const range = {
    from: own.from === undefined ? -Infinity : timeOf('from', own.from),
    to: own.to === undefined ? Infinity : timeOf('to', own.to),
  };
  if (range.from >= range.to) throw refused('to', own.to, `a time after --from (${own.from})`);
  const speed = speedOf(own.speed);
  if (own.shift !== undefined && own.shift !== 'now') throw refused('shift', own.shift, 'now');
  const isBounded = Number.isFinite(range.from) && Number.isFinite(range.to);
  if (source === ownHistory && (own.shift === undefined || !isBounded)) {
    const allowed =
      "--from, --to and --shift now with 'history': at their own times its samples are all there already";
    throw usageError(
      `found no ${own.shift === undefined ? '--shift' : '--from or --to'}; needed are ${allowed}`,
    );
  }
  const map = own.map === undefined ? undefined : readTagMapRows(own.map);
  const segments = new SegmentFile(out);
  const begun = stopwatch();
  let told = begun;
  try {
    const outcome = await replay({
      configuration,
      dataFolder: data,
      source,
      map,
      range,
      speed,
      shiftToNow: own.shift === 'now',
      virtual: own.virtual,
      signal,
      segments: (changed) => segments.take(changed),
      progress(played, time) {
        const now = stopwatch();
        if (now - told < progressInterval) return;
        told = now;
        stderr(`replay: ${played} samples, up to ${new Date(time).toISOString()}\n`);
      },
      log: (text) => stderr(`replay: ${text}\n`),
    });
    const { rejected, rejections, played } = outcome;
    for (const { place, reason } of rejections.slice(0, mostTold)) {
      stderr(`replay: ${source}, ${place}: ${reason}\n`);
    }
    if (rejected > mostTold) {
      stderr(`replay: ${rejected} rows are rejected; see ${data}/quarantine/replay\n`);
    }
    if (!outcome.done) {
      stderr(`replay: cancelled after ${played} samples; run it again to go on\n`);
      return false;
    }
    if (played === 0) throw nothingPlayed(source, outcome);
    if (outcome.lost > 0) throw givenUp(outcome.lost);
    if (outcome.pending > 0) throw notDelivered(outcome.pending);
    const answer = answerOf(source, { from: own.from, to: own.to, speed }, outcome);
    const counts = segments.keep();
    stdout(
      json
        ? `${JSON.stringify({ ...answer, segments: counts })}\n`
        : summary(answer, counts, (stopwatch() - begun) / 1000),
    );
    return true;
  } finally {
    segments.discard();
  }
}

function answerOf(
  source: string,
  {
    from,
    to,
    speed,
  }: { readonly from: string | undefined; readonly to: string | undefined; readonly speed: number },
  outcome: ReplayOutcome,
) {
  const { played, stored, repeated, refused: atDoor, rejected, unmapped } = outcome;
  const iso = (time: number | undefined): string | null =>
    time === undefined ? null : new Date(time).toISOString();
  return {
    formatVersion: 1,
    source,
    from: from ?? null,
    to: to ?? null,
    speed: Number.isFinite(speed) ? speed : 'max',
    shift_ms: outcome.shift_ms,
    firstTimestamp: iso(outcome.first),
    lastTimestamp: iso(outcome.last),
    virtual: outcome.virtual,
    samples: { played, storedBefore: stored, repeated, refused: atDoor, rejected, unmapped },
    rejections: outcome.rejections.map(({ place, reason }) => ({ place, reason })),
    proposals: outcome.proposals,
  };
}

function summary(
  {
    source,
    samples,
    firstTimestamp,
    lastTimestamp,
    shift_ms,
    virtual,
    proposals,
  }: ReturnType<typeof answerOf>,
  { count, byKnowledge }: ReturnType<SegmentFile['keep']>,
  seconds: number,
): string {
  const { played, storedBefore, repeated, refused: atDoor, rejected, unmapped } = samples;
  const rows = [
    ['source', `${source}${virtual ? ' (virtual)' : ''}`],
    [
      'time',
      `${firstTimestamp} to ${lastTimestamp}${shift_ms === 0 ? '' : `, moved by ${shift_ms} ms`}`,
    ],
    ['samples', `${played} played, ${storedBefore} stored before, ${repeated} repeated`],
    [
      'left out',
      `${rejected} rows rejected, ${atDoor} samples refused, ${unmapped} not in the map`,
    ],
    [
      'segments',
      `${count}: ${byKnowledge.derived} derived, ${byKnowledge.predicted} predicted, ${byKnowledge.unknown} unknown`,
    ],
    ['proposals', `${proposals}`],
    ['speed', `${Math.round(played / Math.max(seconds, 1e-3))} samples/s`],
  ] as const;
  return rows.map(([name, value]) => `${name.padEnd(18)}${value}\n`).join('');
}

function nothingPlayed(
  source: string,
  { rejected, rejections, unmapped }: ReplayOutcome,
): TwinError {
  const [first] = rejections;
  const why =
    first === undefined
      ? unmapped > 0
        ? 'the map names nothing that is in it'
        : 'it holds no sample in the range'
      : `${rejected} rows are rejected, the first is ${first.place}: ${first.reason}`;
  return new TwinError('TABLE_INVALID', `${source}: nothing can be replayed: ${why}`, {
    file: source,
    ...(first === undefined ? {} : first),
    rejected,
  });
}

function givenUp(lost: number): TwinError {
  return new TwinError(
    'SAMPLES_GIVEN_UP',
    `${lost} samples could not be stored: see spool and historian, and run the replay again`,
    { lost },
  );
}

function notDelivered(pending: number): TwinError {
  return new TwinError(
    'HISTORIAN_UNAVAILABLE',
    `the historian has not taken ${pending} samples: they wait in the spool, and the next start delivers them`,
    { pending },
  );
}

function speedOf(text = 'max'): number {
  if (text === 'max') return Infinity;
  const speed = text.trim() === '' ? Number.NaN : Number(text);
  if (speed > 0 && speed <= greatestSpeed) return speed;
  throw refused('speed', text, `max, or a number above 0 to ${greatestSpeed}`);
}

function timeOf(name: string, text: string): number {
  const time = parseIsoTime(text);
  if (Number.isNaN(time)) throw refused(name, text, allowedTime);
  return time;
}

function refused(option: string, found: string | undefined, allowed: string): Error {
  return usageError(`--${option}: found '${found ?? ''}', allowed is ${allowed}`, {
    option: `--${option}`,
    found: found ?? null,
    allowed,
  });
}
