import { setTimeout as wait } from 'node:timers/promises';
import { TwinError } from '../domain/errors.ts';
import type { ProductionRecords } from './production-records.ts';
import type { ToldRecords } from './told-records.ts';

/** Wait between attempts [ms]. */
const retry_ms = 2_000;

interface Surroundings {
  readonly signal: AbortSignal;
  readonly log: (text: string) => void;
}

/**
 * Gives the records what was told before this process. Resolves after the first attempt: where the historian is away, the
 * next ones are made beside everything else, and the records stay unavailable until then, as after any other failure.
 */
export async function restoreRecords(
  records: ProductionRecords,
  read: () => Promise<ToldRecords>,
  { signal, log }: Surroundings,
): Promise<void> {
  /** @returns whether another attempt may help */
  const attempt = async (): Promise<boolean> => {
    try {
      const told = await read();
      if (told.unreadable > 0) log(`${told.unreadable} records of the MES could not be read`);
      records.restore(told);
      return false;
    } catch (error) {
      const isAway = error instanceof TwinError && error.code === 'HISTORIAN_UNAVAILABLE';
      if (!isAway) log(`what the MES told before could not be read: ${String(error)}`);
      return isAway;
    }
  };
  const goOn = async (): Promise<void> => {
    do await wait(retry_ms, undefined, { signal });
    while (await attempt());
  };
  // The wait ends with the signal.
  if (await attempt()) goOn().catch(() => undefined);
}
