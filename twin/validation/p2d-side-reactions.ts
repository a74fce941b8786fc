import type { CellParameters } from '../../physics/cell/cell-parameters.ts';
import type { CellResult } from '../../physics/cell/cell-result.ts';
import type { InterphaseLimit } from '../../physics/cell/dfn/interphase.ts';
import type { PlatingLaw } from '../../physics/cell/dfn/plating.ts';
import type { PresetName } from '../../physics/cell/presets.ts';
import { parseProtocol } from '../../physics/cell/protocol/parse.ts';
import { cellSet } from '../../physics/cell/sets/by-name.ts';
import { type SimulationOptions, simulateCell } from '../../physics/cell/simulate.ts';
import { faradayConstant } from '../../physics/core/constants.ts';
import {
  hasSideReactions,
  optionsOf,
  type PybammCase,
  presetNames,
  pybammFile,
  rowMaker,
} from './p2d-references.ts';
import { curveError, type ReferenceCurve } from './reference-score.ts';
import type { ReferenceRow } from './validation-row.ts';

const platingFile = 'cell-reference/pybamm-plating.json';

/** [mV] */
const voltageBar = 1;
/** Of the largest amount of a run [%]. */
const amountBar = 1;
/** Largest part of the times of a reference that lie beyond the end of a step of the run. */
const mostMissing = 0.1;

const limits: Readonly<Record<string, InterphaseLimit>> = {
  'reaction limited': 'reaction',
  'interstitial-diffusion limited': 'interstitial',
};
const laws: Readonly<Record<string, PlatingLaw>> = {
  irreversible: 'irreversible',
  reversible: 'reversible',
  'partially reversible': 'partiallyReversible',
};

const notes = [
  'Voltages are compared at equal time since the start of each step of the protocol: the ends of many steps drift by seconds. Baseline: the error of PyBaMM at its default mesh and tolerances against the same reference.',
  'Film: capacity lost to the interphase at the end of each of ten cycles. Metal: capacity of plated and dead lithium together at the end of each step; dead: of that alone. In % of the largest amount, which the quantity names.',
  'Bar: 1 mV and nowhere more than the error of PyBaMM at its defaults; 1 % of the largest amount. Metal forms at the separator, so its references are known to 0.3 to 0.8 mV only.',
];

/** Scores both presets of the cell model on the references with an interphase that grows, or with lithium that plates. */
export function p2dSideReactions(readData: (file: string) => string): ReferenceRow[] {
  const casesOf = (file: string) => JSON.parse(readData(file)) as PybammCase[];
  return [...casesOf(pybammFile).filter(hasSideReactions), ...casesOf(platingFile)]
    .flatMap((reference) => presetNames.flatMap((preset) => rowsOf(reference, preset)))
    .map((row) => ({ ...row, notes }));
}

function rowsOf(reference: PybammCase, preset: PresetName): ReferenceRow[] {
  const { case: name, t_end_s, voltage_V } = reference;
  const parameters = cellSet(reference.parameter_set);
  const protocol = parseProtocol(reference.protocol, () => {
    throw new Error('no drive cycle');
  });
  const { grid: _, ...options } = sideOptionsOf(reference, parameters, preset);
  const first = simulateCell(parameters, protocol, options);
  const times = shifted(reference, stepEnds(first));
  const steps = reference.step;
  const result = simulateCell(parameters, protocol, {
    ...options,
    grid: Float64Array.from(new Set(times)).sort(),
  });
  const curve: ReferenceCurve = { times, values: voltage_V, steps };
  const { rootMeanSquare, compared, missing } = curveError(
    result.series,
    result.series.voltage,
    curve,
  );
  const row = rowMaker(result, t_end_s, 'p2d-side-reactions');
  return [
    row({
      quantity: `${name} ${preset}`,
      unit: 'mV',
      n: compared,
      rmse: 1e3 * rootMeanSquare,
      baseline: reference.pybamm_default_rms_mV,
      bar: Math.min(voltageBar, reference.pybamm_default_rms_mV),
      isWhole: missing <= mostMissing * (compared + missing),
      referenceError: reference.convergence_estimate_mV,
    }),
    ...amountsOf(reference, result, parameters).map(({ what, own, expected }) => {
      const largest = Math.max(...expected);
      return row({
        quantity: `${name} ${preset} ${what} of ${largest.toPrecision(3)} mAh`,
        unit: '%',
        n: expected.length,
        rmse: (100 * rootMeanSquareOf(expected.map((value, i) => own[i]! - value))) / largest,
        baseline: Number.NaN,
        bar: amountBar,
        isWhole: own.length === expected.length,
        referenceError: Number.NaN,
      });
    }),
  ];
}

