import { expect, it } from 'vitest';
import { RecentSamples } from '../../../../line-connectors/historian/recent-samples.ts';
import { makeSample } from '../../../support/historian-contract.ts';

const start = Date.UTC(2026, 0, 1);
const minute_ms = 60_000;
const count = (recent: RecentSamples, from: number): number =>
  [...recent.pages({ from, to: Infinity })].flat().length;

it('answers for the last fifteen minutes and no further back', () => {
  const recent = new RecentSamples(undefined);
  for (let k = 0; k < 60; k += 1) {
    recent.add(makeSample(start + k * minute_ms), k);
  }
  expect(recent.covers({ from: start + 46 * minute_ms, to: Infinity })).toBe(true);
  expect(recent.covers({ from: start + 40 * minute_ms, to: Infinity })).toBe(false);
  expect(count(recent, start + 46 * minute_ms)).toBe(14);
});

it('leaves to the file what was stored before it began', () => {
  const recent = new RecentSamples(start);
  expect(recent.covers({ from: start, to: Infinity })).toBe(false);
  expect(recent.covers({ from: start + 1, to: Infinity })).toBe(true);
});

it('stays small when sources run ahead of our clock', () => {
  const recent = new RecentSamples(undefined);
  for (let sequence = 0; sequence < 250_100; sequence += 1) {
    recent.add(makeSample(start + minute_ms, { receivedTimestamp: start }), sequence);
  }
  expect(count(recent, -Infinity)).toBeLessThan(250_000);
  expect(recent.covers({ from: start + minute_ms, to: Infinity })).toBe(false);
});
