import type { SimulatedLine } from './simulated-line.ts';
import { type ProductSpecifications, WebScore, type WebScoreResult } from './web-score.ts';

/** Longest stretch of a line that is run without looking up [s]. */
const longestStretch = 30;

/** What a line made, and at what cost. */
export interface LineScore extends WebScoreResult {
  /** Energy over area of good coating [J.m-2]; undefined where there is none. */
  readonly energyPerArea: number | undefined;
}

/**
 * Runs a line for a while and scores what was true of its web.
 * @param options.duration - how long [s]
 * @param options.onProgress - told how far the line is [s]; gives the thread back to others meanwhile
 * @returns undefined where the signal ended it
 * @throws PhysicsError PHY_UNKNOWN_VARIABLE for a quality that the line does not know
 */
export async function scoreLine(
  line: SimulatedLine,
  options: {
    readonly duration: number;
    readonly specifications: ProductSpecifications;
    readonly signal: AbortSignal;
    readonly onProgress: (time: number) => Promise<void>;
  },
): Promise<LineScore | undefined> {
  const { duration, specifications, signal, onProgress } = options;
  const web = new WebScore(line.definition.path.segmentLength, line.truthVariables, specifications);
  for (let time = 0; time < duration; ) {
    if (signal.aborted) return undefined;
    time = Math.min(time + longestStretch, duration);
    line.advanceTo(time);
    web.hear(line.takeEvents());
    web.add(line.takeTruth());
    await onProgress(time);
  }
  const area = line.producedArea();
  return {
    ...web.result(),
    energyPerArea: area > 0 ? line.energy().total_J / area : undefined,
  };
}
