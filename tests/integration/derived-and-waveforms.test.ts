import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type MqttClient } from 'mqtt';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { StatusDto, TagDto } from '../../twin/contract/api.ts';
import { expectClose } from '../support/close.ts';
import { type Broker, startBroker } from '../support/mosquitto.ts';
import { startTestServer, type TestServer } from '../support/opcua-test-server.ts';
import { runCommand } from '../support/run-command.ts';
import { type ServedTwin, serveTwin } from '../support/served-twin.ts';
import { describeWith } from '../support/with-program.ts';

// A real twin, a real broker and a real server, on a machine that does other things besides.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const line = 'demo.electrode.line1';
const weight = `${line}.gauge.weight_g_per_m2`;
const thickness = `${line}.gauge.thickness_um`;
const density = `${line}.quality.density_g_per_cm3`;
const vibration = `${line}.calender.vibration_m_per_s2`;
const tension = `${line}.winder.tension_N`;
const twiceRms = `${line}.quality.twiceRms_m_per_s2`;
const length = 256;

function configurationOf(opcua: string, mqtt: string): object {
  return {
    connectors: [
      { id: 'scale', kind: 'opcua', endpoint: opcua, map: 'map.csv', security: { mode: 'None' } },
      { id: 'gauges', kind: 'mqtt', endpoint: mqtt, map: 'map.csv', mode: { kind: 'topics' } },
    ],
    derivedTags: [
      { tag: density, formula: 'w / t', inputs: { w: weight, t: thickness } },
      {
        tag: twiceRms,
        formula: '2 * rms',
        inputs: { rms: `${line}.calender.vibrationRms_m_per_s2` },
      },
    ],
    instruments: [
      {
        tag: thickness,
        method: 'laser triangulation',
        calibratedOn: '2020-05-04',
        calibrationDue: '2021-05-04',
        standardUncertainty: 0.4,
        range: { min: 10, max: 500 },
      },
    ],
    waveforms: [
      { tag: vibration, form: 'arrays', samplingRate_Hz: 1024, windowLength_count: length },
      { tag: tension, form: 'arrays', samplingRate_Hz: 1000, windowLength_count: length },
    ],
    recipes: [
      {
        name: 'r',
        material: 'nmc622-demonstration',
        porosity_frac: { min: 0.3, target: 0.33, max: 0.36 },
        loading_g_per_m2: { min: 190, target: 200, max: 210 },
        thickness_um: { min: 60, target: 65, max: 70 },
      },
    ],
  };
}

