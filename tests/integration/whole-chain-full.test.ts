import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { connect } from 'mqtt';
import { afterEach, expect, it } from 'vitest';
import { type Influxd, startInfluxd } from '../support/influxd.ts';
import { type Broker, startBroker } from '../support/mosquitto.ts';
import { Plant } from '../support/plant.ts';
import { mayMount } from '../support/small-disk.ts';
import { describeWith } from '../support/with-program.ts';

/** The whole chain without room: the spool at its cap, and a disk that is full, while InfluxDB is away. */
const tag = 'demo.electrode.line1.camera.picture';
const gapTag = 'demo.electrode.line1.spool.gap';
/** Letters of a text: a megabyte is 250 of them. */
const letters = 4000;
const start = Date.UTC(2026, 0, 1);

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

interface Peers {
  readonly made: Plant;
  readonly broker: Broker;
  readonly influx: Influxd;
}

/** A live twin whose InfluxDB has just died; the broker lives on and need not save each of the many texts. */
async function withoutHistorian(cap_MB: number, size_MB?: number): Promise<Peers> {
  const [broker, influx] = await Promise.all([
    startBroker(['autosave_on_changes false', 'autosave_interval 0']),
    startInfluxd(),
  ]);
  ends.push(
    () => broker.dispose(),
    () => influx.stop(),
  );
  const made: Plant = new Plant({
    connectors: [
      { id: 'mqtt1', kind: 'mqtt', endpoint: broker.endpoint, mode: { kind: 'topics' } },
    ],
    map: [{ tag, connector: 'mqtt1', address: 'camera#/text;time=/t' }],
    historian: { kind: 'influx', url: influx.url, database: 'plant' },
    spool: { cap_MB },
    ...(size_MB === undefined ? {} : { onDisk_MB: size_MB }),
  });
  ends.push(() => made.dispose());
  mkdirSync(made.data);
  await made.start();
  await made.live();
  await influx.kill();
  return { made, broker, influx };
}

/** Hands texts to the broker, which has them when it answers; numbers [from, to). */
async function publish({ made, broker }: Peers, from: number, to: number): Promise<void> {
  const client = connect(broker.endpoint);
  ends.push(() => client.endAsync(true));
  const sent: Promise<unknown>[] = [];
  for (let n = from; n < to; n += 1) {
    const text = `${n} ${randomBytes(letters / 2).toString('hex')}`.slice(0, letters);
    const sourceTimestamp = start + 1000 * n;
    made.given.add({ tag, sourceTimestamp, value: text });
    sent.push(
      client.publishAsync('camera', JSON.stringify({ text, t: sourceTimestamp }), { qos: 1 }),
    );
  }
  await Promise.all(sent);
}

const spoolState = (made: Plant) => made.status().then(({ spool }) => spool.state);

describeWith('mosquitto', 'the whole chain without room', () => {
  describeWith('influxd', 'while InfluxDB is away', () => {
    it('loses at the cap exactly what the history tells as a gap', async () => {
      const peers = await withoutHistorian(16);
      const { made, influx } = peers;
      await publish(peers, 0, 6000);
      await made.until(
        'the spool is full',
        () => spoolState(made),
        (state) => state === 'full',
      );
      await influx.restart();
      await made.until(
        'all is delivered',
        () => made.status(),
        ({ historian, spool }) => historian.pendingSamples === 0 && spool.gaps > 0,
      );
      const told = await made.until(
        'the gap is told',
        () => made.told([gapTag]),
        (gaps) => gaps.length > 0,
      );
      const { lostSamples } = (await made.status()).historian;
      const { lost, difference } = made.given.against(await made.told());
      expect(difference).toMatchObject({ doubled: [], invented: [] });
      expect([lost, made.given.count]).toEqual([lostSamples, 6000]);
      expect(lost).toBeGreaterThan(1000);
      const gaps = told.map(({ value }) => JSON.parse(String(value)) as { lostSamples: number });
      expect(gaps.reduce((sum, gap) => sum + gap.lostSamples, 0)).toBe(lost);
    }, 90_000);

    it.skipIf(!mayMount)(
      'leaves with the broker what a full disk does not take, and loses nothing',
      async () => {
        const peers = await withoutHistorian(64, 28);
        const { made, influx } = peers;
        await publish(peers, 0, 9000);
        await made.until(
          'the disk is full',
          () => made.status(),
          ({ spool }) => spool.state === 'degraded',
        );
        await influx.restart();
        const { compared, ...difference } = await made.compared();
        expect(difference).toEqual({ lost: [], doubled: [], invented: [] });
        expect(compared).toBe(9000);
        expect(await made.status()).toMatchObject({
          historian: { lostSamples: 0 },
          spool: { state: 'ok', gaps: 0 },
        });
      },
      90_000,
    );
  });
});
