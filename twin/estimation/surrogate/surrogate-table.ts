import { type FeatureTable, featureTable } from '../../../ml/data/feature-table.ts';
import type { CellDesign } from './design-box.ts';
import { surrogateColumns, surrogateRow } from './designed-cell.ts';
import type { SolvedDesign } from './solve-design.ts';
import type { DesignFrame } from './surrogate-cells.ts';
import { type OutputScale, outputNames } from './surrogate-outputs.ts';

/** The rows of designs as learning takes them. */
export function designTable(frame: DesignFrame, designs: readonly CellDesign[]): FeatureTable {
  const rows = designs.map((design) => surrogateRow(frame, design));
  return featureTable(
    Object.fromEntries(surrogateColumns.map((name, f) => [name, rows.map((row) => row[f]!)])),
  );
}

/** What models learn of solved designs: one array for each output. */
export function learnedTargets(
  solved: readonly SolvedDesign[],
  scales: readonly OutputScale[],
): Float64Array[] {
  return outputNames.map((_, k) =>
    Float64Array.from(solved, ({ outputs }) => scales[k]!.learned(outputs![k]!)),
  );
}
