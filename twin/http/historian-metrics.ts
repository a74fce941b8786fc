import { Counter, Gauge, type Registry } from 'prom-client';
import { type Historian, type HistorianHealth, noUpkeep } from '../domain/historian.ts';

/** Registers what `/metrics` tells of the store: what it left out, sealed and forgot since the start. */
export function historianMetrics(registry: Registry, historian: Historian): void {
  const registers = [registry];
  const counters: Readonly<Record<string, readonly [string, (health: HistorianHealth) => number]>> =
    {
      twinline_historian_refused_samples_total: [
        'Samples that the historian left out because they cannot be kept',
        ({ refusedSamples }) => refusedSamples,
      ],
      twinline_historian_expired_samples_total: [
        'Samples that were older than the retention when they came',
        ({ expiredSamples }) => expiredSamples,
      ],
      twinline_historian_sealed_samples_total: [
        'Samples that were moved to files of whole days',
        ({ upkeep = noUpkeep }) => upkeep.sealedSamples,
      ],
      twinline_historian_duplicate_samples_total: [
        'Samples that were there already when their day was sealed',
        ({ upkeep = noUpkeep }) => upkeep.duplicates,
      ],
      twinline_historian_deleted_files_total: [
        'Files of days deleted because they are older than the retention',
        ({ upkeep = noUpkeep }) => upkeep.deletedFiles,
      ],
    };
  for (const [name, [help, read]] of Object.entries(counters)) {
    new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(read(historian.health()));
      },
    });
  }
  new Gauge({
    name: 'twinline_historian_sealed_bytes',
    help: 'Bytes of the files of whole days; absent where the historian seals none',
    registers,
    collect() {
      const { sealed } = historian.health();
      if (sealed === undefined) this.remove();
      else this.set(sealed.bytes);
    },
  });
}
