import { workerData } from 'node:worker_threads';
import { jobControl } from '../../../../twin/jobs/job-control.ts';
import type { JobMessage } from '../../../../twin/jobs/job-pool.ts';

/** Work of the tests of threads. */
export type Task =
  | { readonly kind: 'square'; readonly of: number }
  /** Lasts until it is cancelled. */
  | { readonly kind: 'listen' }
  /** Lasts for ever. */
  | { readonly kind: 'deaf' }
  | { readonly kind: 'throw' }
  | { readonly kind: 'exit' };

export default ({ task, memory }: JobMessage<Task>): number => {
  const control = jobControl(memory);
  switch (task.kind) {
    case 'square':
      control.advance();
      return task.of ** 2 + ((workerData as { more?: number } | undefined)?.more ?? 0);
    case 'listen':
      control.advance();
      while (!control.cancelled());
      return 0;
    case 'deaf':
      for (;;) control.advance();
    case 'throw':
      throw new Error('as asked');
    case 'exit':
      process.exit(3);
  }
};
