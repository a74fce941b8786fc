import type { RandomStreams } from '../core/random.ts';
import type { FaultLevels } from './fault-levels.ts';
import type { Fault } from './faults.ts';
import type { InstrumentErrors } from './line-definition.ts';
import type { LineState } from './line-state.ts';
import { machineStatus, type Reading, Sensor, type Signal } from './sensor.ts';

/** The newest sample of every signal, in the order of the signals; columns that the line keeps writing to. */
export interface SampleColumns {
  /** Value in the boundary unit; NaN for text and where there is none. */
  readonly value: Float64Array;
  readonly text: readonly (string | null)[];
  /** OPC UA status code. */
  readonly status: Uint32Array;
  /** When it was measured or became so, time of the line [s]. */
  readonly time: Float64Array;
}

/**
 * Samples the signals of a line, each at its own interval or at every step where that is longer, and says what is new:
 * what a sensor measured, at the time when it was measured; what the control holds (setpoints, states, texts, counters),
 * and that there is no value, when that changes.
 */
export class Sampling {
  readonly value: Float64Array;
  readonly text: (string | null)[];
  readonly status: Uint32Array;
  readonly time: Float64Array;
  /** Samples that were said so far. */
  said = 0;
  readonly #signals: readonly Signal[];
  readonly #every: Int32Array;
  readonly #sensors: readonly (Sensor | undefined)[];
  readonly #biasSlots: Int32Array;
  readonly #driftSlots: Int32Array;
  readonly #frozenSlots: Int32Array;
  readonly #dropoutSlots: Int32Array;
  readonly #levels: FaultLevels;
  readonly #names: readonly string[];
  readonly #readings = new Map<string, Reading>();

  constructor(
    signals: readonly Signal[],
    tick: number,
    instruments: InstrumentErrors,
    levels: FaultLevels,
    streams: RandomStreams,
  ) {
    const { length } = signals;
    this.#signals = signals;
    this.#levels = levels;
    this.#names = signals.map(({ unit, key }) => `${unit}.${key}`);
    this.value = new Float64Array(length).fill(Number.NaN);
    this.text = signals.map(() => null);
    this.status = new Uint32Array(length);
    this.time = new Float64Array(length).fill(Number.NaN);
    this.#every = Int32Array.from(signals, ({ samplingInterval }) =>
      Math.max(1, Math.round(samplingInterval / 1000 / tick)),
    );
    const slots = (kind: Fault['kind']) =>
      Int32Array.from(signals, (signal) => levels.slot(kind, (fault) => concerns(fault, signal)));
    this.#biasSlots = slots('gaugeBias');
    this.#driftSlots = slots('gaugeDrift');
    this.#frozenSlots = slots('frozenSensor');
    this.#dropoutSlots = slots('sensorDropout');
    this.#sensors = signals.map((signal, i) => {
      const { sensor } = signal;
      if (sensor === undefined) return undefined;
      const name = this.#names[i]!;
      const interval = this.#every[i]! * tick;
      const plain = sensor.noise > 0 ? instruments : { bias: 0, drift: 0, dropout: 0 };
      const errors = {
        bias:
          plain.bias === 0
            ? 0
            : plain.bias * sensor.noise * streams.stream(`bias/${name}`).normal(),
        walk: plain.drift * sensor.noise * Math.sqrt(interval / 3600),
        dropout: plain.dropout,
      };
      const rng = streams.stream(`sensor/${name}`);
      return new Sensor(sensor, signal, interval, errors, rng, streams.stream(`dropout/${name}`));
    });
  }

  /** Samples what is due at a step of the line, counted from 0. */
  sample(state: LineState, step: number): void {
    const signals = this.#signals;
    const every = this.#every;
    const { time } = state;
    for (let i = 0; i < signals.length; i++) {
      const n = every[i]!;
      if (n > 1 && step > 0 && (step - i) % n !== 0) continue;
      const signal = signals[i]!;
      const truth = signal.read(state);
      const sensor = this.#sensors[i];
      if (typeof truth === 'string') {
        if (this.text[i] === truth) continue;
        this.text[i] = truth;
        this.time[i] = time;
      } else if (sensor === undefined || Number.isNaN(truth)) {
        const status = Number.isNaN(truth) ? machineStatus.badOutOfService : machineStatus.good;
        const isFirst = Number.isNaN(this.time[i]!);
        if (!isFirst && this.status[i] === status && Object.is(this.value[i], truth)) continue;
        this.value[i] = truth;
        this.status[i] = status;
        this.time[i] = time;
      } else {
        const at = signal.measuredAt?.(state) ?? time;
        if (at === this.time[i]) continue;
        this.time[i] = at;
        const levels = this.#levels;
        const shown = sensor.sample(
          truth,
          levels.level(this.#biasSlots[i]!) + levels.level(this.#driftSlots[i]!),
          levels.level(this.#frozenSlots[i]!) > 0,
          levels.level(this.#dropoutSlots[i]!),
        );
        this.value[i] = shown;
        this.status[i] = Number.isNaN(shown) ? machineStatus.badSensorFailure : machineStatus.good;
      }
      this.said++;
    }
  }

  /** The newest readings by name; made only where a signal has said something since they were asked for. */
  readings(): ReadonlyMap<string, Reading> {
    const readings = this.#readings;
    for (let i = 0; i < this.#names.length; i++) {
      const name = this.#names[i]!;
      const time = this.time[i]!;
      if (readings.get(name)?.time === time) continue;
      const number = this.value[i]!;
      const value = this.text[i] ?? (Number.isNaN(number) ? null : number);
      readings.set(name, { value, status: this.status[i]!, time });
    }
    return readings;
  }
}

/** Whether a fault of sensors is one of this signal's. */
function concerns(fault: Fault, signal: Signal): boolean {
  if (fault.unit !== signal.unit) return false;
  if (fault.variable !== undefined) return fault.variable === signal.key;
  if (fault.lane !== undefined) return fault.lane === signal.lane;
  const ofGauge = fault.kind === 'gaugeBias' || fault.kind === 'gaugeDrift';
  return !ofGauge || signal.lane !== undefined;
}
