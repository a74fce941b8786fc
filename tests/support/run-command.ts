import { openParquetFiles } from '../../line-connectors/parquet/parquet-files.ts';
import { simulateWithSensitivities } from '../../physics/cell/sensitivity/sensitivities.ts';
import { simulateCell } from '../../physics/cell/simulate.ts';
import { solveP2d } from '../../twin/cli/p2d-service.ts';
import { type CliSurroundings, runCli } from '../../twin/cli/run.ts';
import { trainSurrogate } from '../../twin/estimation/surrogate/train-surrogate.ts';
import { explainHere } from './explain-here.ts';
import { fitHere } from './fit-here.ts';
import { surrogateHere } from './surrogate-here.ts';
import { trainHere } from './train-here.ts';

/** What a command said and how it ended. */
interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const refuse = (what: string) => () => Promise.reject(new Error(`nothing is ${what} here`));
const stopwatch = (): number => 0;
const solver = { simulateCell, simulateWithSensitivities, stopwatch };

/** The tools of the program on the thread of the test; the time that anything takes is told as none. */
const toolsHere: Omit<CliSurroundings, 'arguments' | 'stdout' | 'stderr'> = {
  environment: {},
  signal: new AbortController().signal,
  serve: refuse('served'),
  calibrate: () => Promise.resolve(fitHere),
  train: () => Promise.resolve(trainHere),
  explain: () => Promise.resolve(explainHere),
  trainSurrogate: () =>
    Promise.resolve((request, { signal, onStage }) =>
      signal.aborted
        ? Promise.resolve(undefined)
        : trainSurrogate(request, surrogateHere(), onStage),
    ),
  cell: () =>
    Promise.resolve({
      stopwatch,
      solve: (job) => Promise.resolve(solveP2d(job, solver)),
      toPng: refuse('drawn'),
    }),
  simulate: () =>
    Promise.resolve({ openTables: openParquetFiles, stopwatch, version: '0.0.0-test' }),
};

/**
 * Runs a command as the program does, in this process.
 * @param tools - in place of those of the test's thread; `stderr` is told beside the result
 */
export async function runCommand(
  argv: readonly string[],
  { stderr: told, ...tools }: Partial<CliSurroundings> = {},
): Promise<CommandResult> {
  let [stdout, stderr] = ['', ''];
  const code = await runCli({
    ...toolsHere,
    ...tools,
    arguments: argv,
    stdout: (text) => {
      stdout += text;
    },
    stderr: (text) => {
      stderr += text;
      told?.(text);
    },
  });
  return { code, stdout, stderr };
}
