import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { p2dSideReactions } from '../../twin/validation/p2d-side-reactions.ts';

const rows = p2dSideReactions((file) =>
  readFileSync(new URL(`../../twin/validation/data/${file}`, import.meta.url), 'utf8'),
);

describe('side reactions against PyBaMM', () => {
  it('compares ten cycles with a film and six charges with metal, in both presets', () => {
    const voltages = rows.filter(({ unit }) => unit === 'mV');
    expect(voltages).toHaveLength(16);
    for (const { quantity, n } of voltages) expect(n, quantity).toBeGreaterThan(140);
    // Two rows of dead lithium beside that of metal, in both presets.
    expect(rows).toHaveLength(16 + 16 + 4);
  });

  it('meets every bar', () => {
    expect(rows.filter(({ pass }) => !pass)).toEqual([]);
  });
});
