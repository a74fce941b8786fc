import type { PhysicsError } from '../../core/errors.ts';
import { protocolError, type Scanner } from './scanner.ts';

/** What a number with a unit can be in a protocol. */
export type QuantityKind =
  | 'current'
  | 'cRate'
  | 'voltage'
  | 'power'
  | 'resistance'
  | 'time'
  | 'capacity'
  | 'temperature';

/** A number of the text in SI (a C-rate in 1/h), and where and how it was written. */
export interface Quantity {
  readonly kind: QuantityKind;
  readonly value: number;
  readonly at: number;
  readonly text: string;
}

interface ProtocolUnit {
  readonly kind: QuantityKind;
  /** SI value = value * multiplier / divisor + offset */
  readonly multiplier: number;
  readonly divisor: number;
  readonly offset: number;
}

function unit(
  kind: QuantityKind,
  { multiply = 1, divide = 1, offset = 0 }: { multiply?: number; divide?: number; offset?: number },
): ProtocolUnit {
  return { kind, multiplier: multiply, divisor: divide, offset };
}

const second = unit('time', {});
const minute = unit('time', { multiply: 60 });
const hour = unit('time', { multiply: 3600 });
const day = unit('time', { multiply: 86_400 });
const celsius = unit('temperature', { offset: 273.15 });
const ohm = unit('resistance', {});

/** Units by their names in small letters; a capital M would mean mega and is refused before it comes here. */
const units = new Map<string, ProtocolUnit>([
  ['a', unit('current', {})],
  ['ma', unit('current', { divide: 1000 })],
  ['c', unit('cRate', {})],
  ['v', unit('voltage', {})],
  ['mv', unit('voltage', { divide: 1000 })],
  ['w', unit('power', {})],
  ['mw', unit('power', { divide: 1000 })],
  ['kw', unit('power', { multiply: 1000 })],
  ['ohm', ohm],
  ['ohms', ohm],
  ['mohm', unit('resistance', { divide: 1000 })],
  ['kohm', unit('resistance', { multiply: 1000 })],
  ['ms', unit('time', { divide: 1000 })],
  ...['s', 'sec', 'secs', 'second', 'seconds'].map((name) => [name, second] as const),
  ...['min', 'mins', 'minute', 'minutes'].map((name) => [name, minute] as const),
  ...['h', 'hr', 'hrs', 'hour', 'hours'].map((name) => [name, hour] as const),
  ...['d', 'day', 'days'].map((name) => [name, day] as const),
  ['ah', unit('capacity', { multiply: 3600 })],
  ['mah', unit('capacity', { multiply: 3.6 })],
  ['degc', celsius],
  ['°c', celsius],
  ['k', unit('temperature', {})],
]);

/** Units of each kind, as a message lists them. */
const names: Readonly<Record<QuantityKind, string>> = {
  current: 'A, mA',
  cRate: 'C (a rate: 1C, 0.05C, C/20)',
  voltage: 'V, mV',
  power: 'W, mW, kW',
  resistance: 'ohm, mohm, kohm',
  time: 's, min, h, d',
  capacity: 'Ah, mAh',
  temperature: 'degC, K',
};

const number = /[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?/iy;
const unitWord = /[a-zA-Z\u00b0\u03a9\u2126]+/y;
const keywords = /^(?:for|until|or|and|then|at|discharge|charge|hold|rest|drive|repeat)$/i;

function unitOf(word: string): ProtocolUnit | undefined {
  if (/^M(?:a|v|w|ohm|\u03a9|\u2126|ah|s)$/i.test(word) && word.startsWith('M')) return undefined;
  return units.get(word.toLowerCase().replace(/[\u03c9\u2126]/, 'ohm'));
}

function allowedOf(kinds: readonly QuantityKind[]): string {
  return `a number with one of the units ${kinds.map((kind) => names[kind]).join(', ')}`;
}

/**
 * Takes a number with its unit, blanks between them or not; `C/20` and `1C/3` are rates.
 * @param kinds - what may stand here
 * @throws PhysicsError PHY_PROTOCOL_INVALID
 */
export function takeQuantity(scanner: Scanner, kinds: readonly QuantityKind[]): Quantity {
  const at = scanner.at;
  const rate = takeRate(scanner);
  if (rate !== undefined) {
    return checked({ kind: 'cRate', value: rate, at, text: written(scanner, at) }, kinds);
  }
  const digits = scanner.take(number);
  if (digits === undefined) throw scanner.refuse(allowedOf(kinds));
  const word = scanner.peek(unitWord) ?? '';
  if (word === '' || keywords.test(word)) throw without(scanner, at, digits, kinds);
  const found = unitOf(word);
  scanner.take(unitWord);
  if (found === undefined) throw protocolError(at, written(scanner, at), allowedOf(kinds));
  const value = (Number(digits) * found.multiplier) / found.divisor + found.offset;
  return checked({ kind: found.kind, value, at, text: written(scanner, at) }, kinds);
}

function without(
  scanner: Scanner,
  at: number,
  digits: string,
  kinds: readonly QuantityKind[],
): PhysicsError {
  const found = scanner.atEnd || /\s/.test(scanner.text[at + digits.length] ?? '');
  const text = found ? digits : scanner.excerpt(at);
  const hint = /^[+-]?\d+,\d/.test(text) ? ' (decimals after a point)' : ' (this has none)';
  return protocolError(at, text, `${allowedOf(kinds)}${hint}`);
}

function takeRate(scanner: Scanner): number | undefined {
  const text = scanner.take(/(?:\d+(?:\.\d*)?|\.\d+)?\s*C\s*\/\s*(?:\d+(?:\.\d*)?|\.\d+)/iy);
  if (text === undefined) return undefined;
  const [multiple = '', divisor] = text.split(/\s*C\s*\/\s*/i);
  return (multiple === '' ? 1 : Number(multiple)) / Number(divisor);
}

function checked(quantity: Quantity, kinds: readonly QuantityKind[]): Quantity {
  const { kind, value, at, text } = quantity;
  if (!kinds.includes(kind)) throw protocolError(at, text, allowedOf(kinds));
  if (!Number.isFinite(value)) throw protocolError(at, text, 'a finite number');
  return quantity;
}

function written(scanner: Scanner, from: number): string {
  return scanner.text.slice(from, scanner.end);
}
