import { describe, expect, it } from 'vitest';
import { readSpectra } from '../../../../../twin/estimation/signals/read-spectra.ts';
import {
  biologicMpt,
  gamryDta,
  scribnerZ,
  spectrumCsv,
} from '../../../../support/instrument-files.ts';
import { syntheticSpectrum } from '../../../../support/synthetic-spectrum.ts';

const cell = {
  resistance: 0.02,
  inductance: 1e-7,
  warburg: 0,
  arcs: [{ resistance: 0.03, time: 0.01, exponent: 0.9 }],
};
const data = syntheticSpectrum(cell);
const plain = spectrumCsv(data);

describe('readSpectra', () => {
  it.each([
    ['cell7.csv', plain],
    ['cell7.DTA', gamryDta(data)],
    ['cell7.mpt', biologicMpt(data)],
    ['cell7.z', scribnerZ(data)],
  ])('reads %s as it was written', (file, text) => {
    const [found, ...more] = readSpectra(text, `folder/${file}`);
    expect(more).toEqual([]);
    expect(found).toMatchObject({ cell: 'cell7', measurement: '' });
    expect(found!.spectrum).toEqual(data);
  });

  it('takes cells from a column, and the measurement from the name of the file', () => {
    const two = `${spectrumCsv(data, 'A')}${spectrumCsv(data, 'B').replace(/^.*\n/, '')}`;
    expect(readSpectra(two, 'all.csv').map((found) => found.cell)).toEqual(['A', 'B']);
    const [found] = readSpectra(plain, 'A@soc50.csv');
    expect([found!.cell, found!.measurement]).toEqual(['A', 'soc50']);
  });

  it('turns the sign of a column that is named so', () => {
    const turned = plain
      .replace('zImag_ohm', 'minusZImag_ohm')
      .replace(/,(-?)([^,\n]+)\n/g, (all, sign, value) =>
        /\d/.test(value[0]) ? `,${sign === '-' ? '' : '-'}${value}\n` : all,
      );
    expect(readSpectra(turned, 'a.csv')[0]!.spectrum).toEqual(data);
  });

  const lines = plain.split('\n');
  const replaced = (line: number, text: string): string =>
    lines.map((held, i) => (i === line - 1 ? text : held)).join('\n');
  it.each([
    [
      'a number that is none',
      replaced(5, '100,abc,1'),
      { line: 5, column: 'zReal_ohm', found: 'abc' },
    ],
    ['a missing number', replaced(9, '100,,1'), { line: 9, column: 'zReal_ohm', found: '' }],
    ['a frequency of 0', replaced(4, '0,1,1'), { line: 4, column: 'frequency_Hz', found: '0' }],
    ['a frequency twice', replaced(4, lines[2]!), { line: 4, column: 'frequency_Hz' }],
    ['a resistance below 0', replaced(7, '3,-1,1'), { line: 7, column: 'zReal_ohm', found: '-1' }],
    ['too few fields', replaced(7, '3,1'), { line: 7, found: 2, allowed: 3 }],
    ['another unit', plain.replace('zReal_ohm', 'zReal_mohm'), { line: 1, column: 'zReal_ohm' }],
    [
      'a sign that is turned',
      plain.replace('zImag_ohm', 'minusZImag_ohm'),
      { column: 'minusZImag_ohm' },
    ],
    ['three points', lines.slice(0, 4).join('\n'), { line: 2, found: '3 points' }],
    ['less than two decades', lines.slice(0, 15).join('\n'), { column: 'frequency_Hz' }],
    ['no row', `${lines[0]}\n`, { line: 1 }],
    [
      'another unit of an instrument',
      gamryDta(data).replace('\tHz\t', '\tkHz\t'),
      { line: 6, column: 'Freq', found: 'kHz' },
    ],
    ['an instrument without a table', 'EXPLAIN\nTAG\tEISPOT\n', { found: 'no line ZCURVE' }],
    [
      'a count of header lines that is none',
      biologicMpt(data).replace('lines : 5', 'lines : x'),
      { line: 2 },
    ],
  ])('names %s', (_, text, place) => {
    const named = expect.objectContaining({ file: 'a.csv', ...place, allowed: expect.anything() });
    expect(() => readSpectra(text, 'a.csv')).toThrow(
      expect.objectContaining({ code: 'TABLE_INVALID', data: named }),
    );
  });
});
