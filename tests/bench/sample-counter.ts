import type { SampleSink } from '../../twin/domain/connector.ts';

/** Longest wait for samples [s]. */
const patience_s = 60;

/** What a stretch of work cost. */
interface Cost {
  /** CPU of this process, all threads, as share of one core [%]. */
  readonly share_percent: number;
  readonly elapsed_s: number;
}

/** Counts the samples that pass to a sink, and measures over whole numbers of them. */
export class SampleCounter {
  count = 0;
  #goal = { count: Number.POSITIVE_INFINITY, reached: (): void => undefined };

  /** Passes on to another sink what it counts. */
  before(sink: SampleSink): SampleSink {
    return {
      offer: (batch) => {
        this.count += batch.length;
        if (this.count >= this.#goal.count) this.#goal.reached();
        return sink.offer(batch);
      },
    };
  }

  /** The moment at which so many samples more are in: whole ticks, so that the edges of a window add no error. */
  more(samples: number): Promise<void> {
    const count = this.count + samples;
    return new Promise((resolve, reject) => {
      const late = () => reject(new Error(`${this.count} of ${count} values in ${patience_s} s`));
      const timer = setTimeout(late, patience_s * 1000);
      const reached = () => {
        clearTimeout(timer);
        resolve();
      };
      this.#goal = { count, reached };
    });
  }

  /** What this process uses while so many samples more come in. */
  async costOf(samples: number): Promise<Cost> {
    const [before, start] = [process.cpuUsage(), performance.now()];
    await this.more(samples);
    const used = process.cpuUsage(before);
    const elapsed_s = (performance.now() - start) / 1000;
    return { share_percent: (used.user + used.system) / 1e4 / elapsed_s, elapsed_s };
  }
}
