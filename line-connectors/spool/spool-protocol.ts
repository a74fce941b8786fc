import type { SpoolLoss } from '../../twin/domain/spool.ts';

/** One batch as the thread stores it. */
export interface SpoolRecord {
  readonly sequence: number;
  readonly count: number;
  /** As `BatchEncoder` makes it. */
  readonly bytes: Uint8Array;
}

/** A tag and the number that stands for it in the records. */
export interface NumberedTag {
  readonly number: number;
  readonly name: string;
}

/** What is not forgotten. */
export interface LiveContent {
  readonly bytes: number;
  readonly samples: number;
}

/** What the file held when it was opened. */
interface OpenedSpool {
  readonly tags: readonly NumberedTag[];
  readonly live: LiveContent;
}

/** What is asked of the thread that owns LMDB, and what it answers. */
export interface SpoolCalls {
  open: { request: SpoolFile; reply: OpenedSpool };
  append: {
    request: { readonly records: readonly SpoolRecord[]; readonly newTags: readonly NumberedTag[] };
    reply: { readonly losses: readonly SpoolLoss[]; readonly live: LiveContent };
  };
  read: {
    request: { readonly from: number; readonly mostSamples: number };
    reply: readonly SpoolRecord[];
  };
  /** Gives up records that cannot be read. */
  condemn: {
    request: readonly number[];
    reply: { readonly losses: readonly SpoolLoss[]; readonly live: LiveContent };
  };
  hold: { request: number; reply: null };
  forget: { request: number; reply: LiveContent };
  losses: { request: null; reply: readonly SpoolLoss[] };
  lossesTold: { request: number; reply: null };
  nextSequence: { request: null; reply: number };
  close: { request: null; reply: null };
}

/** Where the file lies and how large it may become. */
export interface SpoolFile {
  readonly folder: string;
  readonly capBytes: number;
  /** Greatest length of the file, free pages and trees included. */
  readonly fileBytes: number;
}
