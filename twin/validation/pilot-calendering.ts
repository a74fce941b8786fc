import { linearValue, ordinaryLeastSquares } from '../../ml/linear/ordinary-least-squares.ts';
import { fitLeastSquares } from '../../ml/optimise/damped-least-squares.ts';
import { PhysicsError } from '../../physics/core/errors.ts';
import { fromUnit, toUnit } from '../../physics/core/units.ts';
import type { Compaction } from '../../physics/materials/compaction.ts';
import type { Press } from '../../physics/materials/press.ts';
import { calender } from '../../physics/process/calendering.ts';
import { porosityOf } from '../../physics/process/solids.ts';
import { csvNumber, csvRows } from './csv.ts';
import type { FittedParameter } from './validation-row.ts';

/** One measured condition; what lies behind the rolls is never an input of a prediction. */
export interface PilotCondition {
  /** [kg.m-2], before the rolls */
  readonly loading: number;
  /** Loading that the coating run aimed at [kg.m-2]; an input of the baseline only. */
  readonly targetLoading: number;
  /** [m], before the rolls */
  readonly thickness: number;
  /** [m], shown by the machine */
  readonly rollGap: number;
  /** [K] */
  readonly rollTemperature: number;
  readonly passes: number;
  /** Measured behind the rolls, porosity [-] and thickness [m]. */
  readonly measured: Behind;
}

/** The two scored quantities. */
export interface Behind {
  readonly porosity: number;
  readonly thickness: number;
}

/** True density that the source computed its porosities with [kg.m-3]. */
const trueDensity = 4450;

/** The conditions of the table, in SI. */
export function pilotConditions(text: string, file: string): PilotCondition[] {
  return csvRows(text, file).map((row) => ({
    loading: fromUnit(csvNumber(row, 'pre_calendering_coating_weight_gsm'), 'g_per_m2'),
    targetLoading: fromUnit(csvNumber(row, 'target_coating_weight_gsm'), 'g_per_m2'),
    thickness: fromUnit(csvNumber(row, 'pre_calendering_thickness_um'), 'um'),
    rollGap: fromUnit(csvNumber(row, 'roll_gap_um'), 'um'),
    rollTemperature: fromUnit(csvNumber(row, 'roll_temperature_c'), 'degC'),
    passes: csvNumber(row, 'number_of_passes'),
    measured: {
      porosity: fromUnit(csvNumber(row, 'calendered_porosity_pct'), 'percent'),
      thickness: fromUnit(csvNumber(row, 'calendered_thickness_um'), 'um'),
    },
  }));
}

const centreTemperature = fromUnit(115, 'degC');
const isOwnZero = ({ rollTemperature }: PilotCondition): boolean =>
  toUnit(rollTemperature, 'degC') === 120;

/** The fitted constants with start and scale; nothing else of the model is fitted. */
const constants = [
  { name: 'gapZero', unit: 'm', initial: 420e-6, scale: 10e-6 },
  { name: 'gapZeroShiftOf120degC', unit: 'm', initial: -60e-6, scale: 10e-6 },
  { name: 'gapZeroPerKelvin', unit: 'm.K-1', initial: 0, scale: 2e-7 },
  { name: 'logarithmOfResistance', unit: 'ln(N.m-1)', initial: Math.log(8e4), scale: 0.2 },
  { name: 'softening', unit: 'K-1', initial: 0, scale: 5e-3 },
  { name: 'elongationCompliance', unit: 'm.N-1', initial: 2e-7, scale: 2e-7 },
] as const;

/**
 * Without a force signal only the ratio of compaction resistance to frame stiffness acts, so the stiffness is set and
 * the resistance is relative to it.
 */
const setStiffness = 2e9;

function behindRolls(condition: PilotCondition, values: readonly number[]): Behind {
  const [gapZero, shift, gapZeroPerKelvin, logarithm, softening, elongationCompliance] = values;
  const press: Press = {
    name: 'pilot calender',
    gapZero: gapZero! + (isOwnZero(condition) ? shift! : 0),
    gapZeroPerKelvin: gapZeroPerKelvin!,
    referenceTemperature: centreTemperature,
    stiffness: setStiffness,
    maximumLineLoad: 1e6,
    origins: {},
  };
  const compaction: Compaction = {
    minimumPorosity: 0.05,
    resistance: Math.exp(logarithm!),
    referenceLoading: 0.15,
    referenceTemperature: centreTemperature,
    loadingExponent: 1,
    softening: softening!,
    passGain: 0,
    springBack: 0,
    elongationCompliance: elongationCompliance!,
    fittedLineLoad: { min: 0, max: 1e6 },
  };
  const { loading, thickness, rollGap, rollTemperature, passes } = condition;
  const porosity = porosityOf({ loading, thickness, poreFreeDensity: trueDensity });
  const solid = {
    name: 'solids',
    massFraction: 1,
    density: trueDensity,
    role: 'active',
  } as const;
  return calender(
    { loading, thickness, porosity },
    { solids: [solid], compaction },
    press,
    { mode: 'gap', rollGap },
    { rollTemperature, passes },
  );
}

/** A model that was fitted to some conditions and predicts others. */
export interface PilotModel {
  readonly parameters: readonly FittedParameter[];
  predict(condition: PilotCondition): Behind;
}

/** Sizes that make the residuals of the two quantities comparable: the scores of the baseline. */
const residualScale = { porosity: 0.0168, thickness: 1.27e-6 };

/** The product's calendering law, fitted to conditions: gap and pre-calender values in, porosity and thickness out. */
export function fitPhysics(conditions: readonly PilotCondition[]): PilotModel {
  const residuals = (values: readonly number[]): number[] | undefined => {
    try {
      return conditions.flatMap((condition) => {
        const { porosity, thickness } = behindRolls(condition, values);
        return [
          (porosity - condition.measured.porosity) / residualScale.porosity,
          (thickness - condition.measured.thickness) / residualScale.thickness,
        ];
      });
    } catch (error) {
      if (error instanceof PhysicsError) return undefined;
      throw error;
    }
  };
  const { parameters } = fitLeastSquares({
    residuals,
    initial: constants.map(({ initial }) => initial),
    scales: constants.map(({ scale }) => scale),
  });
  return {
    parameters: constants.map(({ name, unit }, i) => ({ name, unit, value: parameters[i]! })),
    predict: (condition) => behindRolls(condition, parameters),
  };
}

/** Columns of the baseline: intercept, gap, two temperature dummies, loading, passes. */
function baselineRow(condition: PilotCondition): number[] {
  const temperature = toUnit(condition.rollTemperature, 'degC');
  return [
    1,
    toUnit(condition.rollGap, 'um'),
    temperature === 120 ? 1 : 0,
    temperature === 145 ? 1 : 0,
    toUnit(condition.targetLoading, 'g_per_m2'),
    condition.passes,
  ];
}

/** Number of constants of the baseline, per quantity. */
export const baselineParameters = 6;

/** Ordinary least squares of each quantity on the same inputs. */
export function fitBaseline(conditions: readonly PilotCondition[]): PilotModel {
  const coefficientsOf = (quantity: keyof Behind): number[] =>
    ordinaryLeastSquares(
      conditions.map(baselineRow),
      conditions.map(({ measured }) => measured[quantity]),
    );
  const [porosity, thickness] = [coefficientsOf('porosity'), coefficientsOf('thickness')];
  return {
    parameters: [],
    predict: (condition) => ({
      porosity: linearValue(porosity, baselineRow(condition)),
      thickness: linearValue(thickness, baselineRow(condition)),
    }),
  };
}
