import type { Clock } from '../../twin/domain/clock.ts';
import type { Sample, SequencedBatch } from '../../twin/domain/sample.ts';
import { joinLoss, type Spool, type SpoolLoss } from '../../twin/domain/spool.ts';
import { SpoolState } from './spool-state.ts';

/** What a sample takes in memory, besides the letters of its text [bytes]. */
const bytesOfSample = 150;

function bytesOf(samples: readonly Sample[]): number {
  return samples.reduce(
    (sum, { value }) => sum + bytesOfSample + (typeof value === 'string' ? 2 * value.length : 0),
    0,
  );
}

/** A spool that forgets everything with the process: for tests, and where nothing can be kept. */
export function createMemorySpool(options: {
  readonly capBytes: number;
  readonly clock: Clock;
}): Spool {
  const { capBytes, clock } = options;
  const state = new SpoolState(capBytes, { bytes: 0, samples: 0 }, clock);
  let kept: { readonly batch: SequencedBatch; readonly bytes: number }[] = [];
  let untold: SpoolLoss[] = [];
  let live = { bytes: 0, samples: 0 };
  let held = 0;
  let next = 0;
  const add = (batch: SequencedBatch, bytes: number, sign: 1 | -1): void => {
    live = {
      bytes: live.bytes + sign * bytes,
      samples: live.samples + sign * batch.samples.length,
    };
  };
  const giveUpOldest = (): SpoolLoss | undefined => {
    const index = kept.findIndex(({ batch }) => batch.sequence >= held);
    const [given] = index < 0 ? [] : kept.splice(index, 1);
    if (given === undefined) return undefined;
    const { sequence, samples } = given.batch;
    add(given.batch, given.bytes, -1);
    const times = samples.map(({ sourceTimestamp }) => sourceTimestamp);
    return {
      from: sequence,
      to: sequence + samples.length,
      samples: samples.length,
      sourceFrom: Math.min(...times),
      sourceTo: Math.max(...times),
      reason: 'full',
    };
  };
  return {
    async append(batches) {
      const offered = batches.map((batch) => ({ batch, bytes: bytesOf(batch.samples) }));
      const bytes = offered.reduce((sum, batch) => sum + batch.bytes, 0);
      state.arrived(bytes);
      const losses: SpoolLoss[] = [];
      while (live.bytes + bytes > capBytes) {
        const loss = giveUpOldest();
        if (loss === undefined) break;
        joinLoss(losses, loss);
        joinLoss(untold, loss);
      }
      for (const { batch, bytes: size } of offered) {
        kept.push({ batch, bytes: size });
        add(batch, size, 1);
        next = batch.sequence + batch.samples.length;
      }
      state.changed(live, losses);
      return losses;
    },
    async read(from, mostSamples) {
      const batches: SequencedBatch[] = [];
      let samples = 0;
      for (const { batch } of kept) {
        if (batch.sequence < from) continue;
        samples += batch.samples.length;
        if (batches.length > 0 && samples > mostSamples) break;
        batches.push(batch);
      }
      return { batches, losses: [] };
    },
    async hold(below) {
      held = below;
    },
    async forget(below) {
      for (const { batch, bytes } of kept) if (batch.sequence < below) add(batch, bytes, -1);
      kept = kept.filter(({ batch }) => batch.sequence >= below);
      state.changed(live);
    },
    losses: async () => untold,
    async lossesTold(below) {
      untold = untold.filter(({ to }) => to > below);
    },
    nextSequence: async () => next,
    health: () => state.health(),
    async close() {},
  };
}
