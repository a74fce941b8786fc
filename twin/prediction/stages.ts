import type { CoatingForecast } from './coating-forecast.ts';
import type { GaugeJoining } from './gauge-joining.ts';
import type { LineLayout } from './line-layout.ts';
import type { StationForecast } from './station-forecast.ts';
import type { WebPiece } from './web-piece.ts';
import type { WebRun } from './web-run.ts';

/** Gauge readings may come this much later [s] than the speed readings of the same time. */
const gaugeSettling = 0.75;
/** Those of a head that crosses the web come when it has left the lane, and the lane took seconds [s]. */
export const scanSettling = 4;

/** A point of the path, and what happens to a piece when its tail has passed it. */
export interface Stage {
  /** Distance from the die [m]. */
  readonly at: number;
  /** Time [s] that is waited behind the point. */
  readonly settling: number;
  readonly pass: (piece: WebPiece, run: WebRun) => void;
}

/** Those of the coating machine: the die, and the end of each dryer zone. */
export function coatingStages(
  { coater, zones }: LineLayout,
  forecast: CoatingForecast,
): readonly Stage[] {
  return [
    { at: coater.at, settling: 0, pass: (piece, run) => forecast.passCoater(piece, run) },
    ...zones.map(
      ({ end }, number): Stage => ({
        at: end,
        settling: 0,
        pass: (piece, run) => forecast.passDryerZone(piece, number, run),
      }),
    ),
  ];
}

/** The stages of a line in the order in which the web passes them. */
export function stagesOf(
  layout: LineLayout,
  forecast: StationForecast,
  gauges: GaugeJoining,
): readonly Stage[] {
  const { weightGauge, calender, thicknessGauge } = layout;
  const stages: Stage[] = [
    ...coatingStages(layout, forecast.coating),
    {
      at: weightGauge.at,
      settling: gaugeSettling,
      pass: (piece, run) => {
        gauges.passWeightGauge(piece, run);
        forecast.passWeightGauge(piece, run);
      },
    },
    { at: calender.at, settling: 0, pass: (piece, run) => forecast.passCalender(piece, run) },
    {
      at: thicknessGauge.at,
      settling: gaugeSettling,
      pass: (piece, run) => gauges.passThicknessGauge(piece, run),
    },
  ];
  return stages.sort((left, right) => left.at - right.at);
}

/**
 * Takes a piece through the stages that its tail has passed since.
 * @param metre - coil metre at the die
 * @returns how many there were
 */
export function passStages(
  stages: readonly Stage[],
  piece: WebPiece,
  metre: number,
  run: WebRun,
): number {
  const before = piece.stagesPassed;
  for (;;) {
    const stage = stages[piece.stagesPassed];
    if (stage === undefined || metre - piece.to < stage.at + stage.settling * run.speed) break;
    piece.stagesPassed++;
    stage.pass(piece, run);
  }
  return piece.stagesPassed - before;
}

/** Counts a piece that was coated unseen as past the die, and past every stage that its tail lies behind. */
export function skipStages(stages: readonly Stage[], piece: WebPiece, metre: number): void {
  const tail = metre - piece.to;
  piece.stagesPassed = Math.max(1, stages.filter(({ at }) => tail >= at).length);
}
