import { z } from 'zod';
import { modbusConnectorSchema } from './modbus.ts';
import { opcuaConnectorSchema } from './opcua.ts';

/** One source of samples; its `kind` says which protocol it speaks. */
export const connectorSchema = z.discriminatedUnion('kind', [
  opcuaConnectorSchema,
  modbusConnectorSchema,
]);

export type ConfiguredConnector = z.infer<typeof connectorSchema>;
