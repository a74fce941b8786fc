import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { quarantineReader } from '../../../../line-connectors/source/quarantine-entries.ts';
import { createQuarantineFolder } from '../../../../line-connectors/source/quarantine-folder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'twinline-quarantine-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function entry(receivedTimestamp: number, raw?: Uint8Array) {
  return {
    connector: 'mqtt1',
    source: 'a/../../b',
    reason: 'no JSON',
    code: 'MQTT_MESSAGE_REFUSED' as const,
    receivedTimestamp,
    ...(raw === undefined ? {} : { raw }),
  };
}

function lines(name = 'newest.jsonl'): Record<string, unknown>[] {
  return readFileSync(join(folder, 'mqtt1', name), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('createQuarantineFolder', () => {
  it('keeps time, source, code, reason and the beginning of what came, across a restart', () => {
    const complaints: string[] = [];
    createQuarantineFolder(folder, (text) => complaints.push(text)).put(
      entry(0, Buffer.from('hi')),
    );
    const again = createQuarantineFolder(folder, (text) => complaints.push(text));
    again.put(entry(1, new Uint8Array(10_000_000)));
    expect(lines()[0]).toEqual({
      time: '1970-01-01T00:00:00.000Z',
      source: 'a/../../b',
      code: 'MQTT_MESSAGE_REFUSED',
      reason: 'no JSON',
      bytes: 2,
      raw: 'aGk=',
    });
    expect(lines()[1]).toMatchObject({ bytes: 10_000_000 });
    expect((lines()[1]!['raw'] as string).length).toBeLessThan(6000);
    expect(again.counts()).toEqual({ 'mqtt1/MQTT_MESSAGE_REFUSED': 1 });
    expect(complaints).toEqual([]);
  });

  it('counts a flood and writes a bounded part of it, saying how many it left out', () => {
    const quarantine = createQuarantineFolder(folder, () => undefined, { perSecond: 10 });
    for (let i = 0; i < 500; i++) quarantine.put(entry(1000 + i));
    quarantine.put(entry(2000));
    expect(quarantine.counts()).toEqual({ 'mqtt1/MQTT_MESSAGE_REFUSED': 501 });
    expect(lines()).toHaveLength(11);
    expect(lines().at(-1)).toMatchObject({ left: 490 });
  });

  it('keeps two files of bounded size, the newest entries in one of them', () => {
    const quarantine = createQuarantineFolder(folder, () => undefined, { file_bytes: 2000 });
    for (let second = 0; second < 300; second++) quarantine.put(entry(1000 * second));
    expect(readdirSync(join(folder, 'mqtt1')).sort()).toEqual(['before.jsonl', 'newest.jsonl']);
    for (const name of ['before.jsonl', 'newest.jsonl']) {
      expect(statSync(join(folder, 'mqtt1', name)).size).toBeLessThanOrEqual(2000);
    }
    expect(lines().at(-1)).toMatchObject({ time: '1970-01-01T00:04:59.000Z' });
  });

  it('tells once that the disk does not take it, counts on and never throws', () => {
    const complaints: string[] = [];
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const quarantine = createQuarantineFolder(file, (text) => complaints.push(text));
    quarantine.put(entry(0));
    quarantine.put(entry(1));
    expect(complaints).toHaveLength(1);
    expect(quarantine.counts()).toEqual({ 'mqtt1/MQTT_MESSAGE_REFUSED': 2 });
  });
});

describe('quarantineReader', () => {
  const reader = () => quarantineReader(folder);

  it('gives the newest first, over both files, and never more than asked for', async () => {
    const quarantine = createQuarantineFolder(folder, () => undefined, { file_bytes: 1000 });
    for (let i = 0; i < 20; i += 1) quarantine.put(entry(1000 * i, Buffer.from([i])));
    expect(await reader().connectors()).toEqual(['mqtt1']);
    const newest = await reader().newest('mqtt1', 8);
    expect(newest.map(({ time }) => Date.parse(time) / 1000)).toEqual([
      19, 18, 17, 16, 15, 14, 13, 12,
    ]);
    expect(newest[0]).toEqual({
      connector: 'mqtt1',
      time: '1970-01-01T00:00:19.000Z',
      source: 'a/../../b',
      code: 'MQTT_MESSAGE_REFUSED',
      reason: 'no JSON',
      bytes: 1,
      raw: 'Ew==',
    });
    const inBefore = lines('before.jsonl').length;
    expect(inBefore).toBeGreaterThan(0);
    const all = await reader().newest('mqtt1', 100);
    expect(all).toHaveLength(lines().length + inBefore);
  });

  it('leaves out half a line and what is no entry, and gives the others', async () => {
    createQuarantineFolder(folder, () => undefined).put(entry(1000));
    const file = join(folder, 'mqtt1', 'newest.jsonl');
    const good = readFileSync(file, 'utf8');
    writeFileSync(file, `4:00Z","source":"x"}\n[1]\nnull\n{"time":1}\n${good}{"time":"19`);
    expect(await reader().newest('mqtt1', 100)).toHaveLength(1);
  });

  it('reads no folder besides those of connectors, and nothing where there is none', async () => {
    expect(await reader().newest('..', 10)).toEqual([]);
    expect(await reader().newest('mqtt1', 10)).toEqual([]);
    expect(await quarantineReader(join(folder, 'none')).connectors()).toEqual([]);
  });
});
