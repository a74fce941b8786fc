/** What who asks for a job and the threads that work on it share: one memory, read and written without messages. */
export interface JobControl {
  /** Tells the threads to stop. */
  cancel(): void;
  /** Asked by the threads as often as they can stop. */
  cancelled(): boolean;
  /** Counts one part of the job as done. */
  advance(): void;
  /** Parts that are done. */
  done(): number;
}

const at = { cancelled: 0, done: 1 } as const;

/** Memory of a job that was not cancelled, and of which nothing is done. */
export function jobMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT);
}

/** One side's view of the memory of a job. */
export function jobControl(memory: SharedArrayBuffer): JobControl {
  const shared = new Int32Array(memory);
  return {
    cancel: () => {
      Atomics.store(shared, at.cancelled, 1);
    },
    cancelled: () => Atomics.load(shared, at.cancelled) !== 0,
    advance: () => {
      Atomics.add(shared, at.done, 1);
    },
    done: () => Atomics.load(shared, at.done),
  };
}
