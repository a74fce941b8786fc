import { CodedError } from '../../physics/core/errors.ts';
import { type JobControl, jobControl } from './job-control.ts';
import type { JobMessage } from './job-pool.ts';

/** A result, or why the input could not be taken: an error that crosses threads as such loses its code. */
export type CodedReply<Result> =
  | { readonly result: Result }
  | {
      readonly refused: {
        readonly code: string;
        readonly message: string;
        readonly data: Readonly<Record<string, unknown>>;
      };
    };

/** The default export of the script of a thread: coded errors of the work reach who asked, by `resultOf`. */
export function codedWork<Task, Result>(
  work: (task: Task, control: JobControl) => Result,
): (message: JobMessage<Task>) => CodedReply<Result> {
  return ({ task, memory }) => {
    try {
      return { result: work(task, jobControl(memory)) };
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      const { code, message, data } = error;
      return { refused: { code, message, data } };
    }
  };
}

/** @throws CodedError where the input was not taken */
export function resultOf<Result>(reply: CodedReply<Result>): Result {
  if ('result' in reply) return reply.result;
  const { code, message, data } = reply.refused;
  throw new CodedError(code, message, data);
}
