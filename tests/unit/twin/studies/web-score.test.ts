import { describe, expect, it } from 'vitest';
import { processVariables } from '../../../../physics/process/variables.ts';
import {
  finishedState,
  type SimulatedEvent,
  type TruthRows,
} from '../../../../twin/studies/simulated-line.ts';
import { WebScore } from '../../../../twin/studies/web-score.ts';
import { expectClose } from '../../../support/close.ts';

const { porosity, loading } = processVariables;
const limits = [
  { key: 'porosity', lower: 0.3, upper: 0.34 },
  { key: 'loading', lower: 0.17, upper: 0.19 },
];
const specifications = new Map([['P', limits]]);
const segmentLength = 0.25;

interface Row {
  readonly metre: number;
  readonly coil?: string;
  readonly lane?: number;
  readonly side?: number;
  readonly state?: string;
  readonly porosity?: number;
  readonly loading?: number;
}

function rowsOf(rows: readonly Row[]): TruthRows {
  return {
    coil: rows.map(({ coil }) => coil ?? 'COIL-0001'),
    metre: Float64Array.from(rows, ({ metre }) => metre),
    lane: Uint8Array.from(rows, ({ lane }) => lane ?? 1),
    side: Uint8Array.from(rows, ({ side }) => side ?? 0),
    state: rows.map(({ state }) => state ?? finishedState),
    values: [
      Float64Array.from(rows, (row) => row.loading ?? 0.18),
      Float64Array.from(rows, (row) => row.porosity ?? 0.32),
    ],
  };
}

function started(coil: string, parent = '', product = 'P'): SimulatedEvent {
  const data = { coil, parent, product };
  return { time: 0, kind: 'coilStarted', unit: 'rewinder', text: '', data };
}

function scoreOf(...batches: readonly (readonly Row[])[]) {
  const score = new WebScore(segmentLength, [loading, porosity], specifications);
  for (const rows of batches) score.add(rowsOf(rows));
  return score.result();
}

