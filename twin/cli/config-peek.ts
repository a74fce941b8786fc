import type { Configuration } from '../contract/configuration.ts';
import { usageError } from './options.ts';

type ConfiguredConnector = Configuration['connectors'][number];
export type ConfiguredModbus = Extract<ConfiguredConnector, { kind: 'modbus' }>;

/** What lies at an address of a device: its words or bits, and every number that they could be. */
interface Peek {
  readonly endpoint: string;
  readonly unit: number;
  readonly table: string;
  readonly first: number;
  readonly roundTrip_ms: number;
  readonly words: readonly number[];
  readonly bits: readonly boolean[];
  readonly numbers: Readonly<Record<string, Readonly<Record<string, number | null>>>>;
}

/** Asks a device of a connector. */
export type PeekAtDevice = (
  connector: ConfiguredModbus,
  address: string,
  signal: AbortSignal,
) => Promise<Peek>;

/** What `config peek` is run with. */
interface ConfigPeekInput {
  readonly configuration: Configuration;
  /** Arguments after the command. */
  readonly rest: readonly string[];
  readonly json: boolean;
  readonly peek: PeekAtDevice;
  readonly signal: AbortSignal;
}

/**
 * The raw words at an address and every number that they could be, as a table or, with `json`, as a document.
 * @throws TwinError USAGE when the first argument is no Modbus connector; and as `peek` does
 */
export async function configPeek(input: ConfigPeekInput): Promise<string> {
  const { configuration, json, peek, signal } = input;
  const [id = '', ...address] = input.rest;
  const connectors = configuration.connectors.filter((connector) => connector.kind === 'modbus');
  const connector = connectors.find((candidate) => candidate.id === id);
  if (connector === undefined || address.length === 0) {
    const allowed = connectors.map((candidate) => candidate.id);
    throw usageError(
      `'config peek' takes the id of a Modbus connector and UNIT TABLE REGISTER, found '${input.rest.join(' ')}'; connectors are ${allowed.join(', ') || 'none'}`,
      { found: input.rest.join(' '), allowed },
    );
  }
  const seen = await peek(connector, address.join(' '), signal);
  return json ? `${JSON.stringify({ connector: id, ...seen })}\n` : asText(seen);
}

function asText({
  endpoint,
  unit,
  table,
  first,
  roundTrip_ms,
  words,
  bits,
  numbers,
}: Peek): string {
  const head = `${endpoint} unit ${unit}, ${table} ${first} (counted from 0), ${roundTrip_ms.toFixed(1)} ms\n`;
  if (bits.length > 0) return `${head}${bits.map((bit) => (bit ? '1' : '0')).join(' ')}\n`;
  const hex = words.map((word) => `0x${word.toString(16).toUpperCase().padStart(4, '0')}`);
  const orders = Object.keys(Object.values(numbers)[0] ?? {});
  const rows = [
    ['', ...orders],
    ...Object.entries(numbers).map(([type, inOrder]) => [
      type,
      ...orders.map((order) => `${inOrder[order] ?? 'NaN'}`),
    ]),
  ];
  const widths = ['', ...orders].map((_, column) =>
    Math.max(...rows.map((row) => row[column]!.length)),
  );
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
  return `${head}${hex.join(' ')}\n${lines.join('\n')}\n`;
}
