import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '../../physics/core/errors.ts';
import type { Configuration } from '../contract/configuration.ts';
import { isCellInputCode, problemType, type TwinErrorCode } from '../domain/errors.ts';
import type { ValidationRow } from '../validation/validation-row.ts';
import type { CalibrateSurroundings } from './calibrate.ts';
import { cellSource } from './cell-source.ts';
import { certificateCommand, type MetCertificates } from './certificate.ts';
import { checkConfiguration } from './check-configuration.ts';
import { checkDerivedTags } from './check-derived-tags.ts';
import { configMap, type ProposeTagMap } from './config-map.ts';
import { configPeek, type PeekAtDevice } from './config-peek.ts';
import { configTags } from './config-tags.ts';
import { configurationFile, loadConfiguration } from './configuration.ts';
import type { ExplainSurroundings } from './explain.ts';
import type { ExportTools } from './export.ts';
import { commandHelp } from './help.ts';
import { type CommandLine, readCommandLine, usageError } from './options.ts';
import type { P2dTools } from './p2d.ts';
import type { ReplayTools } from './replay.ts';
import type { SimulateTools } from './simulate.ts';
import type { TrainSurroundings } from './train.ts';
import type { SurrogateSurroundings } from './train-surrogate.ts';
import { writeResult } from './write-result.ts';

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
  /** Browses the server of a connector; absent where there is nothing to browse with. */
  readonly proposeTagMap?: ProposeTagMap;
  /** Reads an address of a device; absent where there is nothing to read with. */
  readonly peekAtDevice?: PeekAtDevice;
  /** Certificates of servers; absent where no connector has any. */
  readonly certificates?: MetCertificates;
  /** What fits constants; loaded when a command needs it. */
  readonly calibrate?: () => Promise<CalibrateSurroundings['fitTable']>;
  /** What trains models; loaded when a command needs it. */
  readonly train?: () => Promise<TrainSurroundings['train']>;
  /** What explains models; loaded when a command needs it. */
  readonly explain?: () => Promise<ExplainSurroundings['explain']>;
  /** The present time, epoch ms; absent where there is no clock. */
  readonly now?: () => number;
  /** What makes surrogates of the full physics; loaded when a command needs it. */
  readonly trainSurrogate?: () => Promise<SurrogateSurroundings['trainSurrogate']>;
  /** What solves and draws cells; loaded when a command needs it. */
  readonly cell?: () => Promise<P2dTools>;
  /** What records and times a virtual line; loaded when a command needs it. */
  readonly simulate?: () => Promise<SimulateTools>;
  /** What replays into a history; loaded when a command needs it. */
  readonly replay?: () => Promise<ReplayTools>;
  /** What reads a history and writes files of it; loaded when a command needs it. */
  readonly export?: () => Promise<ExportTools>;
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
  'CALIBRATION_UNUSABLE',
  'VALIDATION_UNKNOWN_CASE',
  // Of a start: another server or database has to be configured.
  'HISTORIAN_SERVER_UNFIT',
  'MODEL_UNKNOWN',
];
const badDataCodes: readonly string[] = [
  'TABLE_INVALID',
  'FORMULA_INVALID',
  'INPUT_UNREADABLE',
  'SCHEDULE_INVALID',
  'PHY_OUT_OF_RANGE',
  'PHY_NO_ROOT',
  'CALIBRATION_START_INVALID',
  'MODEL_NOT_COMPARABLE',
  'CLEANING_INVALID',
  'MODEL_REGISTRY_INVALID',
];

