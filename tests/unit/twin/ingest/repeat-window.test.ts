import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Sample, TagId } from '../../../../twin/domain/sample.ts';
import { RepeatWindow, repeatWindow_ms } from '../../../../twin/ingest/repeat-window.ts';

const reading = fc.record({
  tag: fc.constantFrom('a' as TagId, 'b' as TagId),
  sourceTimestamp: fc.integer({ min: 0, max: 20 }),
  receivedTimestamp: fc.constant(0),
  value: fc.oneof(
    fc.integer({ min: 0, max: 3 }),
    fc.constantFrom('', '0', 'x'),
    fc.boolean(),
    fc.constant(null),
  ),
  status: fc.constantFrom(0, 0x8000_0000),
  flags: fc.constant(0),
});

it('tells exactly the readings whose tag, time, status and value came before, in any order of time', () => {
  for (const readings of fc.sample(fc.array(reading, { maxLength: 300 }), {
    seed: 6,
    numRuns: 200,
  })) {
    const window = new RepeatWindow();
    const known = new Set<string>();
    for (const sample of readings) {
      const { tag, sourceTimestamp, status, value } = sample;
      const key = JSON.stringify([tag, sourceTimestamp, status, value]);
      expect(window.repeats(sample, 0)).toBe(known.has(key));
      known.add(key);
    }
  }
});

it('remembers for ten minutes of arrival at least, and not for ever', () => {
  const sample: Sample = {
    tag: 'a' as TagId,
    sourceTimestamp: 7,
    receivedTimestamp: 0,
    value: 1,
    status: 0,
    flags: 0,
  };
  const window = new RepeatWindow();
  window.repeats({ ...sample, sourceTimestamp: 1 }, 0);
  expect(window.repeats(sample, repeatWindow_ms - 1)).toBe(false);
  expect(window.repeats(sample, 2 * repeatWindow_ms - 2)).toBe(true);
  expect(window.repeats(sample, 3 * repeatWindow_ms)).toBe(false);
});

it('takes minus zero for zero', () => {
  const sample = {
    tag: 'a' as TagId,
    sourceTimestamp: 7,
    receivedTimestamp: 0,
    status: 0,
    flags: 0,
  };
  const window = new RepeatWindow();
  expect(window.repeats({ ...sample, value: 0 }, 0)).toBe(false);
  expect(window.repeats({ ...sample, value: -0 }, 0)).toBe(true);
});
