import type { BrowseItem } from '../../twin/domain/connector.ts';
import type { LinePlace } from '../source/propose-mapping.ts';
import { type MappingProposal, proposeMapping } from '../source/propose-mapping.ts';
import { createOpcuaConnector } from './connector.ts';
import type { OpcuaConnectorOptions } from './options.ts';

/**
 * Browses a server and proposes a tag for every variable that it names without doubt.
 * @throws TwinError as a connector that cannot connect, with the codes of its health
 */
export async function proposeTagMap(
  source: Omit<OpcuaConnectorOptions, 'map'>,
  place: LinePlace,
): Promise<MappingProposal> {
  const items: BrowseItem[] = [];
  for await (const item of createOpcuaConnector({ ...source, map: [] }).browse()) items.push(item);
  return proposeMapping(items, place);
}
