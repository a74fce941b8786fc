import { describe, expect, it } from 'vitest';
import { csvTable } from '../../../../twin/domain/csv-table.ts';

describe('csvTable', () => {
  it('counts lines of the file through blank lines and quoted line ends', () => {
    const { header, rows } = csvTable('a,b\r\n\r\n1,"x\ny"\r\n2,"say ""hi"", you"\n', 'file.csv');
    expect(header).toEqual(['a', 'b']);
    expect(rows).toEqual([
      { line: 3, fields: ['1', 'x\ny'] },
      { line: 5, fields: ['2', 'say "hi", you'] },
    ]);
  });

  it('takes a last line without an end, and an empty text', () => {
    expect(csvTable('a\n1', 'file.csv').rows).toEqual([{ line: 2, fields: ['1'] }]);
    expect(csvTable('', 'file.csv')).toEqual({ file: 'file.csv', header: [], rows: [] });
  });

  it('names the line of a row of another length, and a column that stands twice', () => {
    expect(() => csvTable('a,b\n1,2\n3\n', 'file.csv')).toThrow(
      expect.objectContaining({
        code: 'TABLE_INVALID',
        data: expect.objectContaining({ line: 3, found: 1, allowed: 2 }),
      }),
    );
    expect(() => csvTable('a,a\n1,2\n', 'file.csv')).toThrow(/column 'a' twice/);
  });
});
