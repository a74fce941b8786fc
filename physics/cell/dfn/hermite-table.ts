/**
 * A function on equal cells, as the cubic of each cell that has its values and slopes at the cell's ends (Hermite).
 * Cell k holds four coefficients of t = x cells / length - k: value = a + t (b + t (c + t d)).
 */
export interface HermiteTable {
  readonly coefficients: Float64Array;
  readonly cells: number;
  /** Cells per unit of x. */
  readonly scale: number;
  /** Whether it is zero everywhere. */
  readonly isZero: boolean;
}

/** Largest position in a table of so many cells that still falls into its last cell. */
export function lastPosition(cells: number): number {
  return cells - 1e-9;
}

/**
 * Tabulates a function on [0, length].
 * @param slope - its derivative; by a central difference of fourth order, one-sided at the ends, where absent
 */
export function hermiteTable(
  value: (x: number) => number,
  length: number,
  cells: number,
  slope: (x: number) => number = numericalSlope(value, length),
): HermiteTable {
  const coefficients = new Float64Array(4 * cells);
  const width = length / cells;
  let [before, slopeBefore] = [value(0), slope(0) * width];
  for (let cell = 0; cell < cells; cell++) {
    const x = (cell + 1) * width;
    const [after, slopeAfter] = [value(x), slope(x) * width];
    const difference = after - before;
    coefficients[4 * cell] = before;
    coefficients[4 * cell + 1] = slopeBefore;
    coefficients[4 * cell + 2] = 3 * difference - 2 * slopeBefore - slopeAfter;
    coefficients[4 * cell + 3] = slopeBefore + slopeAfter - 2 * difference;
    [before, slopeBefore] = [after, slopeAfter];
  }
  const isZero = coefficients.every((value) => value === 0);
  return { coefficients, cells, scale: cells / length, isZero };
}

/** One table per function, for functions that many cells share. */
export function sharedTables(
  make: (value: (x: number) => number) => HermiteTable,
): (value: (x: number) => number) => HermiteTable {
  const tables = new WeakMap<(x: number) => number, HermiteTable>();
  return (value) => {
    let table = tables.get(value);
    if (table === undefined) {
      table = make(value);
      tables.set(value, table);
    }
    return table;
  };
}

function numericalSlope(value: (x: number) => number, length: number): (x: number) => number {
  const step = 1e-5 * length;
  return (x) => {
    if (x >= 2 * step && x <= length - 2 * step) {
      const inner = value(x + step) - value(x - step);
      const outer = value(x + 2 * step) - value(x - 2 * step);
      return (8 * inner - outer) / (12 * step);
    }
    const side = x < 2 * step ? step : -step;
    const [at, one, two] = [value(x), value(x + side), value(x + 2 * side)];
    return (-3 * at + 4 * one - two) / (2 * side);
  };
}

/** Value of the table at x; the cubic of the nearest end outside. */
export function tableValue({ coefficients, cells, scale }: HermiteTable, x: number): number {
  const position = x * scale;
  let cell = position | 0;
  if (cell < 0) cell = 0;
  else if (cell >= cells) cell = cells - 1;
  const t = position - cell;
  const at = 4 * cell;
  return (
    coefficients[at]! +
    t * (coefficients[at + 1]! + t * (coefficients[at + 2]! + t * coefficients[at + 3]!))
  );
}