describe('WebScore', () => {
  it('counts a segment once, however many lanes, sides and qualities leave their limits', () => {
    const { produced, outOfSpec } = scoreOf(
      [
        { metre: 0, lane: 1, porosity: 0.35 },
        { metre: 0, lane: 2, porosity: 0.29, loading: 0.2 },
        { metre: 0.25, lane: 1 },
        { metre: 0.25, lane: 2 },
      ],
      // The other side of the first comes later, and of the third only one side leaves.
      [
        { metre: 0, side: 1 },
        { metre: 0.5 },
        { metre: 0.5, side: 1, loading: 0.16 },
        { metre: 0, coil: 'COIL-0002' },
      ],
    );
    expect([produced, outOfSpec]).toEqual([1, 0.5]);
  });

  it('takes a value on a limit as kept', () => {
    const { outOfSpec } = scoreOf([
      { metre: 0, porosity: 0.3 },
      { metre: 1, porosity: 0.34, loading: 0.19 },
    ]);
    expect(outOfSpec).toBe(0);
  });

  it('leaves scrap out of length, limits and capability, and counts it by its reason', () => {
    const good: Row[] = [
      { metre: 0, porosity: 0.31 },
      { metre: 0.25, porosity: 0.33 },
    ];
    const scrap: Row[] = [
      { metre: 5, porosity: 0.9, state: 'rampUp' },
      { metre: 6, lane: 2, state: 'splice' },
      { metre: 6, lane: 1, porosity: 0.32, state: 'splice' },
    ];
    expect(scoreOf(good, scrap)).toEqual({
      ...scoreOf(good),
      wound: 1,
      scrap: new Map([
        ['rampUp', 0.25],
        ['splice', 0.25],
      ]),
    });
  });

  it('gives the capability of all lanes and sides together', () => {
    const { capability } = scoreOf([
      { metre: 0, porosity: 0.31 },
      { metre: 0, side: 1, porosity: 0.33 },
    ]);
    // Mean 0.32, s = 0.01 sqrt 2: (0.34 - 0.32) / (3 s).
    expectClose(capability.get('porosity')!, 0.02 / (0.03 * Math.SQRT2), { rtol: 1e-12, atol: 0 });
    expect(capability.get('loading')).toBeUndefined();
  });

  it('judges a quality with one limit by that limit alone', () => {
    const limit = { key: 'porosity', lower: Number.NEGATIVE_INFINITY, upper: 0.34 };
    const score = new WebScore(segmentLength, [loading, porosity], new Map([['P', [limit]]]));
    score.add(
      rowsOf([
        { metre: 0, porosity: 0.01 },
        { metre: 1, porosity: 0.03 },
        { metre: 2, porosity: 0.35 },
      ]),
    );
    const { outOfSpec, capability } = score.result();
    expect(outOfSpec).toBe(segmentLength);
    const spread = Math.sqrt((0.12 ** 2 + 0.1 ** 2 + 0.22 ** 2) / 2);
    expectClose(capability.get('porosity')!, (0.34 - 0.13) / (3 * spread), {
      rtol: 1e-12,
      atol: 0,
    });
  });

  it('takes what has no value as out of its limits, and a side that is not finished as unfinished', () => {
    expect(scoreOf([{ metre: 0, porosity: Number.NaN }])).toMatchObject({
      produced: 0.25,
      outOfSpec: 0.25,
    });
    const dried = { metre: 0, side: 1, state: 'dried', porosity: 0.45 };
    for (const rows of [
      [{ metre: 0 }, dried],
      [dried, { metre: 0 }],
    ]) {
      expect(scoreOf(rows)).toMatchObject({ wound: 0.25, produced: 0, unfinished: 0.25 });
    }
  });

  it('scores what of a coil was used up, from its outside, as the coil that is made of it', () => {
    const score = new WebScore(segmentLength, [loading, porosity], specifications);
    const dried = { coil: 'A', state: 'dried', porosity: 0.45 };
    score.hear([started('A')]);
    score.add(
      rowsOf([
        { ...dried, metre: 0 },
        { ...dried, metre: 0.25 },
      ]),
    );
    score.add(rowsOf([{ ...dried, metre: 0.5, state: 'rampUp' }]));
    expect(score.result()).toMatchObject({ wound: 0.75, produced: 0, unfinished: 0.5 });
    score.hear([started('B', 'A')]);
    score.add(rowsOf([{ metre: 0, coil: 'B', state: 'rampUp' }]));
    score.add(rowsOf([{ metre: 0.251, coil: 'B', porosity: 0.4 }]));
    expect(score.result()).toMatchObject({
      wound: 0.75,
      produced: 0.25,
      outOfSpec: 0.25,
      unfinished: 0.25,
      scrap: new Map([['rampUp', 0.25]]),
    });
  });

  it('judges each coil by the limits of its product, and the line by the product that keeps them least', () => {
    const thin = [limits[0]!, { key: 'loading', lower: 0.09, upper: 0.11 }];
    const both = new Map([
      ['P', limits],
      ['Q', thin],
    ]);
    const score = new WebScore(segmentLength, [loading, porosity], both);
    score.hear([started('A'), started('B', '', 'Q')]);
    const rows = [0.31, 0.32, 0.33].map((value, i) => ({ metre: i, porosity: value }));
    score.add(rowsOf(rows.map((row) => ({ ...row, coil: 'A', loading: 0.18 }))));
    score.add(
      rowsOf(
        rows.map((row) => ({ ...row, coil: 'B', loading: 0.1, porosity: row.porosity + 0.005 })),
      ),
    );
    const { produced, outOfSpec, capability } = score.result();
    expect([produced, outOfSpec]).toEqual([1.5, 0]);
    // Of B: (0.34 - 0.325) / (3 s) with s = 0.01.
    expectClose(capability.get('porosity')!, 0.5, { rtol: 1e-9, atol: 0 });
  });

  it('refuses a quality that the truth does not have', () => {
    expect(() => new WebScore(segmentLength, [porosity], specifications)).toThrow(
      expect.objectContaining({
        code: 'PHY_UNKNOWN_VARIABLE',
        data: { key: 'loading', allowed: ['porosity'] },
      }),
    );
  });
});
