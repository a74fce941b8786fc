import { createInterface } from 'node:readline';
import { openDuckdbHistorian } from '../../line-connectors/historian/duckdb-historian.ts';
import { openLmdbSpool } from '../../line-connectors/spool/lmdb-spool.ts';
import type { Historian } from '../../twin/domain/historian.ts';
import type { TagId } from '../../twin/domain/sample.ts';
import { openIntake } from '../../twin/ingest/sample-intake.ts';

/**
 * A source with spool and historian in one process, for a test that kills it. It offers batches from a number on, of
 * which several wait at a time, and says `ack N` when batch N may be forgotten by the source. `down` keeps the historian
 * away until a line `up` comes; `end` stops it after all is delivered. It tells every change of the spool's state.
 */
const [spoolFolder, historyFolder, first, batchSize, capBytes, down] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  string,
  string,
];
const clock = { now: () => Date.now() };
const tags = Array.from({ length: 20 }, (_, k) => `site.area.line.unit.signal${k}_1` as TagId);
const start = Date.UTC(2026, 0, 1);
const mostUnderWay = 8;
const say = (text: string): boolean => process.stdout.write(`${text}\n`);

const duckdb = await openDuckdbHistorian({ folder: historyFolder, memoryLimit_MB: 256 });
let isDown = down === 'down';
const historian: Historian = {
  ...duckdb,
  append: (batch) =>
    isDown ? Promise.reject(new Error('the historian is away')) : duckdb.append(batch),
};
const spool = await openLmdbSpool({ folder: spoolFolder, capBytes: Number(capBytes), clock });
const intake = await openIntake({ historian, spool, clock, line: 'site.area.line', tags });
const sink = intake.sink(0);

let ended = false;
createInterface({ input: process.stdin }).on('line', (line) => {
  if (line === 'up') isDown = false;
  if (line === 'end') ended = true;
});

/** Batch N: half a second of twenty tags, or more; the value is the number of the sample. */
function batchOf(number: number, size: number) {
  return Array.from({ length: size }, (_, i) => {
    const at = number * size + i;
    const sourceTimestamp = start + Math.floor(at / tags.length) * 500;
    const tag = tags[at % tags.length]!;
    return {
      tag,
      sourceTimestamp,
      receivedTimestamp: sourceTimestamp,
      value: at,
      status: 0,
      flags: 0,
    };
  });
}

let told = '';
function tellState(): void {
  const { state, reason } = intake.health().spool;
  const text = `${state} ${reason ?? ''}`;
  if (text !== told) say(`state ${text}`);
  told = text;
}
const watch = setInterval(tellState, 20);

const underWay = new Set<Promise<void>>();
say('ready');
for (let number = Number(first); !ended; number += 1) {
  const offer = sink.offer(batchOf(number, Number(batchSize))).then(() => {
    say(`ack ${number}`);
  });
  underWay.add(offer);
  void offer.then(() => underWay.delete(offer));
  if (underWay.size >= mostUnderWay) await Promise.race(underWay);
  await new Promise((resolve) => setTimeout(resolve, 1));
}
await Promise.all(underWay);
while (intake.health().pendingSamples > 0 || (await spool.losses()).length > 0) {
  await new Promise((resolve) => setTimeout(resolve, 5));
}
clearInterval(watch);
const { lostSamples, gaps, screening } = intake.health();
await intake.close();
await spool.close();
await duckdb.close();
say(`done ${JSON.stringify({ lostSamples, gaps, ...screening })}`);
process.exit(0);
