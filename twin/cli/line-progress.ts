/** How often progress is told [ms]. */
const progressInterval = 2_000;

/** Tells now and then, on stderr, how far a line has run, how fast, and how long the rest takes. */
export function lineProgress(options: {
  readonly command: string;
  /** Of all that is run [s]. */
  readonly duration: number;
  readonly stopwatch: () => number;
  readonly stderr: (text: string) => void;
}): (time: number) => void {
  const { command, duration, stopwatch, stderr } = options;
  const begun = stopwatch();
  let told = begun;
  return (time) => {
    const now = stopwatch();
    if (now - told < progressInterval) return;
    told = now;
    const rate = (time * 1000) / (now - begun);
    const left = (duration - time) / rate;
    stderr(
      `${command}: ${spokenHours(time)} of ${spokenHours(duration)}, ${Math.round(rate)} x real time, ${Math.ceil(left)} s left\n`,
    );
  };
}

/** A time of the line [s] in hours, for a reader. */
export function spokenHours(time: number): string {
  return `${Number((time / 3600).toFixed(3))} h`;
}
