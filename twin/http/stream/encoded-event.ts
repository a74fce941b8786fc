import type { StreamEvent } from '../line-view.ts';

/** An event of the line under its number, its data already JSON, made once for all clients. */
export type EncodedEvent = {
  readonly id: number;
  /** Length of the JSON text; it bounds what is kept for replay. */
  readonly size: number;
} & (
  | {
      readonly name: 'sample';
      readonly serverTime: string;
      /** JSON of the sample of each tag. */
      readonly samples: ReadonlyMap<string, string>;
    }
  | { readonly name: Exclude<StreamEvent['name'], 'sample'>; readonly json: string }
);

/** Turns an event into text; a tag that occurs twice keeps its later sample. */
export function encodeEvent(id: number, event: StreamEvent): EncodedEvent {
  if (event.name !== 'sample') {
    const json = JSON.stringify(event.data);
    return { id, size: json.length, name: event.name, json };
  }
  const samples = new Map(event.data.samples.map((row) => [row.tag, JSON.stringify(row)]));
  let size = 0;
  for (const text of samples.values()) size += text.length;
  return { id, size, name: 'sample', serverTime: event.data.serverTime, samples };
}

/** One event as server-sent text. */
export function frame(name: string, id: number, json: string): string {
  return `event: ${name}\nid: ${id}\ndata: ${json}\n\n`;
}
