import { z } from 'zod';
import { mesFolderConnectorSchema } from './mes-folder.ts';
import { modbusConnectorSchema } from './modbus.ts';
import { mqttConnectorSchema } from './mqtt.ts';
import { opcuaConnectorSchema } from './opcua.ts';
import { replayConnectorSchema } from './replay.ts';

/** One source of samples; its `kind` says which protocol it speaks. */
export const connectorSchema = z.discriminatedUnion('kind', [
  opcuaConnectorSchema,
  mesFolderConnectorSchema,
  modbusConnectorSchema,
  mqttConnectorSchema,
  replayConnectorSchema,
]);

export type ConfiguredConnector = z.infer<typeof connectorSchema>;
/** One whose tags stand in a tag map; of a replay that may be left out. */
export type MappedConnector = ConfiguredConnector & { readonly map: string };
/** One whose source can be asked what it has. */
export type BrowsedConnector = Extract<ConfiguredConnector, { kind: 'opcua' | 'mqtt' }>;

export function isMapped(connector: ConfiguredConnector): connector is MappedConnector {
  return 'map' in connector;
}
