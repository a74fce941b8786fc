import {
  type KeptRecordDto,
  keptRecordSchema,
  type RecordKind,
  recordKinds,
  recordSchemas,
} from '../contract/mes.ts';
import type { Historian } from '../domain/historian.ts';
import type { Sample, TagId } from '../domain/sample.ts';
import type { Spool } from '../domain/spool.ts';

/** What was told before this process, in the order of telling. */
export interface ToldRecords {
  readonly records: readonly KeptRecordDto[];
  /** Time of the newest telling [ms]; -Infinity where there is none. */
  readonly lastTime: number;
  /** Texts on their tags that are no records. */
  readonly unreadable: number;
}

/** Samples of one read of the spool. */
const pageSize = 10_000;

/** Tag on which records of a kind are told, each a JSON text. */
export function recordTag(line: string, kind: RecordKind): TagId {
  return `${line}.mes.${kind}` as TagId;
}

/**
 * The records that wait in the spool for the historian, and those that it holds. In this order none is missed that moves
 * from one to the other meanwhile; one that is read twice is the same revision. Who only reads a history has no spool.
 */
export async function readTold(
  line: string,
  historian: Historian,
  spool?: Spool,
): Promise<ToldRecords> {
  const tags = recordKinds.map((kind) => recordTag(line, kind));
  const records: KeptRecordDto[] = [];
  let lastTime = -Infinity;
  let unreadable = 0;
  const take = ({ value, sourceTimestamp }: Sample): void => {
    lastTime = Math.max(lastTime, sourceTimestamp);
    if (typeof value !== 'string') return;
    const record = keptRecord(value);
    if (record === undefined) unreadable += 1;
    else records.push(record);
  };
  for (let from = 0; spool !== undefined; ) {
    const { batches } = await spool.read(from, pageSize);
    const last = batches.at(-1);
    if (last === undefined) break;
    for (const { samples } of batches)
      samples.filter(({ tag }) => tags.includes(tag)).forEach(take);
    from = last.sequence + last.samples.length;
  }
  const everything = { tags, from: -Infinity, to: Infinity, order: 'sequence' } as const;
  for await (const page of historian.range(everything)) page.forEach(take);
  return { records, lastTime, unreadable };
}

/** A record as it was told; undefined where a text is none. */
function keptRecord(text: string): KeptRecordDto | undefined {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return undefined;
  }
  const kept = keptRecordSchema.safeParse(content);
  if (!kept.success) return undefined;
  // The schema of its own kind: another may take the same fields.
  const record = recordSchemas[kept.data.kind].safeParse((content as { record: unknown }).record);
  return record.success ? { ...kept.data, record: record.data } : undefined;
}
