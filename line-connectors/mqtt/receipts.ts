/** A message that the broker keeps until it hears that we have it. */
export interface Receipt {
  readonly messageId: number;
  readonly topic: string;
  readonly payload: Buffer;
  safe: boolean;
}

/**
 * Messages of quality of service 1 that were read and are not acknowledged yet. When the link is lost the broker sends
 * them again on the next one: they must then be acknowledged, not read twice.
 */
export class Receipts {
  readonly #open = new Map<number, Receipt>();
  #gathered: Receipt[] = [];

  /** The receipt of a message that was read before; undefined where it is new. */
  known(messageId: number, topic: string, payload: Buffer): Receipt | undefined {
    const receipt = this.#open.get(messageId);
    return receipt?.topic === topic && receipt.payload.equals(payload) ? receipt : undefined;
  }

  /** A message was read; it waits for the next delivery. */
  add(messageId: number, topic: string, payload: Buffer): void {
    const receipt = { messageId, topic, payload, safe: false };
    this.#open.set(messageId, receipt);
    this.#gathered.push(receipt);
  }

  /** Messages that were read since the last call. */
  takeGathered(): readonly Receipt[] {
    const gathered = this.#gathered;
    this.#gathered = [];
    return gathered;
  }

  get hasGathered(): boolean {
    return this.#gathered.length > 0;
  }

  /** False where the session of the message is gone: its number may be that of another one. */
  has(receipt: Receipt): boolean {
    return this.#open.get(receipt.messageId) === receipt;
  }

  /** The broker was told, or shall send it again. */
  forget(receipt: Receipt): void {
    if (this.has(receipt)) this.#open.delete(receipt.messageId);
  }

  /** The broker has forgotten our session: its numbers mean other messages now. */
  clear(): void {
    this.#open.clear();
  }
}
