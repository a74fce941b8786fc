import { expect, it } from 'vitest';
import { assembledState } from '../../../../physics/cell/assembled-state.ts';
import { openCircuitVoltage } from '../../../../physics/cell/initial-state.ts';
import { cellSet } from '../../../../physics/cell/sets/by-name.ts';
import { applySettings } from '../../../../physics/cell/settings.ts';
import { expectClose } from '../../../support/close.ts';

const set = cellSet('Mohtat2020');
/** The share of the sites of its positive electrode that the set has no lithium for. */
const formationLoss = 0.1075;

it('is the start of the set for its own electrodes and its own lithium', () => {
  const { negative, positive } = assembledState(set, formationLoss);
  // The loss is given to four digits; the set starts at 4.2 V to a millivolt.
  expectClose(negative, 0.8334, { rtol: 1e-3, atol: 0 });
  expectClose(positive, 0.0335, { rtol: 2e-2, atol: 0 });
});

it('rests at the upper cut-off and holds all lithium but the loss', () => {
  const cell = applySettings(set, {
    'positive.activeFraction_frac': 0.6,
    'negative.thickness_um': 90,
  });
  const { negative, positive } = assembledState(cell, 0.15);
  const state = { negative: [negative], positive: [positive] };
  // The root is found to 1e-12 in stoichiometry.
  expectClose(openCircuitVoltage(cell, state), cell.upperCutoff, { rtol: 0, atol: 1e-9 });
  if (cell.negative.kind !== 'porous') throw new Error('the set has a porous negative electrode');
  const [graphite, oxide] = [cell.negative.materials[0]!, cell.positive.materials[0]!];
  const ratio =
    (cell.negative.thickness * graphite.volumeFraction * graphite.maximumConcentration) /
    (cell.positive.thickness * oxide.volumeFraction * oxide.maximumConcentration);
  expectClose(negative * ratio + positive, 0.85, { rtol: 1e-12, atol: 0 });
});

it('a thicker positive electrode fills the negative one further', () => {
  const filled = [60, 67, 70].map((thickness) => {
    const cell = applySettings(set, { 'positive.thickness_um': thickness });
    return assembledState(cell, formationLoss).negative;
  });
  expect(filled[0]).toBeLessThan(filled[1]!);
  expect(filled[1]).toBeLessThan(filled[2]!);
});

it('refuses a negative electrode that cannot hold the lithium, blends, and a loss that is none', () => {
  const small = applySettings(set, { 'negative.thickness_um': 45 });
  const refused = (code: string) => expect.objectContaining({ code });
  expect(() => assembledState(small, 0)).toThrow(refused('CELL_STATE_UNREACHABLE'));
  const blend = cellSet('Chen2020_composite');
  expect(() => assembledState(blend, 0)).toThrow(refused('PHY_PARAMETERS_CONTRADICT'));
  expect(() => assembledState(cellSet('Xu2019'), 0)).toThrow(refused('PHY_PARAMETERS_CONTRADICT'));
  expect(() => assembledState(set, 1)).toThrow(refused('PHY_OUT_OF_RANGE'));
});
