import { appendFileSync } from 'node:fs';
import { createMqttConnector } from '../../line-connectors/mqtt/connector.ts';
import type { TagId } from '../../twin/domain/sample.ts';

/**
 * A subscriber that a test kills: `node mqtt-subscriber-process.ts ENDPOINT FILE`. Its sink takes some time, as a disk
 * does, and has a sample when its line stands in the file.
 */
const [endpoint = '', file = ''] = process.argv.slice(2);
const connector = createMqttConnector({
  id: 'mqtt1',
  endpoint,
  version: '5',
  clientId: 'twinline-killed',
  security: {},
  mode: { kind: 'topics', sessionExpiry_s: 3600 },
  map: [
    {
      tag: 'lab.pilot.line1.press.pieces_count' as TagId,
      address: 'press#/n;time=/t',
      samplingInterval_ms: 1000,
    },
  ],
  gapTag: 'lab.pilot.line1.test.gap' as TagId,
  quarantine: { put: ({ reason }) => process.stderr.write(`${reason}\n`), counts: () => ({}) },
  clock: { now: () => Date.now() },
  random: () => 0.5,
});
await connector.run(
  {
    offer: (batch) =>
      new Promise((resolve) => {
        setTimeout(() => {
          appendFileSync(
            file,
            batch
              .filter(({ status }) => status === 0)
              .map(({ sourceTimestamp, value }) => `${sourceTimestamp} ${value}\n`)
              .join(''),
          );
          resolve();
        }, 30);
      }),
  },
  new AbortController().signal,
);