function sideOptionsOf(
  reference: PybammCase,
  parameters: CellParameters,
  preset: PresetName,
): SimulationOptions {
  const { options } = reference;
  const law = laws[ofNegative(options['lithium plating'])];
  const limit = limits[ofNegative(options['SEI'])];
  return {
    ...optionsOf(reference, parameters, preset),
    ...(law === undefined ? {} : { plating: law }),
    ...(limit === undefined ? {} : { interphase: limit }),
  };
}

/** What an option says of the negative electrode: PyBaMM writes pairs of both. */
function ofNegative(option: unknown): string {
  return String(Array.isArray(option) ? option[0] : option);
}

function stepEnds({ interphase, plating }: CellResult): Float64Array {
  return interphase?.time ?? plating?.time ?? new Float64Array();
}

/** Times of a reference, moved so that its steps begin when those of a run do [s]. */
function shifted({ time_s, step = [] }: PybammCase, ends: Float64Array): number[] {
  const begins = new Map<number, number>();
  for (const [i, time] of time_s.entries()) {
    const index = step[i] ?? 0;
    if (!begins.has(index)) begins.set(index, time);
  }
  return time_s.map((time, i) => {
    const index = step[i] ?? 0;
    return time - begins.get(index)! + (index === 0 ? 0 : ends[index - 1]!);
  });
}

interface Amounts {
  readonly what: string;
  /** [mAh] */
  readonly own: readonly number[];
  readonly expected: readonly number[];
}

/** Capacity of an amount of lithium [mAh]. */
function capacityOf(lithium: number): number {
  return (lithium * faradayConstant) / 3.6;
}

function amountsOf(
  { at_cycle_end = {}, step = [] }: PybammCase,
  { interphase, plating }: CellResult,
  { negative, area }: CellParameters,
): Amounts[] {
  const lost = at_cycle_end['Loss of capacity to negative SEI [A.h]'];
  if (interphase !== undefined && lost !== undefined) {
    const perCycle = (step.at(-1)! + 1) / lost.length;
    const own = Array.from(interphase.lithiumLost, capacityOf).filter(
      (_, i) => (i + 1) % perCycle === 0,
    );
    return [{ what: 'film', own, expected: lost.map((value) => 1e3 * value) }];
  }
  const plated = at_cycle_end['X-averaged negative lithium plating concentration [mol.m-3]'];
  const dead = at_cycle_end['X-averaged negative dead lithium concentration [mol.m-3]'];
  if (plating === undefined || plated === undefined || dead === undefined) return [];
  const volume = negative.kind === 'porous' ? negative.thickness * area : Number.NaN;
  const metal: Amounts = {
    what: 'metal',
    own: Array.from(plating.plated, (value, i) => capacityOf(value + plating.dead[i]!)),
    expected: plated.map((value, i) => capacityOf((value + dead[i]!) * volume)),
  };
  if (!plated.some((value) => value > 0) || !dead.some((value) => value > 0)) return [metal];
  return [
    metal,
    {
      what: 'dead',
      own: Array.from(plating.dead, capacityOf),
      expected: dead.map((value) => capacityOf(value * volume)),
    },
  ];
}

function rootMeanSquareOf(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}
