import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { linearValue, ordinaryLeastSquares } from '../../ml/linear/ordinary-least-squares.ts';
import { constantsOf } from '../../physics/materials/constant-origins.ts';
import { nmc622Demonstration } from '../../physics/materials/nmc622-demonstration.ts';
import { csvNumber, csvRows } from '../../twin/domain/csv-records.ts';
import { rootMeanSquare } from '../../twin/validation/scores.ts';
import { expectClose } from '../support/close.ts';

/**
 * What pressing does to the strength of a coating across its plane, in 18 pilot conditions (twin/validation/data/SOURCE.txt).
 * The strength in front of the rolls is one number for each of two loadings.
 */
const file = 'wmg-nmc622-calendering.csv';
const rows = csvRows(
  readFileSync(new URL(`../../twin/validation/data/${file}`, import.meta.url), 'utf8'),
  file,
).map((row) => {
  const number = (column: string): number => csvNumber(row, column);
  return {
    before: number('pre_calendering_tensile_strength_kpa'),
    behind: number('calendered_tensile_strength_kpa'),
    densification: Math.log(
      number('calendered_density_g_cm3') / number('pre_calendering_density_g_cm3'),
    ),
    warmth: number('roll_temperature_c') - 115,
    passes: number('number_of_passes') - 1,
  };
});
type Row = (typeof rows)[number];

/** Root-mean-square error [kPa] of least squares on the terms, each condition predicted by the other 17. */
function leaveOneOut(terms: (row: Row) => number[]): number {
  return rootMeanSquare(
    rows.map((left) => {
      const kept = rows.filter((row) => row !== left);
      const fit = ordinaryLeastSquares(
        kept.map(terms),
        kept.map(({ behind }) => behind),
      );
      return linearValue(fit, terms(left)) - left.behind;
    }),
  );
}

const mean = leaveOneOut(() => [1]);
const proportional = leaveOneOut(({ before }) => [before]);

describe('strength behind the press over the strength in front of it', () => {
  it('is the constant of the material, within its standard deviation', () => {
    const [share] = ordinaryLeastSquares(
      rows.map(({ before }) => [before]),
      rows.map(({ behind }) => behind),
    );
    const constant = constantsOf(nmc622Demonstration).find(
      ({ path }) => path === 'pressed.tensileRetention',
    )!;
    // The constant is kept to three digits.
    expectClose(constant.value, share!, { rtol: 0, atol: 5e-4 });
    const residual = rootMeanSquare(rows.map(({ before, behind }) => behind - share! * before));
    const size = Math.sqrt(rows.reduce((sum, { before }) => sum + before ** 2, 0));
    // Standard error of one constant: 17 degrees of freedom.
    expectClose(constant.sd, (residual * Math.sqrt(18 / 17)) / size, { rtol: 0.05, atol: 0 });
  });

  it('predicts better than the mean: 50 against 60 kPa', () => {
    expectClose(mean, 59.7, { rtol: 2e-3, atol: 0 });
    expectClose(proportional, 50.4, { rtol: 2e-3, atol: 0 });
  });

  it.each(['densification', 'warmth', 'passes'] as const)(
    '%s does not tell more by a tenth of the error',
    (key) => {
      const more = leaveOneOut((row) => [row.before, row[key] * row.before]);
      expect(more).toBeGreaterThan(0.9 * proportional);
    },
  );
});
