import type { CellParameters } from '../../physics/cell/cell-parameters.ts';
import type { CellResult } from '../../physics/cell/cell-result.ts';
import type { PresetName } from '../../physics/cell/presets.ts';
import { parseProtocol } from '../../physics/cell/protocol/parse.ts';
import { cellSet } from '../../physics/cell/sets/by-name.ts';
import { type SimulationOptions, simulateCell } from '../../physics/cell/simulate.ts';
import { csvNumber, csvRows } from '../domain/csv-records.ts';
import { curveError, type ReferenceCurve } from './reference-score.ts';
import type { ReferenceRow } from './validation-row.ts';

/** Files of the case. */
export const pybammFile = 'cell-reference/pybamm.json';
const finiteVolumesFile = 'cell-reference/finite-volumes.json';
const folder = 'cell-reference/';

/** A converged solution of PyBaMM; overrides and options have PyBaMM's names. */
export interface PybammCase {
  readonly case: string;
  readonly parameter_set: string;
  readonly model: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly overrides: Readonly<Record<string, number>>;
  readonly temperature_K: number;
  readonly convergence_estimate_mV: number;
  readonly pybamm_default_rms_mV: number;
  readonly pybamm_default_t_end_s: number;
  readonly t_end_s: number;
  readonly time_s: readonly number[];
  readonly voltage_V: readonly number[];
  readonly cell_temperature_K?: readonly number[];
  readonly step?: readonly number[];
  /** At the end of each cycle, or of each step. */
  readonly at_cycle_end?: Readonly<Record<string, readonly number[]>>;
  readonly protocol: string;
}

/** A solution of the project's own finite-volume program; see tests/validation/finite-volumes. */
interface FiniteVolumesCase {
  readonly case: string;
  readonly t_end_s: number;
  readonly time_s: readonly number[];
  readonly voltage_V: readonly number[];
}

export const presetNames: readonly PresetName[] = ['fast', 'accurate'];
/** Discharges of Chen2020 for which the presets state what they keep [mV]. */
const statedCases: readonly string[] = ['Chen2020_0p2C', 'Chen2020_1C', 'Chen2020_2C'];
const stated = { fast: 0.5, accurate: 0.15 } as const;
/** Everywhere else [mV]. */
const everywhere = 1;
/** Cases that end by depletion of the electrolyte, and how well their end is to be met [s]. */
const depleted = /^(Chen|OKane)20\d\d_3C/;
const endBar = 0.5;
/** Largest part of the times of a reference that a run may lack. */
const mostMissing = 0.02;
const steps = 20_000;

const models = { DFN: 'dfn', SPM: 'spm', SPMe: 'spme' } as const;

const notes = [
  "The score is the root mean square voltage difference at the reference's own times, weighted with the time between them, without the first and the last point. Baseline: PyBaMM's own error at its default mesh and tolerances against the same reference.",
  'Bar: 0.5 mV (fast) and 0.15 mV (accurate) for Chen2020 at C/5, 1C and 2C, 1 mV elsewhere, and nowhere more than the error of PyBaMM at its defaults. 3C with depletion also ends within 0.5 s.',
  'ORegan2022 is reported and not judged: its references are provisional (no second program, PyBaMM stops converging with the finer surface extrapolation).',
  'chen1c and chen1cdv are solutions of an independent finite-volume program, extrapolated from two meshes; chen1cdv has particle diffusivities that depend on stoichiometry.',
  'Temperatures of lumped thermal cases are reported; the issue sets no bar for them.',
];

/** Scores both presets of the cell model on every reference. */
export function p2dReferences(readData: (file: string) => string): ReferenceRow[] {
  const all = JSON.parse(readData(pybammFile)) as PybammCase[];
  const covered = all.filter((reference) => !hasSideReactions(reference));
  const finiteVolumes = JSON.parse(readData(finiteVolumesFile)) as FiniteVolumesCase[];
  return [
    ...covered.flatMap((reference) =>
      presetNames.flatMap((preset) => pybammRows(reference, preset, readData)),
    ),
    ...finiteVolumes.flatMap((reference) =>
      presetNames.map((preset) => finiteVolumesRow(reference, preset)),
    ),
  ].map((row) => ({ ...row, notes }));
}

/** Cases with side reactions are scored by `p2dSideReactions`. */
export function hasSideReactions({ options }: PybammCase): boolean {
  return options['SEI'] !== undefined;
}

function pybammRows(
  reference: PybammCase,
  preset: PresetName,
  readData: (file: string) => string,
): ReferenceRow[] {
  const { case: name, time_s, step, cell_temperature_K, t_end_s } = reference;
  const protocol = parseProtocol(reference.protocol, (file) => {
    const rows = csvRows(readData(folder + file), file);
    const column = (key: string): Float64Array =>
      Float64Array.from(rows, (row) => csvNumber(row, key));
    return { time: column('time_s'), current: column('current_A') };
  });
  const parameters = cellSet(reference.parameter_set);
  const result = simulateCell(parameters, protocol, optionsOf(reference, parameters, preset));
  const row = rowMaker(result, t_end_s);
  const curve = { times: time_s, values: reference.voltage_V, steps: step };
  const baseline = reference.pybamm_default_rms_mV;
  const score = voltageScore(result, curve);
  const rows = [
    row({
      ...score,
      quantity: `${name} ${preset}`,
      unit: 'mV',
      baseline,
      bar: barOf(reference, preset),
      referenceError: reference.convergence_estimate_mV,
    }),
  ];
  if (depleted.test(name)) {
    rows.push(
      row({
        quantity: `${name} ${preset} end`,
        unit: 's',
        n: 1,
        rmse: Math.abs(endOf(result) - t_end_s),
        baseline: Math.abs(reference.pybamm_default_t_end_s - t_end_s),
        bar: endBar,
        isWhole: true,
        referenceError: Number.NaN,
      }),
    );
  }
  if (cell_temperature_K !== undefined) {
    const temperatures = { times: time_s, values: cell_temperature_K, steps: step };
    const { rootMeanSquare, compared } = curveError(
      result.series,
      result.series.temperature,
      temperatures,
    );
    rows.push(
      row({
        quantity: `${name} ${preset} temperature`,
        unit: 'K',
        n: compared,
        rmse: rootMeanSquare,
        baseline: Number.NaN,
        bar: Number.POSITIVE_INFINITY,
        isWhole: true,
        referenceError: Number.NaN,
      }),
    );
  }
  return rows;
}

