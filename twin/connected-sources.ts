import { join } from 'node:path';
import { createDropFolder } from '../line-connectors/mes/drop-folder.ts';
import { createModbusConnector } from '../line-connectors/modbus/connector.ts';
import { createMqttConnector } from '../line-connectors/mqtt/connector.ts';
import type { MqttSource } from '../line-connectors/mqtt/options.ts';
import { createOpcuaConnector, type OpcuaConnector } from '../line-connectors/opcua/connector.ts';
import { shareSession } from '../line-connectors/opcua/shared-session.ts';
import {
  createReplayConnector,
  type ReplayConnector,
} from '../line-connectors/replay/connector.ts';
import { virtualLineTagMap } from '../line-connectors/virtual-line/tag-map.ts';
import { randomStreams } from '../physics/core/random.ts';
import { readTagMap } from './cli/tag-map.ts';
import { waveformDefinitions } from './cli/waveforms.ts';
import type { Configuration } from './contract/configuration.ts';
import { type ConfiguredConnector, isMapped } from './contract/connectors/connector.ts';
import type { Clock } from './domain/clock.ts';
import type { Connector, LastWord, TagMapping } from './domain/connector.ts';
import { TwinError } from './domain/errors.ts';
import type { Historian } from './domain/historian.ts';
import type { Quarantine } from './domain/quarantine.ts';
import type { RecordSink } from './domain/record-sink.ts';
import type { TagId } from './domain/sample.ts';
import { gapTag, replayTag } from './domain/tag.ts';
import { toldTags, type Waveforms } from './domain/waveform.ts';
import type { ConnectedSource } from './http/connections.ts';
import { StoredReadings } from './ingest/stored-readings.ts';
import { modbusPlace, modbusRules } from './modbus-source.ts';
import { openReplaySource, replayRange } from './replay-source.ts';
import type { WaveformDefinition } from './waveforms/definition.ts';
import { openWaveforms } from './waveforms/open-waveforms.ts';

type ConfiguredOpcua = Extract<ConfiguredConnector, { kind: 'opcua' }>;
type ConfiguredReplay = Extract<ConfiguredConnector, { kind: 'replay' }>;

/** What connectors are built with, besides what is configured. */
interface Surroundings {
  readonly dataFolder: string;
  /** Where the machines of the virtual line listen, if there is one. */
  readonly virtualEndpoint: string | undefined;
  readonly clock: Clock;
  /** Where the MES tells of orders, batches and results. */
  readonly records: RecordSink;
  /** The last stored word of tags; absent where nothing outlives the twin, as far as it is known. */
  readonly lastStored?: (tags: readonly TagId[]) => ReadonlyMap<TagId, LastWord>;
  /** The same of the historian, once it has told what it holds. */
  readonly heldUntil?: (tags: readonly TagId[]) => Promise<ReadonlyMap<TagId, LastWord>>;
  /** The history of the twin: what it holds already is not replayed into it again. */
  readonly historian?: Historian;
  /** Samples that the historian has not confirmed. */
  readonly pendingSamples?: () => number;
  /** Where connectors put what they cannot take. */
  readonly quarantine: Quarantine;
  readonly log: (text: string) => void;
}

/** A connector as it is configured, with the tags that it feeds. */
interface Source {
  readonly configured: ConfiguredConnector;
  readonly map: readonly TagMapping[];
  readonly waveforms: Waveforms | undefined;
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
  { connectors, plant, waveforms }: Configuration,
  maps: readonly (readonly TagMapping[])[],
  surroundings: Surroundings,
): readonly ConnectedSource[] {
  const definitions = waveformDefinitions({ waveforms });
  const sources = connectors.map((configured, i) => ({
    configured,
    map: maps[i]!,
    waveforms: waveformsOf(configured.id, maps[i]!, definitions, surroundings),
  }));
  const shared = sharedSessions(sources, plant, surroundings);
  return sources.map((source) => ({
    connector: shared.get(source.configured.id) ?? connectorOf(source, plant, surroundings),
    map: source.map,
    waveforms: source.waveforms,
    ...repetitionOf(source.configured),
  }));
}

function waveformsOf(
  connector: string,
  map: readonly TagMapping[],
  definitions: readonly WaveformDefinition[],
  { quarantine }: Surroundings,
): Waveforms | undefined {
  const fed = new Set(map.map(({ tag }) => tag));
  return openWaveforms(
    definitions.filter(({ tag }) => fed.has(tag)),
    connector,
    quarantine,
  );
}

/** Of connectors that share a session, each tag being of one of them. */
function waveformsTogether(sources: readonly Source[]): Waveforms | undefined {
  const all = sources.flatMap(({ waveforms }) => waveforms ?? []);
  if (all.length === 0) return undefined;
  const of = (tag: TagId): Waveforms | undefined =>
    all.find((waveforms) => waveforms.featuresOf(tag) !== undefined);
  return {
    featuresOf: (tag) => of(tag)?.featuresOf(tag),
    take: (piece) => of(piece.tag)?.take(piece) ?? [],
  };
}

/**
 * How often sources tell an unchanged value again. OPC UA and Sparkplug tell changes only, and their keep-alives vouch for
 * the rest; a poll tells each reading; of plain topics the map says how often a message is due.
 */
