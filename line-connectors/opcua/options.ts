import { join } from 'node:path';
import type { Clock } from '../../twin/domain/clock.ts';
import type { LastWord, TagMapping } from '../../twin/domain/connector.ts';
import type { TagId } from '../../twin/domain/sample.ts';
import type { Waveforms } from '../../twin/domain/waveform.ts';
import type { Log } from './client-library.ts';

/** How messages are protected. `None` must be asked for by name. */
export interface OpcuaSecurity {
  readonly mode: 'None' | 'Sign' | 'SignAndEncrypt';
  /** Name as in `Basic256Sha256`; the strongest that both sides know where absent. */
  readonly policy?: string;
}

/** Where a server is and how to speak with it. */
export interface OpcuaSource {
  /** `opc.tcp://host:port/path`. */
  readonly endpoint: string;
  readonly security: OpcuaSecurity;
  /** Folder of our certificate and of those trusted and rejected. */
  readonly pkiFolder: string;
  readonly log?: Log;
}

/** Our own certificate, which a server must trust. */
export function ownCertificate(pkiFolder: string): string {
  return join(pkiFolder, 'own', 'certs', 'client_certificate.pem');
}

/** What an OPC UA connector is made from. */
export interface OpcuaConnectorOptions extends OpcuaSource {
  readonly id: string;
  readonly map: readonly TagMapping[];
  readonly clock: Clock;
  /** Uniform in [0, 1): jitter of the waits between attempts. */
  readonly random: () => number;
  readonly waveforms?: Waveforms | undefined;
  /** What is missing after an outage is read from the server's history. */
  readonly backfill?: {
    /** So far back from the return [ms]. */
    readonly longest_ms: number;
    /** Event tag on which is told what stays missing. */
    readonly gapTag: TagId;
    /** File in which gaps that are not filled yet outlive this process. */
    readonly openGaps?: string;
    /** The last stored word of tags, for an outage of our own, as far as it is known. */
    readonly lastStored?: (tags: readonly TagId[]) => ReadonlyMap<TagId, LastWord>;
    /** The same of the historian, once it has told. */
    readonly heldUntil?: (tags: readonly TagId[]) => Promise<ReadonlyMap<TagId, LastWord>>;
  };
}
