import type { SampleDto } from '../contract/api.ts';
import type { BucketsAnswerDto, SamplesAnswerDto, SamplesQuery } from '../contract/queries.ts';
import { TwinError } from '../domain/errors.ts';
import type { Historian, StoredSample } from '../domain/historian.ts';
import type { Identity, IdentityReader } from '../domain/identity.ts';
import { qualityOf, type TagId } from '../domain/sample.ts';
import { nearestNames } from './nearest-names.ts';
import { badQuery } from './parse-query.ts';
import { decodeCursor, encodeCursor, type SampleCursor } from './sample-cursor.ts';
import { durationOf, rangeOf } from './time-text.ts';

/** Greatest number of intervals in one answer, over all tags. */
const maximumBuckets = 100_000;

/** What is read: samples, and what they belong to. */
interface Stores {
  readonly historian: Historian;
  readonly identities: IdentityReader | undefined;
}

const iso = (instant: number): string => new Date(instant).toISOString();

/** A tag that no connector feeds, as that of gap records, is known where the history has it. */
async function checkKnown(
  tags: readonly string[],
  known: ReadonlySet<string>,
  historian: Historian,
): Promise<void> {
  const others = tags.filter((name) => !known.has(name));
  if (others.length === 0) return;
  const stored = new Set<string>((await historian.last(others as TagId[])).map(({ tag }) => tag));
  const tag = others.find((name) => !stored.has(name));
  if (tag === undefined) return;
  const nearest = nearestNames(tag, known);
  const hint = nearest.length === 0 ? 'no tag is known yet' : `nearest are ${nearest.join(', ')}`;
  throw new TwinError('HTTP_UNKNOWN_TAG', `tag '${tag}' is unknown; ${hint}`, { tag, nearest });
}

function toDto(sample: StoredSample, identity: Identity | undefined): SampleDto {
  const { serverTimestamp, ...rest } = sample;
  return {
    ...rest,
    sourceTimestamp: iso(sample.sourceTimestamp),
    ...(serverTimestamp === undefined ? {} : { serverTimestamp: iso(serverTimestamp) }),
    receivedTimestamp: iso(sample.receivedTimestamp),
    quality: qualityOf(sample.status),
    ...identity,
  };
}

async function aggregated(
  historian: Historian,
  tags: readonly TagId[],
  range: { readonly from: number; readonly to: number },
  aggregate: string,
): Promise<BucketsAnswerDto> {
  const interval_ms = durationOf(aggregate);
  const least_ms = ((range.to - range.from) * tags.length) / maximumBuckets;
  if (!(interval_ms >= 1 && interval_ms >= least_ms)) {
    const least = Math.max(1, Math.ceil(least_ms));
    throw badQuery('aggregate', aggregate, `at least ${least}ms for this range and these tags`);
  }
  const buckets = await historian.aggregate({ tags, ...range, interval_ms });
  return { buckets: buckets.map((bucket) => ({ ...bucket, from: iso(bucket.from) })) };
}

async function paged(
  { historian, identities }: Pick<Stores, 'historian' | 'identities'>,
  tags: readonly TagId[],
  range: { readonly from: number; readonly to: number },
  limit: number,
  after: SampleCursor | undefined,
): Promise<SamplesAnswerDto> {
  const samples: StoredSample[] = [];
  let more = false;
  pages: for await (const page of historian.range({ tags, ...range })) {
    for (const sample of page) {
      const given =
        after !== undefined &&
        sample.sourceTimestamp === after.sourceTimestamp &&
        sample.sequence <= after.sequence;
      if (given) continue;
      if (samples.length === limit) {
        more = true;
        break pages;
      }
      samples.push(sample);
    }
  }
  const last = samples.at(-1);
  const nextCursor = more && last !== undefined ? encodeCursor({ ...last, to: range.to }) : null;
  if (last !== undefined) {
    await identities?.reach(samples[0]!.sourceTimestamp, last.sourceTimestamp);
  }
  return { samples: samples.map((sample) => toDto(sample, identities?.of(sample))), nextCursor };
}

/**
 * Answers `/samples` from the historian. Samples of one source time are taken to come in order of their sequence.
 * @throws TwinError HTTP_UNKNOWN_TAG (data: tag, nearest), HTTP_BAD_QUERY (data: parameter, found, allowed)
 */
export async function answerSamples(
  query: SamplesQuery,
  { historian, identities, known, now }: Stores & { known: ReadonlySet<string>; now: number },
): Promise<SamplesAnswerDto | BucketsAnswerDto> {
  await checkKnown(query.tag, known, historian);
  const tags = [...new Set(query.tag)] as TagId[];
  const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor);
  const fixed = after === undefined ? {} : { from: after.sourceTimestamp, to: after.to };
  const { from, to } = rangeOf(query, now, fixed);
  if (query.aggregate === undefined) {
    return paged({ historian, identities }, tags, { from, to }, query.limit, after);
  }
  if (query.cursor !== undefined) throw badQuery('cursor', query.cursor, 'absent with aggregate');
  return aggregated(historian, tags, { from, to }, query.aggregate);
}
