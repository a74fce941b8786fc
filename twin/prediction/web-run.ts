import { pathLength, type WebPath } from '../../physics/process/web-path.ts';
import { CounterCorrection } from '../tracking/counter-correction.ts';
import { WebPosition } from '../tracking/web-position.ts';

/** A silent web speed this long [s] loses the position: the web that passed meanwhile was not seen. */
export const longestSilence = 2;
/** So long [s] the last speed is taken to hold where nothing is said of it, as a source that reports changes means it. */
export const longestHold = 600;
/** Other readings carry the web on only behind their own time by this much [s], so that a speed may come after them. */
export const speedDelay = 1;
/** Longest stretch of time that is followed in one go [s], and the share of a segment that it may move. */
const longestStep = 0.5;
const stepShare = 0.25;

/** A stretch of time [s] in which the web moved on at the die from one coil metre to another. */
export interface WebStep {
  readonly seconds: number;
  readonly begin: number;
  readonly end: number;
}

/**
 * One unbroken run of following the web: from when its place became known until its speed was silent for too long, or
 * its metres are counted anew. Coils may follow each other in it.
 */
export class WebRun {
  readonly #path: WebPath;
  readonly #position: WebPosition;
  readonly #correction = new CounterCorrection();
  #coil: string;
  #speed: number;
  #speedChange = 0;
  #followed: number;
  #silentSince: number | undefined;

  /**
   * @param time - source time [s] at which `metre` of the coil stands at the die
   * @param speed - web speed [m.s-1], >= 0
   */
  constructor(path: WebPath, coil: string, time: number, metre: number, speed: number) {
    this.#path = path;
    this.#coil = coil;
    this.#speed = speed;
    this.#position = new WebPosition(time, metre, speed);
    this.#followed = time;
  }

  /** The coil that is being coated. */
  get coil(): string {
    return this.#coil;
  }

  /** The metres go on under another coil's name. */
  changeCoil(coil: string): void {
    this.#coil = coil;
  }

  /** Speed as read last, which holds from then on [m.s-1]. */
  get speed(): number {
    return this.#speed;
  }

  /** Source time of the last speed reading [s]. */
  get latest(): number {
    return this.#position.latest;
  }

  /** Source time up to which the web was followed [s]. */
  get followed(): number {
    return this.#followed;
  }

  /** Coil metre at the die where the following has come to. */
  get metre(): number {
    return this.#position.metreAt(this.#followed)!;
  }

  /** Coil metre at the die at a source time [s]; undefined where that is not known or forgotten. */
  metreAt(time: number): number | undefined {
    return this.#position.metreAt(time);
  }

  /** Takes a good speed [m.s-1]; with it the position draws nearer to the length counter. */
  readSpeed(time: number, speed: number): void {
    this.#correction.madeUp(this.#speedChange * (time - this.latest));
    this.#speed = speed;
    this.#speedChange = this.#correction.speedChange(speed);
    this.#position.read(time, speed + this.#speedChange);
  }

  /** Takes a good length counter [m]. */
  readCounter(time: number, metre: number): void {
    const own = this.#position.metreAt(time);
    if (own !== undefined) this.#correction.take(metre - own);
  }

  /** Whether the length counter counts other metres than these. */
  get counterDisagrees(): boolean {
    return this.#correction.disagrees;
  }

  /** The speed is not known from this source time [s] on. */
  fallSilent(time: number): void {
    this.#silentSince ??= time;
  }

  get silent(): boolean {
    return this.#silentSince !== undefined;
  }

  /** Ends a silence at a source time [s]; returns how long it lasted [s], 0 where there was none. */
  endSilence(time: number): number {
    const silentFor = this.#silentSince === undefined ? 0 : time - this.#silentSince;
    this.#silentSince = undefined;
    return silentFor;
  }

  /** Follows the web to a source time [s], in steps short against a segment. */
  *follow(to: number): Generator<WebStep> {
    const position = this.#position;
    while (this.#followed < to) {
      const travel =
        position.speed > 0 ? (stepShare * this.#path.segmentLength) / position.speed : longestStep;
      const next = Math.min(to, this.#followed + Math.min(longestStep, travel));
      const seconds = next - this.#followed;
      const begin = this.metre;
      this.#followed = next;
      yield { seconds, begin, end: this.metre };
    }
    position.forgetBefore(this.metre - 2 * pathLength(this.#path));
  }
}
