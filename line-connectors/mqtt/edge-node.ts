import type { TagMapping } from '../../twin/domain/connector.ts';
import { sampleFlags, statusCodes, type TagId } from '../../twin/domain/sample.ts';
import { type BornMetric, bornMetric } from './born-metric.ts';
import { type EdgeMessage, EdgeOrder } from './edge-order.ts';
import { nameLimit, textRefusal, timeRefusal } from './limits.ts';
import type { ReaderOutput, RefusalCode } from './message-reader.ts';
import { statusOfQuality } from './quality.ts';
import { RebirthRequests } from './rebirth-requests.ts';
import { holdsNumbers, metricValues } from './sparkplug-arrays.ts';
import { type MetricValue, metricValue, type SparkplugMetric } from './sparkplug-codec.ts';
import { type SparkplugType, typeName } from './sparkplug-types.ts';

/** Metrics that wait for the birth that names them. */
const longestKept = 1000;

/** What an edge node is read with. */
interface EdgeNodeOptions {
  /** `group/edgeNode`, for messages to people. */
  readonly name: string;
  /** Tags by device (`''` for the edge node itself), then by metric. */
  readonly mapped: ReadonlyMap<string, ReadonlyMap<string, readonly TagMapping[]>>;
  readonly reorder_ms: number;
  readonly random: () => number;
  readonly output: ReaderOutput;
  readonly refuse: (message: EdgeMessage, code: RefusalCode, where: string, reason: string) => void;
}

/** A metric of a message that no birth has named yet. */
interface Kept {
  readonly metric: SparkplugMetric;
  readonly message: EdgeMessage;
}

/** One edge node as a host sees it: what is born, what it says, and when it has to be born again. */
export class EdgeNode {
  readonly #options: EdgeNodeOptions;
  readonly #order: EdgeOrder;
  readonly #requests: RebirthRequests;
  /** Metrics by device, then by name. */
  readonly #born = new Map<string, Map<string, BornMetric>>();
  readonly #byAlias = new Map<number | string, BornMetric>();
  readonly #refused = new Map<TagId, string>();
  /** Devices that were born before the last birth of the edge node and not yet after it. */
  #expected = new Set<string>();
  /** When devices that are still expected count as gone [ms]. */
  #patience = Infinity;
  #kept: Kept[] = [];
  #now = 0;

