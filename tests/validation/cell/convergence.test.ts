import { describe, expect, it } from 'vitest';
import type { CellSeries } from '../../../physics/cell/cell-result.ts';
import type { CellMesh } from '../../../physics/cell/dfn/dfn-cell.ts';
import { cellSet } from '../../../physics/cell/sets/by-name.ts';
import { equalElements, runConstantCurrent } from '../../unit/physics/cell/dfn/constant-current.ts';

const parameters = cellSet('Chen2020');
const until = 3300;
const times = Array.from({ length: 160 }, (_, k) => 20 * (k + 1));

function meshOf(electrode: readonly number[], separator: number): CellMesh {
  return {
    negative: equalElements(...electrode),
    separator: equalElements(separator),
    positive: equalElements(...electrode),
    particles: { exponentials: 12, nodes: 8 },
    floor: 1e-4,
  };
}

function discharge(mesh: CellMesh, tolerance: number): CellSeries {
  return runConstantCurrent({ parameters, mesh, tolerance, current: 5, until }).at(times);
}

/** Root mean square difference of the voltages at the common times [V]. */
function difference(left: CellSeries, right: CellSeries): number {
  let sum = 0;
  const { length } = left.time;
  for (let i = 1; i < length; i++) sum += (left.voltage[i]! - right.voltage[i]!) ** 2;
  return Math.sqrt(sum / (length - 1));
}

describe('convergence in space, 1C of Chen2020', () => {
  const tight = 2e-6;
  const fine = discharge(meshOf([5, 5, 5], 5), tight);

  it('each point more in the one element of an electrode at least halves the error', () => {
    const errors = [2, 3, 4, 5, 6, 7].map((points) =>
      difference(discharge(meshOf([points], points), tight), fine),
    );
    for (const [i, error] of errors.entries()) {
      if (i > 0) expect(error, `${i + 2} points`).toBeLessThan(0.5 * errors[i - 1]!);
    }
    expect(errors[3]).toBeLessThan(5e-5);
  });

  it('elements of three points converge with order four', () => {
    const [one, two] = [1, 2].map((count) =>
      difference(discharge(meshOf(new Array(count).fill(3), 3), tight), fine),
    );
    expect(Math.log2(one! / two!)).toBeGreaterThan(3.5);
  });
});

const tolerances = [4e-3, 2e-3, 1e-3, 5e-4, 2.5e-4, 1.25e-4];

/** Errors of a discharge at 1C up to a time before its knee [s], by tolerance [V]. */
function errorsInTime(name: string, end: number): readonly number[] {
  const mesh = meshOf([5], 3);
  const cell = cellSet(name);
  const run = (tolerance: number): CellSeries =>
    runConstantCurrent({
      parameters: cell,
      mesh,
      tolerance,
      current: cell.nominalCapacity / 3600,
      until: end,
    }).at(times.filter((time) => time < end));
  const exact = run(2e-7);
  return tolerances.map((tolerance) => difference(run(tolerance), exact));
}

describe('convergence in time, 1C of Chen2020', () => {
  const errors = errorsInTime('Chen2020', until);

  it('half the tolerance lowers the error', () => {
    for (const [i, error] of errors.entries()) {
      if (i > 0) expect(error, `tolerance ${tolerances[i]} V`).toBeLessThan(errors[i - 1]!);
    }
  });

  it('the tolerance, which is what the estimated errors are kept under, is within a factor of ten of the error', () => {
    for (const [i, error] of errors.entries()) {
      expect(error, `tolerance ${tolerances[i]} V`).toBeGreaterThan(0.1 * tolerances[i]!);
      expect(error, `tolerance ${tolerances[i]} V`).toBeLessThan(10 * tolerances[i]!);
    }
  });
});

/** Smoother curves, on which the estimate is further on the safe side. */
describe.each([
  ['Marquis2019', 3000],
  ['Xu2019', 3000],
] as const)('convergence in time, 1C of %s for %d s', (name, end) => {
  const errors = errorsInTime(name, end);

  it('a quarter of the tolerance lowers the error', () => {
    for (const [i, error] of errors.entries()) {
      if (i > 1) expect(error, `tolerance ${tolerances[i]} V`).toBeLessThan(errors[i - 2]!);
    }
  });

  it('the error is under the tolerance, by less than a factor of twenty', () => {
    for (const [i, error] of errors.entries()) {
      expect(error, `tolerance ${tolerances[i]} V`).toBeGreaterThan(0.05 * tolerances[i]!);
      expect(error, `tolerance ${tolerances[i]} V`).toBeLessThan(tolerances[i]!);
    }
  });
});
