import { type IPoint, escape as inLanguage } from 'influx';
import type { StoredSample } from '../../twin/domain/historian.ts';
import type { Sample, TagId } from '../../twin/domain/sample.ts';
import { parseTag } from '../../twin/domain/tag.ts';
import type { InfluxSeries } from './influx-server.ts';

/** Measurement of all samples. */
export const measurement = 'sample';

/**
 * Fields of a sample, with their types: a value has a field of its kind, so that a tag may change its kind. Absent: `st`
 * without a server time, `xt` where the key says the source time, `f` without flags.
 */
export const fieldTypes = {
  /** Value: number, text, truth. */
  v: 'float',
  s: 'string',
  b: 'boolean',
  /** Status code. */
  q: 'integer',
  /** Sequence. */
  n: 'integer',
  /** Received, server and source time [ms]. */
  rt: 'float',
  st: 'float',
  xt: 'float',
  f: 'integer',
} as const;

/** What `sampleOf` reads, in its order. */
export const fieldList = `${Object.keys(fieldTypes).join(', ')}, tag_id`;

/**
 * The key of a sample is its source time with the sequence by this prime in the nanoseconds, so that a burst on one
 * stamp is kept and a repeat falls on itself. Two samples share a key only where tag and millisecond are the same and
 * their sequences differ by a multiple of it; a prime, because tags take turns by round numbers.
 */
const keyModulus = 999_983;

/** Text that goes into the line protocol as it is. */
class Literal {
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

const quoted = (text: string): string =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
const exact = (value: number): string => (Object.is(value, -0) ? '-0' : String(value));

/** Measurement and series of tags, made once each. */
const seriesOf = new Map<TagId, string>();

function series(tag: TagId): string {
  let known = seriesOf.get(tag);
  if (known === undefined) {
    const { site, line, unit } = parseTag(tag)!;
    const tags = Object.entries({ site, line, unit, tag_id: tag });
    // A name with a backslash or a line break was refused before.
    const parts = tags.map(([key, value]) => `${key}=${value.replace(/[,= ]/g, '\\$&')}`);
    known = [measurement, ...parts].join(',');
    seriesOf.set(tag, known);
  }
  return known;
}

/** Nanoseconds of the key, as digits. */
function keyOf(sourceTimestamp: number, sequence: number): string {
  const millisecond = Math.floor(sourceTimestamp);
  const rest = sequence % keyModulus;
  if (millisecond > 0) return `${millisecond}${String(rest).padStart(6, '0')}`;
  return String(BigInt(millisecond) * 1_000_000n + BigInt(rest));
}

/**
 * A sample as a point; its tag must have passed `refusalsOf`. Series and fields come to the library ready: it escapes
 * every name of every point anew, which costs more than all the rest, has no whole numbers and no minus zero, and
 * escapes a backslash before a quote wrongly.
 */
export function pointOf(sample: Sample, sequence: number): IPoint {
  const { value, sourceTimestamp, serverTimestamp, receivedTimestamp, status, flags } = sample;
  let fields = `${status}i,n=${sequence}i,rt=${exact(receivedTimestamp)}`;
  if (typeof value === 'number') fields += `,v=${exact(value)}`;
  else if (typeof value === 'string') fields += `,s=${quoted(value)}`;
  else if (typeof value === 'boolean') fields += `,b=${value}`;
  if (serverTimestamp !== undefined) fields += `,st=${exact(serverTimestamp)}`;
  // A key before 1970, or of a part of a millisecond, does not give the source time back.
  if (!(Number.isInteger(sourceTimestamp) && sourceTimestamp > 0)) {
    fields += `,xt=${exact(sourceTimestamp)}`;
  }
  if (flags !== 0) fields += `,f=${flags}i`;
  const timestamp = keyOf(sourceTimestamp, sequence);
  return { measurement: series(sample.tag), fields: { q: new Literal(fields) }, timestamp };
}

/** About how many bytes a point is on the wire: of what has no bound, exactly enough. */
export function bytesOf({ tag, value }: Sample): number {
  return 160 + 2 * tag.length + (typeof value === 'string' ? 3 * value.length : 0);
}

/** The samples of series of `fieldList`. */
export function samplesOfSeries(series: readonly InfluxSeries[]): StoredSample[] {
  return series.flatMap(({ columns, values, tags }) => {
    const place = (name: string): number => columns.indexOf(name);
    const [time, v, s, b, q, n] = ['time', 'v', 's', 'b', 'q', 'n'].map(place);
    const [rt, st, xt, f, id] = ['rt', 'st', 'xt', 'f', 'tag_id'].map(place);
    return values.map((row): StoredSample => {
      const serverTimestamp = row[st!] as number | null;
      return {
        tag: (tags?.['tag_id'] ?? row[id!]) as TagId,
        sourceTimestamp: (row[xt!] ?? row[time!]) as number,
        ...(serverTimestamp === null ? {} : { serverTimestamp }),
        receivedTimestamp: row[rt!] as number,
        value: (row[v!] ?? row[s!] ?? row[b!] ?? null) as StoredSample['value'],
        status: row[q!] as number,
        flags: (row[f!] as number | null) ?? 0,
        sequence: row[n!] as number,
      };
    });
  });
}

/** A text as it stands in a query. */
export const textLiteral = (text: string): string => inLanguage.stringLit(text);