/** Runs one command; returns its exit code. */
export async function runCli(surroundings: CliSurroundings): Promise<number> {
  const json = surroundings.arguments.includes('--json');
  try {
    return await dispatch(readCommandLine(surroundings.arguments), surroundings);
  } catch (error) {
    if (isRefusalOfSystem(error)) {
      // Such as a folder that may not be written to: the sentence of the system says what and where.
      surroundings.stderr(`${error.message}\n`);
      return exitCodes.failed;
    }
    if (!(error instanceof CodedError)) throw error;
    const { code, message, data } = error;
    surroundings.stderr(`${message}\n`);
    if (json) {
      const problem = { type: problemType(code), title: code, code, detail: message, data };
      surroundings.stdout(`${JSON.stringify(problem)}\n`);
    }
    if (isBadData(code)) return exitCodes.badData;
    return usageCodes.includes(code) ? exitCodes.usage : exitCodes.failed;
  }
}

/** What learning refuses is always the table, or the model that was given. */
function isBadData(code: string): boolean {
  return badDataCodes.includes(code) || isCellInputCode(code) || code.startsWith('ML_');
}

function isRefusalOfSystem(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'errno' in error;
}

async function dispatch(line: CommandLine, surroundings: CliSurroundings): Promise<number> {
  const { command, rest, help, json } = line;
  const { environment, stdout, stderr, signal, serve } = surroundings;
  if (command === undefined && json && !help) throw usageError('a command is needed');
  if (command === undefined || help) {
    stdout(commandHelp(command));
    return help ? exitCodes.done : exitCodes.usage;
  }
  const give = (result: string): void => {
    if (line.out !== undefined) writeResult('--out', line.out, result);
    stdout(result);
  };
  switch (command) {
    case 'serve': {
      takesNone(line);
      const configuration = withSeed(loadConfiguration(line.config, environment), line.seed);
      checkConfiguration(configuration);
      await checkDerivedTags(configuration);
      await serve({
        configuration,
        dataFolder: line.data,
        signal,
        listening: (url) => stdout(`${url}\n`),
        log: stderr,
      });
      return exitCodes.done;
    }
    case 'validate': {
      if (rest.length > 1) {
        throw usageError(`'validate' takes one case at most, found '${rest.join(' ')}'`);
      }
      // Loaded when asked for: it brings the models that it scores.
      const { validateCase } = await import('../validation/validate.ts');
      const rows = validateCase(rest[0], readValidationData, line.seed);
      give(json ? `${JSON.stringify(rows)}\n` : `${table(rows)}\n`);
      return rows.every(({ pass }) => pass) ? exitCodes.done : exitCodes.failed;
    }
    case 'calibrate': {
      takesNone(line);
      if (surroundings.calibrate === undefined)
        throw usageError("'calibrate' has nothing to fit with here");
      const [{ runCalibrate }, fitTable] = await Promise.all([
        import('./calibrate.ts'),
        surroundings.calibrate(),
      ]);
      const isDone = await runCalibrate(line, { signal, stdout, stderr, fitTable });
      return isDone ? exitCodes.done : exitCodes.cancelled;
    }
    case 'train': {
      takesNone(line);
      if (line.own.surrogate !== undefined) {
        if (surroundings.trainSurrogate === undefined) {
          throw usageError("'train --surrogate' has no solver here");
        }
        const [{ runTrainSurrogate }, trainSurrogate] = await Promise.all([
          import('./train-surrogate.ts'),
          surroundings.trainSurrogate(),
        ]);
        const outside = { signal, stdout, stderr, trainSurrogate };
        return (await runTrainSurrogate(line, outside)) ? exitCodes.done : exitCodes.cancelled;
      }
      if (surroundings.train === undefined)
        throw usageError("'train' has nothing to train with here");
      const [{ runTrain }, train] = await Promise.all([import('./train.ts'), surroundings.train()]);
      const isDone = await runTrain(line, { signal, stdout, stderr, train });
      return isDone ? exitCodes.done : exitCodes.cancelled;
    }
    case 'predict': {
      takesNone(line);
      const { predictAnswer } = await import('./predict.ts');
      give(predictAnswer(line));
      return exitCodes.done;
    }
    case 'explain': {
      takesNone(line);
      if (surroundings.explain === undefined)
        throw usageError("'explain' has nothing to explain with here");
      const [{ runExplain }, explain] = await Promise.all([
        import('./explain.ts'),
        surroundings.explain(),
      ]);
      const isDone = await runExplain(line, { signal, stderr, give, explain });
      return isDone ? exitCodes.done : exitCodes.cancelled;
    }
    case 'design': {
      takesNone(line);
      const { designAnswer } = await import('./design.ts');
      give(designAnswer(line, stderr));
      return exitCodes.done;
    }
    case 'features': {
      takesNone(line);
      const { runFeatures } = await import('./features.ts');
      const isDone = await runFeatures(line, { signal, stdout, stderr });
      return isDone ? exitCodes.done : exitCodes.cancelled;
    }
    case 'model list':
    case 'model show':
    case 'model compare':
    case 'model promote':
    case 'model rollback': {
      const { now } = surroundings;
      if (now === undefined) throw usageError(`'${command}' has no clock here`);
      const { modelAnswer } = await import('./model.ts');
      const user = environment['USER'] ?? environment['USERNAME'];
      const { text, isMissed } = modelAnswer(command, line, { now, user });
      give(text);
      return isMissed ? exitCodes.failed : exitCodes.done;
    }
    case 'config check': {
      takesNone(line);
      const configuration = withSeed(loadConfiguration(line.config, environment), line.seed);
      checkConfiguration(configuration);
      await checkDerivedTags(configuration);
      await checkReplays(configuration, line.data);
      await checkCell(configuration);
      give(json ? `${JSON.stringify(configuration)}\n` : 'configuration is valid\n');
      return exitCodes.done;
    }
    case 'config map': {
      const { proposeTagMap: propose } = surroundings;
      if (propose === undefined) throw usageError(`'config map' has no connector to browse with`);
      const configuration = loadConfiguration(line.config, environment);
      const { data: dataFolder } = line;
      give(await configMap({ configuration, rest, dataFolder, json, propose, stderr }));
      return exitCodes.done;
    }
    case 'config tags': {
      const configuration = loadConfiguration(line.config, environment);
      give(configTags({ configuration, rest, json, stderr }));
      return exitCodes.done;
    }
    case 'config peek': {
      const { peekAtDevice: peek } = surroundings;
      if (peek === undefined) throw usageError(`'config peek' has no connector to read with`);
      const configuration = loadConfiguration(line.config, environment);
      give(await configPeek({ configuration, rest, json, peek, signal }));
      return exitCodes.done;
    }
    case 'certificate list':
    case 'certificate trust':
    case 'certificate reject': {
      const { certificates } = surroundings;
      if (certificates === undefined) throw usageError(`'${command}' has no certificates here`);
      give(
        await certificateCommand(line, loadConfiguration(line.config, environment), certificates),
      );
      return exitCodes.done;
    }
    case 'process': {
      takesNone(line);
      const configuration = loadConfiguration(line.config, environment);
      const { processAnswer } = await import('./process.ts');
      const { processText } = await import('./process-text.ts');
      const answer = processAnswer(configuration, line.own, line.seed);
      give(json ? `${JSON.stringify(answer)}\n` : processText(answer));
      return exitCodes.done;
    }
    case 'p2d': {
      takesNone(line);
      if (surroundings.cell === undefined) throw usageError("'p2d' has no solver here");
      const [{ runP2d }, cell] = await Promise.all([import('./p2d.ts'), surroundings.cell()]);
      const isDone = await runP2d(line, { ...cell, signal, stderr, give });
      return isDone ? exitCodes.done : exitCodes.cancelled;
    }
    case 'simulate': {
      takesNone(line);
      const [{ runSimulate }, tools] = await Promise.all([
        import('./simulate.ts'),
        simulateTools(line, surroundings),
      ]);
      const configuration = loadConfiguration(line.config, environment);
      const outside = { ...tools, configuration, signal, stdout, stderr };
      return (await runSimulate(line, outside)) ? exitCodes.done : exitCodes.cancelled;
    }
    case 'score': {
      takesNone(line);
      const [{ runScore }, { stopwatch }] = await Promise.all([
        import('./score.ts'),
        simulateTools(line, surroundings),
      ]);
      const file = configurationFile(line.config);
      const configuration = file === undefined ? undefined : loadConfiguration(file, environment);
      const outside = { configuration, stopwatch, signal, stderr, give };
      return (await runScore(line, outside)) ? exitCodes.done : exitCodes.cancelled;
    }
    case 'replay': {
      if (surroundings.replay === undefined) throw usageError("'replay' has no history here");
      const [{ runReplay }, tools] = await Promise.all([
        import('./replay.ts'),
        surroundings.replay(),
      ]);
      const configuration = loadConfiguration(line.config, environment);
      checkConfiguration(configuration);
      await checkDerivedTags(configuration);
      const outside = { ...tools, configuration, signal, stdout, stderr };
      return (await runReplay(line, outside)) ? exitCodes.done : exitCodes.cancelled;
    }
    case 'export': {
      takesNone(line);
      if (surroundings.export === undefined) throw usageError("'export' has no history here");
      const [{ runExport }, tools] = await Promise.all([
        import('./export.ts'),
        surroundings.export(),
      ]);
      const configuration = loadConfiguration(line.config, environment);
      const outside = { ...tools, configuration, signal, stdout, stderr };
      return (await runExport(line, outside)) ? exitCodes.done : exitCodes.cancelled;
    }
  }
}

