import { expect, it } from 'vitest';
import { simulateWithSensitivities } from '../../../../physics/cell/sensitivity/sensitivities.ts';
import { simulateCell } from '../../../../physics/cell/simulate.ts';
import { readCommandLine } from '../../../../twin/cli/options.ts';
import { readP2dOptions } from '../../../../twin/cli/p2d-options.ts';
import { solveP2d } from '../../../../twin/cli/p2d-service.ts';
import { p2dAnswerSchema, p2dRequestSchema } from '../../../../twin/contract/p2d.ts';
import { expectClose } from '../../../support/close.ts';

const cell = ['p2d', '--parameters', 'Chen2020', '--protocol', 'discharge 1C until 2.5V'];
const keys = ['negative.thickness_um', 'cell.contactResistance_mohm'];

function requestOf(...words: readonly string[]) {
  return readP2dOptions(readCommandLine([...cell, ...words]).own).request;
}

const solver = { simulateCell, simulateWithSensitivities, stopwatch: () => 0 };
const limits = { steps: 1000, rows: 1000 };

it('gives sensitivities in the units of the contract, by key', () => {
  const request = requestOf(...keys.flatMap((key) => ['--sensitivity', key]));
  const answer = p2dAnswerSchema.parse(solveP2d({ request, limits }, solver));
  const all = answer.sensitivities!;
  expect(all.keys).toEqual(keys);
  for (const [name, values] of Object.entries(all)) {
    if (name !== 'keys') expect(Object.keys(values)).toEqual(keys);
  }
  const [thickness, resistance] = keys as [string, string];
  expect(all.voltage_V_per_unit[thickness]).toHaveLength(answer.series.time_s.length);
  // The current times one milliohm; the interpolation of the voltage.
  expectClose(all.voltage_V_per_unit[resistance]![10]!, -0.005, { rtol: 1e-4, atol: 0 });
  // 1C is 5 A; a charge of constant current is its time, to what its sum keeps.
  const duration = all.duration_s_per_unit[thickness]!;
  expectClose(all.capacity_Ah_per_unit[thickness]!, (5 * duration) / 3600, {
    rtol: 1e-6,
    atol: 0,
  });
});

it('runs the cell once, though how long it runs shows only then', () => {
  let runs = 0;
  const counted: typeof simulateWithSensitivities = (...input) => {
    runs += 1;
    return simulateWithSensitivities(...input);
  };
  const request = requestOf('--sensitivity', keys[1]!, '--preset', 'fast');
  const answer = solveP2d({ request, limits }, { ...solver, simulateWithSensitivities: counted });
  expect([runs, answer.status]).toEqual([1, 'event']);
});

it('has none where none is asked for', () => {
  const request = requestOf();
  expect(request).not.toHaveProperty('sensitivities');
  expect(solveP2d({ request, limits }, solver)).not.toHaveProperty('sensitivities');
});

it('refuses them for a batch, and more of them than a request may ask for', () => {
  const batch = () => requestOf('--batch', 'cells.csv', '--sensitivity', keys[0]!);
  expect(batch).toThrow(expect.objectContaining({ code: 'USAGE' }));
  const many = { parameters: 'Chen2020', protocol: 'rest', sensitivities: Array(41).fill('x') };
  expect(p2dRequestSchema.safeParse(many).error?.issues[0]?.message).toBe('at most 40 keys');
});
