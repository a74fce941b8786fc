import { determinant, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { type DesignTask, dOptimalDesign } from '../../../../ml/design-of-experiments/d-optimal.ts';
import { fullFactorial } from '../../../../ml/design-of-experiments/factorial.ts';
import { latinHypercube } from '../../../../ml/design-of-experiments/latin-hypercube.ts';
import { randomStreams } from '../../../../physics/core/random.ts';
import { expectClose } from '../../../support/close.ts';

const linear = (x: readonly number[]): number[] => [1, ...x];
const quadratic = (x: readonly number[]): number[] => [
  1,
  ...x,
  ...x.flatMap((value, i) => x.slice(i).map((other) => value * other)),
];

/** det X'X by another way. */
function determinantOf(rows: readonly (readonly number[])[], model: DesignTask['model']): number {
  const matrix = new Matrix(rows.map((row) => [...model(row)]));
  return determinant(matrix.transpose().mmul(matrix));
}

function candidatesOf(count: number, axes: number): number[][] {
  const points = latinHypercube(count, axes, randomStreams(1).stream('candidates'));
  return points.map((point) => point.map((value) => 2 * value - 1));
}

const line = Array.from({ length: 41 }, (_, i) => [(i - 20) / 20]);

describe('dOptimalDesign', () => {
  it('finds the orthogonal half of eight runs, which is the most', () => {
    const candidates = fullFactorial(new Array(3).fill([-1, 1]));
    const design = dOptimalDesign({ candidates, model: linear, runs: 4 }, 1);
    expectClose(design.efficiency, 1, { rtol: 1e-12, atol: 0 });
    expectClose(design.logDeterminant, 4 * Math.log(4), { rtol: 1e-12, atol: 0 });
  });

  it('puts a parabola at ends and middle, as often each', () => {
    const design = dOptimalDesign(
      { candidates: line, model: ([x]) => [1, x!, x! * x!], runs: 9 },
      1,
    );
    expect(design.chosen).toEqual([0, 0, 0, 20, 20, 20, 40, 40, 40]);
  });

  it('puts a cubic at the ends and at 1 / sqrt 5', () => {
    // Fedorov 1972, section 2.3: the roots of (1 - x^2) P3'(x), P3 of Legendre.
    const inner = 1 / Math.sqrt(5);
    const candidates = [...line, [-inner], [inner]];
    const model = ([x]: readonly number[]): number[] => [1, x!, x! ** 2, x! ** 3];
    const design = dOptimalDesign({ candidates, model, runs: 4 }, 3);
    expect(design.chosen).toEqual([0, 40, 41, 42]);
  });

  it('tells the determinant of its rows, and no exchange of one makes it larger', () => {
    const candidates = candidatesOf(60, 2);
    const kept = [
      [0, 0.1],
      [0.5, -0.5],
    ];
    const task = { candidates, model: quadratic, runs: 8, kept };
    const { chosen, logDeterminant, efficiency } = dOptimalDesign(task, 1);
    const rows = [...kept, ...chosen.map((i) => candidates[i]!)];
    const whole = determinantOf(rows, quadratic);
    expectClose(Math.exp(logDeterminant), whole, { rtol: 1e-9, atol: 0 });
    expectClose(efficiency, whole ** (1 / 6) / 10, { rtol: 1e-9, atol: 0 });
    let exchanges = 0;
    for (let row = kept.length; row < rows.length; row++) {
      for (const candidate of candidates) {
        const changed = rows.with(row, candidate);
        expect(determinantOf(changed, quadratic)).toBeLessThanOrEqual(whole * (1 + 2e-6));
        exchanges += 1;
      }
    }
    expect(exchanges).toBe(480);
  });

  it('comes to the same efficiency from two seeds, far above chance', () => {
    const candidates = candidatesOf(300, 4);
    const task = { candidates, model: quadratic, runs: 25 };
    const one = dOptimalDesign(task, 1);
    const two = dOptimalDesign(task, 2);
    // Ends of exchanges are local: within 2 % of each other.
    expectClose(one.efficiency, two.efficiency, { rtol: 0.02, atol: 0 });
    const chance = determinantOf(candidates.slice(0, 25), quadratic) ** (1 / 15) / 25;
    expect(one.efficiency).toBeGreaterThan(1.5 * chance);
    expect(one.logDeterminant).toBe(Math.max(...one.ofStarts));
    expect(one.exchanges).toBeGreaterThan(0);
    expect(dOptimalDesign(task, 1)).toEqual(one);
  });

  it('counts runs that have been made: they are not made again', () => {
    const kept = [[-1], [-1], [-1], [0], [0], [0]];
    const model = ([x]: readonly number[]): number[] => [1, x!, x! * x!];
    const { chosen } = dOptimalDesign({ candidates: line, model, runs: 3, kept }, 1);
    expect(chosen).toEqual([40, 40, 40]);
  });

  it('chooses each candidate once where it is told to', () => {
    const task = { candidates: line, model: linear, runs: 10, mayRepeat: false };
    const { chosen } = dOptimalDesign(task, 1);
    expect(chosen).toEqual([0, 1, 2, 3, 4, 36, 37, 38, 39, 40]);
    const all = { candidates: line, model: linear, runs: 41, mayRepeat: false };
    expect(dOptimalDesign(all, 1).chosen).toEqual(line.map((_, i) => i));
  });

  it('ends with the best so far when it is told to', () => {
    const task = { candidates: line, model: linear, runs: 4 };
    expect(dOptimalDesign(task, 1, 5, (starts) => starts < 2).ofStarts).toHaveLength(2);
  });

  const task = { candidates: line, model: linear, runs: 4 };
  it.each<[string, DesignTask, string]>([
    ['runs fewer than terms', { ...task, runs: 1 }, 'ML_TOO_FEW_ROWS'],
    ['terms that depend', { ...task, model: ([x]) => [1, x!, 2 * x!] }, 'ML_DESIGN_SINGULAR'],
    [
      'too few levels',
      { ...task, candidates: [[-1], [1]], model: ([x]) => [1, x!, x! * x!] },
      'ML_DESIGN_SINGULAR',
    ],
    ['a term that is no number', { ...task, model: ([x]) => [1, 1 / x!] }, 'ML_NOT_FINITE'],
    [
      'terms that differ in number',
      { ...task, model: ([x]) => (x! > 0 ? [1] : [1, 2]) },
      'ML_TABLE_INVALID',
    ],
    [
      'more runs than candidates',
      { ...task, runs: 42, mayRepeat: false },
      'ML_OPTION_OUT_OF_RANGE',
    ],
    ['no candidates', { ...task, candidates: [] }, 'ML_OPTION_OUT_OF_RANGE'],
  ])('refuses %s', (_, wrong, code) => {
    expect(() => dOptimalDesign(wrong, 1)).toThrow(expect.objectContaining({ code }));
  });
});
