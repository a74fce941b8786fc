import { type LastWord, lastWordOf } from '../domain/connector.ts';
import type { Historian } from '../domain/historian.ts';
import { type Sample, statusCodes, type TagId } from '../domain/sample.ts';
import type { Spool } from '../domain/spool.ts';
import { endOf } from './batch-tail.ts';
import { repeatWindow_ms } from './repeat-window.ts';
import { isOurs, type Screening } from './screening.ts';

/** The history is read back in steps of so long [ms], newest first, until so many samples are known. */
const step_ms = 60_000;
const mostSamples = 1_000_000;
const pageSamples = 20_000;
/** Room for the holes that follow each other behind one last word [ms]. */
const beforeHole_ms = 10_000;

type Words = Map<TagId, LastWord>;

/** Times of the newest sample of each tag, by the clock of the source, that is stored or waits in the spool. */
export class StoredUntil {
  readonly #words: Words = new Map();
  readonly #ofHistorian: Words = new Map();

  /** Takes what waits in the spool. */
  take(samples: readonly Sample[]): void {
    takeInto(this.#words, samples);
  }

  /** Takes what the historian holds. */
  takeStored(samples: readonly Sample[]): void {
    takeInto(this.#words, samples);
    takeInto(this.#ofHistorian, samples);
  }

  of(tags: readonly TagId[]): ReadonlyMap<TagId, LastWord> {
    return wordsOf(this.#words, tags);
  }

  /** Of the historian alone. */
  ofHistorian(tags: readonly TagId[]): ReadonlyMap<TagId, LastWord> {
    return wordsOf(this.#ofHistorian, tags);
  }
}

/** What we wrote ourselves for a hole stands 1 ms behind the last word of the source. */
function takeInto(words: Words, samples: readonly Sample[]): void {
  for (const { tag, status, ...sample } of samples) {
    const isHole = status === statusCodes.badNoCommunication;
    const sourceTimestamp = sample.sourceTimestamp - (isHole ? 1 : 0);
    if (sourceTimestamp > (words.get(tag)?.sourceTimestamp ?? -Infinity)) {
      words.set(tag, lastWordOf({ ...sample, sourceTimestamp }));
    }
  }
}

function wordsOf(words: Words, tags: readonly TagId[]): ReadonlyMap<TagId, LastWord> {
  return new Map(
    tags.flatMap((tag) => {
      const word = words.get(tag);
      return word === undefined ? [] : [[tag, word]];
    }),
  );
}

/** What is known of earlier processes. */
interface Memory {
  readonly screening: Screening;
  /** Takes the newest of each tag. */
  readonly until: StoredUntil;
}

/** Makes known what waits in the spool: the newest batches of it, at most a million samples. */
export async function rememberSpooled(
  { screening, until }: Memory,
  spool: Pick<Spool, 'nextSequence' | 'read'>,
): Promise<void> {
  const next = await spool.nextSequence();
  for (let from = Math.max(0, next - mostSamples); from < next; ) {
    const { batches } = await spool.read(from, pageSamples);
    if (batches.length === 0) break;
    for (const { samples } of batches) {
      screening.remember(samples);
      until.take(samples);
    }
    from = endOf(batches.at(-1)!);
  }
}

/**
 * Makes the newest stored readings known, so that what a source sends again after a restart is a repeat: the last of each
 * tag, what it said before a hole that we wrote, and the last ten minutes of the history.
 */
export async function rememberStored(
  { screening, until }: Memory,
  { historian, tags }: { readonly historian: Historian; readonly tags: readonly TagId[] },
): Promise<void> {
  const last = await historian.last(tags);
  screening.remember(last);
  until.takeStored(last);
  await rememberBeforeHoles(screening, historian, last);
  const newest = last.reduce((time, sample) => Math.max(time, sample.sourceTimestamp), -Infinity);
  if (newest === -Infinity) return;
  let known = 0;
  for (let age = 0; age < repeatWindow_ms && known < mostSamples; age += step_ms) {
    const query = { from: newest - age - step_ms, to: age === 0 ? Infinity : newest - age };
    for await (const page of historian.range(query)) {
      screening.remember(page);
      known += page.length;
    }
  }
}

/**
 * Holes and what is confirmed behind them stand some ms behind the last word of the source, which may be older than all
 * that is read otherwise: it is what a source says again whose value has not changed.
 */
async function rememberBeforeHoles(
  screening: Screening,
  historian: Historian,
  last: readonly Sample[],
): Promise<void> {
  const hidden = last
    .filter(isOurs)
    .sort((left, right) => right.sourceTimestamp - left.sourceTimestamp);
  for (let at = 0; at < hidden.length; ) {
    const to = hidden[at]!.sourceTimestamp;
    const first = at;
    while (at < hidden.length && hidden[at]!.sourceTimestamp > to - beforeHole_ms) at += 1;
    const tags = hidden.slice(first, at).map(({ tag }) => tag);
    const query = { tags, from: to - 2 * beforeHole_ms, to: to + 0.001 };
    for await (const page of historian.range(query)) screening.remember(page);
  }
}
