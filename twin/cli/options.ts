import { parseArgs } from 'node:util';
import { TwinError } from '../domain/errors.ts';

const options = {
  config: { type: 'string' },
  data: { type: 'string' },
  seed: { type: 'string' },
  json: { type: 'boolean', default: false },
  out: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
  parameters: { type: 'string' },
  protocol: { type: 'string' },
  set: { type: 'string', multiple: true },
  change: { type: 'string', multiple: true },
  sd: { type: 'string', multiple: true },
  model: { type: 'string' },
  preset: { type: 'string' },
  thermal: { type: 'string' },
  interphase: { type: 'string' },
  plating: { type: 'string' },
  temperature_degC: { type: 'string' },
  soc_frac: { type: 'string' },
  heatTransfer_W_per_m2K: { type: 'string' },
  grid_s: { type: 'string' },
  fields: { type: 'boolean', default: false },
  sensitivity: { type: 'string', multiple: true },
  plot: { type: 'string' },
  export: { type: 'string' },
  without: { type: 'string', multiple: true },
  batch: { type: 'string' },
  threads: { type: 'string' },
  line: { type: 'string' },
  hours: { type: 'string' },
  faults: { type: 'string' },
  schedule: { type: 'string' },
  start: { type: 'string' },
  truth: { type: 'string' },
  interval_s: { type: 'string' },
  'list-lines': { type: 'boolean', default: false },
  'list-faults': { type: 'boolean', default: false },
  free: { type: 'string', multiple: true },
  group: { type: 'string' },
  target: { type: 'string' },
  candidates: { type: 'string' },
  kind: { type: 'string' },
  factor: { type: 'string', multiple: true },
  generator: { type: 'string', multiple: true },
  runs: { type: 'string' },
  surrogate: { type: 'string' },
  designs: { type: 'string' },
  physics: { type: 'string' },
  material: { type: 'string' },
  tags: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  format: { type: 'string' },
  speed: { type: 'string' },
  shift: { type: 'string' },
  map: { type: 'string' },
  virtual: { type: 'boolean', default: false },
  eis: { type: 'string', multiple: true },
  curves: { type: 'string', multiple: true },
  labels: { type: 'string' },
  like: { type: 'string' },
  clean: { type: 'string' },
  force: { type: 'boolean', default: false },
  reason: { type: 'string' },
  by: { type: 'string' },
} as const;

type Option = keyof typeof options;
const common: readonly Option[] = ['config', 'data', 'json', 'help'];

/** Commands, with the options that they take beside the common ones. */
const commands = {
  serve: ['seed'],
  validate: ['seed', 'out'],
  calibrate: ['model', 'material', 'free', 'start', 'group', 'seed', 'out'],
  train: [
    'target',
    'group',
    'candidates',
    'clean',
    'start',
    'physics',
    'surrogate',
    'parameters',
    'designs',
    'threads',
    'seed',
    'out',
  ],
  predict: ['model', 'out'],
  explain: ['model', 'out'],
  design: ['kind', 'factor', 'generator', 'runs', 'model', 'seed', 'out'],
  features: ['eis', 'curves', 'labels', 'like', 'out'],
  'model list': ['out'],
  'model show': ['out'],
  'model compare': ['out'],
  'model promote': ['force', 'reason', 'by', 'out'],
  'model rollback': ['reason', 'by', 'out'],
  'config check': ['seed', 'out'],
  'config map': ['out'],
  'config tags': ['out'],
  'config peek': ['out'],
  'certificate list': ['out'],
  'certificate trust': ['out'],
  'certificate reject': ['out'],
  process: ['set', 'change', 'sd', 'seed', 'out'],
  p2d: [
    'parameters',
    'protocol',
    'set',
    'model',
    'preset',
    'thermal',
    'interphase',
    'plating',
    'temperature_degC',
    'soc_frac',
    'heatTransfer_W_per_m2K',
    'grid_s',
    'fields',
    'sensitivity',
    'plot',
    'export',
    'without',
    'batch',
    'threads',
    'seed',
    'out',
  ],
  simulate: [
    'line',
    'hours',
    'seed',
    'faults',
    'start',
    'truth',
    'interval_s',
    'threads',
    'list-lines',
    'list-faults',
    'out',
  ],
  score: ['schedule', 'line', 'hours', 'seed', 'truth', 'out'],
  replay: ['speed', 'from', 'to', 'shift', 'map', 'virtual', 'out'],
  export: ['tags', 'from', 'to', 'format', 'out'],
} as const satisfies Record<string, readonly Option[]>;

