import { join } from 'node:path';
import { createMqttConnector } from '../line-connectors/mqtt/connector.ts';
import type { MqttSource } from '../line-connectors/mqtt/options.ts';
import { createOpcuaConnector } from '../line-connectors/opcua/connector.ts';
import { virtualLineTagMap } from '../line-connectors/virtual-line/tag-map.ts';
import { randomStreams } from '../physics/core/random.ts';
import { readTagMap } from './cli/tag-map.ts';
import type { Configuration } from './contract/configuration.ts';
import type { ConfiguredConnector } from './contract/connectors/connector.ts';
import type { Clock } from './domain/clock.ts';
import type { Connector, TagMapping } from './domain/connector.ts';
import { TwinError } from './domain/errors.ts';
import type { Quarantine } from './domain/quarantine.ts';
import type { ConnectedSource } from './http/live-line-view.ts';

/** What connectors are built with, besides what is configured. */
interface Surroundings {
  readonly dataFolder: string;
  /** Where the machines of the virtual line listen, if there is one. */
  readonly virtualEndpoint: string | undefined;
  readonly clock: Clock;
  /** Where connectors put what they cannot take. */
  readonly quarantine: Quarantine;
  readonly log: (text: string) => void;
}

/** True where the source simulates, so that its samples are marked for ever. */
export function isVirtual(connector: ConfiguredConnector): boolean {
  return connector.virtual || ('endpoint' in connector && connector.endpoint === 'virtual-line');
}

/**
 * Every configured connector with the tags that it feeds, in the order of the configuration.
 * @throws TwinError CONFIG_INVALID where one asks for a virtual line that is not configured; of its map as `readTagMap`
 */
export function connectedSources(
  configuration: Configuration,
  surroundings: Surroundings,
): readonly ConnectedSource[] {
  return configuration.connectors.map((configured) => {
    const map = mapOf(configured, configuration);
    return { connector: connectorOf(configured, map, configuration, surroundings), map };
  });
}

function mapOf(
  { id, map }: ConfiguredConnector,
  { plant, virtualLine }: Configuration,
): readonly TagMapping[] {
  if (map !== 'virtual-line') return readTagMap(map, id);
  if (virtualLine === undefined) throw withoutVirtualLine(id);
  return virtualLineTagMap(virtualLine.line, plant.site, plant.area, plant.line.id);
}

function connectorOf(
  configured: ConfiguredConnector,
  map: readonly TagMapping[],
  { plant }: Configuration,
  { dataFolder, virtualEndpoint, clock, quarantine, log }: Surroundings,
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
    case 'mqtt':
      return createMqttConnector({
        ...common,
        ...mqttSource(configured),
        place: { site: plant.site, area: plant.area, line: plant.line.id },
        quarantine,
      });
  }
}

/** Where the broker of a connector is and how to speak with it. */
export function mqttSource({
  id,
  endpoint,
  version,
  clientId,
  security,
  mode,
}: ConfiguredConnector & { readonly kind: 'mqtt' }): MqttSource {
  return { endpoint, version, clientId: clientId ?? `twinline-${id}`, security, mode };
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
