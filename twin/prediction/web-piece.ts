import type { WetFilm } from '../../physics/process/coating.ts';
import type { DryCoating } from '../../physics/process/drying.ts';
import type { DryerZone } from '../../physics/process/drying-film.ts';
import type { LaneState, Segment, SegmentWarning, Uncertain, WebSide } from '../domain/segment.ts';
import { ConditionMeans } from './condition-means.ts';
import type { PressedLanes } from './forecast.ts';
import { GaugeMean } from './gauge-mean.ts';

/** Conditions at the die, in this order; names of tags of the coater, but for the web speed. */
export const coatingConditions = [
  'pumpFlow',
  'slurryDensity',
  'slurryTemperature',
  'dieGap',
] as const;
/** Conditions of a dryer zone, in this order; names of its tags. */
export const dryerConditions = ['airTemperature', 'airVelocity', 'solventContent'] as const;
/** Conditions in the nip, in this order; names of tags of the calender. */
export const nipConditions = ['lineLoad', 'rollTemperature'] as const;

/** The dryer as a piece meets it (SI). */
export interface DryerMet {
  /** In web order; as long as the piece stayed in each. */
  readonly zones: readonly DryerZone[];
  readonly webSpeed: number;
  /** Dry coating on the other side of the foil [kg.m-2]. */
  readonly backLoading: Uncertain;
}

export const unknownLane: LaneState = {
  predicted: undefined,
  measuredLoading: undefined,
  measuredTotalThickness: undefined,
  derivedThickness: undefined,
  derivedPorosity: undefined,
};

/** Working state of one segment while it travels: what it met, what gauges read on it, what is expected of it. */
export class WebPiece {
  readonly coil: string;
  readonly side: WebSide | undefined;
  readonly index: number;
  readonly from: number;
  readonly to: number;
  /** Coating conditions and the web speed behind them; seconds cover the time at the die. */
  readonly atDie = new ConditionMeans(coatingConditions.length + 1);
  readonly inZone: readonly ConditionMeans[];
  readonly inNip = new ConditionMeans(nipConditions.length);
  readonly weightReadings: readonly GaugeMean[];
  readonly thicknessReadings: readonly GaugeMean[];
  readonly lanes: LaneState[];
  /** Number of the stages (`stages.ts`) that lie behind the piece. */
  stagesPassed = 0;
  /** Dry coating on the other side of the foil while this one dries [kg.m-2]. */
  backLoading: Uncertain = { value: 0, standardError: 0 };
  film: WetFilm | undefined;
  dry: DryCoating | undefined;
  /** What `dry` was calculated for. */
  dryerMet: DryerMet | undefined;
  predictedAtStation: string | undefined;
  predictedAt: number | undefined;
  measuredAt: number | undefined;
  /** What the prediction rests on (SI). */
  conditions: Float64Array | undefined;
  calendered = false;
  /** Of the foil by the press that acted on it; undefined while the nip lies ahead, or where nobody saw the press. */
  elongation: Uncertain | undefined;
  /** About the prediction. */
  warnings: readonly SegmentWarning[] = [];
  /** About what gauges read and what was not followed; they stay, whatever is predicted anew. */
  readonly lastingWarnings: SegmentWarning[] = [];
  /** Porosities that were last published, to tell whether a new forecast is news. */
  publishedPorosity: readonly (number | undefined)[] = [];

  /** @param side - absent on a line that coats one side */
  constructor(
    coil: string,
    index: number,
    length: number,
    zones: number,
    lanes: number,
    side?: WebSide,
  ) {
    this.coil = coil;
    this.side = side;
    this.index = index;
    this.from = index * length;
    this.to = (index + 1) * length;
    this.inZone = Array.from({ length: zones }, () => new ConditionMeans(dryerConditions.length));
    this.weightReadings = Array.from({ length: lanes }, () => new GaugeMean());
    this.thicknessReadings = Array.from({ length: lanes }, () => new GaugeMean());
    this.lanes = Array.from({ length: lanes }, () => unknownLane);
  }

  /** Coil metre of its middle. */
  get middle(): number {
    return (this.from + this.to) / 2;
  }

  /** @param time - source time [ms] */
  predict({ lanes, warnings, conditions }: PressedLanes, time: number): void {
    for (const [i, predicted] of lanes.entries()) this.lanes[i] = { ...this.lanes[i]!, predicted };
    this.predictedAt = time;
    this.conditions = conditions;
    this.warnings = [...(this.film?.warnings ?? []), ...(this.dry?.warnings ?? []), ...warnings];
  }

  /** Takes the prediction back for now and says why; film and dry coating stay, so that it can be made again. */
  withhold(reason: SegmentWarning): void {
    this.warnings = [reason];
    for (const [i, lane] of this.lanes.entries()) this.lanes[i] = { ...lane, predicted: undefined };
  }

  /** Takes the prediction back for good, because what the piece met was not seen, and says why. */
  forget(reason: SegmentWarning): void {
    this.film = undefined;
    this.dry = undefined;
    this.withhold(reason);
  }

  /** What the rest of the twin may see. */
  snapshot(): Segment {
    const derived = this.lanes.some((lane) => lane.derivedPorosity !== undefined);
    const predicted = this.lanes.some((lane) => lane.predicted !== undefined);
    return {
      coil: this.coil,
      ...(this.side === undefined ? {} : { side: this.side }),
      index: this.index,
      from: this.from,
      to: this.to,
      knowledge: derived ? 'derived' : predicted ? 'predicted' : 'unknown',
      predictedAtStation: predicted ? this.predictedAtStation : undefined,
      predictedAt: predicted ? this.predictedAt : undefined,
      measuredAt: this.measuredAt,
      lanes: [...this.lanes],
      ...(predicted && this.conditions !== undefined ? { conditions: this.conditions } : {}),
      warnings: [...this.warnings, ...this.lastingWarnings],
    };
  }
}
