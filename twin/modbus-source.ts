import type { AddressRules } from '../line-connectors/modbus/address.ts';
import type { ModbusSource } from '../line-connectors/modbus/options.ts';
import { pointOf } from '../line-connectors/modbus/points.ts';
import type { ConfiguredConnector } from './contract/connectors/connector.ts';
import type { TagMapping } from './domain/connector.ts';

type ConfiguredModbus = Extract<ConfiguredConnector, { kind: 'modbus' }>;

/** Port that is reserved for Modbus TCP. */
const standardPort = 502;

/** Where the devices of a connector listen. */
export function modbusPlace({
  id,
  endpoint,
  timeout_ms,
}: ConfiguredModbus): Pick<ModbusSource, 'id' | 'host' | 'port' | 'timeout_ms'> {
  const { hostname, port } = new URL(endpoint);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return { id, host, port: port === '' ? standardPort : Number(port), timeout_ms };
}

/** How the map of a connector writes addresses. */
export function modbusRules({ firstRegister, wordOrder }: ConfiguredModbus): AddressRules {
  return { firstRegister, ...(wordOrder === undefined ? {} : { wordOrder }) };
}

/** What the kind of a connector forbids in a row of its map, beyond what every map must be. */
export function rowProblem(
  connector: ConfiguredConnector,
  mapping: TagMapping,
  isWaveform: boolean,
): { readonly column: string; readonly found: string; readonly allowed: string } | undefined {
  if (connector.kind !== 'modbus') return undefined;
  const point = pointOf(mapping, modbusRules(connector), isWaveform);
  return 'column' in point ? point : undefined;
}
