import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SampleDto, TagDto } from '../../twin/contract/api.ts';
import { type ServedTwin, serveTwin } from '../support/served-twin.ts';

const line = 'demo.electrode.line1';
const lab = `${line}.lab.porosity_frac`;
const speed = `${line}.line.webSpeed_m_per_min`;
const patience_ms = 60_000;

let folder: string;
let twin: ServedTwin | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'identity-'));
});
afterEach(async () => {
  await twin?.stop();
  await rm(folder, { recursive: true });
});

async function start(): Promise<void> {
  twin = await serveTwin(['--data', folder], { TWINLINE_VIRTUALLINE__PORT: '0' });
}

async function ask<T>(path: string, init?: RequestInit): Promise<T> {
  const response = await fetch(`${twin!.url}/api/v1/${path}`, init);
  expect(response.ok, `${path}: ${response.status}`).toBe(true);
  return (await response.json()) as T;
}

function tell(path: string, record: object): Promise<unknown> {
  const headers = { 'Content-Type': 'application/json' };
  return ask(`mes/${path}`, { method: 'PUT', headers, body: JSON.stringify(record) });
}

const samplesOf = async (tag: string, from: string, to = 'now'): Promise<readonly SampleDto[]> =>
  (await ask<{ samples: SampleDto[] }>(`samples?tag=${tag}&from=${from}&to=${to}`)).samples;

/** Asks until there are samples that pass. */
async function untilSamples(
  tag: string,
  from: string,
  passes: (sample: SampleDto) => boolean,
  least = 3,
): Promise<readonly SampleDto[]> {
  const deadline = Date.now() + patience_ms;
  for (;;) {
    const known = await ask<{ tags: TagDto[] }>('tags');
    const isKnown = known.tags.some((one) => one.tag === tag && one.sourceTimestamp !== null);
    const found = isKnown ? (await samplesOf(tag, from)).filter(passes) : [];
    if (found.length >= least) return found;
    if (Date.now() > deadline) throw new Error(`no such samples of ${tag}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

it('what samples belong to, and tags that nobody feeds, are known after a restart', async () => {
  await start();
  const from = new Date(Date.now() - 3_600_000).toISOString();
  const machine = await untilSamples(speed, from, ({ coil, batch }) => !!coil && !!batch);
  const { coil, batch } = machine[0]!;
  expect(machine[0]!.order).toBeUndefined();
  // Told after the fact.
  await tell(`batches/${batch}`, { order: 'WO-7' });
  await tell('lab-results/L-1', {
    takenAt: from,
    coil,
    metre_m: 3,
    values: { porosity_frac: 0.3 },
  });
  const to = machine.at(-1)!.sourceTimestamp;
  const before = await samplesOf(speed, from, to);
  expect(before.filter((sample) => sample.order === 'WO-7').length).toBeGreaterThan(1);
  const result = { order: undefined, coil, metre_m: 3, value: 0.3 };
  expect((await untilSamples(lab, from, () => true, 1))[0]).toMatchObject({
    coil,
    metre_m: 3,
    value: 0.3,
  });
  expect(await twin!.stop()).toBe(0);

  await start();
  expect(await samplesOf(speed, from, to)).toEqual(before);
  const [value] = await samplesOf(lab, from);
  expect({ order: undefined, ...value }).toMatchObject(result);
  const tags = (await ask<{ tags: TagDto[] }>('tags')).tags;
  expect(tags.find(({ tag }) => tag === lab)).toMatchObject({ value: 0.3, stale: false });
  expect(tags.some(({ tag }) => tag === `${line}.mes.batch`)).toBe(true);
  // The line began anew: so do its coils, under other names.
  const since = new Date(Date.parse(to) + 1).toISOString();
  const again = await untilSamples(speed, since, (sample) => !!sample.coil && sample.coil !== coil);
  expect(again[0]!.coil).not.toBe(coil);
}, 180_000);
