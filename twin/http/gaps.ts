import type { GapsAnswerDto } from '../contract/connections.ts';
import type { GapsQuery } from '../contract/queries.ts';
import type { Historian, StoredSample } from '../domain/historian.ts';
import type { TagId } from '../domain/sample.ts';
import { gapDto } from './gap-dto.ts';
import { badQuery } from './parse-query.ts';
import { rangeOf } from './time-text.ts';

/**
 * Answers `/gaps` from the gap records of the history; of more than `limit` the newest are kept, so that a source that
 * comes and goes for weeks needs no memory.
 * @throws TwinError HTTP_BAD_QUERY (data: parameter, found, allowed)
 */
export async function answerGaps(
  { connector, limit, ...query }: GapsQuery,
  parts: {
    readonly historian: Pick<Historian, 'range'>;
    readonly gapTags: ReadonlyMap<TagId, string>;
    readonly now: number;
  },
): Promise<GapsAnswerDto> {
  const { historian, gapTags, now } = parts;
  const tags = [...gapTags].flatMap(([tag, id]) => ((connector ?? id) === id ? [tag] : []));
  if (tags.length === 0) {
    throw badQuery('connector', connector, `one of ${[...gapTags.values()].join(', ')}`);
  }
  const range = rangeOf(query, now);
  let newest: StoredSample[] = [];
  let total = 0;
  for await (const page of historian.range({ tags, ...range })) {
    total += page.length;
    newest = [...newest, ...page].slice(-limit);
  }
  const gaps = newest.reverse().map((sample) => gapDto(gapTags.get(sample.tag)!, sample));
  return { gaps, total };
}
