import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CodedError } from '../../physics/core/errors.ts';
import type { Configuration } from '../contract/configuration.ts';
import { TwinError, type TwinErrorCode } from '../domain/errors.ts';
import { validateCase } from '../validation/validate.ts';
import { loadConfiguration } from './configuration.ts';
import { commandHelp, generalHelp } from './help.ts';

/** What a command may use of the outside. */
export interface CliSurroundings {
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Aborted by SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  /** Runs the twin until the signal; built by the composition root. */
  readonly serve: (options: ServeOptions) => Promise<void>;
}

export interface ServeOptions {
  readonly configuration: Configuration;
  /** Folder under which everything is written. */
  readonly dataFolder: string;
  readonly signal: AbortSignal;
  /** Called once the twin listens. */
  readonly listening: (url: string) => void;
  readonly log: (text: string) => void;
}

/** Exit codes of contracts: done, failed or bar missed, wrong usage or configuration, bad input data, cancelled. */
const exitCodes = { done: 0, failed: 1, usage: 2, badData: 3, cancelled: 130 } as const;
const usageCodes: readonly TwinErrorCode[] = [
  'USAGE',
  'CONFIG_UNREADABLE',
  'CONFIG_INVALID',
  'VALIDATION_UNKNOWN_CASE',
];

const options = {
  config: { type: 'string' },
  data: { type: 'string', default: '.twinline' },
  seed: { type: 'string' },
  json: { type: 'boolean', default: false },
  out: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>['values'];

/** Runs one command; returns its exit code. */
export async function runCli(surroundings: CliSurroundings): Promise<number> {
  const json = surroundings.arguments.includes('--json');
  try {
    const { values, positionals } = parse(surroundings.arguments);
    return await dispatch(positionals, values, surroundings);
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    const { code, message, data } = error;
    surroundings.stderr(`${message}\n`);
    if (json) {
      const problem = {
        type: `https://twinline.invalid/errors#${code}`,
        title: code,
        code,
        detail: message,
        data,
      };
      surroundings.stdout(`${JSON.stringify(problem)}\n`);
    }
    if (code === 'TABLE_INVALID') return exitCodes.badData;
    return usageCodes.includes(code) ? exitCodes.usage : exitCodes.failed;
  }
}

function parse(argv: readonly string[]): { values: Values; positionals: string[] } {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true });
  } catch (error) {
    throw new TwinError(
      'USAGE',
      `${(error as Error).message}\n\n${generalHelp}`,
      {},
      { cause: error },
    );
  }
}

async function dispatch(
  [command, ...rest]: readonly string[],
  values: Values,
  { environment, stdout, stderr, signal, serve }: CliSurroundings,
): Promise<number> {
  if (command === undefined || values.help) {
    stdout(commandHelp(command));
    return command === undefined && !values.help ? exitCodes.usage : exitCodes.done;
  }
  switch (command) {
    case 'serve': {
      takesNone(command, rest);
      await serve({
        configuration: loadConfiguration(values.config, environment),
        dataFolder: values.data,
        signal,
        listening: (url) => stdout(`${url}\n`),
        log: stderr,
      });
      return exitCodes.done;
    }
    case 'validate': {
      const rows = validateCase(rest[0], readValidationData);
      stdout(values.json ? `${JSON.stringify(rows)}\n` : `${table(rows)}\n`);
      return rows.every(({ pass }) => pass) ? exitCodes.done : exitCodes.failed;
    }
    case 'config': {
      if (rest[0] !== 'check')
        throw usage(`'config ${rest[0] ?? ''}' is not a command; 'config check' is`);
      const configuration = loadConfiguration(values.config, environment);
      stdout(values.json ? `${JSON.stringify(configuration)}\n` : 'configuration is valid\n');
      return exitCodes.done;
    }
    default:
      throw usage(`'${command}' is not a command`);
  }
}

function readValidationData(file: string): string {
  return readFileSync(new URL(`../validation/data/${file}`, import.meta.url), 'utf8');
}

function usage(message: string): TwinError {
  return new TwinError('USAGE', `${message}\n\n${generalHelp}`);
}

function takesNone(command: string, rest: readonly string[]): void {
  if (rest.length > 0) throw usage(`'${command}' takes no argument '${rest.join(' ')}'`);
}

function table(rows: ReturnType<typeof validateCase>): string {
  return rows
    .map(
      ({ case: name, quantity, unit, n, rmse, baseline, bar, pass }) =>
        `${name}  ${quantity}: ${rmse.toFixed(3)} ${unit} (n ${n}; baseline ${baseline.toFixed(3)}, bar ${bar.toFixed(3)}) ${pass ? 'pass' : 'MISSED'}`,
    )
    .join('\n');
}
