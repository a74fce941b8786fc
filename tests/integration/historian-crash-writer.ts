import { openDuckdbHistorian } from '../../line-connectors/historian/duckdb-historian.ts';
import type { TagId } from '../../twin/domain/sample.ts';

// Appends until it is killed; after each batch that is durable, one line with the sequence reached.
const historian = await openDuckdbHistorian({ folder: process.argv[2]! });
const tags = Array.from({ length: 50 }, (_, k) => `site.area.line.unit.signal${k}_1` as TagId);
for (let sequence = 0; ; sequence += 200) {
  const samples = Array.from({ length: 200 }, (_, i) => {
    const time = Date.UTC(2026, 0, 1) + sequence + i;
    const tag = tags[i % tags.length]!;
    return { tag, sourceTimestamp: time, receivedTimestamp: time, value: i, status: 0, flags: 0 };
  });
  await historian.append({ sequence, samples });
  process.stdout.write(`${sequence + 200}\n`);
}
