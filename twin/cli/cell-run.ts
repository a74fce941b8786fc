import { bpxSettings } from '../../physics/cell/bpx/bpx-setting.ts';
import { readBpx } from '../../physics/cell/bpx/read-bpx.ts';
import type { CellParameters } from '../../physics/cell/cell-parameters.ts';
import type { CellResult } from '../../physics/cell/cell-result.ts';
import { checkCell } from '../../physics/cell/check-cell.ts';
import {
  initialState,
  openCircuitVoltage,
  stateAtCharge,
} from '../../physics/cell/initial-state.ts';
import { checkParameter, parameterRanges, toSi } from '../../physics/cell/parameter-range.ts';
import { checkVoltageEnds } from '../../physics/cell/protocol/contradictions.ts';
import { type DriveCycle, parseProtocol } from '../../physics/cell/protocol/parse.ts';
import type { Protocol } from '../../physics/cell/protocol/protocol.ts';
import type { simulateWithSensitivities } from '../../physics/cell/sensitivity/sensitivities.ts';
import { cellSet } from '../../physics/cell/sets/by-name.ts';
import { applySettings } from '../../physics/cell/settings.ts';
import type { SimulationOptions, simulateCell } from '../../physics/cell/simulate.ts';
import { PhysicsError } from '../../physics/core/errors.ts';
import type { P2dAnswer, P2dRequest } from '../contract/p2d.ts';
import { cellAnswer } from './cell-answer.ts';
import { canonicalJson, canonicalParameters, sha256 } from './cell-fingerprint.ts';

/** The solver, as the composition root passes it. */
export type SimulateCell = typeof simulateCell;

/** What a run takes from outside. */
export interface CellRunSurroundings {
  readonly simulateCell: SimulateCell;
  readonly simulateWithSensitivities: typeof simulateWithSensitivities;
  /** A clock that only runs forward [ms]. */
  readonly stopwatch: () => number;
}

/** A parameter set as it was found, with the mark of its content. */
export interface FoundCell {
  readonly parameters: CellParameters;
  readonly sha256: string;
}

/** How far a run may go. */
export interface CellRunLimits {
  /** Steps of the solver. */
  readonly steps: number;
  /** Rows of the series. */
  readonly rows: number;
  readonly cancelled?: () => boolean;
}

/** All of a request but its cell: read once, for one cell or many. */
export interface PreparedRun {
  readonly request: P2dRequest;
  readonly protocol: Protocol;
  readonly options: Omit<SimulationOptions, 'limits' | 'cancelled' | 'grid' | 'gridRows'>;
  /** Interval of the series [s]. */
  readonly grid: number;
}

const soc = { unit: '', minimum: 0, maximum: 1 };
const gridRange = { unit: 's', minimum: 1e-3, maximum: 1e7 };
const heatTransfer = { unit: 'W/(m2.K)', minimum: 0, maximum: 1e6 };

/**
 * The parameter set of a name, or of a BPX document.
 * @param content - what is marked by its SHA-256 for a document: its file, or its canonical JSON where it has none
 * @throws PhysicsError PHY_UNKNOWN_CELL_SET, those of `readBpx` and `checkCell`
 */
export function findCell(
  parameters: P2dRequest['parameters'],
  { name = 'BPX document', content }: { name?: string; content?: string } = {},
): FoundCell {
  if (typeof parameters === 'string' && content === undefined) {
    const set = cellSet(parameters);
    checkCell(set);
    return { parameters: set, sha256: sha256(canonicalParameters(set)) };
  }
  const read = readBpx(parameters, name);
  checkCell(read);
  return { parameters: read, sha256: sha256(content ?? canonicalJson(parameters)) };
}

/**
 * Reads the protocol and checks the options of a request.
 * @throws PhysicsError PHY_PROTOCOL_INVALID, PHY_PARAMETER_OUT_OF_RANGE, PHY_PARAMETERS_CONTRADICT; errors of `readDrive`
 */
export function prepareRun(
  request: P2dRequest,
  readDrive: (file: string) => DriveCycle,
  { rows }: Pick<CellRunLimits, 'rows'>,
): PreparedRun {
  const { model, preset, thermal, interphase, plating, fields, grid_s } = request;
  const { temperature_degC, soc_frac, heatTransfer_W_per_m2K } = request;
  checkParameter('grid_s', grid_s, gridRange);
  if (soc_frac !== undefined) checkParameter('soc_frac', soc_frac, soc);
  if (temperature_degC !== undefined) {
    checkParameter('temperature_degC', temperature_degC, parameterRanges.temperature_degC);
  }
  if (heatTransfer_W_per_m2K !== undefined) {
    checkParameter('heatTransfer_W_per_m2K', heatTransfer_W_per_m2K, heatTransfer);
    if (thermal !== 'lumped') {
      const why = 'thermal lumped: an isothermal cell is not cooled';
      throw contradiction('heatTransfer_W_per_m2K', heatTransfer_W_per_m2K, why);
    }
  }
  const protocol = parseProtocol(request.protocol, readDrive);
  if (thermal === 'isothermal') checkTemperatureEnds(protocol);
  checkRows(protocol, grid_s, rows);
  return {
    request,
    protocol,
    grid: grid_s,
    options: {
      model,
      preset,
      thermal,
      fields,
      ...(interphase === 'none' ? {} : { interphase }),
      ...(plating === 'none' ? {} : { plating }),
      ...(temperature_degC === undefined
        ? {}
        : { temperature: toSi(temperature_degC, parameterRanges.temperature_degC) }),
      ...(soc_frac === undefined ? {} : { stateOfCharge: soc_frac }),
      ...(heatTransfer_W_per_m2K === undefined
        ? {}
        : { heatTransferCoefficient: heatTransfer_W_per_m2K }),
    },
  };
}

