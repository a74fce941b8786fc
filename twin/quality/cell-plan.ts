import type { CellOutcome, PlannedCell } from '../domain/planned-cell.ts';
import type { Segment } from '../domain/segment.ts';
import { isNews, type KnownSheet, knownSheet, type SheetPart } from './known-sheet.ts';

/** A cell to be calculated from what is known of its sheet now. */
export interface CellTask {
  readonly coil: string;
  readonly cell: number;
  /** From 0. */
  readonly lane: number;
  readonly known: KnownSheet;
}

/** Metres of a coil. */
export interface CoilStretch {
  readonly coil: string;
  readonly from: number;
  readonly to: number;
}

/** The cells of all lanes at the same metres. */
export interface SheetRow extends CoilStretch {
  readonly cell: number;
}

interface PlanOptions {
  /** [m] */
  readonly sheetLength: number;
  /** [kg.m-3] */
  readonly poreFreeDensity: number;
  /** Metres of web whose cells are kept, the newest. */
  readonly kept: number;
}

/** One lane of a sheet: what is known now, what its cell was last asked for, and what came of it. */
interface LaneWork {
  known: KnownSheet | undefined;
  asked: KnownSheet | undefined;
  solved: { readonly known: KnownSheet; readonly outcome: CellOutcome } | undefined;
}

interface Sheet extends SheetRow {
  readonly segments: Map<number, Segment>;
  readonly lanes: LaneWork[];
}

/** Metres that are equal but for rounding differ by less [m]. */
const rounding = 1e-6;

/**
 * Which cells the web becomes, which of them must be calculated, and what came of it. A cell is complete when every
 * segment under its sheet is known; it waits again when it is known otherwise than when it was last asked for. Sheets are
 * cut behind the nip, where the foil is some tenths of a percent longer; they are counted in metres as coated.
 */
export class CellPlan {
  readonly #options: PlanOptions;
  /** In web order. */
  readonly #sheets = new Map<string, Sheet>();
  readonly #waiting = new Set<Sheet>();
  readonly #changed = new Set<Sheet>();

  constructor(options: PlanOptions) {
    this.#options = options;
  }

  /** Takes segments as they stand now. */
  take(segments: readonly Segment[]): void {
    const { sheetLength } = this.#options;
    const touched = new Set<Sheet>();
    for (const segment of segments) {
      const first = Math.floor((segment.from + rounding) / sheetLength);
      const end = Math.ceil((segment.to - rounding) / sheetLength);
      for (let cell = first; cell < end; cell++) {
        const sheet = this.#sheet(segment.coil, cell);
        sheet.segments.set(segment.index, segment);
        touched.add(sheet);
      }
    }
    for (const sheet of touched) this.#look(sheet);
    this.#forget();
  }

  /** Cells that wait, the oldest request first, whole rows until there are `count` or more; they wait no longer. */
  next(count: number): readonly CellTask[] {
    const tasks: CellTask[] = [];
    for (const sheet of this.#waiting) {
      if (tasks.length >= count) break;
      this.#waiting.delete(sheet);
      for (const [lane, work] of sheet.lanes.entries()) {
        const { known, asked } = work;
        if (known === undefined || !isNews(known, asked)) continue;
        work.asked = known;
        tasks.push({ coil: sheet.coil, cell: sheet.cell, lane, known });
      }
    }
    return tasks;
  }

  /** Notes what came of a task; of a cell that is unknown again or forgotten, nothing is kept. */
  settle({ coil, cell, lane, known }: CellTask, outcome: CellOutcome): void {
    const sheet = this.#sheets.get(keyOf(coil, cell));
    const work = sheet?.lanes[lane];
    if (sheet === undefined || work?.known === undefined) return;
    work.solved = { known, outcome };
    this.#changed.add(sheet);
  }

  /** The rows that hold a calculated cell, in web order. */
  *rows(): Generator<SheetRow> {
    for (const sheet of this.#sheets.values()) {
      if (sheet.lanes.some(({ solved }) => solved !== undefined)) yield sheet;
    }
  }

  /** The calculated cells of a row, by lane. */
  cellsOf({ coil, cell }: SheetRow): readonly PlannedCell[] {
    const sheet = this.#sheets.get(keyOf(coil, cell));
    if (sheet === undefined) return [];
    const { from, to, lanes } = sheet;
    return lanes.flatMap(({ solved }, i): PlannedCell[] => {
      if (solved === undefined) return [];
      const { known, outcome } = solved;
      return [{ coil, lane: i + 1, cell, from, to, ...known, ...outcome }];
    });
  }

  /** Whether enough is known of any sheet to calculate its cell. */
  get isAnyKnown(): boolean {
    return [...this.#sheets.values()].some(({ lanes }) =>
      lanes.some(({ known }) => known !== undefined),
    );
  }

  /** Metres whose cells have changed since the last call, in web order. */
  changes(): readonly CoilStretch[] {
    const stretches: CoilStretch[] = [];
    const changed = [...this.#changed].sort((left, right) => left.from - right.from);
    for (const { coil, from, to } of changed) {
      const last = stretches.at(-1);
      if (last?.coil === coil && Math.abs(from - last.to) < rounding) {
        stretches[stretches.length - 1] = { ...last, to };
      } else stretches.push({ coil, from, to });
    }
    this.#changed.clear();
    return stretches;
  }

  #sheet(coil: string, cell: number): Sheet {
    const key = keyOf(coil, cell);
    const held = this.#sheets.get(key);
    if (held !== undefined) return held;
    const { sheetLength } = this.#options;
    const [from, to] = [cell * sheetLength, (cell + 1) * sheetLength];
    const sheet: Sheet = { coil, cell, from, to, segments: new Map(), lanes: [] };
    this.#sheets.set(key, sheet);
    return sheet;
  }

  /** Finds what is known of a sheet now. */
  #look(sheet: Sheet): void {
    const parts = partsOf(sheet);
    for (const lane of parts[0]?.segment.lanes.keys() ?? []) {
      sheet.lanes[lane] ??= { known: undefined, asked: undefined, solved: undefined };
    }
    for (const [lane, work] of sheet.lanes.entries()) {
      work.known =
        parts.length === 0 ? undefined : knownSheet(parts, lane, this.#options.poreFreeDensity);
      if (work.known === undefined) {
        if (work.solved !== undefined) this.#changed.add(sheet);
        work.asked = undefined;
        work.solved = undefined;
      } else if (isNews(work.known, work.asked)) this.#waiting.add(sheet);
    }
  }

  #forget(): void {
    const most = Math.ceil(this.#options.kept / this.#options.sheetLength);
    for (const [key, sheet] of this.#sheets) {
      if (this.#sheets.size <= most) break;
      this.#sheets.delete(key);
      this.#waiting.delete(sheet);
      this.#changed.delete(sheet);
    }
  }
}

function keyOf(coil: string, cell: number): string {
  return `${cell} ${coil}`;
}

/** The segments under a sheet, none where they do not cover it. */
function partsOf({ segments, from, to }: Sheet): readonly SheetPart[] {
  const parts = [...segments.values()].map((segment) => ({
    segment,
    length: Math.min(to, segment.to) - Math.max(from, segment.from),
  }));
  const covered = parts.reduce((sum, { length }) => sum + length, 0);
  return covered >= to - from - rounding ? parts : [];
}
