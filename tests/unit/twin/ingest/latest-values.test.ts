import { expect, it } from 'vitest';
import { type Sample, sampleFlags, type TagId } from '../../../../twin/domain/sample.ts';
import { LatestValues } from '../../../../twin/ingest/latest-values.ts';

const tag = 'site.area.line.unit.force_N' as TagId;
const sample = (sourceTimestamp: number, flags = 0): Sample => ({
  tag,
  sourceTimestamp,
  receivedTimestamp: sourceTimestamp,
  value: sourceTimestamp,
  status: 0,
  flags,
});

it('the latest value is that of the newest source time, and never a historical one', () => {
  const latest = new LatestValues();
  expect(latest.take(sample(2))).toBe(true);
  expect(latest.take(sample(1))).toBe(false);
  expect(latest.take(sample(3, sampleFlags.historical))).toBe(false);
  expect(latest.get(tag)?.value).toBe(2);
});
