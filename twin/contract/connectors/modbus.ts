import { z } from 'zod';
import { positive, wholeNumber } from '../bounded-number.ts';
import { commonKeys } from './common.ts';

/** A connector that polls devices by Modbus TCP; how its map writes addresses stands in docs/operations.md. */
export const modbusConnectorSchema = z.strictObject({
  ...commonKeys,
  kind: z.literal('modbus'),
  /** Of a device, or of a gateway with devices behind it; the port is 502 where it is left out. */
  endpoint: z
    .string()
    .regex(/^tcp:\/\/(\[[0-9A-Fa-f:]+\]|[^\s/:[\]]+)(:\d{1,5})?$/, 'tcp://host:port'),
  /** Number that the addresses of the map give the first register; manuals differ, so it has no default. */
  firstRegister: z.union([z.literal(0), z.literal(1)]),
  /** Of addresses that name none. */
  wordOrder: z.enum(['ABCD', 'CDAB', 'BADC', 'DCBA']).exactOptional(),
  /** Longest wait for a connection or an answer. */
  timeout_ms: wholeNumber({ min: 10, max: 60_000 }).default(1000),
  /** A value that stays the same is given again after so long; with every scan where absent. */
  reportUnchangedAfter_s: positive().exactOptional(),
});
