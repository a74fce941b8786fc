import type {
  AggregateQuery,
  Bucket,
  RangeQuery,
  StoredSample,
} from '../../twin/domain/historian.ts';
import type { TagId } from '../../twin/domain/sample.ts';
import { fieldList, measurement, samplesOfSeries, textLiteral } from './influx-point.ts';
import type { InfluxSeries, InfluxServer } from './influx-server.ts';
import { compareBySourceTime, pageSize } from './sample-table.ts';

/** Times that the server can be asked for [ms]. */
const longestTime = 9.2e12;
/** Status codes from here on are uncertain or bad. */
const leastNotGood = 0x4000_0000;
/** Samples that are sorted by sequence in memory at once. */
const window = 200_000;

/** Bounds in whole ms that hold all of [from, to); null where the range is empty. */
function conditionOf({ tags, from, to }: RangeQuery): string | null {
  const first = Math.max(Math.floor(from), -longestTime);
  const end = Math.min(Math.ceil(to), longestTime + 1);
  if (!(first < end) || tags?.length === 0) return null;
  const times = `time >= ${first}ms AND time < ${end}ms`;
  if (tags === undefined) return times;
  const names = [...new Set(tags)].map((tag) => `tag_id = ${textLiteral(tag)}`);
  return `${times} AND (${names.join(' OR ')})`;
}

/** Samples by source time, then by sequence. */
async function* byTime(
  server: InfluxServer,
  query: RangeQuery,
  more = '',
): AsyncGenerator<readonly StoredSample[]> {
  let from = query.from;
  let limit = pageSize;
  for (;;) {
    const condition = conditionOf({ ...query, from });
    if (condition === null) return;
    const series = await server.query(
      `SELECT ${fieldList} FROM ${measurement} WHERE ${condition}${more} ORDER BY time LIMIT ${limit}`,
    );
    const samples = samplesOfSeries(series);
    const isEnd = samples.length < limit;
    // The last millisecond may go on behind the limit: it is asked for again, so that it is sorted as a whole.
    const next = isEnd ? Infinity : Math.floor(samples.at(-1)!.sourceTimestamp);
    const whole = samples.filter(({ sourceTimestamp }) => sourceTimestamp < next);
    if (whole.length === 0 && !isEnd) {
      limit *= 2;
      continue;
    }
    const inside = whole.filter(
      ({ sourceTimestamp }) => sourceTimestamp >= query.from && sourceTimestamp < query.to,
    );
    inside.sort(compareBySourceTime);
    for (let at = 0; at < inside.length; at += pageSize) yield inside.slice(at, at + pageSize);
    if (isEnd) return;
    from = next;
    limit = pageSize;
  }
}

/** Samples by sequence: windows of it, each sorted in memory. Numbers may jump far ahead: what is empty is left out at once. */
async function* bySequence(
  server: InfluxServer,
  query: RangeQuery,
): AsyncGenerator<readonly StoredSample[]> {
  const condition = conditionOf(query);
  if (condition === null) return;
  const firstFrom = async (least: number): Promise<number | undefined> => {
    const [series] = await server.query(
      `SELECT min(n) AS first FROM ${measurement} WHERE ${condition} AND n >= ${least}`,
    );
    return series === undefined ? undefined : (numbersOf(series, ['first'])[0]![0] ?? undefined);
  };
  let next = await firstFrom(0);
  while (next !== undefined) {
    const from: number = next;
    const found: StoredSample[] = [];
    for await (const page of byTime(server, query, ` AND n >= ${from} AND n < ${from + window}`)) {
      found.push(...page);
    }
    found.sort((a, b) => a.sequence - b.sequence);
    for (let at = 0; at < found.length; at += pageSize) yield found.slice(at, at + pageSize);
    next = found.length > 0 ? from + window : await firstFrom(from + window);
  }
}

/** The pages of a range. */
export function pagesOfServer(
  server: InfluxServer,
  query: RangeQuery,
): AsyncGenerator<readonly StoredSample[]> {
  return query.order === 'sequence' ? bySequence(server, query) : byTime(server, query);
}

function numbersOf(
  { columns, values }: InfluxSeries,
  names: readonly string[],
): (number | null)[][] {
  const places = names.map((name) => columns.indexOf(name));
  return values.map((row) => places.map((place) => (row[place] ?? null) as number | null));
}

/** Buckets of tags. */
export async function bucketsOfServer(
  server: InfluxServer,
  { tags, from, to, interval_ms }: AggregateQuery,
): Promise<readonly Bucket[]> {
  // Whole ms, as the keys have them.
  const condition = conditionOf({ tags, from: Math.ceil(from), to: Math.ceil(to) });
  if (condition === null) return [];
  const width = Number.isInteger(interval_ms)
    ? `${interval_ms}ms`
    : `${Math.round(interval_ms * 1e6)}ns`;
  const ask = (list: string, quality: string) =>
    server.query(
      `SELECT ${list} FROM ${measurement} WHERE ${quality} AND ${condition} GROUP BY tag_id, time(${width}) fill(none)`,
    );
  const names = ['time', 'good', 'mean', 'low', 'high', 'newest'];
  const [good, bad] = await Promise.all([
    ask(
      'count(v) AS good, mean(v) AS mean, min(v) AS low, max(v) AS high, last(v) AS newest',
      `q < ${leastNotGood}`,
    ),
    ask('count(n) AS bad', `q >= ${leastNotGood}`),
  ]);
  const found = new Map<string, Map<number, Bucket>>();
  const take = (series: InfluxSeries, time: number, part: Partial<Bucket>): void => {
    const tag = series.tags!['tag_id'] as TagId;
    const ofTag = found.get(tag) ?? new Map<number, Bucket>();
    found.set(tag, ofTag);
    const start = Math.round(time / interval_ms) * interval_ms;
    const nothing = { count: 0, bad: 0, mean: null, min: null, max: null, last: null };
    ofTag.set(start, { tag, from: start, ...nothing, ...ofTag.get(start), ...part });
  };
  for (const series of good) {
    for (const [time, count, mean, min, max, last] of numbersOf(series, names)) {
      if (count! > 0)
        take(series, time!, { count: count!, mean: mean!, min: min!, max: max!, last: last! });
    }
  }
  for (const series of bad) {
    for (const [time, count] of numbersOf(series, ['time', 'bad'])) {
      if (count! > 0) take(series, time!, { bad: count! });
    }
  }
  return [...new Set(tags)].flatMap((tag) =>
    [...(found.get(tag)?.values() ?? [])].sort((a, b) => a.from - b.from),
  );
}

/** The newest sample of each tag. */
export async function newestOfServer(server: InfluxServer): Promise<readonly StoredSample[]> {
  return samplesOfSeries(
    await server.query(
      `SELECT ${fieldList.replace(', tag_id', '')} FROM ${measurement} GROUP BY tag_id ORDER BY time DESC LIMIT 1`,
    ),
  );
}
