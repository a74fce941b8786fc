import type { ElectrodeMaterial } from '../../physics/materials/electrode-material.ts';
import { pathLength, theStation, type WebPath } from '../../physics/process/web-path.ts';
import type { PlannedCell } from '../domain/planned-cell.ts';
import type { Segment } from '../domain/segment.ts';
import { keptSegments } from '../prediction/piece-ledger.ts';
import { CellPlan, type CoilStretch, type SheetRow } from './cell-plan.ts';
import { CellQueue, type SolveCells } from './cell-queue.ts';

interface LineCellsOptions {
  readonly path: WebPath;
  readonly material: ElectrodeMaterial;
  /** [kg.m-3] */
  readonly poreFreeDensity: number;
  /** [m] */
  readonly sheetLength: number;
  readonly solve: SolveCells;
}

/** Where the web stands: coil and coil metre at the die. */
interface WebPlace {
  readonly coil: string;
  readonly metre: number;
}

/** The planned cells of a line: takes segments as they change, calculates cells beside it, and gives them out. */
export class LineCells {
  readonly #plan: CellPlan;
  readonly #queue: CellQueue;
  /** Distance of the calender from the die [m]. */
  readonly #exit: number;
  #reason = 'no web with a known coating is as long as a sheet yet';

  constructor({ path, material, poreFreeDensity, sheetLength, solve }: LineCellsOptions) {
    const kept = keptSegments * path.segmentLength + pathLength(path);
    this.#plan = new CellPlan({ sheetLength, poreFreeDensity, kept });
    this.#queue = new CellQueue(this.#plan, material, solve);
    const { position, length } = theStation(path, 'calender');
    this.#exit = position + length;
  }

  /** Takes segments as they stand now; cells follow in their own time. */
  take(segments: readonly Segment[]): void {
    if (segments.length === 0) return;
    this.#plan.take(segments);
    const newest = segments.findLast(({ warnings }) => warnings.length > 0);
    if (newest?.knowledge === 'unknown') this.#reason = newest.warnings[0]!.message;
    this.#queue.wake();
  }

  /** The calculated cells in web order, then by lane; web that is not coated yet has none. */
  *cells(web: WebPlace | undefined): Generator<PlannedCell> {
    for (const row of this.#rows(web)) yield* this.#plan.cellsOf(row);
  }

  /** The cells of the last row of the present coil that has passed the calender, or of the nearest on its way to it. */
  cellsAtExit(web: WebPlace | undefined): readonly PlannedCell[] {
    if (web === undefined) return [];
    const passed = web.metre - this.#exit;
    let nearest: SheetRow | undefined;
    for (const row of this.#rows(web)) {
      if (row.coil === web.coil && (nearest === undefined || isNearer(row, nearest, passed))) {
        nearest = row;
      }
    }
    return nearest === undefined ? [] : this.#plan.cellsOf(nearest);
  }

  /** Why there are no cells; undefined where there are some. */
  withheld(): string | undefined {
    for (const _ of this.#plan.rows()) return undefined;
    return this.#plan.isAnyKnown ? 'the first cells are being calculated' : this.#reason;
  }

  /** Metres whose cells have changed since the last call. */
  changes(): readonly CoilStretch[] {
    return this.#plan.changes();
  }

  /** Settled when every cell stands for what is known of it. */
  idle(): Promise<void> {
    return this.#queue.idle();
  }

  close(): Promise<void> {
    return this.#queue.close();
  }

  /** Where a length counter went back, metres before the die may be held that are not coated yet: they are not given. */
  *#rows(web: WebPlace | undefined): Generator<SheetRow> {
    for (const row of this.#plan.rows()) {
      if (web?.coil !== row.coil || row.to <= web.metre) yield row;
    }
  }
}

/** Whether a row comes before another: of those behind a metre the newest, else the first that will come there. */
function isNearer(row: SheetRow, other: SheetRow, metre: number): boolean {
  if (row.to <= metre) return other.to > metre || row.to > other.to;
  return other.to > metre && row.to < other.to;
}
