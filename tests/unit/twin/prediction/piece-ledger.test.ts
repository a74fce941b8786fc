import { expect, it } from 'vitest';
import { demonstrationPath } from '../../../../physics/process/web-path.ts';
import { PieceLedger } from '../../../../twin/prediction/piece-ledger.ts';

/** A ledger with the pieces from metre 10 to 12 of a coil on the line, in segments of 0.25 m. */
function filled(): PieceLedger {
  const ledger = new PieceLedger(demonstrationPath, 4);
  for (let index = 40; index < 48; index++) ledger.begin('A', index);
  ledger.forgetChanges();
  return ledger;
}

const indices = (pieces: Iterable<{ readonly index: number }>): number[] =>
  Array.from(pieces, ({ index }) => index);

it('finds the piece that holds a metre, while it is on the line', () => {
  const ledger = filled();
  expect(ledger.holding(10.25)?.index).toBe(41);
  expect(ledger.holding(11.999)?.index).toBe(47);
  expect(ledger.holding(9.99)).toBeUndefined();
  expect(ledger.holding(12)).toBeUndefined();
});

it('begins a piece when its first metre comes to the die, and none for metres behind', () => {
  const ledger = filled();
  expect(ledger.atDie('A', 11.9)).toBe(ledger.newest());
  expect(ledger.atDie('A', 11.7)).toBeUndefined();
  expect(ledger.atDie('A', 12)?.index).toBe(48);
  expect(indices(ledger.publishChanges())).toEqual([48]);
});

it('gives the pieces whose middle lies in a stretch, its end left out', () => {
  const ledger = filled();
  expect(indices(ledger.between(10.2, 10.875))).toEqual([41, 42]);
  expect(indices(ledger.between(0, 10.2))).toEqual([40]);
  expect(indices(ledger.between(11.8, 20))).toEqual([47]);
});

it('keeps pieces that leave the line among the segments, in web order', () => {
  const ledger = filled();
  ledger.retire(({ index }) => index < 42 || index === 44);
  expect(indices(ledger.onLine())).toEqual([42, 43, 44, 45, 46, 47]);
  expect(indices(ledger.segments())).toEqual([40, 41, 42, 43, 44, 45, 46, 47]);
  expect(indices(ledger.publishChanges())).toEqual([40, 41]);
  ledger.clearLine();
  expect(ledger.newest()).toBeUndefined();
  expect(indices(ledger.segments())).toEqual([40, 41, 42, 43, 44, 45, 46, 47]);
});

it('keeps one word of a piece: what was kept gives way to the piece that is begun again', () => {
  const ledger = filled();
  ledger.clearLine();
  for (let index = 44; index < 50; index++) ledger.begin('A', index);
  expect(indices(ledger.segments())).toEqual([40, 41, 42, 43, 44, 45, 46, 47, 48, 49]);
  ledger.clearLine();
  ledger.begin('B', 45);
  expect(ledger.segments().map(({ coil, index }) => coil + index)).toContain('A45');
});

it('publishes a change in web order, once however often it was marked', () => {
  const ledger = filled();
  const [first, second] = ledger.onLine();
  for (const piece of [second!, first!, second!]) ledger.markChanged(piece);
  expect(indices(ledger.publishChanges())).toEqual([40, 41]);
});
