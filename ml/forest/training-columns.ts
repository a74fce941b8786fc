import type { FeatureTable } from '../data/feature-table.ts';

/** The columns of a table as trees are grown on them. */
export interface TrainingColumns {
  readonly rows: number;
  /** Values in single precision. */
  readonly values: readonly Float32Array[];
  /** Row indices by rising value, those without a value last. */
  readonly order: readonly Int32Array[];
}

/** Sorts every column once; the trees only ever divide these orders. */
export function trainingColumns({ columns, rows }: FeatureTable): TrainingColumns {
  const values = columns.map((column) => Float32Array.from(column));
  const order = values.map((column) => {
    const indices = Int32Array.from({ length: rows }, (_, row) => row);
    return indices.sort((a, b) => compare(column[a]!, column[b]!) || a - b);
  });
  return { rows, values, order };
}

function compare(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a - b;
}
