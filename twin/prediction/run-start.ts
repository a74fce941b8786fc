import type { WebPath } from '../../physics/process/web-path.ts';
import { coilAgain, coilNamed } from '../domain/coil-name.ts';
import type { LineReadings } from '../tracking/line-readings.ts';
import type { WebPiece } from './web-piece.ts';
import { WebRun } from './web-run.ts';

/** So long [s] the first web speed waits for the length counter and the coil's name. */
const longestWaitForCounter = 3;

/** Begins to follow the web once its place on the coil is known, and tells coils apart whose counter went back. */
export class RunStart {
  readonly #path: WebPath;
  readonly #readings: LineReadings;
  #firstSpeed: number | undefined;
  /** Newest piece of the run before. */
  #lostAt: WebPiece | undefined;

  constructor(path: WebPath, readings: LineReadings) {
    this.#path = path;
    this.#readings = readings;
  }

  /** Waits for the counter and the coil from now on; `newest` is the last piece of the run that was lost. */
  waitAgain(newest: WebPiece | undefined): void {
    this.#lostAt = newest;
    this.#firstSpeed = undefined;
  }

  /** The run that begins with this speed, at the length counter brought to that time; undefined while the length counter and the coil are worth waiting for. */
  begin(time: number, speed: number): WebRun | undefined {
    this.#firstSpeed ??= time;
    const counter = this.#readings.timedNumber('line', 'webLength');
    const coil = this.#readings.text('line', 'coilId');
    const known = counter !== undefined && coil !== undefined;
    if (!known && time - this.#firstSpeed < longestWaitForCounter) return undefined;
    const metre = counter === undefined ? 0 : counter.value + speed * (time - counter.time);
    return new WebRun(this.#path, this.#nameCoil(coil ?? 'coil', metre, time), time, metre, speed);
  }

  /**
   * A counter that went back starts a new coil.
   * @param begun - source time [s]
   */
  #nameCoil(coil: string, metre: number, begun: number): string {
    const lost = this.#lostAt;
    const seenBefore = lost !== undefined && coilNamed(lost.coil) === coil && metre < lost.from;
    return seenBefore ? coilAgain(coil, begun * 1000) : coil;
  }
}
