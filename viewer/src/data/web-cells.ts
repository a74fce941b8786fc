import type { PlannedCellDto } from '../../../twin/contract/api.ts';
import type { LineMessage } from './line-message.ts';

/** Metres of a coil, `to_m` not among them. */
export interface WebRange {
  readonly coil: string;
  readonly from_m: number;
  readonly to_m: number;
}

/** What is known of the cells of the metres that were asked for last. */
export type WebCellsState =
  | { readonly kind: 'none' }
  | { readonly kind: 'reading' }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'read'; readonly cells: readonly PlannedCellDto[] };

/**
 * The cells of some metres of web, read from the server and kept up to date: again when the stream says that they
 * changed, and after a reconnect. A question replaces the one before, whose request is cancelled; while the same metres
 * are read again, the cells read before stand.
 */
export class WebCells {
  readonly #read: (range: WebRange, signal: AbortSignal) => Promise<readonly PlannedCellDto[]>;
  readonly #show: (state: WebCellsState) => void;
  #range: WebRange | null = null;
  #request: AbortController | null = null;
  /** The metres changed while they were being read. */
  #outdated = false;

  constructor(
    read: (range: WebRange, signal: AbortSignal) => Promise<readonly PlannedCellDto[]>,
    show: (state: WebCellsState) => void,
  ) {
    this.#read = read;
    this.#show = show;
  }

  /** Asks for the cells of these metres; once for as long as the question stays the same. */
  ask(range: WebRange | null): void {
    if (isSame(range, this.#range)) return;
    this.#range = range;
    this.#request?.abort();
    this.#request = null;
    this.#show({ kind: range === null ? 'none' : 'reading' });
    this.refresh();
  }

  /** Reads again what was asked for; after the request under way, if there is one. */
  refresh(): void {
    if (this.#range === null) return;
    if (this.#request === null) this.#start(this.#range);
    else this.#outdated = true;
  }

  apply(message: LineMessage): void {
    if (message.kind === 'snapshot') this.refresh();
    if (message.kind !== 'event' || message.event.name !== 'cells') return;
    if (message.event.data.changed.some((changed) => this.#touches(changed))) this.refresh();
  }

  #start(range: WebRange): void {
    const request = new AbortController();
    const finish = (state: WebCellsState): void => {
      if (request.signal.aborted) return;
      this.#request = null;
      this.#show(state);
      if (this.#outdated) this.refresh();
    };
    this.#request = request;
    this.#outdated = false;
    this.#read(range, request.signal).then(
      (cells) => finish({ kind: 'read', cells }),
      (error: unknown) =>
        finish({ kind: 'failed', reason: error instanceof Error ? error.message : 'unknown' }),
    );
  }

  #touches({ coil, from_m, to_m }: WebRange): boolean {
    const range = this.#range;
    return range !== null && coil === range.coil && from_m < range.to_m && to_m > range.from_m;
  }
}

function isSame(a: WebRange | null, b: WebRange | null): boolean {
  return a?.coil === b?.coil && a?.from_m === b?.from_m && a?.to_m === b?.to_m;
}
