import type { ElectrodeMaterial } from '../../physics/materials/electrode-material.ts';
import { coatingTransport } from '../../physics/process/pore-transport.ts';
import { type CellOutcome, cellRates, type SheetCoating } from '../domain/planned-cell.ts';
import type { SegmentWarning } from '../domain/segment.ts';

/**
 * The outcome of a cell that could not be begun at any rate.
 * @param warnings - the last one says why
 * @throws PhysicsError PHY_OUT_OF_RANGE for a porosity that is not between 0 and 1
 */
export function unsolvedCell(
  material: ElectrodeMaterial,
  { porosity }: SheetCoating,
  warnings: readonly [...SegmentWarning[], SegmentWarning],
): CellOutcome {
  const cause = { code: warnings.at(-1)!.code, time: 0 };
  return {
    ...coatingTransport(material, porosity),
    rates: cellRates.map((rate) => ({ rate, status: 'failed', cause })),
    resistance: undefined,
    warnings,
  };
}
