import { signalName } from '../../physics/virtual-line/signals/signal-name.ts';
import type { TableBatch, TableFileRow } from '../domain/table-file.ts';
import type { SimulatedLine } from './simulated-line.ts';
import { TextList } from './text-list.ts';

/** Rows of a batch: enough that the passing on costs nothing, few enough that memory stays flat. */
const batchRows = 16_384;

/** What the machines of a line say, as the rows of `samples`. */
export class SampleTable {
  readonly file: TableFileRow;
  readonly #line: SimulatedLine;
  readonly #start: number;
  /** When the sample was taken that was written last, by signal. */
  readonly #written: Float64Array;
  readonly #texts = new TextList();
  #sequence = 0;
  #rows = 0;
  #tag!: Uint16Array<ArrayBuffer>;
  #time!: Float64Array<ArrayBuffer>;
  #value!: Float64Array<ArrayBuffer>;
  #text!: Int32Array<ArrayBuffer>;
  #status!: Float64Array<ArrayBuffer>;

  /**
   * @param prefix - `site.area.line` of the tags
   * @param start - time 0 of the line [ms since 1970]
   */
  constructor(line: SimulatedLine, prefix: string, start: number) {
    const { signals } = line;
    this.file = {
      name: 'samples',
      columns: [
        {
          name: 'tag',
          kind: 'choice',
          choices: signals.map((signal) => `${prefix}.${signalName(signal)}`),
        },
        { name: 'sourceTimestamp', kind: 'time' },
        { name: 'value', kind: 'number' },
        { name: 'text', kind: 'text' },
        { name: 'status', kind: 'whole' },
        { name: 'sequence', kind: 'whole' },
      ],
    };
    this.#line = line;
    this.#start = start;
    this.#written = new Float64Array(signals.length).fill(Number.NaN);
    this.#renew();
  }

  /** Takes up every sample that is new since it was called last; true when a batch should be taken. */
  collect(): boolean {
    const { value, text, status, time } = this.#line.samples();
    const written = this.#written;
    for (let signal = 0; signal < written.length; signal++) {
      const at = time[signal]!;
      if (Number.isNaN(at) || at === written[signal]) continue;
      written[signal] = at;
      const row = this.#rows++;
      this.#tag[row] = signal;
      this.#time[row] = this.#start + Math.round(at * 1000);
      this.#value[row] = value[signal]!;
      this.#text[row] = this.#texts.place(text[signal]!);
      this.#status[row] = status[signal]!;
    }
    return this.#rows >= batchRows;
  }

  /** The rows since the last batch. */
  take(): TableBatch {
    const rows = this.#rows;
    const sequence = new Float64Array(rows);
    for (let row = 0; row < rows; row++) sequence[row] = this.#sequence++;
    const columns = [
      this.#tag,
      this.#time,
      this.#value,
      this.#texts.column(this.#text),
      this.#status,
      sequence,
    ];
    this.#renew();
    return { rows, columns };
  }

  #renew(): void {
    const room = batchRows + this.#written.length;
    this.#rows = 0;
    this.#tag = new Uint16Array(room);
    this.#time = new Float64Array(room);
    this.#value = new Float64Array(room);
    this.#text = new Int32Array(room);
    this.#status = new Float64Array(room);
  }
}
