import type { CalibratedModel, NamedConstant } from './calibrated-model.ts';
import type { Column } from './columns.ts';
import { directModel } from './direct-model.ts';
import { medianOf } from './statistics.ts';

const columns: readonly Column[] = [
  {
    name: 'condition',
    presence: 'needed',
    description: 'name of the run; rows of one are left out together',
  },
  {
    name: 'time',
    unit: 's',
    presence: 'needed',
    min: 0,
    max: 1e7,
    description: 'time since the electrolyte touched',
  },
  {
    name: 'height',
    unit: 'mm',
    presence: 'needed',
    min: 0.01,
    max: 2000,
    description: 'height that is wet',
  },
];

const constants: readonly NamedConstant[] = [
  {
    name: 'initialHeight',
    unit: 'mm',
    unitSize: 1e-3,
    logarithmic: false,
    description: 'height that is wet at once: immersion and meniscus',
  },
  {
    name: 'imbibitionCoefficient',
    unit: 'mm_per_sqrt_s',
    unitSize: 1e-3,
    logarithmic: true,
    description: 'k of h^2 = h0^2 + k^2 t',
  },
];

/**
 * Imbibition by Lucas and Washburn with an initial height,
 *
 *   h^2 = h0^2 + k^2 t
 *
 * k stands for pore radius, tortuosity, contact angle, viscosity and surface tension together, which heights alone do not
 * part. The prior of h0 is the smallest height with as much uncertainty, that of ln k the middle of ln(h / sqrt(t)) +- 1.5.
 * @see Washburn1921, The Dynamics of Capillary Flow, Phys. Rev. 17, 273-283, doi:10.1103/PhysRev.17.273 (not read)
 */
export const wettingCalibration: CalibratedModel = {
  description: 'imbibition of electrolyte: height against time',
  columns,
  constantOf: (name) => constants.find((constant) => constant.name === name),
  prepare(_, rows, groups, known) {
    const times = rows.map(({ numbers }) => numbers['time']!);
    const heights = rows.map(({ numbers }) => numbers['height']!);
    const model = directModel({
      constants: constants.map(({ name }) => name),
      groups,
      // 3 % of the largest height is what a ruler on a wet edge gives.
      quantities: [{ name: 'height', expectedSd: 0.03 * Math.max(...heights), relative: false }],
      measured: heights.map((height) => [height]),
      priors(chosen) {
        const least = Math.min(...chosen.map((row) => heights[row]!));
        const rates = chosen
          .filter((row) => times[row]! > 0)
          .map((row) => Math.log(heights[row]! / Math.sqrt(times[row]!)));
        const rate = rates.length > 0 ? medianOf(rates) : Math.log(least);
        return [
          { mean: known.get('initialHeight') ?? least, sd: least },
          { mean: known.get('imbibitionCoefficient') ?? rate, sd: 1.5 },
        ];
      },
      predict: ([initial, rate], row) => [
        Math.hypot(initial!, Math.exp(rate!) * Math.sqrt(times[row]!)),
      ],
    });
    const quantities = [{ name: 'height', unit: 'mm' }] as const;
    return { model, constants, quantities, free: [0, 1], warnings: [], references: {} };
  },
};
