import { CodedError } from '../../physics/core/errors.ts';
import type { ElectrodeMaterial } from '../../physics/materials/electrode-material.ts';
import type { CellOutcome, SheetCoating } from '../domain/planned-cell.ts';
import type { CellPlan, CellTask } from './cell-plan.ts';
import { unsolvedCell } from './unsolved-cell.ts';

/**
 * Calculates the cells of coatings elsewhere than on this thread, in their order.
 * @returns undefined when the signal ended it
 */
export type SolveCells = (
  coatings: readonly SheetCoating[],
  signal: AbortSignal,
) => Promise<readonly CellOutcome[] | undefined>;

/** Cells of one batch, or a few more: some tens of milliseconds of one core. */
const batchSize = 40;

/**
 * Brings the waiting cells of a plan to the solver, one batch at a time. What changes meanwhile waits in the plan, where
 * the newest knowledge of a cell takes the place of the one before: it holds at most the cells that are kept.
 */
export class CellQueue {
  readonly #plan: CellPlan;
  readonly #material: ElectrodeMaterial;
  readonly #solve: SolveCells;
  readonly #stop = new AbortController();
  #isWorking = false;
  #work: Promise<void> = Promise.resolve();

  constructor(plan: CellPlan, material: ElectrodeMaterial, solve: SolveCells) {
    this.#plan = plan;
    this.#material = material;
    this.#solve = solve;
  }

  /** Begins to work unless it is at it. */
  wake(): void {
    if (this.#isWorking || this.#stop.signal.aborted) return;
    this.#isWorking = true;
    this.#work = this.#solveWaiting();
  }

  /** Settled when nothing waits any more. */
  idle(): Promise<void> {
    return this.#work;
  }

  /** Ends what runs, and begins nothing again. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#work;
  }

  async #solveWaiting(): Promise<void> {
    for (;;) {
      const tasks = this.#stop.signal.aborted ? [] : this.#plan.next(batchSize);
      if (tasks.length === 0) break;
      // A thread that failed is replaced by its pool: a second try tells an accident from a cause.
      const failure = await this.#attempt(tasks);
      const again = failure === undefined ? undefined : await this.#attempt(tasks);
      if (again !== undefined) this.#giveUp(tasks, again);
    }
    this.#isWorking = false;
  }

  /** @returns why the batch could not be calculated */
  async #attempt(tasks: readonly CellTask[]): Promise<CodedError<string> | undefined> {
    const coatings = tasks.map(({ known }) => known.coating);
    try {
      const outcomes = await this.#solve(coatings, this.#stop.signal);
      for (const [i, outcome] of outcomes?.entries() ?? []) this.#plan.settle(tasks[i]!, outcome);
      return undefined;
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      return error;
    }
  }

  #giveUp(tasks: readonly CellTask[], { code, message, data }: CodedError<string>): void {
    for (const task of tasks) {
      const { coating } = task.known;
      const reason = { code, message, data };
      this.#plan.settle(task, unsolvedCell(this.#material, coating, [reason]));
    }
  }
}
