import type { SimulatedLine } from './simulated-line.ts';
import { type ProductSpecifications, WebScore, type WebScoreResult } from './web-score.ts';

/** Longest stretch of a line that is run without looking up [s]. */
const longestStretch = 30;

/** Where the energy of a line goes. */
export type EnergyPart =
  | 'evaporation'
  | 'exhaustAir'
  | 'walls'
  | 'web'
  | 'fans'
  | 'rolls'
  | 'drives';

/** What a line made, and at what cost. */
export interface LineScore extends WebScoreResult {
  /** Energy over area of good coating [J.m-2]; undefined where there is none. */
  readonly energyPerArea: number | undefined;
  /** Where it went [J.m-2]; the rest is heat that is still in web and air. */
  readonly energyParts: Readonly<Record<EnergyPart, number>> | undefined;
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
  const { total_J, ...energy } = line.energy();
  const perArea = (joules: number): number => joules / area;
  return {
    ...web.result(),
    energyPerArea: area > 0 ? perArea(total_J) : undefined,
    energyParts:
      area > 0
        ? {
            evaporation: perArea(energy.evaporation_J),
            exhaustAir: perArea(energy.air_J),
            walls: perArea(energy.losses_J),
            web: perArea(energy.web_J),
            fans: perArea(energy.fans_J),
            rolls: perArea(energy.rolls_J),
            drives: perArea(energy.drives_J),
          }
        : undefined,
  };
}
