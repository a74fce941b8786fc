import { describe, expect, it } from 'vitest';
import { readCurves } from '../../../../../twin/estimation/signals/read-curves.ts';

/** A charge and a discharge at 2 A for 1000 s; current as our own columns have it. */
const rows = Array.from({ length: 102 }, (_, i) => {
  const isCharge = i < 51;
  const step = isCharge ? i : i - 51;
  const voltage = isCharge ? 3 + step / 50 : 4 - step / 50;
  return { time: 20 * i, current: isCharge ? -2 : 2, voltage };
});

function csv(header: string, sign: number, scale = 1, separator = ','): string {
  const lines = rows.map(({ time, current, voltage }) =>
    [time, voltage, sign * scale * current].join(separator),
  );
  return `${[header, ...lines].join('\n')}\n`;
}

const own = csv('time_s,voltage_V,current_A', 1);

describe('readCurves', () => {
  it.each([
    ['our own columns', own],
    ['Arbin', csv('Test_Time(s),Voltage(V),Current(A)', -1)],
    ['the Battery Data Format', csv('Test Time / s,Voltage / V,Current / A', -1)],
    ['its machine-readable names', csv('test_time_second,voltage_volt,current_ampere', -1)],
    [
      'BioLogic, in mA',
      `EC-Lab ASCII FILE\nNb header lines : 3\n${csv('time/s\tEwe/V\tI/mA', -1, 1000, '\t')}`,
    ],
  ])('reads %s', (_, text) => {
    const [found] = readCurves(text, 'cell7.csv');
    expect(found!.cell).toBe('cell7');
    expect(found!.halves.map(({ kind, cycle }) => [kind, cycle])).toEqual([
      ['charge', 1],
      ['discharge', 1],
    ]);
    expect(found!.halves[0]!.charge.at(-1)).toBe(2000);
    expect(found!.warnings).toEqual([]);
  });

  it('says where a capacity that is told differs from current over time', () => {
    const told = own
      .split('\n')
      .map((line, i) => (line === '' ? line : `${line},${i === 0 ? 'capacity_Ah' : i / 50}`))
      .join('\n');
    expect(readCurves(told, 'a.csv')[0]!.warnings[0]).toContain('capacity_Ah is 2.04 Ah');
  });

  const lines = own.split('\n');
  const replaced = (line: number, text: string): string =>
    lines.map((held, i) => (i === line - 1 ? text : held)).join('\n');
  it.each([
    [
      'a number that is none',
      replaced(5, '60,abc,-2'),
      { line: 5, column: 'voltage_V', found: 'abc' },
    ],
    ['a time that falls', replaced(9, '5,3.2,-2'), { line: 9, column: 'time_s', found: '5' }],
    ['a missing column', own.replace('voltage_V', 'voltage_mV'), { line: 1, column: 'voltage_V' }],
    ['a sign that is turned', csv('time_s,voltage_V,current_A', -1), { column: 'current_A' }],
    ['a cell at rest', csv('time_s,voltage_V,current_A', 0), { column: 'current_A' }],
  ])('names %s', (_, text, place) => {
    const named = expect.objectContaining({ file: 'a.csv', ...place, allowed: expect.anything() });
    expect(() => readCurves(text, 'a.csv')).toThrow(
      expect.objectContaining({ code: 'TABLE_INVALID', data: named }),
    );
  });
});
