import type { Reading } from '../../physics/virtual-line/sensor.ts';
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
  /** Key of each signal among the readings. */
  readonly #names: readonly string[];
  /** The last reading that was written, by signal. */
  readonly #written: (Reading | undefined)[];
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
    this.#names = signals.map(({ unit, key }) => `${unit}.${key}`);
    this.#written = signals.map(() => undefined);
    this.#renew();
  }

  get sequence(): number {
    return this.#sequence;
  }

  /** Takes up every reading that is new since it was called last; true when a batch should be taken. */
  collect(): boolean {
    const readings = this.#line.readings();
    const names = this.#names;
    for (let signal = 0; signal < names.length; signal++) {
      const reading = readings.get(names[signal]!);
      if (reading === undefined || reading === this.#written[signal]) continue;
      this.#written[signal] = reading;
      const { value } = reading;
      const row = this.#rows++;
      this.#tag[row] = signal;
      this.#time[row] = this.#start + Math.round(reading.time * 1000);
      this.#value[row] = typeof value === 'number' ? value : Number.NaN;
      this.#text[row] = typeof value === 'string' ? this.#texts.place(value) : -1;
      this.#status[row] = reading.status;
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
    const room = batchRows + this.#names.length;
    this.#rows = 0;
    this.#tag = new Uint16Array(room);
    this.#time = new Float64Array(room);
    this.#value = new Float64Array(room);
    this.#text = new Int32Array(room);
    this.#status = new Float64Array(room);
  }
}
