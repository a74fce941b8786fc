/**
 * The grammar of addresses in the tag map of an MQTT connector. `#` parts the topic from what is in the message; neither
 * form can hold one before it, for MQTT keeps that character for itself.
 *
 *   Sparkplug:  group/edgeNode[/device]#metric name          (the name is all that follows, slashes and `#` included)
 *   topics:     level/+/level                                (the message is the bare value)
 *               level/+/level#/pointer[;time=/pointer][;unit=/pointer][;quality=/pointer]   (the message is JSON)
 *
 * A `+` stands for any one level; the tag of the row may use what stands there as `{1}` for the first, `{2}` for the
 * second. Pointers are RFC 6901 in the form of its section 6: `%3B` is a semicolon, `~1` a slash within a name.
 */

/** Where a metric of Sparkplug is. */
export interface SparkplugAddress {
  readonly group: string;
  readonly edgeNode: string;
  /** Absent where the edge node itself has the metric. */
  readonly device?: string;
  readonly metric: string;
}

/** Steps from the whole document to a value in it. */
export type JsonPointer = readonly string[];

/** Which topics hold a value, and where it is in the message. */
export interface TopicAddress {
  /** Filter to subscribe to. */
  readonly filter: string;
  readonly levels: readonly string[];
  /** Absent where the message is the bare value. */
  readonly json?: {
    readonly value: JsonPointer;
    readonly time?: JsonPointer;
    readonly unit?: JsonPointer;
    readonly quality?: JsonPointer;
  };
}

/** Parts that a topic address may name behind the pointer of the value. */
const parts = ['time', 'unit', 'quality'] as const;

/** What stands before and behind the first `#`. */
function halves(address: string): [string, string | undefined] {
  const at = address.indexOf('#');
  return at < 0 ? [address, undefined] : [address.slice(0, at), address.slice(at + 1)];
}

/** The parts of a Sparkplug address, or one sentence on what is allowed. */
export function parseSparkplugAddress(address: string): SparkplugAddress | string {
  const [path, metric] = halves(address);
  const [group = '', edgeNode = '', device, ...more] = path.split('/');
  const ids = [group, edgeNode, ...(device === undefined ? [] : [device])];
  if (metric === undefined || metric === '' || more.length > 0) {
    return 'group/edgeNode#metric, or group/edgeNode/device#metric';
  }
  if (ids.some((id) => id === '' || id.includes('+'))) {
    return 'ids of group, edge node and device that are not empty and have no +';
  }
  return { group, edgeNode, ...(device === undefined ? {} : { device }), metric };
}

function parsePointer(text: string): JsonPointer | undefined {
  if (text === '') return [];
  if (!text.startsWith('/') || /~(?![01])/.test(text)) return undefined;
  try {
    return decodeURIComponent(text)
      .slice(1)
      .split('/')
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  } catch {
    return undefined;
  }
}

/** The parts of a topic address, or one sentence on what is allowed. */
export function parseTopicAddress(address: string): TopicAddress | string {
  const [filter, rest] = halves(address);
  const levels = filter.split('/');
  if (filter === '' || levels.some((level) => level !== '+' && level.includes('+'))) {
    return 'a topic, in which + stands for a whole level';
  }
  if (filter.startsWith('$')) return 'a topic that does not begin with $';
  if (rest === undefined) return { filter, levels };
  const [value = '', ...named] = rest.split(';');
  const json: Record<string, JsonPointer> = {};
  for (const entry of [`value=${value}`, ...named]) {
    const [name = '', text = ''] = entry.split(/=(.*)/s);
    const pointer = parsePointer(text);
    const known = name === 'value' || parts.some((part) => part === name);
    if (!known || name in json || pointer === undefined) {
      return `behind # a JSON pointer, then each of ;${parts.join('=/..., ;')}=/... at most once`;
    }
    json[name] = pointer;
  }
  return { filter, levels, json: json as NonNullable<TopicAddress['json']> };
}

/** What the `+` of an address stand for in a topic; undefined where the topic is another one. */
export function capturesOf({ levels }: TopicAddress, topic: string): string[] | undefined {
  const found = topic.split('/');
  if (found.length !== levels.length) return undefined;
  const captures: string[] = [];
  for (const [i, level] of levels.entries()) {
    if (level === '+') captures.push(found[i]!);
    else if (level !== found[i]) return undefined;
  }
  return captures;
}

/** Numbers of the captures that a tag uses, for example 1 and 2 for `{1}` and `{2}`. */
export function capturesIn(tag: string): readonly number[] {
  return [...tag.matchAll(/\{(\d+)\}/g)].map(([, digits]) => Number(digits));
}

/** A tag with its captures filled in. */
export function filledTag(tag: string, captures: readonly string[]): string {
  return tag.replaceAll(/\{(\d+)\}/g, (_, digits: string) => captures[Number(digits) - 1] ?? '');
}
