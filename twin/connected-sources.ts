import { join } from 'node:path';
import { createModbusConnector } from '../line-connectors/modbus/connector.ts';
import { createOpcuaConnector, type OpcuaConnector } from '../line-connectors/opcua/connector.ts';
import { shareSession } from '../line-connectors/opcua/shared-session.ts';
import { gapTag } from '../line-connectors/source/gap-record.ts';
import { virtualLineTagMap } from '../line-connectors/virtual-line/tag-map.ts';
import { randomStreams } from '../physics/core/random.ts';
import { readTagMap } from './cli/tag-map.ts';
import type { Configuration } from './contract/configuration.ts';
import type { ConfiguredConnector } from './contract/connectors/connector.ts';
import type { Clock } from './domain/clock.ts';
import type { Connector, TagMapping } from './domain/connector.ts';
import { TwinError } from './domain/errors.ts';
import type { TagId } from './domain/sample.ts';
import type { ConnectedSource } from './http/live-line-view.ts';
import { modbusPlace, modbusRules } from './modbus-source.ts';

type ConfiguredOpcua = Extract<ConfiguredConnector, { kind: 'opcua' }>;

/** What connectors are built with, besides what is configured. */
interface Surroundings {
  readonly dataFolder: string;
  /** Where the machines of the virtual line listen, if there is one. */
  readonly virtualEndpoint: string | undefined;
  readonly clock: Clock;
  /** Source time of the last stored sample of tags [ms]; absent where nothing outlives the twin. */
  readonly lastStored?: (tags: readonly TagId[]) => Promise<ReadonlyMap<TagId, number>>;
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
  const sources = configuration.connectors.map((configured) => ({
    configured,
    map: mapOf(configured, configuration),
  }));
  const shared = sharedSessions(sources, configuration.plant, surroundings);
  return sources.map(({ configured, map }) => ({
    connector:
      shared.get(configured.id) ?? connectorOf(configured, map, configuration.plant, surroundings),
    map,
  }));
}

interface Source {
  readonly configured: ConfiguredConnector;
  readonly map: readonly TagMapping[];
}

/** Connectors that name the same OPC UA server and security, and no tag twice, over one session; the first one's keys count. */
function sharedSessions(
  sources: readonly Source[],
  plant: Configuration['plant'],
  surroundings: Surroundings,
): ReadonlyMap<string, Connector> {
  const byServer = new Map<string, (Source & { configured: ConfiguredOpcua })[]>();
  for (const { configured, map } of sources) {
    if (configured.kind !== 'opcua') continue;
    const key = JSON.stringify([configured.endpoint, configured.security]);
    byServer.set(key, [...(byServer.get(key) ?? []), { configured, map }]);
  }
  const shared = new Map<string, Connector>();
  for (const group of byServer.values()) {
    const map = group.flatMap((source) => source.map);
    const isOnce = new Set(map.map(({ tag }) => tag)).size === map.length;
    if (group.length === 1 || !isOnce) continue;
    const whole = opcuaConnectorOf(group[0]!.configured, map, plant, surroundings);
    const members = group.map(({ configured: { id }, map: own }) => ({
      id,
      tags: own.map(({ tag }) => tag),
    }));
    for (const connector of shareSession(whole, members)) shared.set(connector.id, connector);
  }
  return shared;
}

function mapOf(
  { id, map }: ConfiguredConnector,
  { plant, virtualLine }: Configuration,
): readonly TagMapping[] {
  if (map !== 'virtual-line') return readTagMap(map, id);
  if (virtualLine === undefined) throw withoutVirtualLine(id);
  return virtualLineTagMap(virtualLine.line, plant.site, plant.area, plant.line.id);
}

/** What every connector is built with. */
function commonOf(id: string, map: readonly TagMapping[], { clock, log }: Surroundings) {
  return { id, map, clock, random: randomOf(id, clock), log };
}

function connectorOf(
  configured: ConfiguredConnector,
  map: readonly TagMapping[],
  plant: Configuration['plant'],
  surroundings: Surroundings,
): Connector {
  switch (configured.kind) {
    case 'opcua':
      return opcuaConnectorOf(configured, map, plant, surroundings);
    case 'modbus': {
      const { reportUnchangedAfter_s } = configured;
      return createModbusConnector({
        ...commonOf(configured.id, map, surroundings),
        ...modbusPlace(configured),
        rules: modbusRules(configured),
        ...(reportUnchangedAfter_s === undefined
          ? {}
          : { reportUnchangedAfter_ms: 1000 * reportUnchangedAfter_s }),
      });
    }
  }
}

function opcuaConnectorOf(
  { id, endpoint, security: { mode, policy }, backfillLongest_h }: ConfiguredOpcua,
  map: readonly TagMapping[],
  { site, area, line }: Configuration['plant'],
  surroundings: Surroundings,
): OpcuaConnector {
  const { dataFolder, virtualEndpoint, lastStored } = surroundings;
  const address = endpoint === 'virtual-line' ? virtualEndpoint : endpoint;
  if (address === undefined) throw withoutVirtualLine(id);
  return createOpcuaConnector({
    ...commonOf(id, map, surroundings),
    endpoint: address,
    security: { mode, ...(policy === undefined ? {} : { policy }) },
    pkiFolder: join(dataFolder, 'pki', id),
    backfill: {
      longest_ms: 3_600_000 * backfillLongest_h,
      gapTag: gapTag({ site, area, line: line.id }, id),
      ...(lastStored === undefined ? {} : { lastStored }),
    },
  });
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
