import type { ModelWarning } from '../core/errors.ts';
import { toUnit } from '../core/units.ts';
import type { CellParameters } from './cell-parameters.ts';
import type { CellSeries } from './cell-result.ts';

/** A voltage further beyond a cut-off than this is told [V]. */
const beyondCutoff = 1e-3;
/** Films on the electrodes begin to decompose above it, which heats a cell further (Spotnitz and Franklin 2003, J. Power Sources 113, 81-100) [K]. */
const decomposition = 353.15;

/** What about a run lies outside of what the cell or its parameters were made for. */
export function resultWarnings(
  { lowerCutoff, upperCutoff }: CellParameters,
  { voltage, temperature }: CellSeries,
): readonly ModelWarning[] {
  const [lowest, highest] = rangeOf(voltage);
  const [, hottest] = rangeOf(temperature);
  const warnings: ModelWarning[] = [];
  if (Math.max(lowerCutoff - lowest, highest - upperCutoff) > beyondCutoff) {
    warnings.push({
      code: 'CELL_OUTSIDE_VOLTAGE_WINDOW',
      message: `the voltage goes from ${lowest.toFixed(3)} to ${highest.toFixed(3)} V; the cut-offs of the cell are ${lowerCutoff} and ${upperCutoff} V`,
      data: {
        lowest_V: lowest,
        highest_V: highest,
        lowerCutoff_V: lowerCutoff,
        upperCutoff_V: upperCutoff,
      },
    });
  }
  if (hottest > decomposition) {
    const [found, most] = [toUnit(hottest, 'degC'), toUnit(decomposition, 'degC')];
    warnings.push({
      code: 'CELL_TOO_HOT',
      message: `the cell comes to ${found.toFixed(0)} degC; above ${most.toFixed(0)} degC cells decompose, which the model does not follow`,
      data: { temperatureMax_degC: found, limit_degC: most },
    });
  }
  return warnings;
}

function rangeOf(values: Float64Array): readonly [lowest: number, highest: number] {
  let [lowest, highest] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  return [lowest, highest];
}
