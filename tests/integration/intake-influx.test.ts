import { afterAll, beforeAll, expect, it } from 'vitest';
import { openInfluxHistorian } from '../../line-connectors/historian/influx-historian.ts';
import { createMemorySpool } from '../../line-connectors/spool/memory-spool.ts';
import type { Historian, StoredSample } from '../../twin/domain/historian.ts';
import type { Sample, TagId } from '../../twin/domain/sample.ts';
import { timedIntervals } from '../../twin/ingest/interval.ts';
import { openIntake } from '../../twin/ingest/sample-intake.ts';
import { type Influxd, startInfluxd } from '../support/influxd.ts';
import { describeWith } from '../support/with-program.ts';

const clock = { now: () => Date.now() };
const setpoint = 'lab.pilot.line1.press.loadSetpoint_N' as TagId;
const speed = 'lab.pilot.line1.line.speed_m_per_min' as TagId;
const old = Date.now() - 3 * 86_400_000;
const of = (tag: TagId, time: number, value: number): Sample => ({
  tag,
  sourceTimestamp: time,
  receivedTimestamp: time,
  value,
  status: 0,
  flags: 0,
});

describeWith('influxd', 'an intake before an InfluxDB', () => {
  let server: Influxd;
  const opened: Historian[] = [];
  beforeAll(async () => {
    server = await startInfluxd();
  });
  afterAll(async () => {
    for (const historian of opened) await historian.close();
    await server.stop();
  });

  /** What a start of the twin makes; its spool is new. */
  async function begin() {
    const historian = openInfluxHistorian({ url: server.url, database: 'plant', clock });
    opened.push(historian);
    const spool = createMemorySpool({ capBytes: 64e6, clock });
    const parts = { historian, spool, clock, line: 'lab.pilot.line1', tags: [setpoint, speed] };
    const intake = await openIntake(parts, {
      startPatience: () => timedIntervals(200, 200)(0),
      retryIntervals: timedIntervals(50, 200),
    });
    return { historian, intake };
  }
  async function allStored(): Promise<StoredSample[]> {
    const found: StoredSample[] = [];
    const historian = openInfluxHistorian({ url: server.url, database: 'plant', clock });
    opened.push(historian);
    for await (const page of historian.range({ from: -Infinity, to: Infinity })) {
      found.push(...page);
    }
    return found;
  }

  it('stores a set point that nobody moves once, though the server was away when the twin began anew', async () => {
    const first = await begin();
    await first.intake.sink(0).offer([of(setpoint, old, 800), of(speed, old + 60_000, 1)]);
    await expect.poll(() => first.intake.health().pendingSamples, { timeout: 10_000 }).toBe(0);
    await first.intake.close();
    await server.kill();
    const { intake } = await begin();
    const seen: Sample[] = [];
    intake.batches.subscribe(({ samples }) => seen.push(...samples));
    const now = Date.now();
    await intake.sink(0).offer([of(speed, now, 2), of(setpoint, old, 800), of(speed, now + 1, 3)]);
    const held = intake.heldUntil([setpoint, speed]);
    await expect.poll(() => intake.health().code).toBe('HISTORIAN_UNAVAILABLE');
    expect(seen).toHaveLength(3);
    await server.restart();
    const heard = [...(await held)].map(([tag, word]) => [tag, word.sourceTimestamp]);
    expect(heard).toEqual([
      [setpoint, old],
      [speed, old + 60_000],
    ]);
    await expect.poll(() => intake.health().pendingSamples, { timeout: 20_000 }).toBe(0);
    expect((await allStored()).map(({ tag, value }) => [tag, value])).toEqual([
      [setpoint, 800],
      [speed, 1],
      [speed, 2],
      [speed, 3],
    ]);
    expect(intake.health()).toMatchObject({ screening: { duplicates: 1 }, lostSamples: 0 });
    // From here on the door knows it.
    await intake.sink(0).offer([of(setpoint, old, 800)]);
    expect(intake.health()).toMatchObject({ screening: { duplicates: 2 }, pendingSamples: 0 });
    await intake.close();
  }, 60_000);
});
