import type { CalibratedModel, NamedConstant } from './calibrated-model.ts';
import { directModel } from './direct-model.ts';
import { usableRows } from './measured-rows.ts';
import { medianOf } from './statistics.ts';
import { wettingColumns } from './wetting-columns.ts';

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
  columns: wettingColumns,
  takesMaterial: false,
  constantOf: (name) => constants.find((constant) => constant.name === name),
  prepare({ file, rows: all, known }) {
    const { rows, read, warnings } = usableRows(file, all, wettingColumns, ({ numbers }) => ({
      time: numbers['time']!,
      height: numbers['height']!,
    }));
    const times = read.map(({ time }) => time);
    const heights = read.map(({ height }) => height);
    const model = directModel({
      constants: constants.map(({ name }) => name),
      groups: rows.map(({ group }) => group),
      // 3 % of the largest height is what a ruler on a wet edge gives.
      quantities: [
        { name: 'height', expectedSd: 0.03 * Math.max(...heights), errors: 'normal', min: 0 },
      ],
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
    // The rate shows at every height, the initial height in the first of them.
    const free = [1, 0];
    return { model, rows, constants, quantities, free, untold: {}, warnings, references: {} };
  },
};
