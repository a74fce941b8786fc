import { calibrationStartSchema } from '../contract/calibration.ts';
import { csvTable } from '../domain/csv-table.ts';
import { TwinError } from '../domain/errors.ts';
import type { CalibrationRequest } from '../estimation/calibration/calibrate-table.ts';
import type {
  CalibratedParameter,
  CalibrationResult,
  CalibrationStart,
} from '../estimation/calibration/calibration-result.ts';
import { parseJson, readInput } from './input-file.ts';
import { type CommandLine, usageError } from './options.ts';
import { writeResult } from './write-result.ts';

/** What the command takes from outside. */
export interface CalibrateSurroundings {
  readonly signal: AbortSignal;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Fits; undefined when the signal ended it. Told about once a second how many fits are done. */
  readonly fitTable: (
    request: CalibrationRequest,
    options: { readonly signal: AbortSignal; readonly onProgress: (fits: number) => void },
  ) => Promise<CalibrationResult | undefined>;
}

/**
 * Fits the constants of a model to a table of measurements. Warnings are told on stderr and in the JSON.
 * @returns whether all was done; false when the signal ended it, and then nothing was written
 */
export async function runCalibrate(
  line: CommandLine,
  { signal, stdout, stderr, fitTable }: CalibrateSurroundings,
): Promise<boolean> {
  const { own, json, out } = line;
  if (own.model === undefined) throw usageError("'calibrate' needs --model NAME");
  if (own.data === undefined) throw usageError("'calibrate' needs --data FILE.csv");
  const free = own.free === undefined ? undefined : namesOf(own.free);
  const start = own.start === undefined ? undefined : readStart(own.start);
  const request: CalibrationRequest = {
    model: own.model,
    table: csvTable(readInput(own.data, 'table of measurements'), own.data),
    ...(free === undefined ? {} : { free }),
    ...(start === undefined ? {} : { start }),
    ...(own.group === undefined ? {} : { group: own.group }),
    ...(own.material === undefined ? {} : { material: own.material }),
  };
  stderr(`calibrate: ${own.model}, ${request.table.rows.length} rows of ${own.data}\n`);
  const onProgress = (fits: number): void => stderr(`calibrate: ${fits} fits done\n`);
  const result = await fitTable(request, { signal, onProgress });
  if (result === undefined) {
    stderr('calibrate: cancelled; nothing is written\n');
    return false;
  }
  for (const warning of result.warnings) stderr(`calibrate: warning: ${warning}\n`);
  const text = `${JSON.stringify(result)}\n`;
  if (out !== undefined) writeResult('--out', out, text);
  stdout(json ? text : resultText(result, start));
  return true;
}

function namesOf(lists: readonly string[]): string[] {
  const names = lists.flatMap((list) => list.split(',')).map((name) => name.trim());
  if (names.every((name) => name !== '')) return names;
  throw usageError(`--free: found '${lists.join(' ')}', allowed are names joined by commas`, {
    option: '--free',
  });
}

/** A calibration of a file, to start from. @throws TwinError CALIBRATION_START_INVALID */
export function readStart(file: string): CalibrationStart {
  const value = parseJson(readInput(file, 'calibration'), file, 'calibration');
  const read = calibrationStartSchema.safeParse(value);
  if (read.success) return read.data;
  const { path, message } = read.error.issues[0]!;
  throw new TwinError(
    'CALIBRATION_START_INVALID',
    `--start: ${file}, ${path.join('.') || 'the whole'}: ${message}; allowed is what 'calibrate --out' writes`,
    { file, path: path.join('.'), allowed: "what 'calibrate --out' writes" },
  );
}

/** Where a constant has its value from, in one word or two. */
function originText(
  name: string,
  { origin, earlierOrigin }: CalibratedParameter,
  start: CalibrationStart | undefined,
): string {
  if (origin === 'assumed') return 'prior';
  if (origin === 'start') return earlierOrigin === 'assumed' ? 'start (prior)' : 'start (fitted)';
  return start?.parameters[name] === undefined ? 'fitted' : 'refitted';
}

/** The result for a reader. */
function resultText(result: CalibrationResult, start: CalibrationStart | undefined): string {
  const { model, status, parameters, unidentified, confounded, heldAtPrior } = result;
  const { residual, leaveOneGroupOut, references } = result;
  const shown = (value: number): string => String(Number(value.toPrecision(4)));
  const errors = Object.entries(leaveOneGroupOut).map(([quantity, { rmse, unit, n }]) => {
    const fitted = shown(residual[quantity]!.rmse);
    return `${quantity}: ${shown(rmse)} ${unit} left out, ${fitted} ${unit} fitted (n ${n})`;
  });
  const row = (name: string, value: string, sd: string, unit: string, origin: string): string =>
    `${name.padEnd(24)} ${value.padStart(12)} +- ${sd.padEnd(10)} ${unit.padEnd(14)} ${origin}`;
  const constants = Object.entries(parameters).map(([name, parameter]) => {
    const { value, unit, sd } = parameter;
    const open = unidentified.includes(name) ? ', unidentified' : '';
    const why = heldAtPrior[name] === undefined ? '' : `: ${heldAtPrior[name]}`;
    const origin = `${originText(name, parameter, start)}${open}${why}`;
    return row(name, shown(value), shown(sd), unit, origin);
  });
  return [
    `${model}: ${status}`,
    ...(start === undefined ? [] : [row('constant', 'value', 'sd', 'unit', 'origin')]),
    ...constants,
    ...Object.entries(references).map(([name, value]) => `${name.padEnd(24)} ${shown(value)}`),
    ...errors,
    ...confounded.map(
      ({ constants: names }) => `only a combination is known of ${names.join(', ')}`,
    ),
    '',
  ].join('\n');
}
