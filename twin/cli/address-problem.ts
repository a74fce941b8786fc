import type { ConfiguredConnector } from '../contract/connectors/connector.ts';
import { capturesIn, parseSparkplugAddress, parseTopicAddress } from '../domain/mqtt-address.ts';
import { rowProblem } from '../modbus-source.ts';
import type { TagMapRow } from './tag-map.ts';
import type { TagMapProblem } from './tag-map-rows.ts';

/** What is wrong with the address of a row for its connector, if anything. */
export function addressProblem(
  mapRow: TagMapRow,
  connector: ConfiguredConnector | undefined,
  isWaveform: boolean,
): TagMapProblem | undefined {
  const { row, connector: _, ...mapping } = mapRow;
  if (connector?.kind === 'modbus') {
    const problem = rowProblem(connector, mapping, isWaveform);
    return problem && { row, ...problem, found: `"${problem.found}"` };
  }
  return connector?.kind === 'mqtt' ? mqttProblem(mapRow, connector) : undefined;
}

function mqttProblem(
  { row, tag, address }: TagMapRow,
  connector: ConfiguredConnector & { readonly kind: 'mqtt' },
): TagMapProblem | undefined {
  const parsed =
    connector.mode.kind === 'sparkplug'
      ? parseSparkplugAddress(address)
      : parseTopicAddress(address);
  if (typeof parsed === 'string') {
    return { row, column: 'address', found: JSON.stringify(address), allowed: parsed };
  }
  const captures = 'levels' in parsed ? parsed.levels.filter((level) => level === '+').length : 0;
  const wrong = capturesIn(tag).find((number) => number < 1 || number > captures);
  if (wrong === undefined) return undefined;
  const allowed = `{1} to {n} for the n + of the address, which has ${captures}`;
  return { row, column: 'tag', found: `{${wrong}}`, allowed };
}
