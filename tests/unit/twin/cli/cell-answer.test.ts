import { describe, expect, it } from 'vitest';
import type { CellResult } from '../../../../physics/cell/cell-result.ts';
import { cellSet } from '../../../../physics/cell/sets/by-name.ts';
import { cellAnswer } from '../../../../twin/cli/cell-answer.ts';
import { plotCell } from '../../../../twin/cli/p2d-plot.ts';
import { p2dAnswerSchema } from '../../../../twin/contract/p2d.ts';

const none = new Float64Array(0);
const noSteps = {
  time: none,
  voltage: none,
  current: none,
  temperature: none,
  step: new Int32Array(0),
};

/** A cell that could not begin. */
const notBegun: CellResult = {
  status: 'failed',
  failure: {
    time: 0,
    code: 'CELL_CONTROL_UNREACHABLE',
    data: { asked_W: 1000, step: 'discharge 1000W until 2.5V' },
  },
  solverSteps: noSteps,
  series: noSteps,
  work: { steps: 0, rejections: 0, solves: 0 },
  warnings: [],
};

const answerOf = (result: CellResult) =>
  cellAnswer(result, {
    model: 'dfn',
    preset: 'fast',
    parameters: cellSet('Chen2020'),
    sha256: '0'.repeat(64),
    set: {},
    elapsed: 0,
  });

describe('the answer of a cell that could not begin', () => {
  it('has no voltage and no temperature, by the schema', () => {
    const answer = answerOf(notBegun);
    expect(p2dAnswerSchema.strict().parse(answer)).toEqual(answer);
    expect(answer.summary).toMatchObject({
      capacity_Ah: 0,
      duration_s: 0,
      meanVoltage_V: null,
      temperatureMax_degC: null,
    });
  });

  it('says why, with code, sentence and numbers', () => {
    expect(answerOf(notBegun).cause).toMatchObject({
      code: 'CELL_CONTROL_UNREACHABLE',
      message:
        "no state of the cell gives what the step asks for: asked_W 1000, step 'discharge 1000W until 2.5V'",
    });
  });

  it('can be drawn', () => {
    const svg = plotCell(answerOf(notBegun), 'discharge 1000W until 2.5V');
    expect(svg).toContain('it did not begin');
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });
});

describe('profiles', () => {
  /** Points in the negative electrode, in the separator and in the positive electrode of Chen2020. */
  const x = Float64Array.of(5e-5, 9e-5, 1.5e-4);
  const flat = [Float64Array.of(1, 1, 1)];
  const withStoichiometry = (surface: Float64Array, salt = flat): CellResult => ({
    ...notBegun,
    fields: {
      x,
      time: Float64Array.of(0),
      electrolyteConcentration: salt,
      electrolytePotential: flat,
      reactionCurrent: flat,
      surfaceStoichiometry: [surface],
      meanStoichiometry: [surface],
    },
  });

  it('have no stoichiometry in the separator', () => {
    const { fields } = answerOf(withStoichiometry(Float64Array.of(0.9, Number.NaN, 0.3)));
    expect(fields?.surfaceStoichiometry_1).toEqual([[0.9, null, 0.3]]);
    expect(fields?.electrolyteConcentration_mol_per_m3).toEqual([[1, 1, 1]]);
  });

  it('never hide what is not a number elsewhere', () => {
    const { NaN: notANumber } = Number;
    const inElectrode = Float64Array.of(0.9, notANumber, notANumber);
    expect(() => answerOf(withStoichiometry(inElectrode))).toThrow(RangeError);
    const salt = [Float64Array.of(1, notANumber, 1)];
    const whole = Float64Array.of(0.9, notANumber, 0.3);
    expect(() => answerOf(withStoichiometry(whole, salt))).toThrow(RangeError);
  });
});
