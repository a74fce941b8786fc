import type { P2dAnswer } from '../contract/p2d.ts';
import {
  type CellRunLimits,
  type CellRunSurroundings,
  findCell,
  prepareRun,
  runCell,
} from './cell-run.ts';
import { driveCycleReader } from './drive-cycle.ts';
import type { CommandLine } from './options.ts';
import { batchText, readBatch, runBatch } from './p2d-batch.ts';
import { readP2dOptions } from './p2d-options.ts';
import { plotCell } from './p2d-plot.ts';
import { writeResult } from './write-result.ts';

/** What the command takes from outside. */
interface P2dSurroundings extends CellRunSurroundings {
  readonly signal: AbortSignal;
  readonly stderr: (text: string) => void;
  /** Takes the result. */
  readonly give: (result: string) => void;
}

/** A run from the command line ends by itself or by its user; these only keep it from filling the memory. */
const limits: CellRunLimits = { steps: 1_000_000, rows: 2_000_000 };

/**
 * Solves one cell, or a batch of them, and gives the result.
 * @returns whether all was done; false when the signal ended a batch
 */
export async function runP2d(
  { own, json }: CommandLine,
  surroundings: P2dSurroundings,
): Promise<boolean> {
  const { stderr, give, signal } = surroundings;
  const { request, parametersFile, folder, plot, batch } = readP2dOptions(own);
  const found = findCell(request.parameters, parametersFile);
  const run = prepareRun(request, driveCycleReader(folder), limits);
  const { model, preset } = request;
  const what = `${found.parameters.name}, ${model}, ${preset}, ${run.protocol.length} steps`;
  const ownLimits = { ...limits, cancelled: () => signal.aborted };
  const cellSurroundings = { ...surroundings, limits: ownLimits };
  if (batch !== undefined) {
    const cells = readBatch(batch);
    // A batch gives no series.
    const { grid: _, ...bare } = run;
    stderr(`p2d: ${what}; ${cells.length} cells\n`);
    const answer = await runBatch({
      found,
      run: bare,
      cells,
      surroundings: cellSurroundings,
      stderr,
    });
    if (answer === undefined) {
      stderr('p2d: cancelled\n');
      return false;
    }
    give(json ? `${JSON.stringify(answer)}\n` : batchText(answer));
    return true;
  }
  stderr(`p2d: ${what}\n`);
  const answer = runCell(found, request.set ?? {}, run, cellSurroundings);
  stderr(`p2d: ${answer.status} after ${answer.elapsed_ms.toFixed(2)} ms\n`);
  if (plot !== undefined) writeResult('--plot', plot, plotCell(answer, request.protocol));
  give(json ? `${JSON.stringify(answer)}\n` : cellText(answer));
  return true;
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
  const { status, event, cause, series } = answer;
  const ended =
    cause === undefined
      ? `${status}${event === undefined ? '' : `: ${event.kind} at ${event.time_s.toFixed(3)} s`}`
      : `failed: ${cause.code} at ${cause.time_s.toFixed(3)} s ${JSON.stringify(cause.data)}`;
  const lines: readonly (readonly [string, string])[] = [
    ['cell', `${parameters.name} (${parameters.source})`],
    ['model', `${model}, ${preset}`],
    ['status', ended],
    ['capacity', `${summary.capacity_Ah.toFixed(5)} Ah drawn, net`],
    ['energy', `${summary.energy_Wh.toFixed(5)} Wh drawn, net`],
    ['duration', `${summary.duration_s.toFixed(3)} s`],
    ['mean voltage', `${summary.meanVoltage_V.toFixed(5)} V`],
    ['last voltage', `${(series.voltage_V.at(-1) ?? Number.NaN).toFixed(5)} V`],
    ['hottest', `${summary.temperatureMax_degC.toFixed(2)} degC`],
    ['work', `${work.steps} steps, ${work.rejections} rejected, ${work.solves} solves`],
    ...warnings.map(({ code, message }) => ['warning', `${code}: ${message}`] as const),
  ];
  return lines.map(([name, value]) => `${name.padEnd(14)}${value}\n`).join('');
}
