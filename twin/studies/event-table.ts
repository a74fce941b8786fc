import type { TableBatch, TableFileRow } from '../domain/table-file.ts';
import type { SimulatedEvent } from './simulated-line.ts';
import { TextList } from './text-list.ts';

/** What happened on the line, as the rows of `events`. */
export class EventTable {
  readonly file: TableFileRow = {
    name: 'events',
    columns: [
      { name: 'time', kind: 'time' },
      { name: 'kind', kind: 'text' },
      { name: 'unit', kind: 'text' },
      { name: 'text', kind: 'text' },
      { name: 'data', kind: 'text' },
    ],
  };
  readonly #start: number;
  readonly #kinds = new TextList();
  readonly #units = new TextList();
  readonly #texts = new TextList();
  readonly #data = new TextList();

  /** @param start - time 0 of the line [ms since 1970] */
  constructor(start: number) {
    this.#start = start;
  }

  /** `data` is one JSON object. */
  batch(events: readonly SimulatedEvent[]): TableBatch {
    return {
      rows: events.length,
      columns: [
        Float64Array.from(events, ({ time }) => this.#start + Math.round(time * 1000)),
        this.#kinds.columnOf(events.map(({ kind }) => kind)),
        this.#units.columnOf(events.map(({ unit }) => unit)),
        this.#texts.columnOf(events.map(({ text }) => text)),
        this.#data.columnOf(events.map(({ data }) => JSON.stringify(data))),
      ],
    };
  }
}
