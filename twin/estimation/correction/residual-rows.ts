import type { FeatureTable } from '../../../ml/data/feature-table.ts';

/** Rows that a residual is learned from: the newest. */
const keptRows = 400;
/** One segment of so many is a row: neighbours say the same. */
const every = 4;
/** Segments of a coil that are left out together. */
const groupSegments = 40;
const leastRows = 160;
const leastGroups = 12;
/** New rows between two trainings. */
const between = 50;

/** What a training is given: plain data. */
export interface ResidualTask {
  readonly table: FeatureTable;
  /** By channel: what was measured above physics, mean over lanes; NaN where it was not. */
  readonly targets: readonly Float64Array[];
  /** By channel: what the residual that serves says of each row; 0 where none does. */
  readonly served: readonly Float64Array[];
  readonly groups: readonly string[];
  readonly seed: number;
  /** Source time of the newest row [ms]. */
  readonly newest: number;
}

interface Row {
  readonly conditions: Float64Array;
  readonly targets: Float64Array;
  readonly group: string;
  readonly time: number;
}

/** Conditions of measured segments and what physics was off by. */
export class ResidualRows {
  readonly #names: readonly string[];
  readonly #rows: Row[] = [];
  #seen = 0;
  #askedAt = 0;

  constructor(names: readonly string[]) {
    this.#names = names;
  }

  /** Rows that were taken since start. */
  get seen(): number {
    return this.#seen;
  }

  /** @param index - number of the segment along its coil */
  add(
    coil: string,
    index: number,
    time: number,
    conditions: Float64Array,
    targets: Float64Array,
  ): void {
    if (index % every !== 0 || conditions.some((value) => !Number.isFinite(value))) return;
    const group = `${coil}/${Math.floor(index / groupSegments)}`;
    this.#rows.push({ conditions, targets: targets.slice(), group, time });
    if (this.#rows.length > keptRows) this.#rows.shift();
    this.#seen += 1;
  }

  /**
   * What a training needs, once there are new rows enough; undefined otherwise.
   * @param serving - what the residual that serves on a channel says of a row
   */
  takeTask(serving: (channel: number, row: Float64Array) => number): ResidualTask | undefined {
    const rows = this.#rows;
    const groups = rows.map(({ group }) => group);
    if (rows.length < leastRows || this.#seen < this.#askedAt + between) return undefined;
    if (new Set(groups).size < leastGroups) return undefined;
    this.#askedAt = this.#seen;
    const channels = rows[0]!.targets.length;
    const byChannel = (of: (row: Row, channel: number) => number): Float64Array[] =>
      Array.from({ length: channels }, (_, c) => Float64Array.from(rows, (row) => of(row, c)));
    return {
      table: {
        names: this.#names,
        rows: rows.length,
        columns: this.#names.map((_, f) => Float64Array.from(rows, (row) => row.conditions[f]!)),
      },
      targets: byChannel(({ targets }, c) => targets[c]!),
      served: byChannel(({ conditions }, c) => serving(c, conditions)),
      groups,
      seed: this.#seen,
      newest: Math.max(...rows.map(({ time }) => time)),
    };
  }
}
