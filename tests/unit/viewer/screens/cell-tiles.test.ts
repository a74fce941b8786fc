import { describe, expect, it } from 'vitest';
import type { LineDto } from '../../../../twin/contract/api.ts';
import { LineStore } from '../../../../viewer/src/data/line-store.ts';
import { cellTiles } from '../../../../viewer/src/screens/cell-tiles.ts';
import { cellRowOf, lineWithCells } from '../cells.ts';
import { lineOf } from '../segments.ts';
import { snapshotOf } from '../snapshot.ts';

function tiles(line: LineDto) {
  const store = new LineStore();
  store.apply({ kind: 'snapshot', snapshot: snapshotOf(line) });
  return Object.fromEntries(cellTiles(store).map((tile) => [tile.id, tile]));
}

/** Notes break only between their parts. */
const plain = (note: string | undefined) => note?.replaceAll('\u00a0', ' ');

describe('cellTiles', () => {
  it('shows the mean over the lanes at the lowest rate, with the lanes as interval and the other rates beside it', () => {
    const shown = tiles(lineWithCells({ cells: cellRowOf() }));
    expect(Object.keys(shown)).toEqual(['cellCapacity', 'cellEnergy', 'cellResistance']);
    expect(shown['cellCapacity']).toMatchObject({
      label: 'Cell capacity at C/3',
      value: '0.480',
      unit: 'Ah',
      origin: 'predicted',
      interval: 'lanes 0.475 to 0.485',
      flag: null,
    });
    expect(plain(shown['cellCapacity']?.note)).toBe(
      '1C 0.431, 2C 0.378; 96 % of nominal; metre 10.0',
    );
    expect(plain(shown['cellEnergy']?.note)).toBe('1C 1.58, 2C 1.32; metre 10.0');
    expect(shown['cellEnergy']).toMatchObject({ value: '1.80', unit: 'Wh' });
    expect(shown['cellResistance']).toMatchObject({
      value: '213',
      unit: 'mΩ',
      interval: 'lanes 210 to 217',
    });
    expect(plain(shown['cellResistance']?.note)).toBe('between C/3 and 2C; metre 10.0');
  });

  it('is as old as what the oldest cell of the row rests on, and says whose word it is', () => {
    const cells = cellRowOf({ origin: 'derived', restsOn: '2026-01-01T00:01:00.000Z' });
    const shown = tiles(lineWithCells({ cells }))['cellCapacity'];
    expect(shown?.origin).toBe('derived');
    expect(shown?.time_ms).toBe(Date.parse(cells.restsOn));
  });

  it('takes the lowest rate first however the rates are ordered', () => {
    const { rates } = cellRowOf();
    const shown = tiles(lineWithCells({ cells: cellRowOf({ rates: rates.toReversed() }) }));
    expect(shown['cellCapacity']?.value).toBe('0.480');
  });

  it('flags how many cells failed, and shows a dash where none is left', () => {
    const some = tiles(lineWithCells({ cells: cellRowOf({ failed: 1, resistance_mohm: null }) }));
    expect(some['cellCapacity']).toMatchObject({ value: '0.480', flag: '1 of 2 failed' });
    expect(some['cellResistance']).toMatchObject({
      value: '–',
      interval: 'no lane has a value',
      flag: '1 of 2 failed',
    });
    const rates = cellRowOf().rates.map((rate) => ({ ...rate, capacity_Ah: null }));
    const none = tiles(lineWithCells({ cells: cellRowOf({ failed: 2, rates }) }));
    expect(none['cellCapacity']?.value).toBe('–');
    expect(plain(none['cellCapacity']?.note)).toBe('1C –, 2C –; metre 10.0');
  });

  it('says of what the model warns, once, with all of it to read', () => {
    const warning = (code: string, message: string) => ({ code, message, data: {} });
    const warnings = [
      warning('CELL_OUTSIDE_MEASURED_RANGE', 'the salt is outside'),
      warning('CELL_LITHIUM_PLATING', 'lithium plates there'),
    ];
    const shown = tiles(lineWithCells({ cells: cellRowOf({ warnings }) }));
    expect(shown['cellCapacity']).toMatchObject({
      warnings: {
        short: 'beyond what its data cover, and 1 more',
        sentences: [
          'the salt is outside (CELL_OUTSIDE_MEASURED_RANGE)',
          'lithium plates there (CELL_LITHIUM_PLATING)',
        ],
      },
      flag: null,
    });
    expect(shown['cellEnergy']?.warnings).toBeNull();
    const quiet = tiles(lineWithCells({ cells: cellRowOf() }));
    expect(quiet['cellCapacity']?.warnings).toBeNull();
  });

  it('says why there are no cells, and shows no age and no origin', () => {
    const shown = tiles(lineWithCells({ cellsWithheld: 'the web has no known coating' }));
    expect(Object.keys(shown)).toEqual(['cells']);
    expect(shown['cells']).toMatchObject({
      value: '–',
      origin: null,
      note: 'No cells yet: the web has no known coating.',
    });
    expect(shown['cells']?.time_ms).toBeNaN();
    expect(tiles(lineWithCells())['cells']?.note).toBe(
      'No cells yet: the first are being calculated.',
    );
  });

  it('shows nothing of cells where the recipe says nothing of them', () => {
    expect(tiles(lineOf({ cells: cellRowOf() }))).toEqual({});
  });
});