function simulateTools(
  { command }: CommandLine,
  { simulate }: CliSurroundings,
): Promise<SimulateTools> {
  if (simulate === undefined) throw usageError(`'${command}' has no virtual line here`);
  return simulate();
}

/** Loaded late: it brings the parameter sets. A twin that serves checks its cell when the page can be opened. */
async function checkCell(configuration: Configuration): Promise<void> {
  const source = cellSource(configuration);
  if (source !== undefined) (await import('./cell-recipe.ts')).cellRecipe(source);
}

/** Loaded late: it brings DuckDB. A twin that serves looks at its replays itself. */
async function checkReplays(configuration: Configuration, dataFolder: string): Promise<void> {
  if (!configuration.connectors.some(({ kind }) => kind === 'replay')) return;
  await (await import('../inspect-replays.ts')).inspectReplays(
    configuration,
    join(dataFolder, 'replay'),
  );
}

/** The seed of the command line stands over that of the configuration. */
function withSeed(configuration: Configuration, seed: number | undefined): Configuration {
  if (seed === undefined) return configuration;
  const { virtualLine } = configuration;
  if (virtualLine === undefined) {
    throw usageError(
      '--seed sets the chance of the virtual line; allowed is --seed only with a section virtualLine in the configuration',
      { option: '--seed' },
    );
  }
  return { ...configuration, virtualLine: { ...virtualLine, seed } };
}

function readValidationData(file: string): string {
  return readFileSync(new URL(`../validation/data/${file}`, import.meta.url), 'utf8');
}

function takesNone({ command, rest }: CommandLine): void {
  if (rest.length > 0) throw usageError(`'${command}' takes no argument '${rest.join(' ')}'`);
}

function table(rows: readonly ValidationRow[]): string {
  // A balance that closes to 1e-14 is not 0.
  const said = (value: number): string => {
    if (!Number.isFinite(value)) return 'none';
    return value === 0 || Math.abs(value) >= 1e-3 ? value.toFixed(3) : value.toExponential(1);
  };
  return rows
    .map(
      ({ case: name, quantity, unit, n, rmse, baseline, bar, pass }) =>
        `${name}  ${quantity}: ${said(rmse)} ${unit} (n ${n}; baseline ${said(baseline)}, bar ${said(bar)}) ${pass ? 'pass' : 'MISSED'}`,
    )
    .join('\n');
}
