import fc from 'fast-check';
import { expect, it } from 'vitest';
import { jobRanges } from '../../../../twin/jobs/ranges.ts';

it('cuts any number of parts into ranges that follow each other and leave none out', () => {
  const counts = fc.integer({ min: 0, max: 5_000 });
  const threads = fc.integer({ min: 1, max: 64 });
  fc.assert(
    fc.property(counts, threads, (count, on) => {
      const ranges = jobRanges(count, on);
      expect(ranges.map(({ from }) => from)).toEqual(
        [0, ...ranges.map(({ to }) => to)].slice(0, ranges.length),
      );
      expect(ranges.at(-1)?.to ?? 0).toBe(count);
      expect(ranges.every(({ from, to }) => to > from && to - from <= 64)).toBe(true);
    }),
    { seed: 4, numRuns: 200 },
  );
});
