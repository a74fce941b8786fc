import { describe, expect, it } from 'vitest';
import {
  hermiteTable,
  sharedTables,
  tableValue,
} from '../../../../../physics/cell/dfn/hermite-table.ts';
import { expectClose } from '../../../../support/close.ts';

describe('hermiteTable', () => {
  it('is exact for cubics, also beyond its ends', () => {
    const cubic = (x: number): number => 2 - x + 3 * x ** 2 - 0.5 * x ** 3;
    const slope = (x: number): number => -1 + 6 * x - 1.5 * x ** 2;
    const table = hermiteTable(cubic, 2, 7, slope);
    for (const x of [-0.1, 0, 0.3, 1.1, 1.999, 2, 2.2]) {
      // Round-off.
      expectClose(tableValue(table, x), cubic(x), { rtol: 1e-13, atol: 1e-13 });
    }
  });

  it('errs in the fourth power of the width of its cells, with slopes of its own', () => {
    const error = (cells: number): number => {
      const table = hermiteTable(Math.exp, 1, cells);
      let most = 0;
      for (let x = 0; x <= 1; x += 0.00137) {
        most = Math.max(most, Math.abs(tableValue(table, x) - Math.exp(x)));
      }
      return most;
    };
    const order = Math.log2(error(4) / error(8));
    // Hermite's remainder is f'''' h^4 / 384; higher terms change the order a little.
    expectClose(order, 4, { rtol: 0, atol: 0.2 });
    expectClose(error(8), Math.E / 384 / 8 ** 4, { rtol: 0.1, atol: 0 });
  });

  it('is made once for each function', () => {
    let made = 0;
    const tables = sharedTables((value) => {
      made++;
      return hermiteTable(value, 1, 4);
    });
    expect(tables(Math.sin)).toBe(tables(Math.sin));
    tables(Math.cos);
    expect(made).toBe(2);
  });
});
