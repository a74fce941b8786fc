import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { quarantineAnswerSchema } from '../../twin/contract/connections.ts';
import { type ServerCommand, startTestServer } from '../support/opcua-test-server.ts';
import { Plant, writeOpcua } from '../support/plant.ts';

/** What an OPC UA server says that nobody expected, as the history of a served twin tells it. */
const line = 'demo.electrode.line1';
const [turns, note, steady] = [
  `${line}.press.turns_count`,
  `${line}.camera.note`,
  `${line}.press.steady_count`,
];
const mostAway_s = 15;

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

type SetValue = Extract<ServerCommand, { kind: 'set' }>['value'];

describe('the whole chain behind an OPC UA server', () => {
  it('takes each value as what it is, keeps out what is too long, and goes on', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'twinline-values-'));
    ends.push(() => rmSync(folder, { recursive: true, force: true }));
    const server = await startTestServer({
      pkiFolder: join(folder, 'server'),
      history: true,
      variables: [
        { name: 'Press/Turns', type: 'Any' },
        { name: 'Camera/Note', type: 'String' },
        { name: 'Press/Steady' },
        { name: "Camera/<img src=x onerror=1>'; DROP TABLE sample; --" },
      ],
    });
    ends.push(() => server.kill());
    const made = new Plant({
      connectors: [
        { id: 'opcua1', kind: 'opcua', endpoint: server.endpoint, security: { mode: 'None' } },
      ],
      map: [
        { tag: turns, connector: 'opcua1', address: 'ns=1;s=Press/Turns' },
        { tag: note, connector: 'opcua1', address: 'ns=1;s=Camera/Note' },
        { tag: steady, connector: 'opcua1', address: 'ns=1;s=Press/Steady' },
      ],
      historian: { kind: 'duckdb', memoryLimit_MB: 256 },
    });
    ends.push(() => made.dispose());
    await made.start();
    await made.live();
    const writer = writeOpcua(made.given, () => server, [{ tag: steady, name: 'Press/Steady' }]);
    ends.push(() => writer.end());
    /** Gives a value; it counts as given where it is one that is to be stored. */
    const set = async (tag: string, name: string, value: SetValue, isTaken = true) => {
      const sourceTimestamp = Date.now();
      await server.send({ kind: 'set', name, value, sourceTimestamp, stands_ms: 150 });
      if (isTaken) made.given.add({ tag, sourceTimestamp, value });
      return sourceTimestamp;
    };
    const hostile = [
      '<script>alert(1)</script>',
      "'; DROP TABLE samples; --",
      'a,b=c d\n\u0000\u202e\ud83d\ude00',
      '{"__proto__":1}',
      '',
    ];
    for (const value of [1, 'stopped', 2, 'NaN', 3]) await set(turns, 'Press/Turns', value);
    for (const value of hostile) await set(note, 'Camera/Note', value);
    const refused = [
      await set(note, 'Camera/Note', 'x'.repeat(100_000), false),
      await set(note, 'Camera/Note', 'x'.repeat(10_000_000), false),
    ];
    const begun = Date.now();
    expect(await made.firstValuesAfter(begun, [steady])).toBeLessThan(mostAway_s);
    await set(note, 'Camera/Note', 'after');
    await writer.end();
    const { compared, ...difference } = await made.compared();
    expect(difference).toEqual({ lost: [], doubled: [], invented: [] });
    expect(compared).toBe(made.given.count);
    const told = await made.told([note]);
    for (const time of refused) {
      const found = told.filter(({ sourceTimestamp }) => sourceTimestamp === time);
      expect(found).toMatchObject([{ value: null, quality: 'bad' }]);
    }
    const answer = await fetch(`${made.twin.url}/api/v1/quarantine?connector=opcua1&limit=100`);
    const { entries } = quarantineAnswerSchema.parse(await answer.json());
    expect(entries.map(({ source, code, reason }) => [source, code, reason])).toEqual(
      [10_000_000, 100_000].map((length) => [
        note,
        'SAMPLE_REFUSED',
        `its text has ${length} characters, more than 65536`,
      ]),
    );
    expect((await made.status()).connectors).toMatchObject([{ state: 'live', rejected: 2 }]);
    // No tag was made of a hostile name.
    const tags = await (await fetch(`${made.twin.url}/api/v1/tags?limit=1000`)).text();
    for (const name of ['DROP', 'onerror']) expect(tags).not.toContain(name);
  }, 90_000);
});
