import { z } from 'zod';
import { number } from '../bounded-number.ts';
import { commonKeys } from './common.ts';

/** A connector that subscribes to an OPC UA server; its map may be `virtual-line`. */
export const opcuaConnectorSchema = z.strictObject({
  ...commonKeys,
  kind: z.literal('opcua'),
  /** `virtual-line`, or the address of a server. */
  endpoint: z.union([
    z.literal('virtual-line'),
    z.string().regex(/^opc\.tcp:\/\/[^\s/]+/, 'opc.tcp://host:port/path, or virtual-line'),
  ]),
  /** After an outage, what is missing is read from the server's history, so far back from the return; 0 reads none. */
  backfillLongest_h: number({ min: 0, max: 8760 }).default(24),
  security: z
    .strictObject({
      mode: z.enum(['None', 'Sign', 'SignAndEncrypt']).default('SignAndEncrypt'),
      policy: z
        .enum(['Basic256Sha256', 'Aes128_Sha256_RsaOaep', 'Aes256_Sha256_RsaPss'])
        .optional(),
    })
    .prefault({}),
});
