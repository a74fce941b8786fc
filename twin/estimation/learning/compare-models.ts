import type { Box } from '../../../ml/domain/box.ts';
import {
  challengerGate,
  defaultGateOptions,
  type GateDecision,
  type HeldOutErrors,
} from '../../../ml/drift/champion-challenger.ts';
import type { ModelParts } from '../../../ml/model-files/model-parts.ts';
import { unpack } from '../../../ml/model-files/pack.ts';
import { TwinError } from '../../domain/errors.ts';
import type { TrainingResult } from './model-report.ts';
import { servingModel } from './serving-model.ts';

/** Whether a model may take over, and on how many rows that was decided. */
export interface ModelComparison
  extends Partial<Omit<GateDecision, 'passes' | 'reasons' | 'groups'>> {
  readonly passes: boolean;
  readonly rows: number;
  readonly groups: number;
  readonly reasons: readonly string[];
}

/** Errors of a standard deviation by which the coverage of so many rows may leave its range by chance. */
const coverageErrors = 1.645;

/**
 * Whether a challenger may take over from the model that serves. Both are judged on the challenger's rows: it by what was said
 * of each row without its group; the champion likewise of rows that it was trained on, and by its prediction of all others. A
 * new row of an old group so speaks for the champion.
 * @param champion - absent where none serves: then only the bands of the challenger are judged
 * @param seed - of permutations
 * @throws TwinError MODEL_NOT_COMPARABLE for another target, or where the champion cannot predict the challenger's rows
 *   (data: found, allowed); MlError ML_MODEL_FILE_INVALID
 */
export function compareModels(
  champion: TrainingResult | undefined,
  challenger: TrainingResult,
  seed = 1,
): ModelComparison {
  for (const model of [challenger, ...(champion === undefined ? [] : [champion])]) {
    checkJudged(model);
  }
  const { report } = challenger;
  const { rows } = partsOf(challenger);
  const coverage90 = report.conformal.coverage90;
  const options = coverageRange(rows.target.length);
  if (coverage90 === null) {
    const reasons = ['it has no 90 % band: its rows are too few'];
    return { passes: false, rows: rows.target.length, groups: report.groups, reasons };
  }
  if (champion === undefined) {
    const { leastCoverage, mostCoverage } = options;
    const isFit = coverage90 >= leastCoverage && coverage90 <= mostCoverage;
    const reasons = isFit
      ? []
      : [
          `its 90 % band holds ${shown(coverage90)} of unseen rows, allowed are ${shown(leastCoverage)} to ${shown(mostCoverage)}`,
        ];
    return { passes: isFit, rows: rows.target.length, groups: report.groups, reasons };
  }
  const known: HeldOutErrors = {
    errors: championErrors(champion, challenger),
    coverage90: champion.report.conformal.coverage90 ?? 0,
    domain: domainOf(champion.report.domain.box),
  };
  const fresh: HeldOutErrors = {
    errors: rows.target.map((value, row) => report.scores.predicted[row]! - value),
    coverage90,
    domain: domainOf(report.domain.box),
  };
  return { ...challengerGate(known, fresh, rows.groups, seed, options), rows: rows.target.length };
}

/** Refuses a model of a time when no training kept what it said of rows without their group. */
function checkJudged({ report }: TrainingResult): void {
  // The manifest is of a file.
  const { predicted } = report.scores as Partial<TrainingResult['report']['scores']>;
  if (predicted !== undefined && report.conformal.coverage90 !== undefined) return;
  const message = `the model of '${report.target.header}' with ${report.rows} rows does not tell what it said of unseen rows: train it anew with this version`;
  throw new TwinError('MODEL_NOT_COMPARABLE', message, { what: 'unseen rows' });
}

/** The range of the gate, wider by what chance does to the share of so many rows. */
function coverageRange(rows: number) {
  const { leastCoverage, mostCoverage } = defaultGateOptions;
  const chance = (share: number): number =>
    coverageErrors * Math.sqrt((share * (1 - share)) / rows);
  return {
    leastCoverage: leastCoverage - chance(leastCoverage),
    mostCoverage: Math.min(1, mostCoverage + chance(mostCoverage)),
  };
}

function championErrors(champion: TrainingResult, challenger: TrainingResult): Float64Array {
  const [old, now] = [champion.report, challenger.report];
  if (old.target.header !== now.target.header) {
    throw notComparable('target', now.target.header, [old.target.header]);
  }
  const parts = partsOf(champion);
  const { rows } = partsOf(challenger);
  const shared = now.columns.filter(({ header }) => old.columns.some((c) => c.header === header));
  const headers = shared.map(({ header }) => header);
  const seen = new Map<string, number[]>();
  for (let row = 0; row < parts.rows.target.length; row++) {
    const key = keyOf(parts, row, headers);
    seen.set(key, [...(seen.get(key) ?? []), row]);
  }
  const { model } = servingModel(champion);
  const values = new Float64Array(old.columns.length);
  return rows.target.map((value, row) => {
    const before = seen.get(keyOf({ rows }, row, headers))?.shift();
    if (before !== undefined) return old.scores.predicted[before]! - value;
    for (const [f, { header }] of old.columns.entries()) {
      const at = rows.table.names.indexOf(header);
      if (at < 0) {
        throw notComparable(
          'columns',
          headers,
          old.columns.map((column) => column.header),
        );
      }
      values[f] = rows.table.columns[at]![row]!;
    }
    return model.predict(values) - value;
  });
}

/** What makes two rows the same measurement. */
function keyOf(
  { rows: { table, target, groups } }: Pick<ModelParts, 'rows'>,
  row: number,
  headers: readonly string[],
): string {
  const numbers = headers.map((header) => table.columns[table.names.indexOf(header)]![row]);
  return JSON.stringify([groups[row], target[row], ...numbers]);
}

function partsOf({ structure, bytes }: TrainingResult): ModelParts {
  return unpack({ structure, bytes }) as ModelParts;
}

function domainOf({ names, low, high }: Box): HeldOutErrors['domain'] {
  return Object.fromEntries(names.map((name, f) => [name, [low[f]!, high[f]!] as const]));
}

function shown(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function notComparable(
  what: 'target' | 'columns',
  found: string | readonly string[],
  allowed: readonly string[],
): TwinError {
  const told = typeof found === 'string' ? found : found.join(', ');
  const message =
    what === 'target'
      ? `the target is '${told}', that of the model that serves '${allowed[0]}'; allowed is the same: give the other a name of its own`
      : `the columns are ${told}; the model that serves needs ${allowed.join(', ')} to predict the new rows`;
  return new TwinError('MODEL_NOT_COMPARABLE', message, { what, found, allowed });
}
