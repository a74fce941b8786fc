import { createHash } from 'node:crypto';

/** Messages that are remembered: more than a broker leaves unacknowledged. */
const remembered = 2000;

/** A message that the broker keeps until it hears that we have it. */
export interface Receipt {
  readonly messageId: number;
  readonly session: number;
  readonly content: string;
  safe: boolean;
}

function contentOf(topic: string, payload: Uint8Array): string {
  return createHash('sha256').update(topic).update('\0').update(payload).digest('base64');
}

/**
 * The last messages of quality of service 1. When a link is lost the broker sends those again whose acknowledgement has not
 * reached it: they must then be acknowledged, not read twice.
 */
export class Receipts {
  readonly #recent = new Map<number, Receipt>();
  #gathered: Receipt[] = [];
  #session = 0;

  /** The receipt of a message that was read before; undefined where it is new. */
  known(messageId: number, topic: string, payload: Uint8Array): Receipt | undefined {
    const receipt = this.#recent.get(messageId);
    return receipt?.content === contentOf(topic, payload) ? receipt : undefined;
  }

  /** A message was read; it waits for the next delivery. */
  add(messageId: number, topic: string, payload: Uint8Array): void {
    const content = contentOf(topic, payload);
    const receipt = { messageId, session: this.#session, content, safe: false };
    this.#recent.delete(messageId);
    this.#recent.set(messageId, receipt);
    this.#gathered.push(receipt);
    for (const [oldest] of this.#recent) {
      if (this.#recent.size <= remembered) break;
      this.#recent.delete(oldest);
    }
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

  /** False where the session of the message is gone: its number is that of another one, or will be. */
  isOfSession({ session }: Receipt): boolean {
    return session === this.#session;
  }

  /** The message shall be read when it comes again. */
  forget({ messageId }: Receipt): void {
    this.#recent.delete(messageId);
  }

  /** The broker has forgotten our session: numbers mean other messages now. */
  newSession(): void {
    this.#session += 1;
    this.#recent.clear();
  }
}
