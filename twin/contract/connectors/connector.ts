import { z } from 'zod';
import { opcuaConnectorSchema } from './opcua.ts';

/** One source of samples; its `kind` says which protocol it speaks. */
export const connectorSchema = z.discriminatedUnion('kind', [opcuaConnectorSchema]);

export type ConfiguredConnector = z.infer<typeof connectorSchema>;
