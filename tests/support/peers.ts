import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe } from 'vitest';

/** Python of the tests, with the servers that they talk to; made by `python3 -m venv .venv`. */
const python = fileURLToPath(new URL('../../.venv/bin/python', import.meta.url));

/** Programs of others that tests talk to, and where they lie. */
const peers = {
  python: [python],
  influxd: ['/usr/bin/influxd', '/usr/local/bin/influxd'],
  mosquitto: ['/usr/sbin/mosquitto', '/usr/local/sbin/mosquitto'],
} as const satisfies Record<string, readonly string[]>;
type Peer = keyof typeof peers;

/** Where a program lies. @throws Error where it is missing */
export function peerPath(peer: Peer): string {
  const path = peers[peer].find((candidate) => existsSync(candidate));
  if (path === undefined) throw new Error(`${peer} is not installed: ${peers[peer].join(', ')}`);
  return path;
}

/** A `describe` that is skipped by name where the program is missing; under CI it runs, and fails there. */
export function describeWith(peer: Peer): typeof describe | typeof describe.skip {
  const isThere = peers[peer].some((candidate) => existsSync(candidate));
  return isThere || process.env['CI'] === 'true' ? describe : describe.skip;
}
