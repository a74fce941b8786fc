import type { Configuration } from '../contract/configuration.ts';
import type { BrowsedConnector } from '../contract/connectors/connector.ts';
import type { BrowseItem, TagMapping } from '../domain/connector.ts';
import { usageError } from './options.ts';
import { tagMapCsv } from './tag-map.ts';

/** The part of the plant that the tags of a server belong to. */
export interface TagPlace {
  readonly site: string;
  readonly area: string;
  readonly line: string;
}

/** What a server has: rows that can be used as they are, and variables that a person must name. */
interface ProposedTagMap {
  readonly rows: readonly TagMapping[];
  readonly unmapped: readonly { readonly item: BrowseItem; readonly reason: string }[];
}

/** Asks the server of a connector what it has; certificates are those of `serve` under the same data folder. */
export type ProposeTagMap = (
  connector: BrowsedConnector,
  place: TagPlace,
  dataFolder: string,
) => Promise<ProposedTagMap>;

/** What `config map` is run with. */
interface ConfigMapInput {
  readonly configuration: Configuration;
  /** Arguments after the command. */
  readonly rest: readonly string[];
  readonly dataFolder: string;
  readonly json: boolean;
  readonly propose: ProposeTagMap;
  readonly stderr: (text: string) => void;
}

/**
 * The tag map that the server of a connector suggests, as CSV or, with `json`, as a document; what could not be named
 * goes to stderr, a line each.
 * @throws TwinError USAGE when no connector of that id is configured, or it reads the virtual line, which has a map
 */
export async function configMap(input: ConfigMapInput): Promise<string> {
  const { configuration, dataFolder, json, propose, stderr } = input;
  const connector = chosen(configuration.connectors, input.rest);
  const { site, area, line } = configuration.plant;
  const { rows, unmapped } = await propose(connector, { site, area, line: line.id }, dataFolder);
  for (const { item, reason } of unmapped) {
    stderr(`not mapped: ${item.path} (${item.address}): ${reason}\n`);
  }
  if (json) {
    const left = unmapped.map(({ item, reason }) => ({ ...item, reason }));
    return `${JSON.stringify({ connector: connector.id, rows, unmapped: left })}\n`;
  }
  return tagMapCsv(rows.map((row) => ({ ...row, connector: connector.id })));
}

function chosen(
  connectors: Configuration['connectors'],
  rest: readonly string[],
): BrowsedConnector {
  const ids = connectors.map(({ id }) => id);
  const found = rest.join(' ');
  const connector = rest.length === 1 ? connectors.find(({ id }) => id === rest[0]) : undefined;
  if (connector === undefined) {
    const allowed = ids.join(', ') || 'none, for the configuration has no connectors';
    throw usageError(
      `'config map' takes the id of one connector, found '${found}'; allowed are ${allowed}`,
      { found, allowed: ids },
    );
  }
  if (connector.kind !== 'opcua' && connector.kind !== 'mqtt') {
    throw usageError(
      `connector ${connector.id} is of kind ${connector.kind}, which cannot be browsed; 'config map' needs an OPC UA server or an MQTT broker. Addresses of Modbus come from the manual: 'config peek' shows what lies there, 'config tags' checks the map`,
      { found: connector.kind, allowed: ['opcua', 'mqtt'] },
    );
  }
  if (connector.endpoint === 'virtual-line') {
    throw usageError(
      `connector ${connector.id} reads the virtual line, whose map is 'virtual-line'; 'config map' needs an endpoint opc.tcp://host:port/path`,
      { found: connector.endpoint },
    );
  }
  return connector;
}
