import type { Historian } from '../../twin/domain/historian.ts';
import type { SequencedBatch, TagId } from '../../twin/domain/sample.ts';

/** Samples of a line as its connectors deliver them: 200 tags that take turns, with times of source, server and arrival. */
export const historyTags = Array.from(
  { length: 200 },
  (_, k) => `demo.electrode.line1.unit${k % 7}.signal${k}_1` as TagId,
);
/** Source time of the first sample [ms]. */
export const historyStart = Date.UTC(2026, 0, 1);
/** Samples of each second: one tag at 1 Hz, the others in turns, so that a day is 10 million. */
export const samplesPerSecond = 116;

/** A batch of a day of 10,022,400 samples, from a place in it. */
export function makeHistoryBatch(sequence: number, count: number): SequencedBatch {
  const samples = Array.from({ length: count }, (_, i) => {
    const at = sequence + i;
    const second = Math.floor(at / samplesPerSecond);
    const turn = at % samplesPerSecond;
    const others = historyTags.length - 1;
    const tag =
      historyTags[turn === 0 ? 0 : 1 + ((second * (samplesPerSecond - 1) + turn) % others)]!;
    const sourceTimestamp = historyStart + second * 1000;
    return {
      tag,
      sourceTimestamp,
      serverTimestamp: sourceTimestamp + 2,
      receivedTimestamp: sourceTimestamp + 5 + (at % 13),
      // A reading with noise in its last digits, as a gauge gives it.
      value: Math.round(1e3 * (20 + 5 * Math.sin(at / 1e5)) + ((at * 7919) % 100)) / 1e3,
      status: 0,
      flags: 8,
    };
  });
  return { sequence, samples };
}

/** What offering samples at a fixed rate came to. */
interface Sustained {
  /** From the first offer until all were confirmed [s]. */
  readonly elapsed_s: number;
  /** Most samples that were offered and not yet confirmed. */
  readonly mostWaiting: number;
}

const offersPerSecond = 10;

/** Offers samples at a rate for a time, as connectors do: whether the store keeps up or not. */
export async function sustain(
  historian: Historian,
  { rate_per_s, duration_s }: { readonly rate_per_s: number; readonly duration_s: number },
): Promise<Sustained> {
  const size = rate_per_s / offersPerSecond;
  const offers = duration_s * offersPerSecond;
  let waiting = 0;
  let mostWaiting = 0;
  const first = await historian.nextSequence();
  const begin = performance.now();
  const appends: Promise<void>[] = [];
  for (let offer = 0; offer < offers; offer += 1) {
    const batch = makeHistoryBatch(first + offer * size, size);
    waiting += size;
    mostWaiting = Math.max(mostWaiting, waiting);
    appends.push(
      historian.append(batch).then(() => {
        waiting -= size;
      }),
    );
    const due = begin + ((offer + 1) * 1000) / offersPerSecond;
    const early = due - performance.now();
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, early)));
  }
  await Promise.all(appends);
  return { elapsed_s: (performance.now() - begin) / 1000, mostWaiting };
}
