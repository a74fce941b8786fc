import { createMemoryHistorian } from '../../line-connectors/historian/memory-historian.ts';
import { createMemorySpool } from '../../line-connectors/spool/memory-spool.ts';
import { StoredUntil } from '../../twin/ingest/remember-stored.ts';
import {
  type IntakeOptions,
  type IntakeParts,
  SampleIntake,
} from '../../twin/ingest/sample-intake.ts';
import { Screening } from '../../twin/ingest/screening.ts';

/** An intake in memory that begins with nothing, of which a test may give parts. */
export function memoryIntake(
  parts: Partial<IntakeParts> = {},
  options: IntakeOptions = {},
): SampleIntake {
  const clock = parts.clock ?? { now: () => Date.now() };
  return new SampleIntake(
    {
      historian: createMemoryHistorian(),
      spool: createMemorySpool({ capBytes: 64e6, clock }),
      clock,
      line: 'site.area.line',
      ...parts,
    },
    options,
    {
      nextSequence: 0,
      screening: new Screening(clock, parts.quarantine),
      losses: [],
      until: new StoredUntil(),
    },
  );
}
