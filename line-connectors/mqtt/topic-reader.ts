import type { TagMapping } from '../../twin/domain/connector.ts';
import {
  capturesIn,
  capturesOf,
  filledTag,
  parseTopicAddress,
  type TopicAddress,
} from '../../twin/domain/mqtt-address.ts';
import { statusCodes, type TagId } from '../../twin/domain/sample.ts';
import { conversionFor, sourceUnitOf, unitOfTag } from '../source/source-unit.ts';
import { textRefusal, timeRefusal } from './limits.ts';
import type { Message, MessageReader, ReaderOutput } from './message-reader.ts';
import {
  atPointer,
  bareNumber,
  type Found,
  jsonOf,
  qualityStatus,
  textOf,
  timeOf,
} from './topic-value.ts';

/** Topics whose rows are remembered; a source that invents more pays with its own slowness. */
const mostTopics = 10_000;
/** Tags that one connector finds by captures; a source cannot invent more. */
const mostFound = 10_000;
/** What a capture may be, to stand in a tag. */
const tagPart = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

type Scalar = number | boolean | string | null;
type Conversion = ReturnType<typeof conversionFor>;

/** One row of the map. */
interface Row {
  readonly mapping: TagMapping;
  readonly address: TopicAddress;
}

/** One tag: how its values are read, and of what kind they have been. */
class Channel {
  readonly tag: TagId;
  readonly address: TopicAddress;
  readonly inUnit: boolean;
  readonly #sourceUnit: string | undefined;
  readonly #conversions = new Map<string | undefined, Conversion>();
  kind: string | undefined;

  constructor(tag: TagId, { mapping, address }: Row) {
    this.tag = tag;
    this.address = address;
    this.inUnit = unitOfTag(tag) !== undefined;
    this.#sourceUnit = mapping.sourceUnit;
  }

