import type { DriveCycle } from '../../physics/cell/protocol/parse.ts';
import type { P2dAnswer, P2dRequest } from '../contract/p2d.ts';
import { type CellRunLimits, findCell, prepareRun } from './cell-run.ts';
import { driveCycleReader } from './drive-cycle.ts';
import { type CommandLine, usageError } from './options.ts';
import { batchText, readBatch, runBatch, threadCount } from './p2d-batch.ts';
import { exportText } from './p2d-export.ts';
import { readP2dOptions } from './p2d-options.ts';
import { plotCell } from './p2d-plot.ts';
import type { P2dJob } from './p2d-service.ts';
import { writeResult } from './write-result.ts';

/** What the composition root gives to the command. */
export interface P2dTools {
  /** Solves one cell and leaves this thread free; undefined when the signal ended it. */
  readonly solve: (job: P2dJob, signal: AbortSignal) => Promise<P2dAnswer | undefined>;
  /** A clock that only runs forward [ms]. */
  readonly stopwatch: () => number;
  /** Draws an SVG as PNG. */
  readonly toPng: (svg: string) => Promise<Uint8Array>;
}

/** What the command takes from outside. */
interface P2dSurroundings extends P2dTools {
  readonly signal: AbortSignal;
  readonly stderr: (text: string) => void;
  /** Takes the result. */
  readonly give: (result: string) => void;
}

/** A run from the command line ends by itself or by its user; these only keep it from filling the memory. */
const limits: CellRunLimits = { steps: 1_000_000, rows: 2_000_000 };

/**
 * Solves one cell, or a batch of them, and gives the result.
 * @returns whether all was done; false when the signal ended it, and then nothing was written
 */
export async function runP2d(
  { own, json }: CommandLine,
  surroundings: P2dSurroundings,
): Promise<boolean> {
  const { stderr, give, signal, stopwatch, solve, toPng } = surroundings;
  const command = readP2dOptions(own);
  const { request, parametersFile, folder, plot, batch, exported } = command;
  if (own.threads !== undefined && batch === undefined) {
    throw usageError('--threads spreads a batch; allowed is --threads with --batch');
  }
  const threads = threadCount(own.threads);
  // Made before the cell is solved: a set that BPX cannot express is refused at once.
  const bpx = exported === undefined ? undefined : exportText(command, exported);
  const writeExport = (): void => {
    if (exported === undefined) return;
    writeResult('--export', exported.file, bpx!);
    stderr(`p2d: ${exported.file} holds the parameters as BPX\n`);
  };
  if (!command.solves) {
    writeExport();
    give(json ? bpx! : `${exported!.file}\n`);
    return true;
  }
  const driveCycles = new Map<string, DriveCycle>();
  const readDrive = driveCycleReader(folder);
  const readOnce = (name: string): DriveCycle => {
    const cycle = driveCycles.get(name) ?? readDrive(name);
    driveCycles.set(name, cycle);
    return cycle;
  };
  const run = prepareRun(request, readOnce, limits);
  const { model, preset } = request;
  const name = parametersFile?.name ?? String(request.parameters);
  const { length } = run.protocol;
  const what = `${name}, ${model}, ${preset}, ${length} step${length > 1 ? 's' : ''}`;
  const cancelled = (): false => {
    stderr('p2d: cancelled; nothing is written\n');
    return false;
  };
  if (batch !== undefined) {
    const found = findCell(request.parameters, parametersFile);
    const cells = readBatch(batch);
    stderr(`p2d: ${what}; ${cells.length} cells on ${threads} thread${threads > 1 ? 's' : ''}\n`);
    const answer = await runBatch({
      found,
      run,
      batch: {
        request: withDriveCycles(request, driveCycles),
        parametersFile,
        limits,
      },
      cells,
      threads,
      stopwatch,
      signal,
      stderr,
    });
    if (answer === undefined) return cancelled();
    give(json ? `${JSON.stringify(answer)}\n` : batchText(answer));
    return true;
  }
  stderr(`p2d: ${what}\n`);
  const job = { request: withDriveCycles(request, driveCycles), parametersFile, limits };
  const answer = await solve(job, signal);
  if (answer === undefined) return cancelled();
  stderr(`p2d: ${answer.status} after ${answer.elapsed_ms.toFixed(2)} ms\n`);
  if (plot !== undefined) {
    const svg = plotCell(answer, request.protocol);
    writeResult('--plot', plot, /\.png$/i.test(plot) ? await toPng(svg) : svg);
  }
  writeExport();
  give(json ? `${JSON.stringify(answer)}\n` : cellText(answer));
  return true;
}

/** A request for threads, which cannot read files of cycles: it carries those that its protocol names. */
function withDriveCycles(request: P2dRequest, cycles: ReadonlyMap<string, DriveCycle>): P2dRequest {
  const named = [...cycles].map(([name, { time, current }]) => [
    name,
    { time_s: [...time], current_A: [...current] },
  ]);
  return { ...request, driveCycles: Object.fromEntries(named) };
}

/** The result for a reader. */
function cellText({
  parameters,
  model,
  preset,
  summary,
  work,
  warnings,
  ...answer
}: P2dAnswer): string {
  const { status, event, cause, series, sensitivities } = answer;
  const ended =
    cause === undefined
      ? `${status}${event === undefined ? '' : `: ${event.kind} at ${event.time_s.toFixed(3)} s`}`
      : `failed: ${cause.code} at ${cause.time_s.toFixed(3)} s, ${cause.message}`;
  const lines: readonly (readonly [string, string])[] = [
    ['cell', `${parameters.name} (${parameters.source})`],
    ['model', `${model}, ${preset}`],
    ['status', ended],
    ['capacity', `${summary.capacity_Ah.toFixed(5)} Ah drawn, net`],
    ['energy', `${summary.energy_Wh.toFixed(5)} Wh drawn, net`],
    ['duration', `${summary.duration_s.toFixed(3)} s`],
    ['mean voltage', amount(summary.meanVoltage_V, 5, 'V')],
    ['last voltage', amount(series.voltage_V.at(-1), 5, 'V')],
    ['hottest', amount(summary.temperatureMax_degC, 2, 'degC')],
    ['work', `${work.steps} steps, ${work.rejections} rejected, ${work.solves} solves`],
    ...(sensitivities?.keys ?? []).map(
      (key) => ['sensitivity', sensitivityText(sensitivities!, key)] as const,
    ),
    ...warnings.map(({ code, message }) => ['warning', `${code}: ${message}`] as const),
  ];
  return lines.map(([name, value]) => `${name.padEnd(14)}${value}\n`).join('');
}

/** A number with its unit; none of a cell that could not begin. */
function amount(value: number | null | undefined, digits: number, unit: string): string {
  return value === null || value === undefined ? 'none' : `${value.toFixed(digits)} ${unit}`;
}

function sensitivityText(all: NonNullable<P2dAnswer['sensitivities']>, key: string): string {
  const of = (name: 'capacity_Ah_per_unit' | 'energy_Wh_per_unit' | 'duration_s_per_unit') =>
    all[name][key]!.toPrecision(6);
  return `${of('capacity_Ah_per_unit')} Ah, ${of('energy_Wh_per_unit')} Wh, ${of('duration_s_per_unit')} s per ${key}`;
}
