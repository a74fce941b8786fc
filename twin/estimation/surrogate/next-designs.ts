import { batchBySpread } from '../../../ml/design-of-experiments/batch-by-spread.ts';
import type { GaussianProcess } from '../../../ml/gaussian-process/gaussian-process.ts';
import type { CellDesign } from './design-box.ts';
import { surrogateRow } from './designed-cell.ts';
import type { DesignFrame } from './surrogate-cells.ts';
import type { OutputScale } from './surrogate-outputs.ts';

/** A process of an output that designs are chosen by, with the scale in which it learned. */
export interface Exploring {
  readonly process: GaussianProcess;
  readonly scale: OutputScale;
}

/** Half of the step over which the slope of a scale is taken. */
const step = 1e-3;

/**
 * The candidates at which processes know least, as many for each: largest standard deviation of the output itself, which is
 * that of what was learned times the slope of its scale at the mean. Each is counted as known before the next is chosen.
 * @param candidates - designs that are not solved
 * @param count - of all designs; fewer where the processes would measure one design twice
 * @returns places in `candidates`, each once
 */
export function nextDesigns(
  frame: DesignFrame,
  candidates: readonly CellDesign[],
  exploring: readonly Exploring[],
  count: number,
): readonly number[] {
  const rows = candidates.map((design) => surrogateRow(frame, design));
  const chosen = new Set<number>();
  for (const { process, scale } of exploring) {
    const left = rows.flatMap((_, place) => (chosen.has(place) ? [] : [place]));
    const slopes = left.map((place) => {
      const mean = process.predict(rows[place]!);
      return (scale.told(mean + step) - scale.told(mean - step)) / (2 * step);
    });
    const runs = batchBySpread(
      process,
      left.map((place) => rows[place]!),
      Math.floor(count / exploring.length),
      slopes,
    );
    for (const { candidate } of runs) chosen.add(left[candidate]!);
  }
  return [...chosen];
}
