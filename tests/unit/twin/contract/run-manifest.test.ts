import { expect, it } from 'vitest';
import { runManifestSchema } from '../../../../twin/contract/run-manifest.ts';

const manifest = {
  formatVersion: 1,
  virtual: true,
  line: 'demo',
  seed: 7,
  hours: 8,
  start: '2026-01-01T00:00:00.000Z',
  interval_s: 1,
  version: '0.1.0',
  truth: 'mismatched',
  models: [],
  faults: [{ kind: 'pumpWear', unit: 'coater', at_s: 0, ramp_s: 0, magnitude: 0.1 }],
  warnings: [{ fault: 0, message: 'nothing writes to what sticks' }],
  files: { 'samples.parquet': 'ab' },
};

it('a manifest is read as it was written', () => {
  expect(runManifestSchema.parse(manifest)).toEqual(manifest);
});

it.each([
  { virtual: false },
  { formatVersion: 2 },
  { start: '2026-01-01 00:00' },
  { truth: 'half' },
  { faults: [{ kind: 'pumpWear', unit: 'coater', at_s: -1, magnitude: 0.1 }] },
  { files: ['samples.parquet'] },
  { measured: true },
])('a manifest with %j is refused', (change) => {
  expect(runManifestSchema.safeParse({ ...manifest, ...change }).success).toBe(false);
});
