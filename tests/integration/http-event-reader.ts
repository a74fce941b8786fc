/** One server-sent event as a browser sees it. */
export interface ReceivedEvent {
  readonly name: string;
  readonly id: number;
  readonly data: Record<string, unknown>;
}

/** Reads a stream event by event. */
export class EventReader {
  private readonly reader: ReadableStreamDefaultReader<Uint8Array>;
  private readonly abort: AbortController;
  private readonly decoder = new TextDecoder();
  private text = '';

  private constructor(body: ReadableStreamDefaultReader<Uint8Array>, abort: AbortController) {
    this.reader = body;
    this.abort = abort;
  }

  static async open(url: string, headers: Record<string, string> = {}): Promise<EventReader> {
    const abort = new AbortController();
    const response = await fetch(url, { headers, signal: abort.signal });
    if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
    return new EventReader(response.body!.getReader(), abort);
  }

  /** The next event, or undefined when the server has ended the stream. */
  async next(): Promise<ReceivedEvent | undefined> {
    for (;;) {
      const end = this.text.indexOf('\n\n');
      if (end >= 0) {
        const lines = this.text.slice(0, end).split('\n');
        this.text = this.text.slice(end + 2);
        const field = (name: string): string =>
          lines.find((line) => line.startsWith(`${name}: `))!.slice(name.length + 2);
        return { name: field('event'), id: Number(field('id')), data: JSON.parse(field('data')) };
      }
      const { done, value } = await this.reader.read();
      if (done) return undefined;
      this.text += this.decoder.decode(value, { stream: true });
    }
  }

  /** The next event with this name; others are passed over. */
  async nextNamed(name: string): Promise<ReceivedEvent> {
    for (;;) {
      const event = await this.next();
      if (event === undefined) throw new Error(`the stream ended before an event '${name}'`);
      if (event.name === name) return event;
    }
  }

  close(): void {
    this.abort.abort();
  }
}