describeWith('mosquitto', 'derived tags, instruments and waveforms in a served twin', () => {
  const folder = mkdtempSync(join(tmpdir(), 'twinline-derived-'));
  const config = join(folder, 'plant.json');
  let server: TestServer;
  let broker: Broker;
  let sender: MqttClient;
  let twin: ServedTwin;
  /** Source times of this test: they only ever go on. */
  let time = Date.now() - 60_000;

  const start = (): Promise<ServedTwin> =>
    serveTwin(['--config', config, '--data', join(folder, 'data')]);
  const weigh = (value: number, status?: string): Promise<unknown> =>
    server.send({
      kind: 'set',
      name: 'Gauge/Weight',
      value,
      sourceTimestamp: time,
      ...(status === undefined ? {} : { status }),
    });
  const publish = (topic: string, message: unknown): Promise<unknown> =>
    sender.publishAsync(topic, JSON.stringify(message), { qos: 1 });
  const gauge = (value: number, at = time): Promise<unknown> =>
    publish('gauge', { v: value, t: at });
  async function shown(tag: string): Promise<TagDto> {
    const response = await fetch(`${twin.url}/api/v1/tags`);
    const { tags } = (await response.json()) as { tags: TagDto[] };
    return tags.find((row) => row.tag === tag) ?? expect.fail(`no tag ${tag}`);
  }
  const soon = (check: () => Promise<void>): Promise<void> =>
    vi.waitFor(check, { timeout: 30_000, interval: 50 });
  const becomes = (tag: string, value: number): Promise<void> =>
    soon(async () => {
      const { value: found } = await shown(tag);
      if (typeof found !== 'number') expect.fail(`${tag} is ${found}`);
      // Conversions between units, each within a few ulp.
      expectClose(found, value, { rtol: 1e-9, atol: 0 });
    });
  async function stored(tag: string): Promise<{ value: unknown; sourceTimestamp: string }[]> {
    const query = new URLSearchParams({ tag, from: new Date(0).toISOString() });
    const response = await fetch(`${twin.url}/api/v1/samples?${query}`);
    expect(response.status).toBe(200);
    return ((await response.json()) as { samples: never[] }).samples;
  }
  const quarantined = (connector: string): string =>
    readFileSync(join(folder, 'data', 'quarantine', connector, 'newest.jsonl'), 'utf8');

  beforeAll(async () => {
    [server, broker] = await Promise.all([
      startTestServer({
        pkiFolder: join(folder, 'pki'),
        variables: [
          { name: 'Gauge/Weight', unit: { code: 'GM', label: 'g/m²' } },
          { name: 'Bearing/Vibration', type: 'Array' },
        ],
      }),
      startBroker(),
    ]);
    writeFileSync(
      join(folder, 'map.csv'),
      [
        'tag,connector,address,sourceUnit,samplingInterval_ms',
        `${weight},scale,ns=1;s=Gauge/Weight,,50`,
        `${vibration},scale,ns=1;s=Bearing/Vibration,gn,50`,
        `${thickness},gauges,gauge#/v;time=/t,mm,1000`,
        `${tension},gauges,tension#/values;time=/t,kN,1000`,
      ].join('\n'),
    );
    writeFileSync(config, JSON.stringify(configurationOf(server.endpoint, broker.endpoint)));
    await weigh(210);
    twin = await start();
    sender = connect(broker.endpoint);
    await soon(async () => {
      const response = await fetch(`${twin.url}/api/v1/status`);
      const status = (await response.json()) as StatusDto;
      expect(status.connectors.map(({ state }) => state)).toEqual(['live', 'live']);
    });
  });
  afterAll(async () => {
    await twin?.stop();
    await sender?.endAsync(true);
    await server?.kill();
    await broker?.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  it('calculates over two sources with units of their own', async () => {
    await gauge(0.07);
    await becomes(density, 3);
    expect(await shown(thickness)).toMatchObject({
      instrument: {
        method: 'laser triangulation',
        calibratedOn: '2020-05-04',
        calibrationOverdue: true,
        standardUncertainty: 0.4,
        range: { min: 10, max: 500 },
        outOfRange: false,
      },
    });
  });

  it('marks a sample outside of the range of its instrument, and takes it', async () => {
    time += 1000;
    await gauge(0.7);
    await becomes(density, 0.3);
    expect(await shown(thickness)).toMatchObject({
      quality: 'good',
      instrument: { outOfRange: true },
    });
  });

  it('tells nothing of late input, and carries the state of bad input on', async () => {
    time += 1000;
    await gauge(0.14);
    await becomes(density, 1.5);
    await gauge(0.01, time - 500);
    time += 1000;
    await weigh(210, 'BadSensorFailure');
    await soon(async () =>
      expect(await shown(density)).toMatchObject({ value: null, quality: 'bad' }),
    );
    time += 1000;
    await weigh(280);
    await becomes(density, 2);
    await soon(async () => {
      // The late thickness is stored; nothing followed from it.
      expect(await stored(thickness)).toHaveLength(4);
      const values = (await stored(density)).map(({ value }) => value);
      expect(values.map((value) => (typeof value === 'number' ? value.toFixed(6) : value))).toEqual(
        ['3.000000', '0.300000', '1.500000', null, '2.000000'],
      );
    });
  });

  it('knows after a restart what an input is that does not change', async () => {
    expect(await twin.stop()).toBe(0);
    twin = await start();
    time += 1000;
    await gauge(0.28);
    await becomes(density, 1);
  });

  it('reduces arrays to features in the unit of their tag, and formulas go on with them', async () => {
    time += 1000;
    const swing = (n: number): number => 1 + 0.5 * Math.sin((2 * Math.PI * 64 * n) / 1024);
    const array = Array.from({ length }, (_, n) => swing(n));
    await server.send({
      kind: 'set',
      name: 'Bearing/Vibration',
      value: array,
      sourceTimestamp: time,
    });
    const rms = (0.5 / Math.SQRT2) * 9.806_65;
    await becomes(twiceRms, 2 * rms);
    const frequency = await shown(`${line}.calender.vibrationDominantFrequency_Hz`);
    expectClose(frequency.value as number, 64, { rtol: 0, atol: 0.01 });
    expect((await shown(`${line}.calender.vibrationMissing_count`)).value).toBe(0);
    await soon(async () =>
      expect(await stored(`${line}.calender.vibrationRms_m_per_s2`)).toHaveLength(1),
    );
    const { tags } = (await (await fetch(`${twin.url}/api/v1/tags`)).json()) as { tags: TagDto[] };
    expect(tags.map(({ tag }) => tag)).not.toContain(vibration);
  });

  it('puts arrays aside that are none of the kind, and goes on', async () => {
    const good = Array.from({ length }, (_, n) => 0.2 + 0.01 * Math.cos((2 * Math.PI * n) / 8));
    for (const values of [good.slice(1), ['x', ...good.slice(1)], 'none', good]) {
      time += 1000;
      await publish('tension', { values, t: time });
    }
    await becomes(`${line}.winder.tensionRms_N`, 10 / Math.SQRT2);
    expect(quarantined('gauges')).toMatch(/WAVEFORM_REFUSED.*255 values; windows have 256/);
    expect(quarantined('gauges')).toMatch(/value 1 of 256 is \\"x\\"/);
    expect(quarantined('gauges')).toMatch(/MQTT_VALUE_REFUSED/);
  });

  it.each<[string, string, RegExp]>([
    ['an unknown name', 'w / t + thickness', /'thickness'/],
    ['a deep nesting', `${'('.repeat(400)}w / t${')'.repeat(400)}`, /nesting|parts/],
    ['a huge power', 'w / t * 2^99999999', /which is Infinity/],
    ['a way to the prototype', 'w.constructor("return 1")() / t', /w\.constructor|char/],
    ['a loop', 'w / t; while (1) {}', /char/],
  ])(
    'refuses a formula with %s before it starts, with tag and reason',
    async (_, formula, reason) => {
      const hostile = join(folder, 'hostile.json');
      const plant = JSON.parse(readFileSync(config, 'utf8'));
      plant.derivedTags[0].formula = formula;
      writeFileSync(hostile, JSON.stringify(plant));
      const { code, stdout, stderr } = await runCommand(['config', 'check', '--config', hostile]);
      expect([code, stdout]).toEqual([3, '']);
      expect(stderr).toContain(`derived tag ${density}: formula '`);
      expect(stderr).toMatch(reason);
    },
  );
});
