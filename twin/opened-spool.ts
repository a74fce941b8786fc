import { join } from 'node:path';
import { openLmdbSpool } from '../line-connectors/spool/lmdb-spool.ts';
import { createMemorySpool } from '../line-connectors/spool/memory-spool.ts';
import type { Configuration } from './contract/configuration.ts';
import type { Clock } from './domain/clock.ts';
import type { Spool } from './domain/spool.ts';

/** The spool that is configured, under a data folder. */
export function openSpool(
  { spool: { kind, cap_MB } }: Configuration,
  { dataFolder, clock }: { readonly dataFolder: string; readonly clock: Clock },
): Promise<Spool> {
  const capBytes = cap_MB * 1e6;
  return kind === 'memory'
    ? Promise.resolve(createMemorySpool({ capBytes, clock }))
    : openLmdbSpool({ folder: join(dataFolder, 'spool'), capBytes, clock });
}
