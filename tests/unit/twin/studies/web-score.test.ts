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
const specifications = [
  { key: 'porosity', lower: 0.3, upper: 0.34 },
  { key: 'loading', lower: 0.17, upper: 0.19 },
];
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

function rewound(parent: string): SimulatedEvent {
  return { time: 0, kind: 'rewound', unit: 'rewinder', text: '', data: { coil: 'C', parent } };
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

  it('leaves scrap out of length, limits and capability', () => {
    const good: Row[] = [
      { metre: 0, porosity: 0.31 },
      { metre: 0.25, porosity: 0.33 },
    ];
    const scrap: Row[] = [
      { metre: 5, porosity: 0.9, state: 'rampUp' },
      { metre: 6, lane: 2, state: 'splice' },
      { metre: 6, lane: 1, porosity: 0.32, state: 'splice' },
    ];
    expect(scoreOf(good, scrap)).toEqual(scoreOf(good));
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
    const score = new WebScore(segmentLength, [loading, porosity], [limit]);
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

  it('takes a lane or side that nothing was coated on as out of its limits', () => {
    const bare = { metre: 0, side: 1, state: 'bare', porosity: Number.NaN, loading: 0 };
    const unknown = { metre: 0, porosity: Number.NaN };
    for (const rows of [[{ metre: 0 }, bare], [bare, { metre: 0 }], [unknown]]) {
      expect(scoreOf(rows)).toMatchObject({ produced: 0.25, outOfSpec: 0.25 });
    }
  });

  it('does not count web that waits for the calender, nor a coil that became another', () => {
    const score = new WebScore(segmentLength, [loading, porosity], specifications);
    score.add(rowsOf([{ metre: 0, coil: 'A', state: 'dried', porosity: 0.45 }]));
    score.add(rowsOf([{ metre: 0, coil: 'B', porosity: 0.4 }]));
    expect(score.result()).toMatchObject({ produced: 0.25, outOfSpec: 0.25 });
    score.add(rowsOf([{ metre: 0, coil: 'C' }]));
    score.hear([rewound('B')]);
    expect(score.result()).toEqual(scoreOf([{ metre: 0, coil: 'C' }]));
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
