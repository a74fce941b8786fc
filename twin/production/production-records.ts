import type { KeptRecordDto, ProductionRecord, RecordKind } from '../contract/mes.ts';
import { recordKinds } from '../contract/mes.ts';
import type { Clock } from '../domain/clock.ts';
import type { SampleSink } from '../domain/connector.ts';
import { TwinError } from '../domain/errors.ts';
import type { RecordOutcome, RecordSink } from '../domain/record-sink.ts';
import { type Sample, sampleFlags, statusCodes, type TagId } from '../domain/sample.ts';
import { type ReadRecord, readRecord } from './read-record.ts';
import { recordTag, type ToldRecords } from './told-records.ts';

/** What the records are made of. */
interface ProductionRecordsParts {
  /** Prefix `site.area.line` of their tags. */
  readonly line: string;
  readonly sink: SampleSink;
  readonly clock: Clock;
  /** Hears of every record that is kept, those of earlier processes among them. */
  readonly kept?: (record: KeptRecordDto) => void;
}

/** Fields of records that name another record, and the kind that they name. */
const references: readonly (readonly [field: string, kind: RecordKind])[] = [
  ['order', 'workOrder'],
  ['recipe', 'recipe'],
  ['batch', 'batch'],
  ['coil', 'coil'],
  ['parent', 'coil'],
];

/**
 * Orders, recipes, batches, coils and results of the laboratory. Each is told as a sample with its JSON as value, so that
 * it goes the durable way of all samples, and the state is what the history of those samples says: it is rebuilt from it
 * on start. A value of the laboratory is a sample of its own too, at the time at which it was taken.
 */
export class ProductionRecords implements RecordSink {
  readonly #parts: ProductionRecordsParts;
  readonly #kept = new Map<RecordKind, Map<string, KeptRecordDto>>(
    recordKinds.map((kind) => [kind, new Map()]),
  );
  /** One record at a time: two that name one id at once are two revisions. */
  #last: Promise<unknown> = Promise.resolve();
  #lastTime = -Infinity;
  #isRestored = false;

  constructor(parts: ProductionRecordsParts) {
    this.#parts = parts;
  }

  /** Takes what was told before this process, as `readTold` finds it; until then nothing is answered. */
  restore(told: ToldRecords): void {
    this.#lastTime = Math.max(this.#lastTime, told.lastTime);
    for (const kept of told.records) this.#keep(kept);
    this.#isRestored = true;
  }

  put(kind: string, content: unknown, origin: string): Promise<RecordOutcome> {
    const read = readRecord(kind, content);
    this.#requireRestored();
    const told = this.#last.then(() => this.#tell(read, origin));
    this.#last = told.catch(() => undefined);
    return told;
  }

  get(kind: RecordKind, id: string): KeptRecordDto | undefined {
    this.#requireRestored();
    const kept = this.#kept.get(kind)!.get(id);
    return kept && { ...kept, unknown: this.#unknown(kept.record) };
  }

  /** In the order in which they were first told. */
  list(kind: RecordKind): KeptRecordDto[] {
    this.#requireRestored();
    return [...this.#kept.get(kind)!.keys()].map((id) => this.get(kind, id)!);
  }

  async #tell({ kind, record }: ReadRecord, origin: string): Promise<RecordOutcome> {
    const { id } = record;
    const before = this.#kept.get(kind)!.get(id);
    if (before !== undefined && sameContent(before.record, record)) {
      return { outcome: 'unchanged', kind, id, revision: before.revision };
    }
    const now = this.#parts.clock.now();
    const revision = (before?.revision ?? 0) + 1;
    const recordedAt = new Date(now).toISOString();
    const kept: KeptRecordDto = { kind, revision, recordedAt, origin, record, unknown: [] };
    await this.#parts.sink.offer([
      this.#sample(recordTag(this.#parts.line, kind), this.#after(now), JSON.stringify(kept)),
      ...this.#laboratoryValues(kept, before, now),
    ]);
    this.#keep(kept);
    const warning = before && reuseOf(before.record, record);
    return {
      outcome: before === undefined ? 'created' : 'changed',
      kind,
      id,
      revision,
      ...(warning === undefined ? {} : { warning }),
    };
  }

  /** Values that are new or changed, at the time at which they were taken. */
  #laboratoryValues(
    { record }: KeptRecordDto,
    before: KeptRecordDto | undefined,
    now: number,
  ): Sample[] {
    if (!('values' in record)) return [];
    const earlier = before !== undefined && 'values' in before.record ? before.record : undefined;
    const taken = Date.parse(record.takenAt);
    return Object.entries(record.values).flatMap(([name, value]) => {
      const known = earlier?.takenAt === record.takenAt && earlier.values[name] === value;
      if (known) return [];
      const flags = now > taken ? sampleFlags.late : 0;
      const tag = `${this.#parts.line}.lab.${name}` as TagId;
      return [{ ...this.#sample(tag, taken, value), flags }];
    });
  }

  #sample(tag: TagId, sourceTimestamp: number, value: Sample['value']): Sample {
    const receivedTimestamp = this.#parts.clock.now();
    return { tag, sourceTimestamp, receivedTimestamp, value, status: statusCodes.good, flags: 0 };
  }

  /** The time of a telling: no two share one, so that each stays the newest of its tag in its turn. */
  #after(now: number): number {
    this.#lastTime = Math.max(now, this.#lastTime + 1);
    return this.#lastTime;
  }

  #keep(kept: KeptRecordDto): void {
    const records = this.#kept.get(kept.kind)!;
    const { id } = kept.record;
    if ((records.get(id)?.revision ?? 0) < kept.revision) records.set(id, kept);
    this.#parts.kept?.(kept);
  }

  /** @throws TwinError HISTORIAN_UNAVAILABLE while it is not known what was told before */
  #requireRestored(): void {
    if (this.#isRestored) return;
    throw new TwinError(
      'HISTORIAN_UNAVAILABLE',
      'what the MES told before could not be read from the history yet; it is tried again by itself',
    );
  }

  /** What a record names that nobody has told of: the MES may tell of it later. */
  #unknown(record: KeptRecordDto['record']): KeptRecordDto['unknown'] {
    return references.flatMap(([field, kind]) => {
      const id = (record as Readonly<Record<string, unknown>>)[field];
      if (typeof id !== 'string' || this.#kept.get(kind)!.has(id)) return [];
      return [{ field, id }];
    });
  }
}

/** A coil that was wound to its end and is told again of a time apart may be another one under the same id. */
function reuseOf(before: object, now: object): string | undefined {
  const [first, second] = [before, now].map(
    (record) => record as Partial<ProductionRecord<'coil'>>,
  );
  if (first?.from === undefined || first.to === undefined || second?.from === undefined) return;
  const isApart =
    Date.parse(second.from) >= Date.parse(first.to) ||
    (second.to !== undefined && Date.parse(second.to) <= Date.parse(first.from));
  if (!isApart) return;
  return `coil '${second.id}' was told of before, from ${first.from} to ${first.to}: this revision takes its place; give another coil another id`;
}

function sameContent(left: object, right: object): boolean {
  return canonical(left) === canonical(right);
}

/** JSON with keys in order, whatever order they were told in. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
