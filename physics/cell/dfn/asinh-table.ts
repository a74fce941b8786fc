import { hermiteTable } from './hermite-table.ts';

/** Where the table ends: overpotentials of 16 RT/F lie beyond. */
export const asinhEnd = 8;
/** Of the inverse hyperbolic sine from 0 to the end, to 1e-9: it is asked for at each point of each iteration. */
export const asinhTable = hermiteTable(Math.asinh, asinhEnd, 512, (x) => 1 / Math.sqrt(1 + x * x));
