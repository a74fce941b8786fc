import { PhysicsError } from '../../physics/core/errors.ts';
import { foilElongation } from '../../physics/process/calendering.ts';
import type { WetFilm } from '../../physics/process/coating.ts';
import type { DryCoating } from '../../physics/process/drying.ts';
import type { DryerZone } from '../../physics/process/drying-film.ts';
import type { LaneErrors, LaneState, Uncertain } from '../domain/segment.ts';
import { conditionsOf } from './condition-names.ts';
import { assumedElongation, canBeLoading } from './derived-porosity.ts';
import {
  type DieCondition,
  forecastDry,
  forecastFilm,
  forecastLanes,
  meanPorosity,
  type PressCondition,
  type PressedLanes,
} from './forecast.ts';
import type { LineLayout, ZoneStretch } from './line-layout.ts';
import type { LineModel } from './line-model.ts';
import type { LinearPrediction } from './linear-prediction.ts';
import { missingReading } from './missing-reading.ts';
import { PredictionSpread } from './prediction-spread.ts';
import type { PresentConditions } from './present-conditions.ts';
import { type DryerMet, dryerConditions, type WebPiece } from './web-piece.ts';

/** A dry coating and the conditions that made it. */
export interface MadeCoating {
  readonly dry: DryCoating;
  readonly die: DieCondition;
  readonly dryerMet: DryerMet;
}

/** What coating, drying and calendering make of a piece of web under the conditions that it met and those ahead of it. */
export class ProcessChain {
  readonly #model: LineModel;
  readonly #layout: LineLayout;
  readonly #present: PresentConditions;
  readonly #spread: PredictionSpread;

  constructor(model: LineModel, layout: LineLayout, present: PresentConditions) {
    this.#model = model;
    this.#layout = layout;
    this.#present = present;
    this.#spread = new PredictionSpread(model, layout);
  }

