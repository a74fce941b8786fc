import type { CellParameters } from '../../physics/cell/cell-parameters.ts';
import type { CellResult, CellSeries } from '../../physics/cell/cell-result.ts';
import type { Protocol } from '../../physics/cell/protocol/protocol.ts';
import { summarise } from '../../physics/cell/protocol/summary.ts';
import { simulateCell } from '../../physics/cell/simulate.ts';
import { PhysicsError } from '../../physics/core/errors.ts';
import { coatingTransport } from '../../physics/process/pore-transport.ts';
import {
  type CellOutcome,
  cellRates,
  type RateOutcome,
  type SheetCoating,
} from '../domain/planned-cell.ts';
import type { SegmentWarning } from '../domain/segment.ts';
import { type CellRecipe, cellOf, standInWarnings } from './cell-recipe.ts';
import { onceEach } from './once-each.ts';
import { unsolvedCell } from './unsolved-cell.ts';

/** Steps of the solver that one discharge may take. */
const stepLimit = 20_000;
/** Times of the series over a discharge of the nominal capacity; voltages between them are on straight lines. */
const seriesTimes = 100;

/** One discharge with what the resistance is read from. */
interface Discharge {
  readonly current: number;
  readonly outcome: RateOutcome;
  readonly series: CellSeries | undefined;
  readonly warnings: readonly SegmentWarning[];
}

/**
 * Discharges the cell of a coating at every rate from full charge by the full physics (P2D), isothermal. What physics
 * refuses is the outcome of this cell, with the reason among its warnings.
 * @param cancelled - asked between solver steps; ends what runs with CELL_CANCELLED
 * @throws PhysicsError PHY_OUT_OF_RANGE for a porosity that is not between 0 and 1
 */
export function solveCell(
  recipe: CellRecipe,
  coating: SheetCoating,
  cancelled: () => boolean,
): CellOutcome {
  const standIn = standInWarnings(recipe);
  try {
    const cell = cellOf(recipe, coating);
    const discharges = cellRates.map((rate) => discharge(cell, rate, cancelled));
    return {
      ...coatingTransport(recipe.material, coating.porosity),
      rates: discharges.map(({ outcome }) => outcome),
      resistance: resistanceOf(discharges),
      warnings: onceEach([...standIn, ...discharges.flatMap(({ warnings }) => warnings)]),
    };
  } catch (error) {
    if (!(error instanceof PhysicsError)) throw error;
    const { code, message, data } = error;
    return unsolvedCell(recipe.material, coating, [...standIn, { code, message, data }]);
  }
}

function discharge(cell: CellParameters, rate: number, cancelled: () => boolean): Discharge {
  const { nominalCapacity, lowerCutoff } = cell;
  const current = (rate * nominalCapacity) / 3600;
  const protocol: Protocol = [
    {
      control: { kind: 'current', value: current },
      ends: [{ kind: 'voltage', value: lowerCutoff }],
      text: `discharge ${rate}C until ${lowerCutoff}V`,
    },
  ];
  const result = simulateCell(cell, protocol, {
    model: 'dfn',
    preset: 'fast',
    thermal: 'isothermal',
    fields: false,
    grid: nominalCapacity / current / seriesTimes,
    limits: { steps: stepLimit },
    cancelled,
  });
  return {
    current,
    outcome: rateOutcome(rate, result),
    series: result.status === 'failed' ? undefined : result.series,
    warnings: result.warnings,
  };
}

function rateOutcome(rate: number, { status, failure, solverSteps }: CellResult): RateOutcome {
  if (status === 'failed') {
    const { code, time } = failure!;
    return { rate, status, cause: { code, time } };
  }
  const { dischargedCharge, dischargedEnergy, meanVoltage } = summarise(solverSteps);
  return {
    rate,
    status,
    charge: dischargedCharge,
    energy: dischargedEnergy,
    meanVoltage: meanVoltage!,
  };
}

function resistanceOf(discharges: readonly Discharge[]): number | undefined {
  const [slow, fast] = [discharges[0]!, discharges.at(-1)!];
  if (slow.outcome.status === 'failed') return undefined;
  const charge = slow.outcome.charge / 2;
  const [before, after] = [voltageAt(slow, charge), voltageAt(fast, charge)];
  if (before === undefined || after === undefined) return undefined;
  return (before - after) / (fast.current - slow.current);
}

/** Voltage when a charge [A.s] has been drawn; undefined where the discharge did not come so far. */
function voltageAt({ series, current }: Discharge, charge: number): number | undefined {
  if (series === undefined) return undefined;
  const { time, voltage } = series;
  const at = charge / current;
  const after = time.findIndex((t) => t >= at);
  if (after < 1) return undefined;
  const [t0, t1] = [time[after - 1]!, time[after]!];
  const [v0, v1] = [voltage[after - 1]!, voltage[after]!];
  return v0 + ((v1 - v0) * (at - t0)) / (t1 - t0);
}
