import {
  type DesignedRuns,
  type DesignFactor,
  type DesignKind,
  type DesignRequest,
  designKinds,
  designRuns,
} from '../estimation/learning/design-runs.ts';
import { readModel } from './model-folder.ts';
import { type CommandLine, usageError } from './options.ts';

const defaultSeed = 1;

/** Designs an experiment: a table of runs, and what is known of it. */
export function designAnswer(
  { own, json, seed = defaultSeed }: CommandLine,
  stderr: (text: string) => void,
): string {
  const { kind = 'latin', factor = [], generator = [], runs, model } = own;
  if (!isKind(kind)) {
    throw usageError(`--kind: found '${kind}', allowed are ${designKinds.join(', ')}`, {
      found: kind,
      allowed: designKinds,
    });
  }
  if (factor.length === 0) throw usageError("'design' needs --factor NAME=LOW:HIGH, once or more");
  const request: DesignRequest = {
    kind,
    factors: factor.map(factorOf),
    runs: runs === undefined ? undefined : wholeNumber(runs),
    generators: generator.map(generatorOf),
    model: model === undefined ? undefined : readModel(model),
    seed,
  };
  const names = request.factors.map(({ header }) => header);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw usageError(`--factor: '${twice}' comes twice`);
  if (runs === undefined && kind !== 'full' && kind !== 'fraction') {
    throw usageError(`'design --kind ${kind}' needs --runs N`);
  }
  if (kind === 'next' && model === undefined) {
    throw usageError("'design --kind next' needs --model MODEL_DIR");
  }
  const design = designRuns(request);
  if (json) return `${JSON.stringify(design)}\n`;
  for (const line of remarksOf(design)) stderr(`design: ${line}\n`);
  const rows = design.runs.map((run) => run.map((value) => Number(value.toPrecision(6))));
  return `${[design.headers, ...rows].map((row) => row.join(',')).join('\n')}\n`;
}

function remarksOf({ resolution, aliases, efficiency, deviations }: DesignedRuns): string[] {
  return [
    ...(resolution === undefined ? [] : [`resolution ${resolution}`]),
    ...Object.entries(aliases ?? {}).flatMap(([name, others]) =>
      others.length === 0 ? [] : [`${name} cannot be told from ${others.join(', ')}`],
    ),
    ...(efficiency === undefined
      ? []
      : [`${(100 * efficiency).toFixed(0)} % of what an orthogonal design would tell`]),
    ...(deviations === undefined
      ? []
      : [
          `the model does not know the first by ${deviations[0]!.toPrecision(3)}, the last by ${deviations.at(-1)!.toPrecision(3)}`,
        ]),
  ];
}

function isKind(kind: string): kind is DesignKind {
  return (designKinds as readonly string[]).includes(kind);
}

/** `rollTemperature_degC=20:90`, a range, or `passes_1=1,2,3`, levels. */
function factorOf(text: string): DesignFactor {
  const at = text.indexOf('=');
  const header = text.slice(0, at).trim();
  const told = text.slice(at + 1);
  const isRange = told.includes(':');
  const levels = told.split(isRange ? ':' : ',').map((value) => Number(value.trim() || Number.NaN));
  const rises = levels.every((value, i) => i === 0 || value > levels[i - 1]!);
  const isWhole = at > 0 && levels.length >= 2 && (!isRange || levels.length === 2);
  if (header !== '' && isWhole && rises && levels.every(Number.isFinite)) {
    return { header, levels, isRange };
  }
  throw usageError(
    `--factor: found '${text}', allowed is NAME=LOW:HIGH or NAME=LEVEL,LEVEL,... with rising numbers`,
    { found: text },
  );
}

/** `D=A*B*C`, or with a minus the other half. */
function generatorOf(text: string): DesignRequest['generators'][number] {
  const found = /^\s*([^=]+?)\s*=\s*(-?)\s*(.+?)\s*$/.exec(text);
  const product = (found?.[3] ?? '').split('*').map((name) => name.trim());
  if (found === null || product.length < 2 || product.includes('')) {
    throw usageError(`--generator: found '${text}', allowed is NAME=NAME*NAME or NAME=-NAME*NAME`, {
      found: text,
    });
  }
  return { factor: found[1]!, product, sign: found[2] === '-' ? -1 : 1 };
}

const mostRuns = 10_000;

function wholeNumber(text: string): number {
  const runs = Number(text);
  if (Number.isInteger(runs) && runs >= 1 && runs <= mostRuns) return runs;
  throw usageError(`--runs: found '${text}', allowed is a whole number from 1 to ${mostRuns}`, {
    found: text,
  });
}