  constructor(options: EdgeNodeOptions) {
    this.#options = options;
    this.#requests = new RebirthRequests(options.random);
    this.#order = new EdgeOrder(options.reorder_ms, {
      birth: (message) => this.#birth(message),
      data: (message) => this.#data(message),
      death: (message) => this.#death(message),
      lost: ({ count, ...gap }) => {
        const lost = count === undefined ? {} : { lostMessages: count };
        options.output.gap({ ...gap, ...lost, source: options.name }, this.#now);
      },
      wantBirth: (delay) => this.#requests.want(this.#now, delay),
      refuse: (message, reason) => options.refuse(message, 'MQTT_MESSAGE_REFUSED', '', reason),
    });
  }

  take(message: EdgeMessage): void {
    this.#now = message.received;
    this.#order.take(message);
  }

  /** Asks for the birth, after so long [ms]. */
  wantBirth(now: number, delay: number): void {
    this.#requests.want(now, delay);
  }

  /** True when it is time to send a request for rebirth. */
  tick(now: number): boolean {
    this.#now = now;
    this.#order.tick(now);
    if (now >= this.#patience) {
      this.#patience = Infinity;
      const gone = [...this.#expected].flatMap((device) => this.#tagsOf(device));
      this.#options.output.hole(now, gone, undefined);
      this.#expected.clear();
    }
    return this.#requests.take(now);
  }

  linkLost(now: number): void {
    this.#now = now;
    this.#order.linkLost();
    this.#born.clear();
    this.#byAlias.clear();
    this.#expected.clear();
    this.#patience = Infinity;
  }

  isAlive(device: string): boolean {
    return this.#order.online && this.#born.has(device);
  }

  refused(): ReadonlyMap<TagId, string> {
    return this.#refused;
  }

  #tagsOf(device: string): TagId[] {
    const metrics = this.#options.mapped.get(device)?.values() ?? [];
    return [...metrics].flat().map(({ tag }) => tag);
  }

  #birth(message: EdgeMessage): void {
    const device = message.device ?? '';
    if (message.kind === 'NBIRTH') {
      this.#requests.answered();
      this.#expected = new Set([...this.#born.keys()].filter((known) => known !== ''));
      this.#patience = message.received + this.#options.reorder_ms;
      this.#born.clear();
      this.#byAlias.clear();
    } else {
      this.#expected.delete(device);
      for (const [alias, metric] of this.#byAlias) {
        if (metric.device === device) this.#byAlias.delete(alias);
      }
    }
    const declared = new Map<string, BornMetric>();
    this.#born.set(device, declared);
    for (const metric of message.payload.metrics) this.#declare(message, metric, declared);
    this.#refuseMissing(device, declared);
    const kept = this.#kept.filter((entry) => (entry.message.device ?? '') === device);
    this.#kept = this.#kept.filter((entry) => (entry.message.device ?? '') !== device);
    for (const entry of kept) this.#tell(entry.message, entry.metric, false);
  }

  #declare(message: EdgeMessage, metric: SparkplugMetric, declared: Map<string, BornMetric>): void {
    const { name, alias } = metric;
    if (name === undefined || name.length > nameLimit) {
      const reason =
        name === undefined
          ? 'a metric of a birth has no name'
          : `the name of a metric has ${name.length} characters; at most ${nameLimit} are taken`;
      this.#options.refuse(message, 'MQTT_MESSAGE_REFUSED', name ?? '', reason);
      return;
    }
    const device = message.device ?? '';
    const mapped = this.#options.mapped.get(device)?.get(name) ?? [];
    for (const { tag } of mapped) this.#refused.delete(tag);
    const born = bornMetric(
      { ...metric, name },
      device,
      mapped,
      this.#options.output.isWaveform,
      (tag, reason) => this.#refused.set(tag, reason),
    );
    if ('refusal' in born) {
      if (mapped.length > 0) {
        this.#options.refuse(message, 'MQTT_MESSAGE_REFUSED', name, born.refusal);
      }
      return;
    }
    declared.set(name, born);
    if (alias !== undefined) {
      const other = this.#byAlias.get(alias);
      if (other === undefined) this.#byAlias.set(alias, born);
      else {
        const reason = `alias ${alias} is already that of '${other.name}'`;
        this.#options.refuse(message, 'MQTT_MESSAGE_REFUSED', name, reason);
      }
    }
    if (born.readings.length > 0) this.#value(message, metric, born);
  }

  #refuseMissing(device: string, declared: ReadonlyMap<string, BornMetric>): void {
    const { name, mapped } = this.#options;
    const place = device === '' ? name : `${name}/${device}`;
    for (const [metric, mappings] of mapped.get(device) ?? []) {
      if (declared.has(metric)) continue;
      for (const { tag } of mappings) {
        if (this.#refused.has(tag)) continue;
        const reason = `SPARKPLUG_UNKNOWN_METRIC: the birth of ${place} has no metric '${metric}'`;
        this.#refused.set(tag, reason);
      }
    }
  }

  #data(message: EdgeMessage): void {
    for (const metric of message.payload.metrics) this.#tell(message, metric, true);
  }

  /** Passes on a metric; one that no birth has named waits for it, unless it already did. */
  #tell(message: EdgeMessage, metric: SparkplugMetric, mayWait: boolean): void {
    const device = message.device ?? '';
    const declared = this.#born.get(device);
    const born =
      metric.name === undefined
        ? metric.alias === undefined
          ? undefined
          : this.#byAlias.get(metric.alias)
        : declared?.get(metric.name);
    if (born !== undefined && born.device === device) {
      if (born.readings.length > 0) this.#value(message, metric, born);
      return;
    }
    const what = metric.name === undefined ? `alias ${metric.alias ?? '(none)'}` : metric.name;
    if (!mayWait) {
      const reason = 'the birth that was asked for does not name this metric';
      this.#options.refuse(message, 'MQTT_VALUE_REFUSED', what, reason);
      return;
    }
    this.#kept.push({ metric, message });
    if (this.#kept.length > longestKept) {
      const given = this.#kept.shift()!;
      const reason = `${longestKept} values wait for a birth that does not come`;
      this.#options.refuse(given.message, 'MQTT_VALUE_REFUSED', what, reason);
    }
    this.#requests.want(this.#now);
  }

  #value(message: EdgeMessage, metric: SparkplugMetric, born: BornMetric): void {
    const { output, refuse } = this.#options;
    const { received, payload } = message;
    const sourceTimestamp = metric.timestamp ?? payload.timestamp ?? received;
    const wrongTime = timeRefusal(sourceTimestamp, received);
    if (wrongTime !== undefined) {
      refuse(message, 'MQTT_VALUE_REFUSED', born.name, wrongTime);
      return;
    }
    if (holdsNumbers(born.type)) {
      this.#values(message, metric, born, sourceTimestamp);
      return;
    }
    const read = checkedValue(metric, born);
    if ('refusal' in read) refuse(message, 'MQTT_VALUE_REFUSED', born.name, read.refusal);
    const value = 'refusal' in read ? null : read.value;
    const status =
      value === null ? statusCodes.badDataUnavailable : statusOfQuality(metric.quality ?? 192);
    const flags = output.flags() | (metric.historical ? sampleFlags.historical : 0);
    for (const { tag, convert } of born.readings) {
      const sample = {
        tag,
        sourceTimestamp,
        ...(payload.timestamp === undefined ? {} : { serverTimestamp: payload.timestamp }),
        receivedTimestamp: received,
        value: convert !== undefined && typeof value === 'number' ? convert(value) : value,
        status,
        flags,
      };
      if (metric.historical) output.pass(sample);
      else output.put(sample);
    }
  }

  /** Passes on the values of a metric that holds many, to waveforms. */
  #values(
    message: EdgeMessage,
    metric: SparkplugMetric,
    { name, type, readings }: BornMetric,
    sourceTimestamp: number,
  ): void {
    const { output, refuse } = this.#options;
    const { received, payload } = message;
    const other = otherType(metric, type);
    const read = other ?? metricValues(metric.wire, type);
    if ('refusal' in read) {
      refuse(message, 'MQTT_VALUE_REFUSED', name, read.refusal);
      return;
    }
    const hasNone = read.values.length === 0;
    for (const { tag, convert } of readings) {
      output.take({
        tag,
        values: read.values,
        ...(convert === undefined ? {} : { convert }),
        sourceTimestamp,
        ...(payload.timestamp === undefined ? {} : { serverTimestamp: payload.timestamp }),
        receivedTimestamp: received,
        status: hasNone ? statusCodes.badDataUnavailable : statusOfQuality(metric.quality ?? 192),
        flags: output.flags() | (metric.historical ? sampleFlags.historical : 0),
      });
    }
  }

  #death(message: EdgeMessage): void {
    const { output } = this.#options;
    if (message.kind === 'NDEATH') {
      const tags = [...this.#options.mapped.keys()].flatMap((device) => this.#tagsOf(device));
      this.#born.clear();
      this.#byAlias.clear();
      this.#expected.clear();
      // The broker speaks for a node that is gone: the message was written when the node began.
      output.hole(message.received, tags, undefined);
      return;
    }
    const device = message.device ?? '';
    this.#born.delete(device);
    this.#expected.delete(device);
    for (const [alias, metric] of this.#byAlias) {
      if (metric.device === device) this.#byAlias.delete(alias);
    }
    output.hole(message.received, this.#tagsOf(device), message.payload.timestamp);
  }
}

/** The value by its declared type; a message that names another one is refused, so that a tag never changes its kind. */
function checkedValue(metric: SparkplugMetric, { type, readings }: BornMetric): MetricValue {
  const other = otherType(metric, type);
  if (other !== undefined) return other;
  const read = metricValue(metric, type);
  if ('refusal' in read || typeof read.value !== 'string') return read;
  const tooLong = textRefusal(read.value);
  if (tooLong !== undefined) return { refusal: tooLong };
  // A whole number too large for a number comes as digits.
  if (readings.every(({ inUnit }) => !inUnit)) return read;
  return { refusal: `${read.value} is no number that can be kept exactly` };
}

/** A refusal where a message names another type than the birth. */
function otherType(
  { datatype }: SparkplugMetric,
  type: SparkplugType,
): { readonly refusal: string } | undefined {
  if (datatype === undefined || typeName(datatype) === type) return undefined;
  return {
    refusal: `the birth declares type ${type}, the message ${typeName(datatype) ?? datatype}`,
  };
}
