import type { Historian } from '../../twin/domain/historian.ts';
import { sampleFlags, type TagId } from '../../twin/domain/sample.ts';
import { lookAt, type ReplayPage, type ReplayRange, type ReplaySource } from './replay-source.ts';
import type { SourceNames } from './source-names.ts';

/** A history that is replayed. */
interface HistorySourceOptions {
  readonly name: string;
  readonly historian: Historian;
  readonly names: SourceNames;
  readonly range: ReplayRange;
  /** Ends what was opened for the replay; nothing where the history is the twin's own. */
  readonly close?: () => Promise<void>;
}

/** A range of a history, in the order in which its samples arrived. */
export function historySource(options: HistorySourceOptions): ReplaySource {
  const { name, historian, names, range } = options;
  async function* pages(signal: AbortSignal): AsyncGenerator<ReplayPage> {
    for await (const stored of historian.range({ ...range, order: 'sequence' })) {
      if (signal.aborted) return;
      const rejected: { place: string; reason: string }[] = [];
      let unmapped = 0;
      const samples = stored.flatMap(({ sequence, ...sample }) => {
        const named = names.find(sample.tag);
        if (named === undefined) unmapped += 1;
        else if ('refusal' in named) {
          rejected.push({ place: `sequence ${sequence}`, reason: `tag: ${named.refusal}` });
        } else {
          const { value, flags } = sample;
          const isConverted = typeof value === 'number' && named.convert !== undefined;
          return [
            {
              ...sample,
              tag: named.tag as TagId,
              value: isConverted ? named.convert!(value) : value,
              flags: flags | sampleFlags.replay,
            },
          ];
        }
        return [];
      });
      yield { samples, rejected, unmapped };
    }
  }

  return {
    name,
    fingerprint: name,
    virtual: false,
    async look() {
      for await (const { samples } of pages(new AbortController().signal)) {
        return { ...lookAt(samples), isWhole: false };
      }
      return { ...lookAt([]), isWhole: false };
    },
    // Asked of the range itself: to find it in the history would be to read all of it.
    async extent() {
      const { from, to } = range;
      return Number.isFinite(from) && Number.isFinite(to) ? { first: from, last: to } : undefined;
    },
    pages,
    close: () => options.close?.() ?? Promise.resolve(),
  };
}
