import { openDuckdbHistorian } from '../../line-connectors/historian/duckdb-historian.ts';
import type { TagId } from '../../twin/domain/sample.ts';

// Appends over several days, late ones among them, and seals all the while, until it is killed; one line for each batch
// that is durable and each seal.
const historian = await openDuckdbHistorian({ folder: process.argv[2]! });
const day_ms = 86_400_000;
const start = Date.UTC(2026, 0, 1);
const tags = Array.from(
  { length: 20 },
  (_, k) => `site.area.line${k % 2}.unit.signal${k}_1` as TagId,
);

async function seal(): Promise<never> {
  for (;;) {
    const { sealedFiles } = await historian.upkeep(start + 5 * day_ms);
    if (sealedFiles > 0) process.stdout.write('sealed\n');
  }
}
void seal();
for (let sequence = await historian.nextSequence(); ; sequence += 500) {
  const samples = Array.from({ length: 500 }, (_, i) => {
    const at = sequence + i;
    // Days take turns, so that every seal finds late ones; no two samples are the same.
    const time = start + (at % 5) * day_ms + Math.floor(at / 5);
    const tag = tags[at % tags.length]!;
    return { tag, sourceTimestamp: time, receivedTimestamp: time, value: at, status: 0, flags: 0 };
  });
  await historian.append({ sequence, samples });
  process.stdout.write(`${sequence + 500}\n`);
}
