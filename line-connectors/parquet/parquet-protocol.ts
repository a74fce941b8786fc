import type { MessagePort } from 'node:worker_threads';
import type { TableBatch, TableFilesOptions, WrittenFile } from '../../twin/domain/table-file.ts';

/** What the thread is started with. */
export interface ParquetStart {
  readonly options: TableFilesOptions;
  /** Where its messages come. */
  readonly port: MessagePort;
  /** How many came so far, one 32-bit number; the thread waits on it. */
  readonly sent: SharedArrayBuffer;
}

/** What the thread is told. */
export type ParquetRequest =
  | { readonly kind: 'rows'; readonly table: number; readonly batch: TableBatch }
  | { readonly kind: 'finish' }
  | { readonly kind: 'abort' };

/** What the thread says. */
export type ParquetReply =
  /** A batch was taken; there is room for another. */
  | { readonly kind: 'taken' }
  | { readonly kind: 'finished'; readonly files: readonly WrittenFile[] }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'failed'; readonly detail: string };
