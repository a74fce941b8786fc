import { coatingThickness, peelStrength, presentLoading } from './coating-on-web.ts';
import type { TruthConstants } from './truth-constants.ts';
import { truthVariables } from './truth-variables.ts';
import { scrapReasons, type WebState, webStages } from './web-state.ts';

/** What is true of finished web, one row per segment, lane and side; columns of equal length, values in SI. */
export interface TruthRows {
  readonly coil: string[];
  /** Start of the segment on that coil [m]. */
  readonly metre: Float64Array;
  /** From 1. */
  readonly lane: Uint8Array;
  /** 0 is side A, 1 is side B. */
  readonly side: Uint8Array;
  /** `dried`, `pressedOnce` (of two passes), `calendered`, or why it is scrap. */
  readonly state: string[];
  /** In the order of `truthVariables`; NaN where a variable does not apply. */
  readonly values: readonly Float64Array[];
}

/** Rows since they were taken last, in the order in which the web was wound up. Without recording it keeps none. */
export class TruthRecorder {
  readonly recording: boolean;
  #rows = 0;
  #coil: string[] = [];
  #state: string[] = [];
  #metre = new Float64Array(64);
  #lane = new Uint8Array(64);
  #side = new Uint8Array(64);
  #values = truthVariables.map(() => new Float64Array(64));

  constructor(recording: boolean) {
    this.recording = recording;
  }

  /** Adds one place of web: `lane` from 0, `metre` its start on the coil. */
  add(
    web: WebState,
    i: number,
    place: {
      readonly coil: string;
      readonly metre: number;
      readonly lane: number;
      readonly side: number;
      /** Whether no pass through the rolls is to come. */
      readonly isFinished: boolean;
    },
    law: { readonly constants: TruthConstants; readonly solventDensity: number },
  ): void {
    if (this.#rows === this.#metre.length) this.#grow();
    const row = this.#rows++;
    const stage = web.stage[i]!;
    const scrap = web.scrap[i]!;
    const dry = stage >= webStages.consolidated;
    const coated = stage !== webStages.bare;
    this.#coil.push(place.coil);
    const pressed = place.isFinished ? 'calendered' : 'pressedOnce';
    const made = stage === webStages.calendered ? pressed : 'dried';
    this.#state.push(scrap === 0 ? made : scrapReasons[scrap]!);
    this.#metre[row] = place.metre;
    this.#lane[row] = place.lane + 1;
    this.#side[row] = place.side;
    const values = this.#values;
    const none = Number.NaN;
    values[0]![row] = presentLoading(web, i);
    values[1]![row] = coatingThickness(web, i, law.solventDensity);
    values[2]![row] = dry ? web.porosity[i]! : none;
    values[3]![row] = coated ? web.solvent[i]! / web.solids[i]! : none;
    values[4]![row] = dry ? web.driedPorosity[i]! : none;
    values[5]![row] = web.elongation[i]!;
    values[6]![row] = dry ? web.binderRatio[i]! : none;
    values[7]![row] = peelStrength(web, i, law.constants);
    values[8]![row] = web.peakTemperature[i]!;
    values[9]![row] = web.hotTime[i]!;
    values[10]![row] = coated ? web.active[i]! : none;
    values[11]![row] = scrap === 0 ? 0 : 1;
  }

  take(): TruthRows {
    const rows = this.#rows;
    const taken = {
      coil: this.#coil,
      state: this.#state,
      metre: this.#metre.slice(0, rows),
      lane: this.#lane.slice(0, rows),
      side: this.#side.slice(0, rows),
      values: this.#values.map((column) => column.slice(0, rows)),
    };
    this.#rows = 0;
    this.#coil = [];
    this.#state = [];
    return taken;
  }

  #grow(): void {
    const size = 2 * this.#metre.length;
    const doubled = (column: Float64Array) => {
      const larger = new Float64Array(size);
      larger.set(column);
      return larger;
    };
    const doubledBytes = (column: Uint8Array) => {
      const larger = new Uint8Array(size);
      larger.set(column);
      return larger;
    };
    this.#metre = doubled(this.#metre);
    this.#lane = doubledBytes(this.#lane);
    this.#side = doubledBytes(this.#side);
    this.#values = this.#values.map(doubled);
  }
}
