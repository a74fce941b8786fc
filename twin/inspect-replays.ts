import { join } from 'node:path';
import type { ReplayLook } from '../line-connectors/replay/replay-source.ts';
import { readTagMap } from './cli/tag-map.ts';
import type { Configuration } from './contract/configuration.ts';
import { ownHistory } from './contract/connectors/replay.ts';
import type { TagMapping } from './domain/connector.ts';
import { TwinError } from './domain/errors.ts';
import { openReplaySource, replayRange } from './replay-source.ts';

/** Addresses that one message lists. */
const mostListed = 10;

/**
 * Looks into the source of every configured replay: what a map names must be there, and something of it must belong to
 * the line. The own history is not looked into.
 * @param workFolder - for what is sorted on disk; made and deleted
 * @throws TwinError CONFIG_INVALID (data: key, found, allowed); INPUT_UNREADABLE, TABLE_INVALID of the source
 */
export async function inspectReplays(
  { connectors, plant }: Configuration,
  workFolder: string,
): Promise<readonly ReplayLook[]> {
  const line = `${plant.site}.${plant.area}.${plant.line.id}.`;
  const looks: ReplayLook[] = [];
  for (const [i, connector] of connectors.entries()) {
    if (connector.kind !== 'replay' || connector.source === ownHistory) continue;
    const { id, source, map: file } = connector;
    const map = file === undefined ? undefined : readTagMap(file, id);
    const order = { source, map, range: replayRange(connector) };
    const options = { own: undefined, workFolder: join(workFolder, `${id}-look`) };
    const opened = await openReplaySource(order, options);
    try {
      const look = await opened.look();
      checkLook(look, { key: `connectors.${i}`, line, source, map });
      looks.push(look);
    } finally {
      await opened.close();
    }
  }
  return looks;
}

function checkLook(
  { tags, isWhole }: ReplayLook,
  place: {
    readonly key: string;
    readonly line: string;
    readonly source: string;
    readonly map: readonly TagMapping[] | undefined;
  },
): void {
  const { key, line, source, map = [] } = place;
  const given = new Set(tags);
  const missing = isWhole ? map.filter(({ tag }) => !given.has(tag)) : [];
  if (missing.length > 0) {
    const found = missing.slice(0, mostListed).map(({ address }) => `"${address}"`);
    throw invalid(`${key}.map`, found.join(', '), `addresses that ${source} has`);
  }
  if (tags.some((tag) => tag.startsWith(line))) return;
  const found = tags.length === 0 ? 'no tag' : `${tags.length} tags such as ${tags[0]}`;
  throw invalid(
    `${key}.source`,
    found,
    `at least one tag of the line, ${line}*; a map gives names tags`,
  );
}

function invalid(key: string, found: string, allowed: string): TwinError {
  return new TwinError(
    'CONFIG_INVALID',
    `the configuration is not valid:\n  ${key}: found ${found}; allowed: ${allowed}`,
    { problems: [{ key, found, allowed }] },
  );
}
