import { join } from 'node:path';
import { createDropFolder } from '../line-connectors/mes/drop-folder.ts';
import { createModbusConnector } from '../line-connectors/modbus/connector.ts';
import { createMqttConnector } from '../line-connectors/mqtt/connector.ts';
import type { MqttSource } from '../line-connectors/mqtt/options.ts';
import { createOpcuaConnector, type OpcuaConnector } from '../line-connectors/opcua/connector.ts';
import { shareSession } from '../line-connectors/opcua/shared-session.ts';
import { virtualLineTagMap } from '../line-connectors/virtual-line/tag-map.ts';
import { randomStreams } from '../physics/core/random.ts';
import { readTagMap } from './cli/tag-map.ts';
import type { Configuration } from './contract/configuration.ts';
import { type ConfiguredConnector, isMapped } from './contract/connectors/connector.ts';
import type { Clock } from './domain/clock.ts';
import type { Connector, TagMapping } from './domain/connector.ts';
import { TwinError } from './domain/errors.ts';
import type { Quarantine } from './domain/quarantine.ts';
import type { RecordSink } from './domain/record-sink.ts';
import type { TagId } from './domain/sample.ts';
import { gapTag } from './domain/tag.ts';
import type { ConnectedSource } from './http/live-line-view.ts';
import { modbusPlace, modbusRules } from './modbus-source.ts';

type ConfiguredOpcua = Extract<ConfiguredConnector, { kind: 'opcua' }>;

/** What connectors are built with, besides what is configured. */
interface Surroundings {
  readonly dataFolder: string;
  /** Where the machines of the virtual line listen, if there is one. */
  readonly virtualEndpoint: string | undefined;
  readonly clock: Clock;
  /** Where the MES tells of orders, batches and results. */
  readonly records: RecordSink;
  /** Source time of the last stored sample of tags [ms]; absent where nothing outlives the twin. */
  readonly lastStored?: (tags: readonly TagId[]) => ReadonlyMap<TagId, number>;
  /** Where connectors put what they cannot take. */
  readonly quarantine: Quarantine;
  readonly log: (text: string) => void;
}

/** A connector as it is configured, with the tags that it feeds. */
interface Source {
  readonly configured: ConfiguredConnector;
  readonly map: readonly TagMapping[];
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
  { connectors, plant }: Configuration,
  maps: readonly (readonly TagMapping[])[],
  surroundings: Surroundings,
): readonly ConnectedSource[] {
  const sources = connectors.map((configured, i) => ({ configured, map: maps[i]! }));
  const shared = sharedSessions(sources, plant, surroundings);
  return sources.map(({ configured, map }) => ({
    connector: shared.get(configured.id) ?? connectorOf(configured, map, plant, surroundings),
    map,
  }));
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
        quarantine: surroundings.quarantine,
        ...(reportUnchangedAfter_s === undefined
          ? {}
          : { reportUnchangedAfter_ms: 1000 * reportUnchangedAfter_s }),
      });
    }
    case 'mqtt':
      return createMqttConnector({
        ...commonOf(configured.id, map, surroundings),
        ...mqttSource(configured),
        gapTag: gapTagOf(configured.id, plant),
        quarantine: surroundings.quarantine,
      });
    case 'mes-folder': {
      const { id, folder, pollInterval_ms } = configured;
      const { dataFolder, records, clock, log } = surroundings;
      const ledgerFolder = join(dataFolder, 'mes', id);
      return createDropFolder({ id, folder, pollInterval_ms, ledgerFolder, records, clock, log });
    }
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

function opcuaConnectorOf(
  { id, endpoint, security: { mode, policy }, backfillLongest_h }: ConfiguredOpcua,
  map: readonly TagMapping[],
  plant: Configuration['plant'],
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
      gapTag: gapTagOf(id, plant),
      openGaps: join(dataFolder, 'opcua', `${id}.gaps.json`),
      ...(lastStored === undefined ? {} : { lastStored }),
    },
  });
}

/** What every connector with tags is built with. */
function commonOf(id: string, map: readonly TagMapping[], { clock, log }: Surroundings) {
  return { id, map, clock, random: randomOf(id, clock), log };
}

function gapTagOf(id: string, { site, area, line }: Configuration['plant']): TagId {
  return gapTag(`${site}.${area}.${line.id}`, id);
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
