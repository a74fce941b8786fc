import { type BatchCell, simulateRange } from '../../physics/cell/batch.ts';
import type { P2dAnswer, P2dRequest } from '../contract/p2d.ts';
import type { JobControl } from '../jobs/job-control.ts';
import { cellOutcome } from './cell-answer.ts';
import { type CellRunLimits, cellWithSettings, findCell, prepareRun } from './cell-run.ts';
import { requestDriveCycles } from './p2d-service.ts';

/** One row of a batch, as it is given. */
export interface BatchInput {
  readonly label: string | undefined;
  readonly set: Readonly<Record<string, number>>;
}

/** What became of one cell of a batch. */
export interface BatchRow
  extends Partial<Pick<P2dAnswer, 'event' | 'summary' | 'interphase' | 'plating'>> {
  /** From 1, in the order of the input. */
  readonly row: number;
  readonly id?: string;
  readonly status: P2dAnswer['status'];
  /** Why it failed: of the solver with a time, of its own numbers without one. */
  readonly cause?:
    | {
        readonly code: string;
        readonly message: string;
        readonly time_s?: number;
        readonly data: Readonly<Record<string, unknown>>;
      }
    | undefined;
  /** Codes of the warnings of its run, each once. */
  readonly warnings: readonly string[];
  readonly set: Readonly<Record<string, number>>;
}

/** What all cells of a batch share; it is copied to each thread, so the request carries its drive cycles. */
export interface CellBatch {
  readonly request: P2dRequest;
  readonly parametersFile: { readonly name: string; readonly content: string } | undefined;
  readonly limits: Pick<CellRunLimits, 'steps' | 'rows'>;
}

/** Cells of a batch that follow each other. */
export interface CellRange {
  /** Row of the first cell, from 1. */
  readonly row: number;
  readonly cells: readonly BatchInput[];
}

/** Reads a batch once; solves ranges of it until cancelled. */
export function cellBatch({
  request,
  parametersFile,
  limits,
}: CellBatch): (range: CellRange, control: JobControl) => readonly BatchRow[] {
  const found = findCell(request.parameters, parametersFile);
  const run = prepareRun(request, requestDriveCycles(request), limits);
  const { protocol } = run;
  const { steps } = limits;
  return ({ row: first, cells }, control) => {
    const options = { ...run.options, limits: { steps }, cancelled: control.cancelled };
    const inputs = cells.map(({ label, set }) => ({ label, set: { ...request.set, ...set } }));
    const batch = inputs.map(
      ({ set }): BatchCell => ({
        parameters: () => cellWithSettings(found, set, run),
        protocol,
        options,
      }),
    );
    const rows: BatchRow[] = [];
    simulateRange(batch, 0, control.cancelled() ? 0 : batch.length, (index, outcome) => {
      const { label, set } = inputs[index]!;
      const head = { row: first + index, ...(label === undefined ? {} : { id: label }) };
      if ('refused' in outcome) {
        const { code, message, data } = outcome.refused;
        const cause = { code, message, data };
        rows.push({ ...head, status: 'failed', cause, warnings: [], set });
      } else {
        const { result } = outcome;
        const warnings = [...new Set(result.warnings.map(({ code }) => code))];
        rows.push({ ...head, ...cellOutcome(result), warnings, set });
      }
      control.advance();
      return !control.cancelled();
    });
    return rows;
  };
}