/** The temperature of an isothermal cell stays: a step that ends by it alone would never end, or not begin. */
function checkTemperatureEnds(protocol: Protocol): void {
  const endless = protocol.find(({ ends }) => ends.every(({ kind }) => kind === 'temperature'));
  if (endless === undefined) return;
  const why = `thermal lumped, or a further end in '${endless.text}': an isothermal cell keeps its temperature`;
  throw contradiction('thermal', 'isothermal', why);
}

/** A step that ends by its time alone fills the series for all of it: the rows are known before. */
function checkRows(protocol: Protocol, grid_s: number, limit: number): void {
  const seconds = protocol.reduce((sum, { ends }) => {
    const only = ends.length === 1 ? ends[0] : undefined;
    return sum + (only?.kind === 'time' ? only.value : 0);
  }, 0);
  if (seconds / grid_s > limit) throw tooManyRows(grid_s, seconds, limit);
}

function tooManyRows(grid_s: number, seconds: number, limit: number): PhysicsError {
  // Rounded up, so that the interval that is named is one that is taken.
  const least = `at least ${Number((1.001 * (seconds / limit)).toPrecision(4))} s`;
  const why = `so that ${seconds} s of protocol give at most ${limit} rows`;
  return contradiction('grid_s', grid_s, `${least}, ${why}`);
}

/** How long a cell runs shows when it is solved: one that fails is answered even then, without the grid. */
function checkGrid({ status, solverSteps }: CellResult, grid_s: number, limit: number): void {
  const last = solverSteps.time.at(-1) ?? 0;
  if (status !== 'failed' && last / grid_s > limit) throw tooManyRows(grid_s, last, limit);
}

/**
 * The cell with numbers of its set replaced.
 * @throws PhysicsError of `applySettings`, PHY_PARAMETERS_CONTRADICT where settings and options say the same thing twice,
 *   PHY_PROTOCOL_INVALID for a step that the voltages of the cell end as it begins
 */
export function cellWithSettings(
  { parameters: original }: FoundCell,
  settings: Readonly<Record<string, number>>,
  { request, protocol, options }: PreparedRun,
): CellParameters {
  refuseTwice(request, settings);
  const parameters = applySettings(original, settings, bpxSettings);
  if (options.thermal === 'lumped' && parameters.thermal === undefined) {
    throw contradiction('thermal', 'lumped', `isothermal: ${parameters.name} has no heat capacity`);
  }
  checkVoltageEnds(protocol, startVoltages(parameters, options));
  return parameters;
}

/** Voltages between which a cell starts: its cut-offs, unless its state lies beyond them [V]. */
function startVoltages(
  parameters: CellParameters,
  { stateOfCharge }: PreparedRun['options'],
): { readonly low: number; readonly high: number } {
  const { lowerCutoff, upperCutoff } = parameters;
  const state =
    stateOfCharge === undefined
      ? initialState(parameters)
      : stateAtCharge(parameters, stateOfCharge);
  const voltage = openCircuitVoltage(parameters, state);
  return { low: Math.min(lowerCutoff, voltage), high: Math.max(upperCutoff, voltage) };
}

/**
 * Solves one cell.
 * @param settings - numbers of the set to replace
 * @throws PhysicsError of `cellWithSettings`; those of the solver
 */
export function runCell(
  found: FoundCell,
  settings: Readonly<Record<string, number>>,
  run: PreparedRun,
  {
    limits,
    simulateCell,
    simulateWithSensitivities,
    stopwatch,
  }: CellRunSurroundings & { readonly limits: CellRunLimits },
): P2dAnswer {
  const { protocol, options, grid } = run;
  const keys = run.request.sensitivities ?? [];
  const parameters = cellWithSettings(found, settings, run);
  const { steps, rows, cancelled } = limits;
  const whole: SimulationOptions = {
    ...options,
    grid,
    gridRows: rows,
    limits: { steps },
    ...(cancelled === undefined ? {} : { cancelled }),
  };
  const start = stopwatch();
  const result =
    keys.length === 0
      ? simulateCell(parameters, protocol, whole)
      : simulateWithSensitivities(parameters, keys, protocol, whole);
  const elapsed = stopwatch() - start;
  checkGrid(result, grid, rows);
  return cellAnswer(result, {
    model: options.model,
    preset: options.preset,
    parameters,
    sha256: found.sha256,
    set: settings,
    elapsed,
  });
}

/** Settings that say what an option says, by the option. */
const sameAsOption = {
  soc_frac: /\.initialStoichiometry_1$|Initial state-of-charge$/,
  temperature_degC: /^cell\.temperature_degC$|(?:Initial|Ambient) temperature \[K\]$/,
  heatTransfer_W_per_m2K: /Heat transfer coefficient \[W\.m-2\.K-1\]$/,
} as const;

function refuseTwice(request: P2dRequest, settings: Readonly<Record<string, number>>): void {
  for (const option of ['soc_frac', 'temperature_degC', 'heatTransfer_W_per_m2K'] as const) {
    const value = request[option];
    const same = Object.keys(settings).find((key) => sameAsOption[option].test(key));
    if (value === undefined || same === undefined) continue;
    throw contradiction(option, value, `this without ${same}, or that one alone`);
  }
}

function contradiction(parameter: string, value: number | string, allowed: string): PhysicsError {
  return new PhysicsError(
    'PHY_PARAMETERS_CONTRADICT',
    `${parameter} is ${value}; allowed is ${allowed}`,
    { parameter, value, allowed },
  );
}