export function optionsOf(
  { overrides, options, model, temperature_K, time_s }: PybammCase,
  { negative, positive }: CellParameters,
  preset: PresetName,
): SimulationOptions {
  const [inNegative, inPositive] = ['negative', 'positive'].map(
    (side) => overrides[`Initial concentration in ${side} electrode [mol.m-3]`],
  );
  const transfer = overrides['Total heat transfer coefficient [W.m-2.K-1]'];
  return {
    model: models[model as keyof typeof models],
    preset,
    temperature: temperature_K,
    thermal: options['thermal'] === 'lumped' ? 'lumped' : 'isothermal',
    ...(transfer === undefined ? {} : { heatTransferCoefficient: transfer }),
    initialStoichiometry: {
      ...(inNegative === undefined || negative.kind !== 'porous'
        ? {}
        : { negative: inNegative / negative.materials[0]!.maximumConcentration }),
      ...(inPositive === undefined
        ? {}
        : { positive: inPositive / positive.materials[0]!.maximumConcentration }),
    },
    grid: Float64Array.from(time_s),
    fields: false,
    limits: { steps },
  };
}

function barOf(
  { case: name, pybamm_default_rms_mV, parameter_set }: PybammCase,
  preset: PresetName,
): number {
  if (parameter_set === 'ORegan2022') return Number.POSITIVE_INFINITY;
  const own = statedCases.includes(name) ? stated[preset] : everywhere;
  return Math.min(own, pybamm_default_rms_mV);
}

/** Chen2020 with the particle diffusivities of the finite-volume solution, made up to bend strongly. */
function withVariedDiffusivity(parameters: CellParameters): CellParameters {
  const { negative, positive } = parameters;
  if (negative.kind !== 'porous') return parameters;
  return {
    ...parameters,
    negative: {
      ...negative,
      materials: negative.materials.map((material) => ({
        ...material,
        diffusivity: { at: (s: number) => 3.3e-14 * 0.5 * (1 + 4 * (1 - s) ** 2) },
      })),
    },
    positive: {
      ...positive,
      materials: positive.materials.map((material) => ({
        ...material,
        diffusivity: { at: (s: number) => 4e-15 * (0.5 + 1.5 * (1 - s)) },
      })),
    },
  };
}

function finiteVolumesRow(
  { case: name, time_s, voltage_V, t_end_s }: FiniteVolumesCase,
  preset: PresetName,
): ReferenceRow {
  const base = cellSet('Chen2020');
  const isVaried = name.endsWith('dv');
  const protocol = parseProtocol('discharge 1C until 2.5V', () => {
    throw new Error('no drive cycle');
  });
  const result = simulateCell(isVaried ? withVariedDiffusivity(base) : base, protocol, {
    model: 'dfn',
    preset,
    temperature: 298.15,
    thermal: 'isothermal',
    grid: Float64Array.from(time_s),
    fields: false,
    limits: { steps },
  });
  return rowMaker(
    result,
    t_end_s,
  )({
    ...voltageScore(result, { times: time_s, values: voltage_V }),
    quantity: `${name} ${preset}`,
    unit: 'mV',
    baseline: Number.NaN,
    bar: isVaried ? everywhere : stated[preset],
    referenceError: Number.NaN,
  });
}

function voltageScore(
  { series }: CellResult,
  curve: ReferenceCurve,
): { n: number; rmse: number; isWhole: boolean } {
  const { rootMeanSquare, compared, missing } = curveError(series, series.voltage, curve);
  return {
    n: compared,
    rmse: 1e3 * rootMeanSquare,
    isWhole: missing <= mostMissing * (compared + missing),
  };
}

function endOf({ series }: CellResult): number {
  return series.time.at(-1)!;
}

/** A row is met when its score is, the run did not fail and it has the times of the reference. */
export function rowMaker(
  result: CellResult,
  end: number,
  name = 'p2d-references',
): (
  score: Pick<
    ReferenceRow,
    'quantity' | 'unit' | 'n' | 'rmse' | 'baseline' | 'bar' | 'referenceError'
  > & { readonly isWhole: boolean },
) => ReferenceRow {
  const { failure, work } = result;
  return ({ isWhole, ...score }) => ({
    case: name,
    ...score,
    pass:
      score.bar === Number.POSITIVE_INFINITY ||
      (score.rmse <= score.bar && isWhole && failure === undefined),
    source: 'twin/validation/data/cell-reference/SOURCE.txt',
    endDifference: endOf(result) - end,
    solves: work.solves,
    ...(failure === undefined ? {} : { failure: failure.code }),
    notes: [],
  });
}
