import { openParquetFiles } from '../../line-connectors/parquet/parquet-files.ts';
import { runCli } from '../../twin/cli/run.ts';

/** What a command said and how it ended. */
interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `simulate` or `score` as the program does, in this process; the time that it takes is told as none. */
export async function runLineCommand(
  argv: readonly string[],
  signal = new AbortController().signal,
): Promise<CommandResult> {
  let [stdout, stderr] = ['', ''];
  const code = await runCli({
    arguments: argv,
    environment: {},
    stdout: (text) => {
      stdout += text;
    },
    stderr: (text) => {
      stderr += text;
    },
    signal,
    serve: () => Promise.reject(new Error('nothing is served here')),
    simulate: () =>
      Promise.resolve({ openTables: openParquetFiles, stopwatch: () => 0, version: '0.0.0-test' }),
  });
  return { code, stdout, stderr };
}
