import type { Quarantine } from '../../twin/domain/quarantine.ts';
import type { RecordSink } from '../../twin/domain/record-sink.ts';

/** For connectors that neither tell of orders or results nor meet what they cannot take. */
export const idleSurroundings: { readonly records: RecordSink; readonly quarantine: Quarantine } = {
  records: { put: () => Promise.reject(new Error('no MES in this test')) },
  quarantine: { put: () => undefined, counts: () => ({}) },
};
