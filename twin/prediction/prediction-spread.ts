import { PhysicsError } from '../../physics/core/errors.ts';
import type { LineLayout } from './line-layout.ts';
import type { LineModel } from './line-model.ts';
import {
  type LinearPrediction,
  linearPrediction,
  type OperatingPoint,
} from './linear-prediction.ts';

/** A prediction is near another where no temperature is off by more [K], and nothing else by more of itself. */
const nearTemperature = 5;
const nearShare = 0.05;
/** Operating points that are kept: web of some of them is on the line while settings change. */
const kept = 24;

interface Known {
  readonly point: OperatingPoint;
  /** Undefined where physics refused it. */
  readonly prediction: LinearPrediction | undefined;
}

/**
 * How well predictions are known, linearised once per operating point and used again as long as settings move little: a
 * derivative changes slowly, and a hundred passages through the dryer for each metre of web would buy nothing.
 */
export class PredictionSpread {
  readonly #model: LineModel;
  readonly #layout: LineLayout;
  /** The one that was used last stands last. */
  readonly #known: Known[] = [];
  readonly #work = { linearisations: 0, passages: 0 };

  constructor(model: LineModel, layout: LineLayout) {
    this.#model = model;
    this.#layout = layout;
  }

  /** Points that were linearised since start, and films that were dried for it. */
  get work(): { readonly linearisations: number; readonly passages: number } {
    return this.#work;
  }

  /** The prediction linearised at a point near to this one; undefined where physics refuses it. */
  near(point: OperatingPoint): LinearPrediction | undefined {
    const found = this.#known.findLastIndex((known) => isNear(known.point, point));
    if (found >= 0) {
      const [known] = this.#known.splice(found, 1);
      this.#known.push(known!);
      return known!.prediction;
    }
    const prediction = this.#linearised(point);
    this.#known.push({ point, prediction });
    if (this.#known.length > kept) this.#known.shift();
    return prediction;
  }

  #linearised(point: OperatingPoint): LinearPrediction | undefined {
    this.#work.linearisations++;
    try {
      const prediction = linearPrediction(this.#model, this.#layout, point);
      this.#work.passages += prediction.passages;
      return prediction;
    } catch (error) {
      if (error instanceof PhysicsError) return undefined;
      throw error;
    }
  }
}

function isNear(one: OperatingPoint, other: OperatingPoint): boolean {
  const { die, press, backLoading } = one;
  return (
    isShare(one.webSpeed, other.webSpeed) &&
    isShare(die.pumpFlow, other.die.pumpFlow) &&
    isShare(die.slurryDensity, other.die.slurryDensity) &&
    isShare(die.dieGap, other.die.dieGap) &&
    isShare(die.webSpeed, other.die.webSpeed) &&
    isWarm(die.slurryTemperature, other.die.slurryTemperature) &&
    isBack(backLoading, other.backLoading) &&
    isPress(press, other.press) &&
    one.zones.every((zone, i) => {
      const same = other.zones[i]!;
      return (
        isWarm(zone.airTemperature, same.airTemperature) &&
        isShare(zone.airVelocity, same.airVelocity) &&
        isShare(zone.length, same.length) &&
        isVapour(zone.solventContent, same.solventContent)
      );
    })
  );
}

/** The number of passes and of sides counts as such. */
function isPress(one: OperatingPoint['press'], other: OperatingPoint['press']): boolean {
  if (one === undefined || other === undefined) return one === other;
  return (
    one.passes === other.passes &&
    one.coatedSides === other.coatedSides &&
    isShare(one.lineLoad, other.lineLoad) &&
    isWarm(one.rollTemperature, other.rollTemperature)
  );
}

/** Its error may be that of a gauge or that of the model. */
function isBack(one: OperatingPoint['backLoading'], other: OperatingPoint['backLoading']): boolean {
  const [error, same] = [one.standardError, other.standardError];
  return isShare(one.value, other.value) && error <= 2 * same && same <= 2 * error;
}

function isShare(one: number, other: number): boolean {
  return Math.abs(one - other) <= nearShare * Math.abs(one);
}

function isWarm(one: number, other: number): boolean {
  return Math.abs(one - other) <= nearTemperature;
}

/** Vapour acts by its distance from the share that presses itself out, not by its own size [-]. */
function isVapour(one: number, other: number): boolean {
  return Math.abs(one - other) <= Math.max(1e-3, 0.2 * one);
}