export type Command = keyof typeof commands;
const commandNames = Object.keys(commands) as readonly Command[];

/** What the command line asks for. */
export interface CommandLine {
  /** Undefined where only help is asked for, or nothing at all. */
  readonly command: Command | undefined;
  readonly rest: readonly string[];
  readonly help: boolean;
  readonly config: string | undefined;
  readonly data: string;
  readonly json: boolean;
  readonly seed: number | undefined;
  readonly out: string | undefined;
  /** The options of one command only, as they were written. */
  readonly own: OwnOptions & LineOptions & OptionsOf<'export' | 'replay' | 'model promote'>;
}

/** What a command takes besides the common options. */
type OptionsOf<C extends Command> = Pick<
  ReturnType<typeof parse>['values'],
  (typeof commands)[C][number]
>;
/** What `p2d`, `process`, `calibrate`, `train`, `predict`, `explain` and `features` take besides the common options, and `--data` as it was given. */
export type OwnOptions = OptionsOf<
  'p2d' | 'process' | 'calibrate' | 'train' | 'features' | 'design'
> &
  Pick<ReturnType<typeof parse>['values'], 'data'>;
/** What `simulate` and `score` take besides the common options. */
export type LineOptions = OptionsOf<'simulate'> & OptionsOf<'score'>;

/** The error of a command line: one sentence, and where to read on. */
export function usageError(
  message: string,
  data: Readonly<Record<string, unknown>> = {},
): TwinError {
  return new TwinError('USAGE', `${message}; see twinline --help`, data);
}

function optionsOf(command: Command | undefined): readonly Option[] {
  return command === undefined ? common : [...common, ...commands[command]];
}

function listed(names: readonly string[]): string {
  return names.map((name) => `--${name}`).join(', ');
}

/** `--temperature_degC -10` as `--temperature_degC=-10`: a number that begins with a minus is no option. */
function withNegativeNumbers(argv: readonly string[]): string[] {
  const joined: string[] = [];
  for (const word of argv) {
    const before = joined.at(-1);
    const isNumber = /^-\.?\d/.test(word) && before !== undefined && /^--[^=]+$/.test(before);
    if (isNumber) joined[joined.length - 1] = `${before}=${word}`;
    else joined.push(word);
  }
  return joined;
}

function parse(argv: readonly string[]) {
  try {
    const args = withNegativeNumbers(argv);
    return parseArgs({ args, options, allowPositionals: true, tokens: true });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const unknown = /^Unknown option '([^']+)'/.exec(message)?.[1];
    if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' && unknown !== undefined) {
      throw refused(
        unknown,
        argv.filter((word) => !word.startsWith('-')),
      );
    }
    throw usageError(message.replace(/\.$/, ''));
  }
}

function commandOf(positionals: readonly string[]): Command | undefined {
  return commandNames.find((name) => name.split(' ').every((word, i) => positionals[i] === word));
}

function refused(option: string, positionals: readonly string[]): TwinError {
  const command = commandOf(positionals);
  const allowed = listed(optionsOf(command));
  const whose = command === undefined ? 'twinline' : `'${command}'`;
  return usageError(`${whose} takes no option '${option}'; allowed are ${allowed}`, {
    option,
    allowed,
  });
}

function seedOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const seed = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(seed)) return seed;
  const allowed = 'a whole number from 0 to 2^53 - 1';
  throw usageError(`--seed: found '${text}', allowed is ${allowed}`, {
    option: '--seed',
    found: text,
    allowed,
  });
}

/**
 * Reads the command line.
 * @throws TwinError USAGE for a command or option that there is not, or an option that the command does not take
 */
export function readCommandLine(argv: readonly string[]): CommandLine {
  const { values, positionals, tokens } = parse(argv);
  const { config, data, json, help, out } = values;
  const command = commandOf(positionals);
  if (command === undefined && positionals.length > 0 && !help) {
    const found = positionals.join(' ');
    throw usageError(`'${found}' is not a command; allowed are ${commandNames.join(', ')}`, {
      found,
      allowed: commandNames,
    });
  }
  const foreign = tokens.find(
    (token) => token.kind === 'option' && !optionsOf(command).includes(token.name as Option),
  );
  if (foreign?.kind === 'option' && !help) throw refused(foreign.rawName, positionals);
  const words = command?.split(' ').length ?? 0;
  return {
    command,
    rest: positionals.slice(words),
    help,
    config,
    data: data ?? '.twinline',
    json,
    seed: help ? undefined : seedOf(values.seed),
    out,
    own: values,
  };
}
