import { setTimeout as wait } from 'node:timers/promises';
import { TwinError } from './domain/errors.ts';

/** Wait between attempts [ms]. */
const retry_ms = 2_000;
/** So long a start waits for the first attempt [ms]. */
const mostWait_ms = 2_000;

interface Surroundings {
  readonly signal: AbortSignal;
  readonly log: (text: string) => void;
}

/**
 * Reads from the history what an earlier process left. Resolves after the first attempt, or after a while where it takes
 * longer: where the historian is away, the next attempts are made beside everything else.
 * @param what - as it stands in the log
 */
export async function restoreFromHistory(
  what: string,
  read: () => Promise<void>,
  { signal, log }: Surroundings,
): Promise<void> {
  /** @returns whether another attempt may help */
  const attempt = async (): Promise<boolean> => {
    try {
      await read();
      return false;
    } catch (error) {
      const isAway = error instanceof TwinError && error.code === 'HISTORIAN_UNAVAILABLE';
      if (!isAway) log(`${what} could not be read: ${String(error)}`);
      return isAway;
    }
  };
  const goOn = async (): Promise<void> => {
    while (await attempt()) await wait(retry_ms, undefined, { signal });
  };
  const first = new AbortController();
  const attempted = attempt().then((mayHelp) => {
    // The wait ends with the signal.
    if (mayHelp)
      wait(retry_ms, undefined, { signal })
        .then(goOn)
        .catch(() => undefined);
    first.abort();
  });
  const patience = wait(mostWait_ms, undefined, { signal: first.signal }).catch(() => undefined);
  await Promise.race([attempted, patience]);
}
