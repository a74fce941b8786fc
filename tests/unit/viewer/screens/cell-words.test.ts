import { describe, expect, it } from 'vitest';
import {
  failureWords,
  tileWarnings,
  warningWords,
} from '../../../../viewer/src/screens/cell-words.ts';
import { plannedCellOf } from '../cells.ts';

const rate = { capacity_Ah: null, energy_Wh: null, meanVoltage_V: null };
const warning = (code: string, message: string) => ({ code, message, data: {} });

describe('failureWords', () => {
  it('says which cell fails, at which rate, why and when', () => {
    const cause = { code: 'CELL_ELECTROLYTE_DEPLETED', time_s: 412.4 };
    const rates = [{ rate_C: 2, status: 'failed' as const, ...rate, cause }];
    expect(failureWords([plannedCellOf(1), plannedCellOf(2, { rates })])).toEqual([
      'Lane 2, metre 10.00 to 10.20, at 2C: the electrolyte has no salt left somewhere, after 412 s (CELL_ELECTROLYTE_DEPLETED).',
    ]);
  });

  it('says it once of the lanes that fail alike', () => {
    const failing = (lane: number, cell: number, time_s: number) => {
      const cause = { code: 'CELL_VOLTAGE_COLLAPSED', time_s };
      return plannedCellOf(lane, {
        cell,
        rates: [{ rate_C: 1, status: 'failed', ...rate, cause }],
      });
    };
    const words = failureWords([failing(3, 50, 20.2), failing(1, 50, 30), failing(1, 51, 4)]);
    expect(words).toEqual([
      'Lanes 1, 3, metre 10.00 to 10.20, at 1C: the voltage falls far below its cut-off, after 20 to 30 s (CELL_VOLTAGE_COLLAPSED).',
      'Lane 1, metre 10.00 to 10.20, at 1C: the voltage falls far below its cut-off, after 4 s (CELL_VOLTAGE_COLLAPSED).',
    ]);
  });

  it('gives the code of a cause that it has no words for, and says when none is told', () => {
    const cause = { code: 'CELL_NEW', time_s: 1 };
    const rates = [
      { rate_C: 1 / 3, status: 'failed' as const, ...rate, cause },
      { rate_C: 1, status: 'failed' as const, ...rate },
    ];
    expect(failureWords([plannedCellOf(2, { rates })])).toEqual([
      'Lane 2, metre 10.00 to 10.20, at C/3: the cell cannot go on, after 1 s (CELL_NEW).',
      'Lane 2, metre 10.00 to 10.20, at 1C: the cause is not told.',
    ]);
  });
});

describe('warningWords', () => {
  it('says each warning once, with its lanes in order', () => {
    const cells = [
      plannedCellOf(3, { warnings: [warning('A', 'too thin')] }),
      plannedCellOf(1, { warnings: [warning('A', 'too thin'), warning('B', 'too hot')] }),
      plannedCellOf(1, { cell: 51, warnings: [warning('A', 'too thin')] }),
    ];
    expect(warningWords(cells)).toEqual(['Lanes 1, 3: too thin (A)', 'Lane 1: too hot (B)']);
  });
});

describe('tileWarnings', () => {
  it('says the message of a code that it has no words for', () => {
    expect(tileWarnings([warning('CELL_NEW', 'odd')])).toEqual({
      short: 'odd',
      sentences: ['odd (CELL_NEW)'],
    });
  });
});
