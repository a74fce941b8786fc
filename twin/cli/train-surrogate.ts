import type { SurrogateReport } from '../estimation/surrogate/surrogate-report.ts';
import type {
  SurrogateRequest,
  TrainedSurrogate,
} from '../estimation/surrogate/train-surrogate.ts';
import { sha256, writeModel } from './model-folder.ts';
import { type CommandLine, usageError } from './options.ts';
import { beginFolder } from './output-folder.ts';
import { threadCount } from './p2d-batch.ts';

/** What the command takes from outside. */
export interface SurrogateSurroundings {
  readonly signal: AbortSignal;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Trains; undefined when the signal ended it. Told what begins, and about once a second how much of it is done. */
  readonly trainSurrogate: (
    request: SurrogateRequest,
    options: {
      readonly threads: number;
      readonly signal: AbortSignal;
      readonly onStage: (stage: string) => void;
      readonly onProgress: (done: number) => void;
    },
  ) => Promise<TrainedSurrogate | undefined>;
}

const defaults = { parameters: 'Chen2020', designs: 256, seed: 1 } as const;
/** Fewest and most designs: fewer hold no infeasible one, more take many minutes. */
const [fewest, most] = [32, 1024] as const;

/**
 * Makes a surrogate of the full physics and writes it as a model.
 * @returns whether all was done; false when the signal ended it, and then nothing was written
 */
export async function runTrainSurrogate(
  { own, json, out, seed = defaults.seed }: CommandLine,
  { signal, stdout, stderr, trainSurrogate }: SurrogateSurroundings,
): Promise<boolean> {
  if (own.surrogate !== 'p2d') {
    throw usageError(`--surrogate: found '${own.surrogate}', allowed is p2d`, {
      option: '--surrogate',
      found: own.surrogate,
      allowed: 'p2d',
    });
  }
  for (const name of ['data', 'target', 'group'] as const) {
    if (own[name] === undefined) continue;
    throw usageError(`--${name} does not go with --surrogate: its table comes from the solver`, {
      option: `--${name}`,
    });
  }
  if (out === undefined) throw usageError("'train' needs --out MODEL_DIR");
  const { parameters = defaults.parameters } = own;
  const designs = designCount(own.designs);
  const threads = threadCount(own.threads);
  const folder = beginFolder('--out', out);
  try {
    stderr(`train: surrogate of ${parameters} on ${threads} thread${threads > 1 ? 's' : ''}\n`);
    let stage = '';
    let told = 0;
    const trained = await trainSurrogate(
      { parameters, designs, seed },
      {
        threads,
        signal,
        onStage: (text) => {
          [stage, told] = [text, 0];
          stderr(`train: ${stage}\n`);
        },
        onProgress: (done) => {
          if (done > told) stderr(`train: ${stage}: ${done} done\n`);
          told = done;
        },
      },
    );
    if (trained === undefined) {
      stderr('train: cancelled; nothing is written\n');
      return false;
    }
    const { solved, ...result } = trained;
    for (const warning of result.report.warnings) stderr(`train: warning: ${warning}\n`);
    writeModel(folder.path, result, {
      designs: solved.length,
      sha256: sha256(JSON.stringify(solved)),
    });
    folder.keep();
    stdout(json ? `${JSON.stringify(result.report)}\n` : reportText(result.report, out));
    return true;
  } finally {
    folder.discard();
  }
}

function designCount(text: string | undefined): number {
  if (text === undefined) return defaults.designs;
  const count = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (count >= fewest && count <= most) return count;
  const allowed = `a whole number from ${fewest} to ${most}`;
  throw usageError(`--designs: found '${text}', allowed is ${allowed}`, {
    option: '--designs',
    found: text,
    allowed,
  });
}

/** The result for a reader. */
function reportText({ parameters, designs, outputs, gate }: SurrogateReport, out: string): string {
  const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`;
  const lines = outputs.map(
    ({ output, mean, nrmse_percent, drivers }) =>
      `  ${output.padEnd(24)} ${nrmse_percent.toFixed(3).padStart(7)} % of ${Number(mean.toPrecision(4))}; most by ${drivers[0]!.column}`,
  );
  const gated =
    gate === undefined
      ? 'no gate: designs were all feasible, or none was'
      : `gate, on designs left out: lets ${percent(gate.falsePass)} of ${gate.bad} infeasible designs pass, stops ${percent(gate.falseStop)} of the feasible ones`;
  return [
    `${parameters.name}: learned from ${designs.learned} designs, ${designs.added} of them added; RMSE on designs left out`,
    ...lines,
    gated,
    `written to ${out}`,
    '',
  ].join('\n');
}