  /** The wet film that was laid down; undefined where a condition at the die was not known. */
  film(piece: WebPiece): WetFilm | undefined {
    const die = dieCondition(piece);
    return die === undefined ? undefined : forecastFilm(this.#model, die);
  }

  /** The dryer as the piece meets it. @throws PhysicsError PHY_OUT_OF_RANGE where a zone gives no good value */
  passage(piece: WebPiece, presentSpeed: number): DryerMet {
    const webSpeed = Math.max(presentSpeed, dieCondition(piece)!.webSpeed / 10);
    const zones = this.#layout.zones.map((zone, i) => this.#zoneMet(piece, zone, i, webSpeed));
    return { zones, webSpeed, backLoading: piece.backLoading };
  }

  /** The coating at the dryer's exit. @throws PhysicsError */
  dry(film: WetFilm, { zones, webSpeed, backLoading }: DryerMet): DryCoating {
    return forecastDry(this.#model, film, zones, webSpeed, backLoading.value);
  }

  /** The lanes at the calender's exit, of a piece whose dry coating is forecast. */
  lanes(piece: WebPiece, press: PressCondition): PressedLanes {
    return this.#pressed(piece, piece.dry!, press);
  }

  /** The same with how well they are known. */
  knownLanes(piece: WebPiece, press: PressCondition): PressedLanes {
    return this.lanesOf(this.coating(piece)!, piece.lanes.map(usedLoading), press);
  }

  /** The dry coating of a piece with what made it; undefined where it is not forecast. */
  coating(piece: WebPiece): MadeCoating | undefined {
    const { dry, dryerMet } = piece;
    const die = dieCondition(piece);
    if (dry === undefined || dryerMet === undefined || die === undefined) return undefined;
    return { dry, die, dryerMet };
  }

  /**
   * The lanes of a coating, with how well they are known.
   * @param loadings - of each lane as a gauge says it, undefined where none does
   * @param press - absent: as they leave the dryer
   */
  lanesOf(
    { dry, die, dryerMet }: MadeCoating,
    loadings: readonly (Uncertain | undefined)[],
    press?: PressCondition,
  ): PressedLanes {
    const values = loadings.map((loading) => loading?.value);
    const { lanes, warnings } = forecastLanes(this.#model, dry, values, press);
    const pressed = press === undefined ? {} : { press };
    const spread = this.#spread.near({ die, ...dryerMet, ...pressed });
    const conditions = conditionsOf({ die, ...dryerMet, ...pressed });
    if (spread === undefined) return { lanes, warnings, conditions };
    return {
      conditions,
      lanes: lanes.map((lane, i) => ({
        ...lane,
        standardError: standardErrors(spread, loadings[i]),
      })),
      warnings: [...spread.warnings, ...warnings],
    };
  }

  /** Operating points that were linearised since start, and films that were dried for it. */
  get work(): PredictionSpread['work'] {
    return this.#spread.work;
  }

  /** Mean press over the time that a piece was in the nip; undefined where it was not known all the time. */
  pressMet(piece: WebPiece): PressCondition | undefined {
    const means = piece.inNip.means();
    if (means === undefined) return undefined;
    const [lineLoad, rollTemperature] = means as [number, number];
    return { lineLoad, rollTemperature };
  }

  /** What the press does to the foil. @throws PhysicsError PHY_OUT_OF_RANGE */
  elongation({ lineLoad }: PressCondition): Uncertain {
    return assumedElongation(foilElongation(this.#model.material, lineLoad));
  }

  /** Mean porosity of a piece by coating, drying and calendering anew. */
  porosityFromDie(piece: WebPiece, press: PressCondition, presentSpeed: number): number {
    const dry = this.dry(this.film(piece)!, this.passage(piece, presentSpeed));
    return meanPorosity(this.#pressed(piece, dry, press));
  }

  #pressed(piece: WebPiece, dry: DryCoating, press: PressCondition): PressedLanes {
    const measuredLoadings = piece.lanes.map((lane) => usedLoading(lane)?.value);
    return forecastLanes(this.#model, dry, measuredLoadings, press);
  }

  /** A zone as the piece met it, for as long as it stayed in it; one that lies ahead as it stands now. */
  #zoneMet(piece: WebPiece, zone: ZoneStretch, number: number, speed: number): DryerZone {
    const met = piece.inZone[number]!;
    const means = piece.stagesPassed > number + 1 ? met.means() : undefined;
    const [airTemperature, airVelocity, solventContent] = means ?? this.#present.inZone(zone.id);
    if (airTemperature === undefined || airVelocity === undefined || solventContent === undefined) {
      throw new PhysicsError('PHY_OUT_OF_RANGE', missingReading(zone.id, dryerConditions).message);
    }
    const length = means === undefined ? zone.end - zone.start : met.seconds * speed;
    return { length, airTemperature, airVelocity, solventContent };
  }
}

/** What the gauge said of a lane's loading, where that can be one. */
function usedLoading({ measuredLoading: measured }: LaneState): Uncertain | undefined {
  return measured !== undefined && canBeLoading(measured.value) ? measured : undefined;
}

/** Of a lane, with the error of the gauge where its loading was read. */
function standardErrors(
  { unmeasured, measured, perLoading }: LinearPrediction,
  loading: Uncertain | undefined,
): LaneErrors {
  if (loading === undefined) return unmeasured;
  const { standardError } = loading;
  return {
    loading: Math.hypot(measured.loading, perLoading.loading * standardError),
    thickness: Math.hypot(measured.thickness, perLoading.thickness * standardError),
    porosity: Math.hypot(measured.porosity, perLoading.porosity * standardError),
  };
}

function dieCondition(piece: WebPiece): DieCondition | undefined {
  const means = piece.atDie.means();
  if (means === undefined) return undefined;
  const [pumpFlow, slurryDensity, slurryTemperature, dieGap, webSpeed] = means as [
    number,
    number,
    number,
    number,
    number,
  ];
  return { pumpFlow, slurryDensity, slurryTemperature, dieGap, webSpeed };
}