function repetitionOf(configured: ConfiguredConnector): Pick<ConnectedSource, 'repeatedWithin_ms'> {
  if (configured.kind === 'modbus') {
    const { reportUnchangedAfter_s = 0 } = configured;
    return { repeatedWithin_ms: (interval_ms) => interval_ms + 1000 * reportUnchangedAfter_s };
  }
  const isTopics = configured.kind === 'mqtt' && configured.mode.kind === 'topics';
  return isTopics ? { repeatedWithin_ms: (interval_ms) => interval_ms } : {};
}

/** Connectors that name the same OPC UA server and security, and no tag twice, over one session; the first one's keys count. */
function sharedSessions(
  sources: readonly Source[],
  plant: Configuration['plant'],
  surroundings: Surroundings,
): ReadonlyMap<string, Connector> {
  const byServer = new Map<string, (Source & { configured: ConfiguredOpcua })[]>();
  for (const { configured, map, waveforms } of sources) {
    if (configured.kind !== 'opcua') continue;
    const key = JSON.stringify([configured.endpoint, configured.security]);
    byServer.set(key, [...(byServer.get(key) ?? []), { configured, map, waveforms }]);
  }
  const shared = new Map<string, Connector>();
  for (const group of byServer.values()) {
    const map = group.flatMap((source) => source.map);
    const isOnce = new Set(map.map(({ tag }) => tag)).size === map.length;
    if (group.length === 1 || !isOnce) continue;
    const whole = opcuaConnectorOf(
      { configured: group[0]!.configured, map, waveforms: waveformsTogether(group) },
      plant,
      surroundings,
    );
    const members = group.map(({ configured: { id }, map: own, waveforms }) => ({
      id,
      tags: own.flatMap(({ tag }) => [tag, ...toldTags(tag, waveforms)]),
    }));
    for (const connector of shareSession(whole, members)) shared.set(connector.id, connector);
  }
  return shared;
}

function connectorOf(
  { configured, ...fed }: Source,
  plant: Configuration['plant'],
  surroundings: Surroundings,
): Connector {
  switch (configured.kind) {
    case 'opcua':
      return opcuaConnectorOf({ configured, ...fed }, plant, surroundings);
    case 'modbus': {
      const { reportUnchangedAfter_s } = configured;
      return createModbusConnector({
        ...commonOf(configured.id, fed, surroundings),
        ...modbusPlace(configured),
        rules: modbusRules(configured),
        gapTag: gapTagOf(configured.id, plant),
        ...storedOf(surroundings),
        quarantine: surroundings.quarantine,
        ...(reportUnchangedAfter_s === undefined
          ? {}
          : { reportUnchangedAfter_ms: 1000 * reportUnchangedAfter_s }),
      });
    }
    case 'mqtt':
      return createMqttConnector({
        ...commonOf(configured.id, fed, surroundings),
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
    case 'replay':
      return replayConnectorOf(configured, fed.map, plant, surroundings);
  }
}

function replayConnectorOf(
  { id, source, map: file, speed, shift, ...range }: ConfiguredReplay,
  map: readonly TagMapping[],
  { site, area, line }: Configuration['plant'],
  { dataFolder, historian, pendingSamples, clock, quarantine, log }: Surroundings,
): ReplayConnector {
  const recordTag = replayTag(`${site}.${area}.${line.id}`, id);
  const stored = historian && new StoredReadings(historian);
  const order = { source, map: file === undefined ? undefined : map, range: replayRange(range) };
  return createReplayConnector({
    id,
    endpoint: source,
    open: () =>
      openReplaySource(order, { own: historian, workFolder: join(dataFolder, 'replay', id) }),
    range: order.range,
    tags: map.map(({ tag }) => tag),
    ...(pendingSamples === undefined ? {} : { pending: pendingSamples }),
    speed: speed === 'max' ? Infinity : speed,
    shiftToNow: shift === 'now',
    recordTag,
    ...(historian === undefined
      ? {}
      : { lastRecord: async () => (await historian.last([recordTag]))[0] }),
    ...(stored === undefined ? {} : { stored: (samples) => stored.among(samples) }),
    clock,
    quarantine,
    log,
  });
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
  { configured, ...fed }: Source & { readonly configured: ConfiguredOpcua },
  plant: Configuration['plant'],
  surroundings: Surroundings,
): OpcuaConnector {
  const { id, endpoint, security, backfillLongest_h } = configured;
  const { mode, policy } = security;
  const { dataFolder, virtualEndpoint } = surroundings;
  const address = endpoint === 'virtual-line' ? virtualEndpoint : endpoint;
  if (address === undefined) throw withoutVirtualLine(id);
  return createOpcuaConnector({
    ...commonOf(id, fed, surroundings),
    endpoint: address,
    security: { mode, ...(policy === undefined ? {} : { policy }) },
    pkiFolder: join(dataFolder, 'pki', id),
    backfill: {
      longest_ms: 3_600_000 * backfillLongest_h,
      gapTag: gapTagOf(id, plant),
      openGaps: join(dataFolder, 'opcua', `${id}.gaps.json`),
      ...storedOf(surroundings),
    },
  });
}

/** What is known of earlier processes. */
function storedOf({
  lastStored,
  heldUntil,
}: Surroundings): Pick<Surroundings, 'lastStored' | 'heldUntil'> {
  return {
    ...(lastStored === undefined ? {} : { lastStored }),
    ...(heldUntil === undefined ? {} : { heldUntil }),
  };
}

/** What every connector with tags is built with. */
function commonOf(
  id: string,
  { map, waveforms }: Pick<Source, 'map' | 'waveforms'>,
  { clock, log }: Surroundings,
) {
  return { id, map, waveforms, clock, random: randomOf(id, clock), log };
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
