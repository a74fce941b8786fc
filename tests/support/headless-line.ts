import type { Fault } from '../../physics/virtual-line/faults.ts';
import type { LineDefinition } from '../../physics/virtual-line/line-definition.ts';
import { lineByName } from '../../physics/virtual-line/lines/by-name.ts';
import { createVirtualLine, type VirtualLine } from '../../physics/virtual-line/virtual-line.ts';
import type { Sample, SequencedBatch, TagId } from '../../twin/domain/sample.ts';
import { sampleFlags } from '../../twin/domain/sample.ts';

/** A virtual line without a server: its readings as the sequenced batches that a connector would have made of them. */
export class HeadlessLine {
  readonly line: VirtualLine;
  readonly prefix = 'demo.electrode.line1';
  readonly #units = new Map<string, string>();
  readonly #sent = new Map<string, number>();
  #sequence = 0;

  /** @param line - name of a line, or one of the caller's own */
  constructor(
    line: string | LineDefinition,
    seed: number,
    faults?: readonly Fault[],
    { tick_s = 0.1 } = {},
  ) {
    this.line = createVirtualLine(typeof line === 'string' ? lineByName(line) : line, {
      seed,
      tick_s,
      ...(faults === undefined ? {} : { faults }),
    });
    for (const { unit, key, boundaryUnit } of this.line.signals) {
      this.#units.set(`${unit}.${key}`, boundaryUnit === null ? '' : `_${boundaryUnit}`);
    }
  }

  /** Moves the line on and gives what its machines said meanwhile, one batch per interval [s]. */
  *run(seconds: number, interval = 0.25): Generator<SequencedBatch> {
    const end = this.line.time() + seconds;
    for (let time = this.line.time() + interval; time <= end + 1e-9; time += interval) {
      const samples: Sample[] = [];
      this.line.advanceTo(time);
      for (const [name, reading] of this.line.readings()) {
        if (this.#sent.get(name) === reading.time) continue;
        this.#sent.set(name, reading.time);
        const at = 1_767_225_600_000 + Math.round(reading.time * 1000);
        samples.push({
          tag: `${this.prefix}.${name}${this.#units.get(name)}` as TagId,
          sourceTimestamp: at,
          receivedTimestamp: at,
          value: reading.value,
          status: reading.status,
          flags: sampleFlags.simulated,
        });
      }
      samples.sort((left, right) => left.sourceTimestamp - right.sourceTimestamp);
      yield { sequence: this.#sequence, samples };
      this.#sequence += samples.length;
    }
  }
}
