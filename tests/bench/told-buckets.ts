import type { Plant } from '../support/plant.ts';

/** What the history holds of one tag. */
interface TagTotal {
  readonly count: number;
  readonly bad: number;
  readonly min: number | null;
  readonly max: number | null;
}

const tagsOfRequest = 50;

/** Each tag of a plant as its historian sums it up over all time. */
export async function bucketsOf(plant: Plant): Promise<readonly TagTotal[]> {
  const buckets: TagTotal[] = [];
  for (let at = 0; at < plant.tags.length; at += tagsOfRequest) {
    const query = new URLSearchParams({
      from: '2020-01-01T00:00:00Z',
      to: '2100-01-01T00:00:00Z',
      aggregate: '40000d',
    });
    for (const tag of plant.tags.slice(at, at + tagsOfRequest)) query.append('tag', tag);
    const answer = await fetch(`${plant.twin.url}/api/v1/samples?${query}`);
    if (!answer.ok) throw new Error(await answer.text());
    buckets.push(...((await answer.json()) as { buckets: TagTotal[] }).buckets);
  }
  return buckets;
}
