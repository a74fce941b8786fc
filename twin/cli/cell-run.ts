import { bpxSetting } from '../../physics/cell/bpx/bpx-setting.ts';
import { readBpx } from '../../physics/cell/bpx/read-bpx.ts';
import type { CellParameters } from '../../physics/cell/cell-parameters.ts';
import type { CellResult } from '../../physics/cell/cell-result.ts';
import { checkCell } from '../../physics/cell/check-cell.ts';
import { checkParameter, parameterRanges, toSi } from '../../physics/cell/parameter-range.ts';
import { type DriveCycle, parseProtocol } from '../../physics/cell/protocol/parse.ts';
import type { Protocol } from '../../physics/cell/protocol/protocol.ts';
import type {
  SensitiveResult,
  simulateWithSensitivities,
} from '../../physics/cell/sensitivity/sensitivities.ts';
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
  readonly options: Omit<SimulationOptions, 'limits' | 'cancelled' | 'grid'>;
  /** Interval of the series [s]; only starts and ends of steps where absent. */
  readonly grid?: number;
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

/** Time that a protocol takes at most [s]; infinite where a step has no end by time. */
function longestDuration(protocol: Protocol): number {
  return protocol.reduce((sum, { ends }) => {
    const times = ends.flatMap(({ kind, value }) => (kind === 'time' ? [value] : []));
    return sum + Math.min(...times);
  }, 0);
}

/**
 * Solves on the grid of the options. Where it may have too many rows, how long the cell runs is found first, without it;
 * a cell that fails only after more rows than there may be is answered without the grid.
 * @throws PhysicsError PHY_PARAMETERS_CONTRADICT where the grid is too fine for the time that the cell runs
 */
function solveOnGrid<R extends CellResult>(
  protocol: Protocol,
  grid_s: number | undefined,
  limit: number,
  solve: (grid?: number) => R,
): R {
  if (grid_s === undefined || longestDuration(protocol) / grid_s <= limit) return solve(grid_s);
  const bare = solve();
  const last = bare.solverSteps.time.at(-1) ?? 0;
  if (last / grid_s <= limit) return solve(grid_s);
  if (bare.status === 'failed') return bare;
  throw tooManyRows(grid_s, last, limit);
}

/**
 * The cell with numbers of its set replaced.
 * @throws PhysicsError of `applySettings`, PHY_PARAMETERS_CONTRADICT where settings and options say the same thing twice
 */
export function cellWithSettings(
  { parameters: original }: FoundCell,
  settings: Readonly<Record<string, number>>,
  { request, options }: Pick<PreparedRun, 'request' | 'options'>,
): CellParameters {
  refuseTwice(request, settings);
  const parameters = applySettings(original, settings, bpxSetting);
  if (options.thermal === 'lumped' && parameters.thermal === undefined) {
    throw contradiction('thermal', 'lumped', `isothermal: ${parameters.name} has no heat capacity`);
  }
  return parameters;
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
  let elapsed = 0;
  const result = solveOnGrid<CellResult | SensitiveResult>(protocol, grid, rows, (interval) => {
    const start = stopwatch();
    const whole: SimulationOptions = {
      ...options,
      ...(interval === undefined ? {} : { grid: interval }),
      limits: { steps },
      ...(cancelled === undefined ? {} : { cancelled }),
    };
    const solved =
      keys.length === 0
        ? simulateCell(parameters, protocol, whole)
        : simulateWithSensitivities(parameters, keys, protocol, whole);
    elapsed = stopwatch() - start;
    return solved;
  });
  return cellAnswer(result, {
    model: options.model,
    preset: options.preset,
    parameters,
    sha256: found.sha256,
    set: settings,
    elapsed,
  });
}

function refuseTwice(
  { soc_frac, temperature_degC }: P2dRequest,
  settings: Readonly<Record<string, number>>,
): void {
  const state = Object.keys(settings).find((key) => key.endsWith('.initialStoichiometry_1'));
  if (soc_frac !== undefined && state !== undefined) {
    throw contradiction('soc_frac', soc_frac, `a start without ${state}, or that one alone`);
  }
  if (temperature_degC !== undefined && Object.hasOwn(settings, 'cell.temperature_degC')) {
    const why = 'one temperature, here or in cell.temperature_degC';
    throw contradiction('temperature_degC', temperature_degC, why);
  }
}

function contradiction(parameter: string, value: number | string, allowed: string): PhysicsError {
  return new PhysicsError(
    'PHY_PARAMETERS_CONTRADICT',
    `${parameter} is ${value}; allowed is ${allowed}`,
    { parameter, value, allowed },
  );
}
