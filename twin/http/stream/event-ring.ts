import type { EncodedEvent } from './encoded-event.ts';

/** Latest events, oldest dropped first, bounded by the size of their texts. */
export class EventRing {
  private readonly events: EncodedEvent[] = [];
  private readonly limit: number;
  private first = 0;
  private size = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  push(event: EncodedEvent): void {
    this.events.push(event);
    this.size += event.size;
    while (this.size > this.limit) {
      this.size -= this.events[this.first]!.size;
      this.first += 1;
    }
    if (this.first > 1_000 && this.first * 2 > this.events.length) {
      this.events.splice(0, this.first);
      this.first = 0;
    }
  }

  /** Events after `id`, given that `newest` is the number of the last one; undefined when some are no longer kept. */
  after(id: number, newest: number): readonly EncodedEvent[] | undefined {
    if (id > newest) return undefined;
    const missed = newest - id;
    return missed <= this.events.length - this.first
      ? this.events.slice(this.events.length - missed)
      : undefined;
  }
}
