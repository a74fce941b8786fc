import type { SegmentWarning } from '../domain/segment.ts';
import type { LineReadings } from '../tracking/line-readings.ts';
import type { PressCondition } from './forecast.ts';
import type { LineLayout } from './line-layout.ts';
import { missingReading } from './missing-reading.ts';
import { coatingConditions, dryerConditions, nipConditions } from './web-piece.ts';

/** What the machines say of themselves at present (SI); undefined where there is no good value. */
export class PresentConditions {
  readonly #readings: LineReadings;
  readonly #layout: LineLayout;

  constructor(readings: LineReadings, layout: LineLayout) {
    this.#readings = readings;
    this.#layout = layout;
  }

  /** The coating conditions in their order, and the web speed behind them. */
  atDie(webSpeed: number): readonly (number | undefined)[] {
    const { coater } = this.#layout;
    return [...coatingConditions.map((name) => this.#readings.number(coater.id, name)), webSpeed];
  }

  /** The dryer conditions of a zone in their order. */
  inZone(zone: string): readonly (number | undefined)[] {
    return dryerConditions.map((name) => this.#readings.number(zone, name));
  }

  /**
   * What presses the web now: the actual line load (the setpoint where the source has no actual one to tell) and the roll
   * temperature, in the order of `nipConditions`.
   */
  inNip(): readonly (number | undefined)[] {
    const { id } = this.#layout.calender;
    const load = this.#readings.heard(id, 'lineLoad') ? 'lineLoad' : 'lineLoadSetpoint';
    return [this.#readings.number(id, load), this.#readings.number(id, 'rollTemperature')];
  }

  /** The press as it is set, for web that it has yet to press; or as it is read where no setpoint is known. */
  atPress(): PressCondition | undefined {
    const { id } = this.#layout.calender;
    const lineLoad =
      this.#readings.number(id, 'lineLoadSetpoint') ?? this.#readings.number(id, 'lineLoad');
    const rollTemperature = this.#readings.number(id, 'rollTemperature');
    if (lineLoad === undefined || rollTemperature === undefined) return undefined;
    return { lineLoad, rollTemperature };
  }

  /** Why nothing can be predicted while the press is not known. */
  pressMissing(): SegmentWarning {
    return missingReading(this.#layout.calender.id, nipConditions);
  }
}
