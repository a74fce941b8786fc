import type { Clock } from '../../twin/domain/clock.ts';
import type { LastWord, TagMapping } from '../../twin/domain/connector.ts';
import type { Quarantine } from '../../twin/domain/quarantine.ts';
import type { TagId } from '../../twin/domain/sample.ts';
import type { Waveforms } from '../../twin/domain/waveform.ts';
import type { AddressRules } from './address.ts';

/** Where a device or a gateway listens. */
export interface ModbusSource {
  readonly id: string;
  readonly host: string;
  readonly port: number;
  /** Longest wait for a connection or an answer [ms]. */
  readonly timeout_ms: number;
  readonly clock: Clock;
  /** Where malformed answers go. */
  readonly quarantine?: Pick<Quarantine, 'put'>;
}

/** What a Modbus TCP connector is made from. */
export interface ModbusConnectorOptions extends ModbusSource {
  readonly map: readonly TagMapping[];
  readonly rules: AddressRules;
  readonly waveforms?: Waveforms | undefined;
  /** A value that stays the same is given again after so long [ms]; with every scan where absent. */
  readonly reportUnchangedAfter_ms?: number;
  /** Tag on which gaps are told. */
  readonly gapTag: TagId;
  /** The last stored word of tags, as far as it is known. */
  readonly lastStored?: (tags: readonly TagId[]) => ReadonlyMap<TagId, LastWord>;
  /** The same of the historian, once it has told. */
  readonly heldUntil?: (tags: readonly TagId[]) => Promise<ReadonlyMap<TagId, LastWord>>;
  /** Uniform in [0, 1): jitter of the waits between attempts. */
  readonly random: () => number;
  readonly log?: (text: string) => void;
}

/** How the source is named: in health, messages and quarantine. */
export function endpointOf({ host, port }: Pick<ModbusSource, 'host' | 'port'>): string {
  return `tcp://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
