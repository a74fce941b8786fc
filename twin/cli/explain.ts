import { csvTable } from '../domain/csv-table.ts';
import type { ExplainedTable, ExplainRequest } from '../estimation/learning/explain-table.ts';
import type { OneThreadOptions } from '../jobs/one-thread.ts';
import { explanationText } from './explanation-text.ts';
import { readInput } from './input-file.ts';
import { keepExplanation, keptExplanation } from './kept-explanation.ts';
import { readModel } from './model-folder.ts';
import { type CommandLine, usageError } from './options.ts';

/** What the command takes from outside. */
export interface ExplainSurroundings {
  readonly signal: AbortSignal;
  readonly stderr: (text: string) => void;
  /** The result, for stdout and the file of `--out`. */
  readonly give: (text: string) => void;
  /** Explains; undefined when the signal ended it. */
  readonly explain: (
    request: ExplainRequest,
    options: OneThreadOptions,
  ) => Promise<ExplainedTable | undefined>;
}

/**
 * Says what the columns do to a model, and to single rows where a table is given. What is said of the model is kept beside
 * it for the next time.
 * @returns whether all was done; false when the signal ended it
 */
export async function runExplain(
  { own, json }: CommandLine,
  { signal, stderr, give, explain }: ExplainSurroundings,
): Promise<boolean> {
  const { model: folder, data } = own;
  if (folder === undefined) throw usageError("'explain' needs --model MODEL_DIR");
  const trained = readModel(folder);
  const table =
    data === undefined ? undefined : csvTable(readInput(data, 'table of rows to explain'), data);
  const known = keptExplanation(folder);
  const request = { trained, ...(known && { known }), ...(table && { table }) };
  const onProgress = (done: number): void => stderr(`explain: ${done} parts done\n`);
  const explained = await explain(request, { signal, onProgress });
  if (explained === undefined) {
    stderr('explain: cancelled\n');
    return false;
  }
  if (known === undefined && !keepExplanation(folder, explained.model)) {
    stderr(`explain: ${folder} cannot be written to; the next time takes as long\n`);
  }
  const { kind, target, columns, rows: trainingRows } = trained.report;
  const document = { kind, target, columns, trainingRows, ...explained };
  give(json ? `${JSON.stringify(document)}\n` : explanationText(document, table));
  return true;
}
