import { afterEach, expect, it } from 'vitest';
import type { Plant } from '../support/plant.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';
import { forces, WholeChain } from '../support/whole-chain.ts';
import { describeWith } from '../support/with-program.ts';

/**
 * Source, connector, spool, historian and API together, the twin as a user starts it. What each connector, the spool and the
 * historians do by themselves stands in their own tests.
 */

/** Longest from the return of what was away to the first value [s]. */
const mostAway_s = 15;

let chain: WholeChain | undefined;
async function startChain(server?: Parameters<typeof WholeChain.start>[0]): Promise<WholeChain> {
  chain = await WholeChain.start(server);
  return chain;
}
afterEach(async () => {
  await chain?.dispose();
  chain = undefined;
});

const wait = (time_ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, time_ms));

/** Nothing lost, doubled or invented, of as many readings as a test must have given at least. */
async function expectWhole(made: Plant, least: number): Promise<void> {
  const { compared, ...difference } = await made.compared();
  expect(difference).toEqual({ lost: [], doubled: [], invented: [] });
  expect(compared).toBeGreaterThan(least);
}

const portOf = (url: string): number => Number(new URL(url).port);

describeWith('mosquitto', 'the whole chain', () => {
  describeWith('influxd', 'from sources to the API', () => {
    it.each(['duckdb', 'influx'] as const)(
      'loses and doubles nothing over %s when the twin is killed amid the stream',
      async (historian) => {
        const peers = await startChain();
        const made = await peers.twin(historian);
        await made.live();
        const writers = await peers.write(made);
        await wait(1500);
        await made.kill();
        const returned = Date.now();
        await made.start();
        expect(await made.firstValuesAfter(returned)).toBeLessThan(mostAway_s);
        await writers.end();
        await expectWhole(made, 100);
        // What a start finds on the disk is the same.
        await made.kill();
        await made.start();
        await expectWhole(made, 100);
      },
      90_000,
    );

    it('keeps all that comes while InfluxDB is dead or frozen, also over a kill of the twin', async () => {
      const peers = await startChain();
      const made = await peers.twin('influx');
      await made.live();
      const writers = await peers.write(made);
      await made.firstValuesAfter(Date.now());
      await peers.influx.kill();
      await wait(1500);
      await made.kill();
      await made.start();
      await made.live();
      expect(await made.status()).toMatchObject({ historian: { state: 'degraded' } });
      let returned = Date.now();
      await peers.influx.restart();
      expect(await made.firstValuesAfter(returned)).toBeLessThan(mostAway_s);
      // Longer than a request may take.
      peers.influx.signal('SIGSTOP');
      await wait(6500);
      returned = Date.now();
      peers.influx.signal('SIGCONT');
      expect(await made.firstValuesAfter(returned)).toBeLessThan(mostAway_s);
      await writers.end();
      await expectWhole(made, 300);
      expect(await made.status()).toMatchObject({
        historian: { lostSamples: 0 },
        spool: { gaps: 0 },
      });
    }, 90_000);

    it('misses nothing of a server and a broker that freeze, and is back when they were killed', async () => {
      const peers = await startChain();
      const made = await peers.twin('duckdb');
      await made.live();
      const writers = await peers.write(made);
      await made.firstValuesAfter(Date.now());
      // Long enough for the last rung, a new client.
      peers.server.freeze();
      peers.broker.freeze();
      await wait(11_000);
      peers.broker.thaw();
      peers.server.thaw();
      let returned = Date.now();
      expect(await made.firstValuesAfter(returned)).toBeLessThan(mostAway_s);
      await writers.pause();
      await expectWhole(made, 100);
      // What a server had not sent dies with it: it dies with nothing left to send.
      await Promise.all([peers.server.kill(), peers.broker.kill()]);
      await Promise.all([peers.serveOpcua(), peers.broker.start()]);
      returned = Date.now();
      writers.resume();
      expect(await made.firstValuesAfter(returned)).toBeLessThan(mostAway_s);
      await writers.end();
      await expectWhole(made, 150);
    }, 90_000);

    it('misses nothing over connections that are cut, slow and silent', async () => {
      const peers = await startChain();
      const proxies = await Promise.all(
        [peers.server.endpoint, peers.broker.endpoint, peers.influx.url].map((url) =>
          startTcpProxy({ port: portOf(url) }),
        ),
      );
      for (const proxy of proxies) peers.defer(() => proxy.close());
      const [opcua, mqtt, influx] = proxies.map(({ port }) => port);
      const between = { opcua: opcua!, mqtt: mqtt!, influx: influx! };
      const made = await peers.twin('influx', { between });
      await made.live();
      const writers = await peers.write(made);
      await made.firstValuesAfter(Date.now());
      for (const how of [undefined, 'reset'] as const) {
        for (const proxy of proxies) proxy.cut(how);
        await made.firstValuesAfter(Date.now());
      }
      for (const proxy of proxies) proxy.set({ delay_ms: 300 });
      await made.firstValuesAfter(Date.now());
      for (const proxy of proxies) proxy.set({ silent: true });
      await wait(5000);
      for (const proxy of proxies) proxy.set({});
      expect(await made.firstValuesAfter(Date.now())).toBeLessThan(mostAway_s);
      await writers.end();
      await expectWhole(made, 200);
    }, 90_000);

    it('keeps the times of a server whose clock is 90 s behind, over a kill', async () => {
      const ahead_ms = -90_000;
      const peers = await startChain({ ahead_ms });
      // What was never set has a time of the true clock.
      const first = { value: -1, sourceTimestamp: Date.now() + ahead_ms };
      for (const { name } of forces) await peers.server.send({ kind: 'set', name, ...first });
      const made = await peers.twin('duckdb');
      for (const { tag } of forces) made.given.add({ tag, ...first });
      await made.live();
      const writers = await peers.write(made, { ahead_ms });
      await made.firstValuesAfter(Date.now());
      await made.kill();
      await wait(1000);
      const returned = Date.now();
      await made.start();
      expect(await made.firstValuesAfter(returned)).toBeLessThan(mostAway_s);
      await writers.end();
      await expectWhole(made, 50);
    }, 90_000);
  });
});
