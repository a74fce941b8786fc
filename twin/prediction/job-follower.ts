import { processVariables } from '../../physics/process/variables.ts';
import type { WebPath } from '../../physics/process/web-path.ts';
import type { LineReadings, Reading } from '../tracking/line-readings.ts';
import { abortedState } from './aborted-machine.ts';
import type { MachineModel } from './line-model.ts';
import { longestHold, longestSilence, speedDelay, WebRun, type WebStep } from './web-run.ts';

/** What a machine makes of what, from one coil change to the next. */
export interface Job {
  /** Coil on the rewinder. */
  readonly coil: string;
  /** Foil roll or coil on the unwinder. */
  readonly input: string;
}

/** What is done with the web of a machine. */
export interface JobWork {
  /** A job is followed from now on; again where its web was lost. */
  begin(job: Job): void;
  /** The tail of the web before this piece, counted from 0 by the foil as it was coated, has entered the machine. */
  enter(index: number, run: WebRun): void;
  move(run: WebRun, step: WebStep): void;
  /** Web was not seen: what is on the machine is not followed any more. */
  lose(): void;
  /** The machine was aborted: what is on it may be torn out, and bare foil drawn in in its place. */
  abort(): void;
  /** All of the coil is wound. @param pieces - that it has; undefined where its end was not seen */
  end(pieces: number | undefined): void;
}

/** Share of a piece that may have entered unseen before it is followed. */
const unseenShare = 0.3;

/**
 * Follows the web of one machine job by job, by its tags `webSpeed`, `webLength`, `entryLength`, `coilId` and `inputId`,
 * and `stateName` of its stations.
 * Web of the job is counted by `entryLength`, whose zero is where the job's web begins; what moves on behind it, while the
 * leader enters, by `webLength`.
 */
export class JobFollower {
  readonly #unit: string;
  readonly #path: WebPath;
  readonly #readings: LineReadings;
  readonly #work: JobWork;
  #job: Job | undefined;
  #run: WebRun | undefined;
  /** Length counter less metre of the job at the entry [m]. */
  #offset = 0;
  /** Web of the job that has entered [m], and number of the next piece. */
  #entered = 0;
  #next = 0;
  /** Units that say that they were aborted. */
  readonly #aborted = new Set<string>();
  /** The job that ended last: its tags may stand a little longer. */
  #ended: string | undefined;

  constructor({ id, path }: MachineModel, readings: LineReadings, work: JobWork) {
    this.#unit = id;
    this.#path = path;
    this.#readings = readings;
    this.#work = work;
  }

  /** The job and where its web stands; undefined while none is followed. */
  get now(): { readonly job: Job; readonly run: WebRun } | undefined {
    if (this.#job === undefined || this.#run === undefined) return undefined;
    return { job: this.#job, run: this.#run };
  }

  /** Takes a reading of the machine; others are none of its business. */
  read({ parts, time, value }: Reading): void {
    if (parts.name === 'stateName') this.#readState(parts.unit, time, value);
    if (parts.unit !== this.#unit) return;
    if (parts.name === 'webSpeed') this.#readSpeed(time, value);
    else if (parts.name === 'coilId') this.#readCoil(value);
    else if (typeof value === 'number' && parts.name === 'entryLength') {
      this.#readEntry(time, value);
    } else if (typeof value === 'number' && parts.name === 'webLength') {
      this.#run?.readCounter(time, value - this.#offset);
    }
  }

  /** Follows the web to just behind the newest time that the line has told [s]. */
  carryOn(time: number): void {
    const run = this.#run;
    if (run === undefined || run.silent) return;
    const carried = Math.min(time - speedDelay, run.latest + longestHold);
    this.#follow(run, Math.max(run.latest, carried));
  }

  /** That of the machine, or of a station of it. */
  #readState(unit: string, time: number, value: Reading['value']): void {
    if (unit !== this.#unit && !this.#path.stations.some(({ id }) => id === unit)) return;
    const before = this.#aborted.size;
    if (value === abortedState) this.#aborted.add(unit);
    else this.#aborted.delete(unit);
    const run = this.#run;
    if (run === undefined || before > 0 || this.#aborted.size === 0) return;
    if (!run.silent) this.#follow(run, time);
    this.#work.abort();
  }

  #readSpeed(time: number, value: Reading['value']): void {
    const { min, max } = processVariables.webSpeed;
    if (typeof value !== 'number' || !(value >= min && value <= max)) {
      this.#run?.fallSilent(time);
      return;
    }
    const run = this.#run;
    if (run === undefined) return;
    if (run.endSilence(time) > longestSilence || time > run.latest + longestHold) {
      this.#run = undefined;
      this.#work.lose();
    } else if (time > run.latest) {
      this.#follow(run, time);
      run.readSpeed(run.followed, value);
    }
  }

  #readCoil(value: Reading['value']): void {
    if (typeof value === 'string' && this.#job !== undefined && value !== this.#job.coil) {
      this.#end();
    }
  }

  #readEntry(time: number, entered: number): void {
    if (this.#job !== undefined && entered < this.#entered - this.#path.segmentLength) this.#end();
    if (this.#run === undefined) this.#begin(time, entered);
    if (this.#job !== undefined) this.#entered = Math.max(this.#entered, entered);
  }

  /** Follows the job from here on, once all is known of it. */
  #begin(time: number, entered: number): void {
    const unit = this.#unit;
    const speed = this.#readings.number(unit, 'webSpeed');
    const counter = this.#readings.timedNumber(unit, 'webLength');
    const coil = this.#readings.text(unit, 'coilId');
    const input = this.#readings.text(unit, 'inputId');
    if (speed === undefined || counter === undefined || input === undefined) return;
    if (coil === undefined || coil === '' || coil === this.#ended || !(entered > 0)) return;
    this.#ended = undefined;
    this.#job = { coil, input };
    this.#entered = entered;
    this.#next = Math.max(0, Math.ceil(entered / this.#path.segmentLength - unseenShare));
    this.#offset = counter.value + speed * (time - counter.time) - entered;
    this.#run = new WebRun(this.#path, coil, time, entered, speed);
    this.#work.begin(this.#job);
  }

  #end(): void {
    const pieces = this.#entered / this.#path.segmentLength;
    this.#ended = this.#job?.coil;
    this.#work.end(this.#run === undefined ? undefined : Math.round(pieces));
    this.#job = undefined;
    this.#run = undefined;
    this.#entered = 0;
  }

  #follow(run: WebRun, to: number): void {
    for (const step of run.follow(to)) {
      // The leader behind the last piece is no web of the job.
      const reached = Math.min(step.end, this.#entered);
      while (this.#next * this.#path.segmentLength < reached) {
        this.#work.enter(this.#next++, run);
      }
      this.#work.move(run, step);
    }
  }
}
