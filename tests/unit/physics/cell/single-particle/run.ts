import type { CellParameters } from '../../../../../physics/cell/cell-parameters.ts';
import type { CellResult } from '../../../../../physics/cell/cell-result.ts';
import { parseProtocol } from '../../../../../physics/cell/protocol/parse.ts';
import { type SimulationOptions, simulateCell } from '../../../../../physics/cell/simulate.ts';

/** Runs a protocol given in words. */
export function run(
  parameters: CellParameters,
  protocol: string,
  options: Partial<SimulationOptions> & Pick<SimulationOptions, 'model'>,
): CellResult {
  const noDrive = (): never => {
    throw new Error('no drive cycle here');
  };
  return simulateCell(parameters, parseProtocol(protocol, noDrive), {
    preset: 'accurate',
    thermal: 'isothermal',
    fields: false,
    limits: { steps: 5000 },
    ...options,
  });
}
