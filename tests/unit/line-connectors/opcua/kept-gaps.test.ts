import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createBackfill } from '../../../../line-connectors/opcua/backfill.ts';
import { openKeptGaps } from '../../../../line-connectors/opcua/kept-gaps.ts';
import type { TagId } from '../../../../twin/domain/sample.ts';

const tag = 'lab.pilot.line1.press.force_N' as TagId;
let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'twinline-gaps-'));
  file = join(folder, 'opcua', 'press.gaps.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

function backfill() {
  const said: string[] = [];
  const made = createBackfill({
    longest_ms: 1e9,
    offer: () => Promise.resolve(),
    unfilled: () => undefined,
    now: () => 0,
    kept: openKeptGaps(file, (text) => said.push(text)),
  });
  return { made, said };
}

it('an open gap outlives the process from the moment it is kept', () => {
  const { made } = backfill();
  made.add({ tag, from: 1000, to: 5000 });
  expect(backfill().made.tags()).toEqual([]);
  made.keep();
  expect(backfill().made.tags()).toEqual([tag]);
  expect(openKeptGaps(file, () => undefined).gaps).toEqual([{ tag, from: 1000, to: 5000 }]);
});

it('a gap that waits for its beginning outlives the process too', () => {
  const { made } = backfill();
  made.add({ tag, from: -Infinity, to: 5000 });
  made.keep();
  const next = backfill().made;
  expect(next.tags()).toEqual([]);
  next.date(new Map([[tag, 1000]]));
  expect(next.tags()).toEqual([tag]);
  next.keep();
  expect(openKeptGaps(file, () => undefined).gaps).toEqual([{ tag, from: 1000, to: 5000 }]);
});

it('a file that is damaged is told, and the connector begins without it', () => {
  const { made } = backfill();
  made.add({ tag, from: 1000, to: 5000 });
  made.keep();
  writeFileSync(file, '{"formatVersion": 1, "gaps": [{"tag": ');
  const { made: again, said } = backfill();
  expect(again.tags()).toEqual([]);
  expect(said).toEqual([expect.stringMatching(/press\.gaps\.json cannot be read/)]);
});
