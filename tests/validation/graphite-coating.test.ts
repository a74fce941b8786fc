import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { activeLoading, coatedRecipes } from '../../twin/validation/graphite-coating.ts';
import { validateCase } from '../../twin/validation/validate.ts';
import { expectClose } from '../support/close.ts';

const read = (file: string): string =>
  readFileSync(new URL(`../../twin/validation/data/${file}`, import.meta.url), 'utf8');
const rows = validateCase('graphite-coating', read).filter((row) => 'parameters' in row);
const recipes = coatedRecipes(read('drakopoulos-graphite.csv'));

describe('graphite-coating', () => {
  it('scores every recipe by one fitted factor, better than a line in the gap', () => {
    expect(rows).toHaveLength(1);
    const { n, rmse, baseline, bar, pass, parameters, baselineParameters, bootstrap90 } = rows[0]!;
    expect(n).toBe(32);
    expect(parameters).toHaveLength(1);
    expect(baselineParameters).toBe(1);
    expect(rmse).toBeLessThan(baseline);
    expect(bar).toBe(10);
    expect(pass).toBe(rmse <= bar);
    expect(bootstrap90[0]).toBeLessThan(rmse);
    expect(bootstrap90[1]).toBeGreaterThan(rmse);
  });

  it('has the baseline that a line through the origin gives, written out here', () => {
    const errors = recipes.map((left) => {
      const kept = recipes.filter((recipe) => recipe !== left);
      const products = kept.reduce((sum, r) => sum + r.commaGap * r.activeMass, 0);
      const squares = kept.reduce((sum, r) => sum + r.commaGap ** 2, 0);
      return (products / squares) * (left.commaGap / left.activeMass) - 1;
    });
    const rms = 100 * Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / errors.length);
    expectClose(rows[0]!.baseline, rms, { rtol: 1e-12, atol: 0 });
  });

  it('fits an area near that of the discs of coin cells, 15 mm across', () => {
    // 20 % of area is 10 % of solids and of film each.
    expectClose(rows[0]!.parameters[0]!.value, (Math.PI / 4) * 0.015 ** 2, { rtol: 0.2, atol: 0 });
  });

  it('predicts from gap and speed alone', () => {
    const loadings = new Map(
      recipes.map((recipe) => [`${recipe.commaGap} ${recipe.webSpeed}`, activeLoading(recipe)]),
    );
    expect(loadings.size).toBe(9);
    for (const { commaGap, webSpeed } of recipes) {
      expect(activeLoading({ commaGap, webSpeed })).toBe(loadings.get(`${commaGap} ${webSpeed}`));
    }
    expect(recipes.every(({ activeMass }) => activeMass > 5e-6 && activeMass < 40e-6)).toBe(true);
  });

  it('names a damaged table', () => {
    expect(() => validateCase('graphite-coating', () => 'a,b\n1\n')).toThrow(
      expect.objectContaining({ code: 'TABLE_INVALID' }),
    );
  });
});
