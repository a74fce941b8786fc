import type { QuarantineAnswerDto } from '../contract/connections.ts';
import type { QuarantineQuery } from '../contract/queries.ts';
import type { KeptEntry, QuarantineReader } from '../domain/quarantine.ts';
import type { LineView } from './line-view.ts';
import { badQuery } from './parse-query.ts';

/**
 * Answers `/quarantine`: the newest entries of one connector, or of all.
 * @param reader - absent where nothing is kept
 * @throws TwinError HTTP_BAD_QUERY for a connector that is neither configured nor has entries (data: parameter, found, allowed)
 */
export async function answerQuarantine(
  { connector, limit }: QuarantineQuery,
  reader: QuarantineReader | undefined,
  view: Pick<LineView, 'status'>,
): Promise<QuarantineAnswerDto> {
  const connectors = [...((await reader?.connectors()) ?? [])].sort();
  if (connector !== undefined && !connectors.includes(connector)) {
    const known = new Set([...connectors, ...view.status().connectors.map(({ id }) => id)]);
    if (!known.has(connector)) {
      const allowed =
        known.size === 0 ? 'absent: there is none' : `one of ${[...known].join(', ')}`;
      throw badQuery('connector', connector, allowed);
    }
  }
  const asked = connector === undefined ? connectors : [connector];
  const found = await Promise.all(asked.map((id) => reader?.newest(id, limit) ?? []));
  const entries = found.flat().sort(byTimeDown).slice(0, limit);
  return { connectors, entries };
}

function byTimeDown(left: KeptEntry, right: KeptEntry): number {
  return Date.parse(right.time) - Date.parse(left.time);
}
