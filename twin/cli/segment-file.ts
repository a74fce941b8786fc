import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { toUnit } from '../../physics/core/units.ts';
import { csvField } from '../domain/csv-records.ts';
import { TwinError } from '../domain/errors.ts';
import type { LaneState, Segment } from '../domain/segment.ts';

/** Segments that are kept until they are written: more than a line holds, so that what is written no longer changes. */
const mostKept = 20_000;
const header =
  'coil,from_m,to_m,lane,knowledge,predictedLoading_g_per_m2,predictedThickness_um,predictedPorosity_frac,measuredLoading_g_per_m2,measuredTotalThickness_um,derivedThickness_um,derivedPorosity_frac,warnings';

/** How much is known of the segments that a run told. */
export interface SegmentCounts {
  readonly count: number;
  readonly byKnowledge: Readonly<Record<Segment['knowledge'], number>>;
  /** Segments with a warning, by its code. */
  readonly warnings: Readonly<Record<string, number>>;
}

/** Segments as they stand at the end, counted and, where a file is asked for, written: one row a segment and lane. */
export class SegmentFile {
  readonly #path: string | undefined;
  readonly #file: number | undefined;
  readonly #kept = new Map<string, Segment>();
  readonly #byKnowledge = { unknown: 0, predicted: 0, derived: 0 };
  readonly #warnings: Record<string, number> = {};
  #count = 0;
  #isOpen = false;

  /** @throws TwinError OUTPUT_UNWRITABLE */
  constructor(path: string | undefined) {
    this.#path = path;
    this.#file = path === undefined ? undefined : this.#attempt(() => openSync(this.#part, 'w'));
    this.#isOpen = this.#file !== undefined;
    this.#write(`${header}\r\n`);
  }

  /** Takes segments that are new or changed. */
  take(segments: readonly Segment[]): void {
    for (const segment of segments) this.#kept.set(`${segment.coil}\n${segment.index}`, segment);
    if (this.#kept.size > mostKept) this.#settle(this.#kept.size - mostKept / 2);
  }

  /** Ends the file and puts it in its place. */
  keep(): SegmentCounts {
    this.#settle(this.#kept.size);
    this.#close();
    if (this.#path !== undefined) this.#attempt(() => renameSync(this.#part, this.#path!));
    return { count: this.#count, byKnowledge: this.#byKnowledge, warnings: this.#warnings };
  }

  /** Leaves nothing where it was not kept. */
  discard(): void {
    this.#close();
    if (this.#path !== undefined) rmSync(this.#part, { force: true });
  }

  get #part(): string {
    return `${this.#path}.part`;
  }

  #settle(count: number): void {
    let text = '';
    for (const [key, segment] of this.#kept) {
      if (count-- <= 0) break;
      this.#kept.delete(key);
      this.#count += 1;
      this.#byKnowledge[segment.knowledge] += 1;
      for (const code of new Set(segment.warnings.map((warning) => warning.code))) {
        this.#warnings[code] = (this.#warnings[code] ?? 0) + 1;
      }
      if (this.#isOpen) text += rowsOf(segment);
    }
    this.#write(text);
  }

  #write(text: string): void {
    const file = this.#file;
    if (file !== undefined && this.#isOpen) this.#attempt(() => writeSync(file, text));
  }

  #close(): void {
    if (this.#isOpen) closeSync(this.#file!);
    this.#isOpen = false;
  }

  #attempt<T>(act: () => T): T {
    try {
      return act();
    } catch (error) {
      const [why] = (error as Error).message.split(',');
      throw new TwinError(
        'OUTPUT_UNWRITABLE',
        `--out: ${this.#path} cannot be written: ${why}; allowed is a file in a folder that exists and may be written to`,
        { file: this.#path },
        { cause: error },
      );
    }
  }
}

function rowsOf({ coil, from, to, knowledge, lanes, warnings }: Segment): string {
  const codes = [...new Set(warnings.map(({ code }) => code))].join(' ');
  return lanes
    .map((lane, i) =>
      [csvField(coil), from, to, i + 1, knowledge, ...valuesOf(lane), codes].join(','),
    )
    .map((row) => `${row}\r\n`)
    .join('');
}

function valuesOf(lane: LaneState): (number | string)[] {
  const { predicted, measuredLoading, measuredTotalThickness } = lane;
  const { derivedThickness, derivedPorosity } = lane;
  const as = (value: number | undefined, unit: 'g_per_m2' | 'um'): number | string =>
    value === undefined ? '' : toUnit(value, unit);
  return [
    as(predicted?.loading, 'g_per_m2'),
    as(predicted?.thickness, 'um'),
    predicted?.porosity ?? '',
    as(measuredLoading?.value, 'g_per_m2'),
    as(measuredTotalThickness?.value, 'um'),
    as(derivedThickness?.value, 'um'),
    derivedPorosity?.value ?? '',
  ];
}
