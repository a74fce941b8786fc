import { isBitTable, type ModbusTable, mostBits, mostRegisters } from './address.ts';

/** Registers that nobody asked for and that are read all the same to save a request. */
const gapRegisters = 8;
/** The same for bits: as many bytes on the wire. */
const gapBits = 16 * gapRegisters;

/** A piece of a table that must come in one answer. */
export interface Span {
  readonly table: ModbusTable;
  readonly first: number;
  readonly count: number;
}

/** What one request asks for. */
export interface Block<T extends Span> extends Span {
  readonly spans: readonly T[];
}

function inOrder(left: Span, right: Span): number {
  return (
    left.table.localeCompare(right.table) || left.first - right.first || left.count - right.count
  );
}

function blockOf<T extends Span>(spans: readonly T[]): Block<T> {
  const { table, first } = spans[0]!;
  const end = Math.max(...spans.map((span) => span.first + span.count));
  return { table, first, count: end - first, spans };
}

/** The fewest requests, left to right, that read every span: small gaps are read too, and no limit of the protocol is passed. */
export function planBlocks<T extends Span>(spans: readonly T[]): Block<T>[] {
  const blocks: Block<T>[] = [];
  let gathered: T[] = [];
  let end = 0;
  for (const span of [...spans].sort(inOrder)) {
    const start = gathered[0];
    const isBits = isBitTable(span.table);
    const after = Math.max(end, span.first + span.count);
    const joins =
      start !== undefined &&
      start.table === span.table &&
      span.first - end <= (isBits ? gapBits : gapRegisters) &&
      after - start.first <= (isBits ? mostBits : mostRegisters);
    if (!joins) {
      if (start !== undefined) blocks.push(blockOf(gathered));
      gathered = [];
    }
    end = joins ? after : span.first + span.count;
    gathered.push(span);
  }
  if (gathered.length > 0) blocks.push(blockOf(gathered));
  return blocks;
}

/** Two blocks with the spans of one, cut nearest its middle; undefined where all spans are the same registers. */
export function splitBlock<T extends Span>({
  spans,
}: Block<T>): readonly [Block<T>, Block<T>] | undefined {
  const middle = spans.length / 2;
  let cut: number | undefined;
  for (let i = 1; i < spans.length; i++) {
    if (inOrder(spans[i - 1]!, spans[i]!) === 0) continue;
    if (cut === undefined || Math.abs(i - middle) < Math.abs(cut - middle)) cut = i;
  }
  if (cut === undefined) return undefined;
  return [blockOf(spans.slice(0, cut)), blockOf(spans.slice(cut))];
}
