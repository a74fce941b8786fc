import { z } from 'zod';
import { wholeNumber } from '../bounded-number.ts';
import { commonKeys } from './common.ts';

/** Reads edge nodes as a Sparkplug B host application. */
const sparkplugMode = z.strictObject({
  kind: z.literal('sparkplug'),
  /** Time that a message may come after one that was sent later. */
  reorder_ms: wholeNumber({ min: 0, max: 60_000 }).default(5000),
  /** False for a host that only listens and never asks an edge node for its birth. */
  rebirth: z.boolean().default(true),
  /** Id of the host application for which edge nodes wait; where absent, no state is published. */
  primaryHost: z
    .string()
    .regex(/^[^+/#]+$/, 'text without +, / and #')
    .exactOptional(),
});

/** Reads plain topics, in a session that the broker keeps while the twin is away. */
const topicsMode = z.strictObject({
  kind: z.literal('topics'),
  /** With version 3.1.1 the broker decides itself. */
  sessionExpiry_s: wholeNumber({ min: 0, max: 2 ** 32 - 2 }).default(7 * 86_400),
});

/** A connector that reads an MQTT broker. */
export const mqttConnectorSchema = z.strictObject({
  ...commonKeys,
  kind: z.literal('mqtt'),
  endpoint: z
    .string()
    .regex(
      /^mqtts?:\/\/[^\s/:]+(:\d+)?\/?$|^mqtts?:\/\/\[[0-9a-fA-F:]+\](:\d+)?\/?$/,
      'mqtt://host:port, or mqtts://host:port for an encrypted connection',
    ),
  version: z.enum(['3.1.1', '5']).default('5'),
  /** `twinline-<id>` where absent. Two programs with one client id throw each other off the broker. */
  clientId: z.string().min(1).max(65_535).exactOptional(),
  security: z
    .strictObject({
      username: z.string().min(1).exactOptional(),
      /** File that holds the password and nothing else. */
      passwordFile: z.string().min(1).exactOptional(),
      /** Certificates (PEM) of whoever signs that of the broker. */
      caFile: z.string().min(1).exactOptional(),
      /** Our certificate and its key (PEM, the key without a password), for a broker that asks who we are; both or none. */
      certFile: z.string().min(1).exactOptional(),
      keyFile: z.string().min(1).exactOptional(),
    })
    .prefault({}),
  mode: z.discriminatedUnion('kind', [sparkplugMode, topicsMode]),
});
