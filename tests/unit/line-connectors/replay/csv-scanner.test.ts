import { describe, expect, it } from 'vitest';
import { CsvScanner } from '../../../../line-connectors/replay/csv-scanner.ts';

/** Records of a text that comes in pieces of a length. */
function recordsOf(text: string, piece: number) {
  const scanner = new CsvScanner();
  const records = [];
  for (let at = 0; at < text.length; at += piece) {
    records.push(...scanner.push(text.slice(at, at + piece)));
  }
  return [...records, ...scanner.push('', true)];
}
const fieldsOf = (text: string, piece = 1000) =>
  recordsOf(text, piece).map(({ line, fields, problem }) => [line, fields ?? problem]);

describe('CsvScanner', () => {
  const text = 'a,b\r\n1,"x, ""y"""\n\n"two\r\nlines",3\n4,\n"",5';

  it('gives the same records wherever the text is cut', () => {
    const whole = fieldsOf(text);
    expect(whole).toEqual([
      [1, ['a', 'b']],
      [2, ['1', 'x, "y"']],
      [4, ['two\r\nlines', '3']],
      [6, ['4', '']],
      [7, ['', '5']],
    ]);
    for (let piece = 1; piece < text.length; piece += 1) {
      expect(fieldsOf(text, piece)).toEqual(whole);
    }
  });

  it('costs a malformed record its own line', () => {
    const bad = 'a,b\n1,x"y\n"z"1,2\n3,4\n"never closed,5\n6,7\n';
    expect(fieldsOf(bad).map(([line, what]) => [line, Array.isArray(what)])).toEqual([
      [1, true],
      [2, false],
      [3, false],
      [4, true],
      [5, false],
      [6, true],
    ]);
  });

  it('does not keep a line or a quote without end in memory', () => {
    const long = `a,b\n${'x'.repeat(1_000_000)}\n1,2\n"${'y'.repeat(600_000)}\n3,4\n`;
    const records = recordsOf(long, 65_536);
    expect(records.map(({ line, fields }) => [line, fields])).toEqual([
      [1, ['a', 'b']],
      [2, undefined],
      [3, ['1', '2']],
      [4, undefined],
      [5, ['3', '4']],
    ]);
    expect(Math.max(...records.map((record) => record.text.length))).toBeLessThan(5000);
  });
});