  /** From a unit that a message names, or that none does. */
  conversion(unit: string | undefined): Conversion {
    const known = this.#conversions.get(unit);
    if (known !== undefined) return known;
    const made = conversionFor(this.tag, this.#sourceUnit, sourceUnitOf(unit));
    // A source that names ever new units gains nothing by it.
    if (this.#conversions.size < 100) this.#conversions.set(unit, made);
    return made;
  }
}

/** Reads plain topics: bare values, or JSON by pointers. */
export function createTopicReader(map: readonly TagMapping[], output: ReaderOutput): MessageReader {
  const rows: Row[] = [];
  const refused = new Map<TagId, string>();
  const channels = new Map<TagId, Channel>();
  const channelsOf = new Map<string, readonly Channel[]>();
  const found: TagId[] = [];
  for (const mapping of map) {
    const address = parseTopicAddress(mapping.address);
    if (typeof address === 'string') {
      refused.set(mapping.tag, `'${mapping.address}' is no address; allowed: ${address}`);
      continue;
    }
    const row = { mapping, address };
    rows.push(row);
    if (capturesIn(mapping.tag).length > 0) continue;
    const channel = new Channel(mapping.tag, row);
    channels.set(mapping.tag, channel);
    const conversion = address.json?.unit === undefined ? channel.conversion(undefined) : undefined;
    if (conversion !== undefined && 'refusal' in conversion) {
      refused.set(mapping.tag, conversion.refusal);
    }
  }

  function channelOf(row: Row, captures: readonly string[], message: Message): Channel | undefined {
    const { tag } = row.mapping;
    const used = capturesIn(tag);
    if (used.length === 0) return channels.get(tag);
    const bad = used
      .map((number) => captures[number - 1] ?? '')
      .find((text) => !tagPart.test(text));
    if (bad !== undefined) {
      const reason = `'${bad.slice(0, 60)}' cannot stand in the tag ${tag}; letters, digits, _ and - are allowed`;
      output.refuse(message, 'MQTT_MESSAGE_REFUSED', reason);
      return undefined;
    }
    const filled = filledTag(tag, captures) as TagId;
    const known = channels.get(filled);
    if (known !== undefined) return known;
    if (found.length >= mostFound) {
      const reason = `the topics of ${tag} name more than ${mostFound} tags`;
      output.refuse(message, 'MQTT_MESSAGE_REFUSED', reason);
      return undefined;
    }
    const channel = new Channel(filled, row);
    channels.set(filled, channel);
    found.push(filled);
    output.admit(filled);
    return channel;
  }

  function channelsFor(message: Message): readonly Channel[] {
    const known = channelsOf.get(message.topic);
    if (known !== undefined) return known;
    const fed = rows.flatMap((row) => {
      const captures = capturesOf(row.address, message.topic);
      return captures === undefined ? [] : (channelOf(row, captures, message) ?? []);
    });
    if (channelsOf.size < mostTopics && fed.length > 0) channelsOf.set(message.topic, fed);
    return fed;
  }

  /** Puts the value of one tag, or a bad sample where it has none that can be taken. */
  function read(channel: Channel, message: Message, text: string, document: unknown): void {
    const { address, tag } = channel;
    const { json } = address;
    const at = (pointer: readonly string[] | undefined): unknown =>
      pointer === undefined ? undefined : atPointer(document, pointer);
    const { received } = message;
    const time = json?.time === undefined ? { value: received } : timeOf(at(json.time));
    const wrongTime = 'refusal' in time ? time.refusal : timeRefusal(time.value, received);
    if ('refusal' in time || wrongTime !== undefined) {
      output.refuse(message, 'MQTT_VALUE_REFUSED', `${tag}: ${wrongTime}`);
      return;
    }
    const sent = json === undefined ? text : at(json.value);
    const isArray = Array.isArray(sent) && output.isWaveform(tag);
    const taken = isArray
      ? conversionOf(channel, at(json?.unit))
      : valueFor(channel, sent, at(json?.unit));
    const quality =
      json?.quality === undefined
        ? {
            value:
              message.retained && json?.time === undefined
                ? statusCodes.uncertainLastUsable
                : statusCodes.good,
          }
        : qualityStatus(at(json.quality));
    const refusal = [taken, quality].flatMap((part) =>
      'refusal' in part ? [part.refusal] : [],
    )[0];
    if (refusal !== undefined) output.refuse(message, 'MQTT_VALUE_REFUSED', `${tag}: ${refusal}`);
    if (json?.time !== undefined) output.offset(received - time.value);
    const common = {
      tag,
      sourceTimestamp: time.value,
      receivedTimestamp: received,
      flags: output.flags(),
    };
    const bad = statusCodes.badDataUnavailable;
    if ('convert' in taken) {
      const status = 'refusal' in quality ? bad : quality.value;
      const { convert } = taken;
      const values = sent as readonly unknown[];
      output.take({ ...common, values, status, ...(convert === undefined ? {} : { convert }) });
      return;
    }
    const value = 'refusal' in taken ? null : taken.value;
    const status = value === null || 'refusal' in quality ? bad : quality.value;
    output.put({ ...common, value, status });
  }

  /** From the unit that a message names, or that none does. */
  function conversionOf(channel: Channel, unit: unknown): Conversion {
    const conversion = channel.conversion(typeof unit === 'string' ? unit : undefined);
    if ('refusal' in conversion) refused.set(channel.tag, conversion.refusal);
    else refused.delete(channel.tag);
    return conversion;
  }

  /** A value in the unit of its tag. */
  function valueFor(channel: Channel, sent: unknown, unit: unknown): Found<Scalar> {
    const bare = channel.address.json === undefined;
    const value = bare ? bareValue(channel, sent as string) : scalarOf(sent);
    if ('refusal' in value || value.value === null) return value;
    if (typeof value.value === 'string') {
      const tooLong = textRefusal(value.value);
      if (tooLong !== undefined) return { refusal: tooLong };
    }
    const kind = typeof value.value;
    const allowed = channel.inUnit ? 'number' : (channel.kind ?? kind);
    if (kind !== allowed) {
      return {
        refusal: `a ${allowed} is needed, ${JSON.stringify(value.value).slice(0, 60)} was sent`,
      };
    }
    channel.kind = kind;
    if (typeof value.value !== 'number') return value;
    const conversion = conversionOf(channel, unit);
    if ('refusal' in conversion) return conversion;
    return conversion.convert === undefined ? value : { value: conversion.convert(value.value) };
  }

  return {
    filters: [...new Set(rows.map(({ address }) => address.filter))],
    take(message) {
      const fed = channelsFor(message);
      if (fed.length === 0) return;
      const text = textOf(message.payload);
      const document =
        'refusal' in text || fed.every(({ address }) => address.json === undefined)
          ? undefined
          : jsonOf(text.value);
      const refusal =
        'refusal' in text
          ? text
          : document !== undefined && 'refusal' in document
            ? document
            : undefined;
      if (refusal !== undefined) output.refuse(message, 'MQTT_MESSAGE_REFUSED', refusal.refusal);
      if ('refusal' in text) return;
      for (const channel of fed) {
        if (channel.address.json === undefined) read(channel, message, text.value, undefined);
        else if (document !== undefined && 'value' in document) {
          read(channel, message, text.value, document.value);
        }
      }
    },
    tick: () => undefined,
    linkOpened: () => undefined,
    linkLost: () => undefined,
    isAlive: () => true,
    refused: () => Object.fromEntries(refused),
    tags: () => [
      ...map.map(({ tag }) => tag).filter((tag) => capturesIn(tag).length === 0),
      ...found,
    ],
  };
}

/** A message that is nothing but a value: a number where the tag names a unit, else the text as it stands. */
function bareValue({ inUnit }: Channel, text: string): Found<Scalar> {
  return inUnit ? bareNumber(text) : { value: text };
}

function scalarOf(sent: unknown): Found<Scalar> {
  if (sent === undefined) return { refusal: 'the message has nothing where the value should be' };
  if (sent === null || typeof sent === 'boolean' || typeof sent === 'string')
    return { value: sent };
  if (typeof sent === 'number' && Number.isFinite(sent)) return { value: sent };
  const what = Array.isArray(sent) ? 'a list' : typeof sent === 'number' ? `${sent}` : 'an object';
  return { refusal: `${what} is no value that can be kept` };
}
