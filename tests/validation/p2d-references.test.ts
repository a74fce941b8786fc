import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { validateCase } from '../../twin/validation/validate.ts';

const read = (file: string): string =>
  readFileSync(new URL(`../../twin/validation/data/${file}`, import.meta.url), 'utf8');
const rows = ['p2d-references', 'p2d-comsol'].flatMap((name) =>
  validateCase(name, read).filter((row) => 'solves' in row),
);
const voltages = rows.filter(({ unit }) => unit === 'mV');

/** What the rows are known to miss, and the work of each run; WRITE_DOCS=1 writes it anew. */
const knownFile = new URL('p2d-known.json', import.meta.url);
const misses = Object.fromEntries(
  rows
    .filter(({ pass }) => !pass)
    .map(({ quantity, rmse, unit, bar, failure }) => [
      quantity,
      `${rmse.toFixed(3)} of ${bar.toFixed(3)} ${unit}${failure === undefined ? '' : `, ${failure}`}`,
    ]),
);
if (process.env['WRITE_DOCS'] === '1') {
  const solves = Object.fromEntries(voltages.map(({ quantity, solves: done }) => [quantity, done]));
  writeFileSync(knownFile, `${JSON.stringify({ misses, solves }, undefined, 2)}\n`);
}
const known = JSON.parse(readFileSync(knownFile, 'utf8')) as {
  readonly misses: Readonly<Record<string, string>>;
  readonly solves: Readonly<Record<string, number>>;
};

describe('cell model against other programs', () => {
  it('compares both presets with every reference that the solver covers', () => {
    for (const preset of ['fast', 'accurate']) {
      const own = voltages.filter(({ quantity }) => quantity.endsWith(` ${preset}`));
      expect(own.length, preset).toBeGreaterThanOrEqual(48);
    }
    for (const { quantity, n } of voltages) expect(n, quantity).toBeGreaterThan(40);
  });

  it('misses the bars that are known to be missed, by as much, and no other', () => {
    expect(misses).toEqual(known.misses);
  });

  it('solves no case with more than 110 % of the linear systems that it took before', () => {
    expect(voltages.length).toBe(Object.keys(known.solves).length);
    for (const { quantity, solves } of voltages) {
      expect(solves, quantity).toBeLessThanOrEqual(1.1 * known.solves[quantity]!);
    }
  });
});
