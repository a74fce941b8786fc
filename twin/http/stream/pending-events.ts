import { type EncodedEvent, frame } from './encoded-event.ts';
import type { TagFilter } from './tag-filter.ts';

/**
 * What one client has still to be sent. Between two deliveries a tag goes out once, with its latest sample, in the
 * place of the event that brought it; order and ids stay those of the line, so that a client that loses its
 * connection after any frame resumes without a gap.
 */
export class PendingEvents {
  private readonly events: EncodedEvent[] = [];
  /** For each tag, the number of the event that holds its latest sample. */
  private readonly latest = new Map<string, number>();
  private readonly filter: TagFilter;

  constructor(filter: TagFilter) {
    this.filter = filter;
  }

  /** Adds an event; false when nothing of it passes the filter. */
  push(event: EncodedEvent): boolean {
    if (event.name !== 'sample') {
      this.events.push(event);
      return true;
    }
    let passed = false;
    for (const tag of event.samples.keys()) {
      if (!this.filter(tag)) continue;
      this.latest.set(tag, event.id);
      passed = true;
    }
    if (passed) this.events.push(event);
    return passed;
  }

  get empty(): boolean {
    return this.events.length === 0;
  }

  /** All that is pending as server-sent text; nothing is pending afterwards. */
  drain(): string {
    let text = '';
    for (let i = 0; i < this.events.length; i += 1) {
      const event = this.events[i]!;
      if (event.name !== 'sample') {
        text += frame(event.name, event.id, event.json);
        continue;
      }
      const rows: string[] = [];
      for (const [tag, json] of event.samples) {
        if (this.latest.get(tag) === event.id) rows.push(json);
      }
      if (rows.length === 0) continue;
      const time = JSON.stringify(event.serverTime);
      text += frame('sample', event.id, `{"serverTime":${time},"samples":[${rows.join(',')}]}`);
    }
    this.events.length = 0;
    this.latest.clear();
    return text;
  }
}
