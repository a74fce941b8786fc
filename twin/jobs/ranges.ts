/** Parts of a job from one index to before another. */
export interface JobRange {
  readonly from: number;
  readonly to: number;
}

/** Enough that a thread which is done early finds more to do. */
const rangesPerThread = 8;
/** A range is done soon, whatever the job. */
const longestRange = 64;

/** Cuts `count` parts into ranges, in order, for a number of threads. */
export function jobRanges(count: number, threads: number): readonly JobRange[] {
  const length = Math.min(
    longestRange,
    Math.max(1, Math.ceil(count / (threads * rangesPerThread))),
  );
  return Array.from({ length: Math.ceil(count / length) }, (_, i) => ({
    from: i * length,
    to: Math.min(count, (i + 1) * length),
  }));
}
