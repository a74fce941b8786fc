import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type IntervalCoverageRun, run } from '../../../soak/interval-coverage.ts';
import {
  coverageMarkdown,
  coverageMisses,
  coverageSection,
} from '../../../soak/interval-coverage-document.ts';
import { measured } from '../../../soak/measured-document.ts';

const kept = measured<IntervalCoverageRun>('interval-coverage');

describe('the measured coverage', () => {
  it('holds its bars at every size, for forest, Gaussian process and physics with either', () => {
    const sizes = [40, 82, 200, 1000];
    const rows = kept.results.filter(({ coverage }) => coverage === 0.9);
    expect(rows).toHaveLength(3 * 2 * sizes.length);
    for (const { seeds } of rows) expect(seeds).toBeGreaterThanOrEqual(30);
    expect(coverageMisses(kept)).toEqual([]);
    // A band that holds too few would be found.
    const narrow = rows.map((row) => ({ ...row, mean: 0.879, rows: 82 }));
    expect(coverageMisses({ ...kept, results: narrow })).toHaveLength(rows.length);
  });

  it('stands in docs/operations.md as it was measured (WRITE_DOCS=1 writes it anew)', () => {
    const path = new URL('../../../../docs/operations.md', import.meta.url);
    const document = readFileSync(path, 'utf8');
    const now = coverageMarkdown(kept);
    if (process.env['WRITE_DOCS'] === '1') {
      writeFileSync(path, document.replace(coverageSection(document), now));
    }
    expect(coverageSection(readFileSync(path, 'utf8'))).toBe(now);
  });

  it('is what a run gives: the same numbers from the same seeds', () => {
    const [one, again] = [0, 1].map(() =>
      run(() => undefined, { only: 'friedman', atMost: 40, mostSeeds: 1 }),
    );
    expect(again).toEqual(one);
    expect(one!.results).toHaveLength(4);
    expect(one!.results.every(({ seeds }) => seeds === 1)).toBe(true);
  });
});
