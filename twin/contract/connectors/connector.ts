import { z } from 'zod';
import { mqttConnectorSchema } from './mqtt.ts';
import { opcuaConnectorSchema } from './opcua.ts';

/** One source of samples; its `kind` says which protocol it speaks. */
export const connectorSchema = z.discriminatedUnion('kind', [
  opcuaConnectorSchema,
  mqttConnectorSchema,
]);

export type ConfiguredConnector = z.infer<typeof connectorSchema>;
