import { describe, expect, it } from 'vitest';
import { readRow } from '../../../../ml/data/feature-table.ts';
import { modelFrom, partsOf } from '../../../../ml/model-files/model-parts.ts';
import { pack, unpack } from '../../../../ml/model-files/pack.ts';
import { candidates } from '../../../../ml/training/candidates.ts';
import { heldOutScore } from '../../../../ml/training/held-out-score.ts';
import { chooseModel, type LearningRows } from '../../../../ml/training/nested-cross-validation.ts';
import { trainModel } from '../../../../ml/training/train-model.ts';
import { expectClose } from '../../../support/close.ts';
import { friedman } from '../../../support/friedman.ts';

/** Groups of so many rows each. */
function grouped(rows: number, ofGroup: number, seed = 3): LearningRows {
  const { table, target } = friedman(rows, seed, 0.5);
  const few = { ...table, names: table.names.slice(0, 5), columns: table.columns.slice(0, 5) };
  const groups = Array.from({ length: rows }, (_, row) => `g${Math.floor(row / ofGroup)}`);
  return { table: few, target, groups };
}

const byName = (...names: readonly string[]) =>
  candidates.filter(({ name }) => names.includes(name));

describe('the choice', () => {
  const rows = grouped(30, 5);

  it('gives the error of groups left out: for a constant that of the mean of the others', () => {
    const { procedure, candidates: scores } = chooseModel(byName('constant'), rows, 1);
    const errors = rows.target.map((value, row) => {
      const others = rows.target.filter((_, at) => rows.groups[at] !== rows.groups[row]);
      return value - others.reduce((a, b) => a + b, 0) / others.length;
    });
    const rmse = Math.sqrt(errors.reduce((a, b) => a + b * b, 0) / errors.length);
    expectClose(procedure.rmse, rmse, { rtol: 1e-12, atol: 0 });
    expect(scores[0]?.score).toEqual(procedure);
    expect(procedure.rmseByFold).toHaveLength(6);
  });

  it('does not let a group help itself: a label of the group predicts nothing', () => {
    // The target is a number of the group alone, unrelated to that of any other.
    const labels = Float64Array.from(rows.groups, (group) => Number(group.slice(1)));
    const target = labels.map((label) => Math.sin(100 * label));
    const table = { names: ['label'], rows: 30, columns: [labels] };
    const choice = chooseModel(byName('constant', 'forest'), { ...rows, table, target }, 1);
    expect(choice.procedure.r2).toBeLessThan(0.2);
  });

  it('chooses the least error, and expects no less of itself than of a constant', () => {
    const choice = chooseModel(byName('constant', 'ridge', 'forest'), rows, 1);
    const errors = choice.candidates.map(({ score }) => score!.rmse);
    const best = choice.candidates[errors.indexOf(Math.min(...errors))]!.name;
    expect(choice.chosen).toBe(best);
    expect(choice.chosenByFold).toHaveLength(choice.folds);
  });

  it('names a candidate that could not be trained, and goes on', () => {
    const refusing = {
      name: 'none',
      train: () => candidates[1]!.train(rows.table, rows.target.slice(1), 1),
    };
    const choice = chooseModel([...byName('constant'), refusing], rows, 1);
    expect(choice.chosen).toBe('constant');
    expect(choice.candidates[1]).toMatchObject({ name: 'none' });
    expect(choice.candidates[1]?.leftOut).toContain('29');
  });

  it('refuses too few rows or groups', () => {
    const code = 'ML_TOO_FEW_ROWS';
    expect(() => chooseModel(candidates, grouped(7, 1), 1)).toThrow(
      expect.objectContaining({ code }),
    );
    expect(() => chooseModel(candidates, grouped(30, 15), 1)).toThrow(
      expect.objectContaining({ code, data: { groups: 2, allowed: 3 } }),
    );
  });
});

it('scores: 0 for what is true, R2 0 for the mean', () => {
  const target = Float64Array.of(1, 2, 3, 6);
  const folds = [Int32Array.of(0, 1), Int32Array.of(2, 3)];
  expect(heldOutScore(target, target, folds)).toMatchObject({ rmse: 0, rmseSpread: 0, r2: 1 });
  const mean = heldOutScore(target, new Float64Array(4).fill(3), folds);
  expectClose(mean.r2, 0, { rtol: 0, atol: 1e-12 });
  expectClose(mean.rmse, Math.sqrt(14 / 4), { rtol: 1e-12, atol: 0 });
});

describe('a trained model', () => {
  it.each([5, 1])('is the same bits behind a file, in groups of %i rows', (ofGroup) => {
    const rows = grouped(30, ofGroup);
    const trained = trainModel(rows, 1);
    const { structure, bytes } = pack(partsOf(trained));
    const parts = unpack({ structure: JSON.parse(JSON.stringify(structure)), bytes });
    const scores = trained.regressor.calibration.pooled;
    const read = modelFrom(parts as ReturnType<typeof partsOf>, scores, trained.box);
    const row = new Float64Array(5);
    for (let i = 0; i < 30; i++) {
      readRow(rows.table, i, row);
      const said = read.regressor.predictWithBands(row);
      expect(said).toEqual(trained.regressor.predictWithBands(row));
    }
  });

  it('takes the bands of a forest from rows its trees did not see only where rows are single', () => {
    // Steps, which a forest follows and nothing smooth does.
    const { table: all } = friedman(60, 5);
    const table = { ...all, names: all.names.slice(0, 3), columns: all.columns.slice(0, 3) };
    const [a, b] = table.columns;
    const target = a!.map((value, i) => (value > 0.5 ? 5 : 0) + (b![i]! > 0.3 ? 3 : 0));
    const groupsOf = (size: number) =>
      Array.from({ length: 60 }, (_, row) => `g${Math.floor(row / size)}`);
    const single = trainModel({ table, target, groups: groupsOf(1) }, 1);
    expect([single.choice.chosen, single.bandsFrom]).toEqual(['forest', 'outOfBag']);
    const { structure, bytes } = pack(partsOf(single));
    const scores = single.regressor.calibration.pooled;
    const read = modelFrom(
      unpack({ structure, bytes }) as ReturnType<typeof partsOf>,
      scores,
      single.box,
    );
    for (const x of [0, 0.4, 0.51, 1]) {
      const row = [x, 0.3, 0.5];
      expect(read.regressor.predictWithBands(row)).toEqual(single.regressor.predictWithBands(row));
    }
    expect(trainModel({ table, target, groups: groupsOf(4) }, 1).bandsFrom).toBe('crossValidation');
  });

  it('refuses a target that does not vary', () => {
    const rows = grouped(30, 5);
    const constant = { ...rows, target: new Float64Array(30).fill(2) };
    expect(() => trainModel(constant, 1)).toThrow(expect.objectContaining({ code: 'ML_CONSTANT' }));
  });
});
