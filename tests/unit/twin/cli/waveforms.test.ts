import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../../support/run-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'twinline-waveforms-'));
afterAll(() => rmSync(folder, { recursive: true }));

const line = 'demo.electrode.line1';
const band = { min: 1, target: 2, max: 3 };
const good = {
  tag: `${line}.press.vibration_m_per_s2`,
  form: 'arrays',
  samplingRate_Hz: 1000,
  windowLength_count: 1024,
};
writeFileSync(
  join(folder, 'tags.csv'),
  [
    'tag,connector,address,sourceUnit,samplingInterval_ms',
    `${good.tag},topics,a#,gn,1000`,
    `${line}.press.vibrationRms_mm_per_s,topics,b#,mm_per_s,1000`,
    `${line}.press.vibration_mm_per_s,topics,c#,mm_per_s,1000`,
    `${line}.press.roll_degC,topics,d#,degC,1000`,
    `${line}.press.note,topics,e#,,1000`,
    `${line}.press.lane{1}_N,topics,f/+#,N,1000`,
  ].join('\n'),
);

/** What `config check` says of these waveforms. */
async function check(waveforms: readonly object[], more: object = {}) {
  const config = join(folder, 'plant.json');
  const recipe = {
    name: 'r',
    material: 'nmc622-demonstration',
    porosity_frac: band,
    loading_g_per_m2: band,
    thickness_um: band,
  };
  const connector = {
    id: 'topics',
    kind: 'mqtt',
    endpoint: 'mqtt://192.0.2.1',
    map: 'tags.csv',
    mode: { kind: 'topics' },
  };
  writeFileSync(
    config,
    JSON.stringify({ connectors: [connector], recipes: [recipe], waveforms, ...more }),
  );
  return runCommand(['config', 'check', '--config', config]);
}

describe('waveforms of a configuration', () => {
  it('are taken, with formulas over their features', async () => {
    const derivedTags = [
      {
        tag: `${line}.quality.half_m_per_s2`,
        formula: 'rms / 2',
        inputs: { rms: `${line}.press.vibrationRms_m_per_s2` },
      },
    ];
    expect(await check([good], { derivedTags })).toMatchObject({ code: 0, stderr: '' });
  });

  it.each<[string, readonly object[], RegExp]>([
    ['in no map', [{ ...good, tag: `${line}.press.x_N` }], /waveforms\.0\.tag.*a tag of a tag map/],
    ['with a shifted zero', [{ ...good, tag: `${line}.press.roll_degC` }], /no shifted zero/],
    ['without a unit', [{ ...good, tag: `${line}.press.note` }], /name_unit/],
    ['with captures', [{ ...good, tag: `${line}.press.lane{1}_N` }], /without captures/],
    ['twice', [good, good], /waveforms\.1\.tag.*each tag once/],
    [
      'whose feature is a tag already',
      [{ ...good, tag: `${line}.press.vibration_mm_per_s` }],
      /vibrationRms_mm_per_s.*a tag of a tag map/,
    ],
    ['above half of the rate', [{ ...good, lowestFrequency_Hz: 501 }], /half of samplingRate_Hz/],
    [
      'with a band above it',
      [{ ...good, bands: [{ name: 'Gear', from_Hz: 400, to_Hz: 600 }] }],
      /half of samplingRate_Hz/,
    ],
    [
      'with a band upside down',
      [{ ...good, bands: [{ name: 'Gear', from_Hz: 40, to_Hz: 20 }] }],
      /from_Hz < to_Hz/,
    ],
    ['with too long a window', [{ ...good, windowLength_count: 65_537 }], /16 to 65536/],
    [
      'kept too long',
      [{ ...good, windowLength_count: 5000, keepWindows: true }],
      /up to 4096 where keepWindows/,
    ],
    ['with nothing to tell', [{ ...good, features: [] }], /a feature or a band/],
    ['with an unknown feature', [{ ...good, features: ['loudness'] }], /waveforms\.0\.features/],
  ])('are refused %s, with key, found and allowed', async (_, waveforms, message) => {
    const { code, stderr } = await check(waveforms);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});
