import {
  type AggregateQuery,
  type Bucket,
  type Historian,
  noUpkeep,
  type StoredSample,
} from '../../twin/domain/historian.ts';
import { qualityOf, type TagId } from '../../twin/domain/sample.ts';
import { checkQuery, refusalError, refusalsOf } from './check-input.ts';
import { LastSamples } from './last-samples.ts';
import { SampleTable } from './sample-table.ts';
import { emptyLedger } from './sequence-ledger.ts';
import { WriteGroup } from './write-queue.ts';

/** Buckets of one tag, in order of time; starts are whole multiples of the interval since 1970. */
function summarise(tag: TagId, samples: readonly StoredSample[], interval_ms: number): Bucket[] {
  const groups = new Map<number, { values: number[]; bad: number }>();
  for (const { sourceTimestamp, status, value } of samples) {
    const good = qualityOf(status) === 'good';
    if (good && typeof value !== 'number') continue;
    const from = Math.floor(sourceTimestamp / interval_ms) * interval_ms;
    const group = groups.get(from) ?? { values: [], bad: 0 };
    groups.set(from, group);
    if (good) group.values.push(value as number);
    else group.bad += 1;
  }
  return [...groups].map(([from, { values, bad }]) => {
    const count = values.length;
    if (count === 0) return { tag, from, count, bad, mean: null, min: null, max: null, last: null };
    let [sum, min, max] = [0, Infinity, -Infinity];
    for (const value of values) {
      sum += value;
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    return { tag, from, count, bad, mean: sum / count, min, max, last: values.at(-1)! };
  });
}

/** A historian that forgets everything with the process: for tests, and where no file can be kept. */
export function createMemoryHistorian(): Historian {
  const table = new SampleTable();
  const last = new LastSamples();
  let ledger = emptyLedger;
  let refusedSamples = 0;
  return {
    capabilities: { sql: false, parquet: false, retention: false, dedupe: false, durable: false },
    async append(batch) {
      const refusals = refusalsOf(batch);
      const group = new WriteGroup([{ batch, refusals }], ledger);
      ledger = group.ledger;
      group.each((sample, sequence) => {
        table.add(sample, sequence);
        last.add(sample, sequence);
      });
      refusedSamples += refusals.length;
      if (refusals.length > 0) throw refusalError(refusals);
    },
    async *range(query) {
      checkQuery(query);
      yield* table.pages(query);
    },
    async aggregate(query: AggregateQuery) {
      checkQuery(query);
      const { tags, from, to, interval_ms } = query;
      return [...new Set(tags)].flatMap((tag) =>
        summarise(tag, table.ofTag(tag, from, to), interval_ms),
      );
    },
    async last(tags) {
      return last.of(tags);
    },
    async tags() {
      return last.tags();
    },
    async nextSequence() {
      return ledger.next;
    },
    health: () => ({ state: 'ok', refusedSamples, expiredSamples: 0 }),
    async upkeep() {
      return noUpkeep;
    },
    async close() {},
  };
}
