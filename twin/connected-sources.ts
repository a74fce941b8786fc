import { join } from 'node:path';
import { createDropFolder } from '../line-connectors/mes/drop-folder.ts';
import { createOpcuaConnector } from '../line-connectors/opcua/connector.ts';
import { virtualLineTagMap } from '../line-connectors/virtual-line/tag-map.ts';
import { randomStreams } from '../physics/core/random.ts';
import { readTagMap } from './cli/tag-map.ts';
import type { Configuration } from './contract/configuration.ts';
import { type ConfiguredConnector, isMapped } from './contract/connectors/connector.ts';
import type { Clock } from './domain/clock.ts';
import type { Connector, TagMapping } from './domain/connector.ts';
import { TwinError } from './domain/errors.ts';
import type { RecordSink } from './domain/record-sink.ts';
import type { ConnectedSource } from './http/live-line-view.ts';

/** What connectors are built with, besides what is configured. */
interface Surroundings {
  readonly dataFolder: string;
  /** Where the machines of the virtual line listen, if there is one. */
  readonly virtualEndpoint: string | undefined;
  readonly clock: Clock;
  /** Where the MES tells of orders, batches and results. */
  readonly records: RecordSink;
  readonly log: (text: string) => void;
}

/** True where the source simulates, so that its samples are marked for ever. */
export function isVirtual(connector: ConfiguredConnector): boolean {
  return connector.virtual || ('endpoint' in connector && connector.endpoint === 'virtual-line');
}

/**
 * The tags that each configured connector feeds, in the order of the configuration; none of one that has no map.
 * @throws TwinError CONFIG_INVALID where a virtual line is asked for that is not configured; of its map as `readTagMap`
 */
export function tagMaps({
  connectors,
  plant,
  virtualLine,
}: Configuration): readonly (readonly TagMapping[])[] {
  return connectors.map((configured) => {
    if (!isMapped(configured)) return [];
    const { id, map } = configured;
    if (map !== 'virtual-line') return readTagMap(map, id);
    if (virtualLine === undefined) throw withoutVirtualLine(id);
    return virtualLineTagMap(virtualLine.line, plant.site, plant.area, plant.line.id);
  });
}

/**
 * Every configured connector with the tags that it feeds, in the order of the configuration.
 * @param maps - of `tagMaps`
 * @throws TwinError CONFIG_INVALID where one asks for a virtual line that is not configured
 */
export function connectedSources(
  { connectors }: Configuration,
  maps: readonly (readonly TagMapping[])[],
  surroundings: Surroundings,
): readonly ConnectedSource[] {
  return connectors.map((configured, i) => {
    const map = maps[i]!;
    return { connector: connectorOf(configured, map, surroundings), map };
  });
}

function connectorOf(
  configured: ConfiguredConnector,
  map: readonly TagMapping[],
  { dataFolder, virtualEndpoint, clock, records, log }: Surroundings,
): Connector {
  const { id } = configured;
  const common = { id, map, clock, random: randomOf(id, clock), log };
  switch (configured.kind) {
    case 'opcua': {
      const { endpoint, security } = configured;
      const address = endpoint === 'virtual-line' ? virtualEndpoint : endpoint;
      if (address === undefined) throw withoutVirtualLine(id);
      const { mode, policy } = security;
      return createOpcuaConnector({
        ...common,
        endpoint: address,
        security: { mode, ...(policy === undefined ? {} : { policy }) },
        pkiFolder: join(dataFolder, 'pki', id),
      });
    }
    case 'mes-folder': {
      const { folder, pollInterval_ms } = configured;
      const ledgerFolder = join(dataFolder, 'mes', id);
      return createDropFolder({ id, folder, pollInterval_ms, ledgerFolder, records, clock, log });
    }
  }
}

/** Jitter of the waits between attempts: connectors that were cut off together do not come back together. */
function randomOf(id: string, clock: Clock): () => number {
  return randomStreams(clock.now()).stream(`connector/${id}/retry`).uniform;
}

function withoutVirtualLine(id: string): TwinError {
  return new TwinError(
    'CONFIG_INVALID',
    `connector ${id} asks for the virtual line, but the section virtualLine is missing`,
    { key: `connectors.${id}`, found: 'virtual-line', allowed: 'a section virtualLine' },
  );
}
