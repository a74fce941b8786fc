import {
  type SurrogateResults,
  type SurrogateTask,
  type SurrogateWorkers,
  surrogateWork,
} from '../../twin/estimation/surrogate/surrogate-work.ts';

/** Works on a surrogate on the thread of the test. */
export function surrogateHere(advance: () => void = () => undefined): SurrogateWorkers {
  return {
    run: async <K extends SurrogateTask['kind']>(
      tasks: readonly Extract<SurrogateTask, { kind: K }>[],
    ) =>
      tasks.map(
        (task) => surrogateWork(task, { cancelled: () => false, advance }) as SurrogateResults[K],
      ),
  };
}
