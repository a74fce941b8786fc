import type { SampleDto } from '../../twin/contract/api.ts';

/** A sample of the API with its times as numbers [ms]. */
export interface ToldSample extends Omit<SampleDto, 'sourceTimestamp' | 'receivedTimestamp'> {
  readonly sourceTimestamp: number;
  readonly receivedTimestamp: number;
}

const page = 10_000;

const always = Date.UTC(2020, 0, 1);

/**
 * All that the API of a twin tells of tags; nothing of a tag that it does not know yet.
 * @param from - earliest source time [ms]; whatever their time where absent
 */
export async function toldBy(
  url: string,
  tags: readonly string[],
  from = always,
): Promise<ToldSample[]> {
  const told = await Promise.all(tags.map((tag) => toldOf(url, tag, from)));
  return told.flat();
}

async function toldOf(url: string, tag: string, from: number): Promise<ToldSample[]> {
  const told: ToldSample[] = [];
  const query = new URLSearchParams({
    tag,
    from: new Date(from).toISOString(),
    to: '2100-01-01T00:00:00Z',
    limit: String(page),
  });
  for (;;) {
    const answer = await fetch(`${url}/api/v1/samples?${query}`);
    if (answer.status === 404) return told;
    if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
    const { samples, nextCursor } = (await answer.json()) as {
      samples: SampleDto[];
      nextCursor: string | null;
    };
    for (const sample of samples) {
      told.push({
        ...sample,
        sourceTimestamp: Date.parse(sample.sourceTimestamp),
        receivedTimestamp: Date.parse(sample.receivedTimestamp),
      });
    }
    if (nextCursor === null) return told;
    query.set('cursor', nextCursor);
  }
}
