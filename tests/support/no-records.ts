import type { RecordSink } from '../../twin/domain/record-sink.ts';

/** For connectors of which none tells of orders or results. */
export const noRecords: RecordSink = {
  put: () => Promise.reject(new Error('no MES in this test')),
};
