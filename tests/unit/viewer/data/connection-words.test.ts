import { describe, expect, it } from 'vitest';
import {
  durationWords,
  offsetWords,
  spoolWords,
} from '../../../../viewer/src/data/connection-words.ts';
import { connectorStatus } from '../../../support/connection-status.ts';
import { spool } from '../../../support/spool-status.ts';

describe('spoolWords', () => {
  it('says hours only while the spool fills, and for ever else', () => {
    expect(spoolWords({ ...spool, filling: true, timeLeft_h: 14 })).toBe(
      '3 samples wait in the spool: 14 h left at the present rate',
    );
    expect(spoolWords({ ...spool, filling: false, timeLeft_h: 14 })).toMatch(
      /empties as fast as it fills, and would last 14 h without the historian$/,
    );
    const { timeLeft_h: _, ...unknown } = spool;
    expect(spoolWords({ ...unknown, filling: true })).toMatch(/no rate is known yet$/);
    expect(spoolWords({ ...spool, state: 'full', filling: true })).toMatch(/oldest are given up$/);
  });
});

describe('durationWords', () => {
  it.each([
    [0.5, '30 min'],
    [1.99, '119 min'],
    [2.5, '2.5 h'],
    [14, '14 h'],
    [72, '3 days'],
  ])('%s h are %s', (hours, words) => {
    expect(durationWords(hours)).toBe(words);
  });
});

describe('offsetWords', () => {
  it('says on which side the clock of the source is', () => {
    const words = (clockOffset_ms?: number) =>
      offsetWords(connectorStatus('live', clockOffset_ms === undefined ? {} : { clockOffset_ms }));
    expect(words()).toBe('not measured');
    expect(words(0.2)).toBe('0 ms');
    expect(words(8)).toBe('8 ms behind');
    expect(words(-90_000)).toBe('90.0 s ahead');
  });
});
