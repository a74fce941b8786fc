import type { SequencedBatch } from '../domain/sample.ts';
import type { Segment } from '../domain/segment.ts';
import { LineReadings } from '../tracking/line-readings.ts';
import { CalenderingJob } from './calendering-job.ts';
import { CoatingJob } from './coating-job.ts';
import { CoilStore } from './coil-web.ts';
import { JobFollower } from './job-follower.ts';
import { layoutOf } from './line-layout.ts';
import type { LineModel, MachinesModel } from './line-model.ts';
import { PresentConditions } from './present-conditions.ts';
import { ProcessChain } from './process-chain.ts';
import { SegmentShelf } from './segment-shelf.ts';
import type { MachineWeb, NoOutlook, WebFollower, WebState } from './web-follower.ts';

/**
 * Follows a line whose coating and calendering machines stand by themselves: mother coils are coated on side A, come back
 * for side B and go to the calender, each time from the other end, so that the metres are reversed, and between the sides
 * the lanes too where coils are turned. What is known of a piece of foil goes with it from coil to coil.
 *
 * What a segment of such a line is expected to be is the web as it leaves the machine that winds its coil: dry coating
 * of one side behind the coating machine, pressed coating of both behind the calendering machine.
 */
export class CoilTwin implements WebFollower {
  readonly #machines: MachinesModel;
  readonly #readings: LineReadings;
  readonly #shelf = new SegmentShelf();
  readonly #chain: ProcessChain;
  readonly #coating: CoatingJob;
  readonly #calendering: CalenderingJob;
  readonly #coater: JobFollower;
  readonly #press: JobFollower;
  /** Newest time that was believed [s]. */
  #time = -Infinity;

  /** @param machines - of the model */
  constructor(model: LineModel, machines: MachinesModel) {
    this.#machines = machines;
    const readings = new LineReadings(model.line);
    const layout = layoutOf(model.path);
    const present = new PresentConditions(readings, layout);
    const chain = new ProcessChain(model, layout, present);
    const coils = new CoilStore();
    const shelf = this.#shelf;
    const common = { model, machines, readings, present, chain, coils, shelf };
    this.#readings = readings;
    this.#chain = chain;
    this.#coating = new CoatingJob({ ...common, layout });
    this.#calendering = new CalenderingJob(common);
    this.#coater = new JobFollower(machines.coating, readings, this.#coating);
    this.#press = new JobFollower(machines.calendering, readings, this.#calendering);
  }

  accept(batch: SequencedBatch): readonly Segment[] {
    for (const sample of batch.samples) {
      const reading = this.#readings.take(sample);
      if (reading === undefined) continue;
      if (reading.timeIsBelieved) this.#time = Math.max(this.#time, reading.time);
      this.#coater.read(reading);
      this.#press.read(reading);
      const coated = this.#coater.now;
      const pressed = this.#press.now;
      if (coated !== undefined) this.#coating.read(reading, coated.run);
      if (pressed !== undefined) this.#calendering.read(reading, pressed.run);
    }
    this.#coater.carryOn(this.#time);
    this.#press.carryOn(this.#time);
    return this.#shelf.takeChanges();
  }

  /** What the errors of the predictions have cost since start. */
  get work(): ProcessChain['work'] {
    return this.#chain.work;
  }

  /** That of the coating machine where it has any, else that of the calendering machine. */
  web(): WebState | undefined {
    return this.machines()[0];
  }

  machines(): readonly MachineWeb[] {
    const webs: MachineWeb[] = [];
    const { coating, calendering } = this.#machines;
    if (this.#coater.now !== undefined) {
      webs.push({ ...webOf(coating.id, this.#coater.now), side: this.#coating.side });
    }
    if (this.#press.now !== undefined) {
      webs.push({ ...webOf(calendering.id, this.#press.now), pass: this.#calendering.pass });
    }
    return webs;
  }

  segments(): readonly Segment[] {
    return [...this.#shelf.finished(), ...this.segmentsOnLine()];
  }

  segmentsOnLine(): readonly Segment[] {
    return [...this.#coating.segments(), ...this.#calendering.segments()];
  }

  outlook(): NoOutlook {
    const reason =
      'the line load is advised where coater and calender share one web; here each has its own';
    return { time: this.#time, reason };
  }
}

function webOf(machine: string, { job, run }: NonNullable<JobFollower['now']>): MachineWeb {
  const { coil, input } = job;
  return { machine, coil, input, metre: run.metre, speed: run.speed, time: run.followed };
}
