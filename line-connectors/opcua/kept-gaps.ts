import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { TagId } from '../../twin/domain/sample.ts';

/** A time of one tag for which values may be missing, both ends left out, by the clock of the source [ms]. */
export interface HistoryGap {
  readonly tag: TagId;
  /** -Infinity as long as the historian has not told what an earlier process stored last. */
  readonly from: number;
  readonly to: number;
}

/** Gaps that are being filled, in a file: values behind them are stored already, so that nothing else tells of them. */
export interface KeptGaps {
  /** Those of an earlier run. */
  readonly gaps: readonly HistoryGap[];
  /** Resolves nothing: when it returns, the file survives kill -9. */
  keep(gaps: readonly HistoryGap[]): void;
}

/** A gap as the file has it. */
type KeptGap = Omit<HistoryGap, 'from'> & { readonly from: number | null };

const formatVersion = 1;

/** The file, with nothing in it where there is none; one that cannot be read is told and begun anew. */
export function openKeptGaps(file: string, log: (text: string) => void): KeptGaps {
  return {
    gaps: read(file, log),
    keep(gaps) {
      mkdirSync(dirname(file), { recursive: true });
      const part = `${file}.part`;
      const descriptor = openSync(part, 'w');
      try {
        // JSON has no infinity: null.
        const rows = gaps.map(({ tag, from, to }) => ({ tag, from, to }));
        writeSync(descriptor, JSON.stringify({ formatVersion, gaps: rows }));
        fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
      renameSync(part, file);
    },
  };
}

function read(file: string, log: (text: string) => void): readonly HistoryGap[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return [];
  }
  try {
    const { gaps } = JSON.parse(text) as { readonly gaps: readonly KeptGap[] };
    return gaps
      .map(({ tag, from, to }) => ({ tag, from: from ?? -Infinity, to }))
      .filter(
        ({ tag, from, to }) =>
          typeof tag === 'string' &&
          (Number.isFinite(from) || from === -Infinity) &&
          Number.isFinite(to),
      );
  } catch (error) {
    log(`the open gaps in ${file} cannot be read and are not filled: ${String(error)}`);
    return [];
  }
}
