import { readFileSync, writeFileSync } from 'node:fs';
import { chen2020 } from '../../physics/cell/sets/chen2020.ts';
import { CodedError } from '../../physics/core/errors.ts';
import { randomStreams } from '../../physics/core/random.ts';
import {
  fitRates,
  type RateFit,
  type RateFitForm,
  startsOf,
} from '../../twin/validation/rate-fit.ts';
import { RateModel } from '../../twin/validation/rate-model.ts';
import {
  fittedConditions,
  type RateSearch,
  rateSearchFile,
  rotations,
  testConditions,
} from '../../twin/validation/rate-search.ts';
import { rootMeanSquare } from '../../twin/validation/scores.ts';
import { wmgCalenderingFile } from '../../twin/validation/wmg-calendering.ts';
import {
  halfCellConditions,
  meanOf,
  wmgHalfCellsFile,
} from '../../twin/validation/wmg-half-cells.ts';

/**
 * Searches the constants of the rate model from many starts, and fits the forms that it is compared with. Some minutes.
 * Writes twin/validation/data/wmg-rate-search.json, from which `twinline validate wmg-rate` fits on.
 */
const command = 'node --import ./register.mjs tests/soak/wmg-rate.ts';
const seed = 2026;
const starts = 24;
const startsOfForm = 4;

/** The first six differ in what the source was not read for, the others in choices of the model and of the fit. */
const forms: readonly { readonly name: string; readonly form: RateFitForm }[] = [
  { name: 'as documented', form: {} },
  { name: 'lower cut-off 2.7 V', form: { lowerCutoff: 2.7 } },
  { name: 'lower cut-off 3.0 V', form: { lowerCutoff: 3 } },
  { name: 'electrolyte of Nyman2008', form: { electrolyte: chen2020.electrolyte } },
  {
    name: 'electrolyte of Nyman2008, 3.0 V',
    form: { electrolyte: chen2020.electrolyte, lowerCutoff: 3 },
  },
  { name: 'separator 16 um', form: { separatorThickness: 16e-6 } },
  { name: 'particles of 3.5 um radius', form: { particleRadius: 3.5e-6 } },
  { name: 'solid at 1 S/m', form: { conductivity: 1 } },
  { name: 'oxide kinetics x 0.3', form: { oxideKinetics: 0.3 } },
  { name: 'metal kinetics x 0.3', form: { metalKinetics: 0.3 } },
  { name: '1C is 175 mAh/g', form: { specificCharge: 175 * 3600 } },
  { name: 'model error 0.015', form: { modelError: 0.015 } },
  { name: 'model error 0.05', form: { modelError: 0.05 } },
  { name: 'no weights', form: { isWeighted: false } },
  {
    name: 'priors of twice the sd',
    form: {
      priors: {
        diffusivity: { mean: Math.log(1e-14), sd: 2 },
        contactResistance: { mean: Math.log(1e-3), sd: 3 },
        resistancePerPorosity: { mean: 12, sd: 12 },
        electrodeExponent: { mean: 2.33, sd: 0.7 },
        separatorExponent: { mean: 2.5, sd: 1 },
      },
    },
  },
  {
    name: 'resistance per porosity 0 +- 20',
    form: { priors: { resistancePerPorosity: { mean: 0, sd: 20 } } },
  },
  {
    name: 'exponents 1.5 +- 1',
    form: {
      priors: {
        electrodeExponent: { mean: 1.5, sd: 1 },
        separatorExponent: { mean: 1.5, sd: 1 },
      },
    },
  },
];

const data = new URL('../../twin/validation/data/', import.meta.url);
const read = (file: string): string => readFileSync(new URL(file, data), 'utf8');
const conditions = halfCellConditions(
  read(wmgCalenderingFile),
  wmgCalenderingFile,
  read(wmgHalfCellsFile),
);
const specificCharge = meanOf(conditions.flatMap(({ specificCharges }) => specificCharges));

/** Fits from every start, the best first; undefined where a start led nowhere. */
function searched(
  fittedOn: number | 'LOW',
  form: RateFitForm,
  count: number,
): (RateFit | undefined)[] {
  const rng = randomStreams(seed).stream(`soak/wmg-rate/${fittedOn}`);
  const fitted = fittedConditions(conditions, fittedOn);
  return startsOf(count, rng, form)
    .map((start) => {
      try {
        return fitRates(fitted, specificCharge, start, form);
      } catch (error) {
        if (error instanceof CodedError) return undefined;
        throw error;
      }
    })
    .sort((one, other) => (one?.cost ?? Infinity) - (other?.cost ?? Infinity));
}

const rounded = (value: number): number => Number(value.toPrecision(6));
const points: Record<string, number[]> = {};
const costs: Record<string, (number | null)[]> = {};
for (const fittedOn of [...rotations, 'LOW' as const]) {
  const fits = searched(fittedOn, {}, starts);
  points[fittedOn] = fits[0]!.point.map(rounded);
  costs[fittedOn] = fits.map((fit) => (fit === undefined ? null : rounded(fit.cost)));
  process.stderr.write(`${fittedOn}: ${costs[fittedOn].join(' ')}\n`);
}
const scored = forms.map(({ name, form }) => {
  const best = rotations.map((fittedOn) => searched(fittedOn, form, startsOfForm)[0]!);
  const model = new RateModel(specificCharge, form);
  const scores = rotations.map((fittedOn, i) =>
    rootMeanSquare(
      testConditions(conditions, fittedOn).map(
        (condition) => model.ratio(condition, best[i]!.point) - meanOf(condition.ratios),
      ),
    ),
  );
  const row = {
    name,
    costs: best.map(({ cost }) => rounded(cost)),
    scores: scores.map(rounded),
  };
  process.stderr.write(`${JSON.stringify(row)}\n`);
  return row;
});
const search: RateSearch = { command, seed, starts, startsOfForm, points, costs, forms: scored };
writeFileSync(new URL(rateSearchFile, data), `${JSON.stringify(search, null, 1)}\n`);
