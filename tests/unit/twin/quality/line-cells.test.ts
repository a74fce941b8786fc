import { describe, expect, it } from 'vitest';
import { nmc622Demonstration } from '../../../../physics/materials/nmc622-demonstration.ts';
import { demonstrationPath } from '../../../../physics/process/web-path.ts';
import { LineCells } from '../../../../twin/quality/line-cells.ts';
import { density, segmentOf } from './segments.ts';

const usual = { loading: 0.18, porosity: 0.32 };
/** Distance of the calender on the demonstration path [m]. */
const calender = 12;

/** Cells of two lanes over some segments, solved at once. */
async function cellsOver(...indexes: number[]) {
  const cells = new LineCells({
    path: demonstrationPath,
    material: nmc622Demonstration,
    poreFreeDensity: density,
    sheetLength: 0.2,
    solve: async (coatings) =>
      coatings.map(() => ({
        tortuosityFactor: 2,
        conductivity: 0.5,
        rates: [],
        resistance: 0.16,
        warnings: [],
      })),
  });
  cells.take(indexes.map((index) => segmentOf(index, [usual, usual])));
  await cells.idle();
  return cells;
}

const twoMetres = [0, 1, 2, 3, 4, 5, 6, 7];

describe('cellsAtExit', () => {
  it('are those of the newest row whose tail has passed the calender', async () => {
    const cells = await cellsOver(...twoMetres);
    const numbers = (metre: number) =>
      cells.cellsAtExit({ coil: 'C', metre }).map(({ cell, lane }) => [cell, lane]);
    expect(numbers(calender + 1.01)).toEqual([
      [4, 1],
      [4, 2],
    ]);
    expect(numbers(calender + 1.19)[0]).toEqual([4, 1]);
    expect(numbers(calender + 1.21)[0]).toEqual([5, 1]);
    expect(numbers(calender + 50)[0]).toEqual([9, 1]);
  });

  it('are those of the nearest row on its way where none has passed', async () => {
    const cells = await cellsOver(4, 5, 6, 7);
    expect(cells.cellsAtExit({ coil: 'C', metre: 4 })[0]?.cell).toBe(5);
  });

  it('are none on another coil, without a run, and of web ahead of the die', async () => {
    const cells = await cellsOver(...twoMetres);
    expect(cells.cellsAtExit({ coil: 'D', metre: 20 })).toEqual([]);
    expect(cells.cellsAtExit(undefined)).toEqual([]);
    expect([...cells.cells({ coil: 'C', metre: 1.1 })].at(-1)).toMatchObject({ cell: 4, lane: 2 });
  });
});

describe('withheld', () => {
  it('says nothing where there are cells', async () => {
    expect((await cellsOver(0)).withheld()).toBeUndefined();
  });

  it('says what the web lacks, and that the first cells are on their way', async () => {
    const cells = await cellsOver();
    expect(cells.withheld()).toContain('known coating');
    const missing = { code: 'TWIN_READING_MISSING', message: 'coater gave no pumpFlow', data: {} };
    cells.take([segmentOf(0, [undefined, undefined], { warnings: [missing] })]);
    expect(cells.withheld()).toBe('coater gave no pumpFlow');
    cells.take([segmentOf(0, [usual, usual])]);
    expect(cells.withheld()).toBe('the first cells are being calculated');
    await cells.idle();
    expect(cells.withheld()).toBeUndefined();
  });
});
