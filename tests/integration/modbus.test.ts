import { afterEach, describe, expect, it, vi } from 'vitest';
import { createModbusConnector } from '../../line-connectors/modbus/connector.ts';
import type { ModbusConnectorOptions } from '../../line-connectors/modbus/options.ts';
import type { TagMapping } from '../../twin/domain/connector.ts';
import type { QuarantineEntry } from '../../twin/domain/quarantine.ts';
import { type Sample, statusCodes, type TagId } from '../../twin/domain/sample.ts';
import {
  type Behaviour,
  type LyingModbusServer,
  type ModbusRequest,
  startLyingModbusServer,
} from '../support/lying-modbus-server.ts';
import { startPythonServer } from '../support/python-server.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';
import { describeWith } from '../support/with-program.ts';

const clock = { now: () => Date.now() };
const prefix = 'lab.pilot.line1.press';
const gapTag = 'lab.pilot.line1.plc.gap' as TagId;
const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

function row(
  name: string,
  address: string,
  samplingInterval_ms = 50,
  sourceUnit?: string,
): TagMapping {
  return {
    tag: `${prefix}.${name}` as TagId,
    address,
    samplingInterval_ms,
    ...(sourceUnit === undefined ? {} : { sourceUnit }),
  };
}

async function lying(
  behave: (request: ModbusRequest, number: number) => Behaviour,
  value?: (request: ModbusRequest, register: number) => number,
): Promise<LyingModbusServer> {
  const server = await startLyingModbusServer(behave, value);
  ends.push(() => server.close());
  return server;
}

interface GapText {
  readonly from: string;
  readonly to: string;
  readonly source: string;
  readonly reason: string;
}

function poll(
  port: number,
  map: readonly TagMapping[],
  more: Partial<ModbusConnectorOptions> & {
    readonly offer?: (batch: readonly Sample[]) => Promise<void>;
  } = {},
) {
  const { offer, ...options } = more;
  const quarantined: QuarantineEntry[] = [];
  const connector = createModbusConnector({
    id: 'plc',
    host: '127.0.0.1',
    port,
    timeout_ms: 300,
    clock,
    map,
    rules: { firstRegister: 0 },
    gapTag,
    random: () => 0.5,
    quarantine: { put: (entry) => quarantined.push(entry) },
    ...options,
  });
  const samples: Sample[] = [];
  const records: Sample[] = [];
  const abort = new AbortController();
  const done = connector.run(
    {
      async offer(batch) {
        await offer?.(batch);
        for (const sample of batch) (sample.tag === gapTag ? records : samples).push(sample);
      },
    },
    abort.signal,
  );
  const stop = async (): Promise<void> => {
    abort.abort();
    await done;
  };
  ends.push(stop);
  const of = (name: string) => samples.filter(({ tag }) => tag === `${prefix}.${name}`);
  return {
    connector,
    samples,
    quarantined,
    stop,
    of,
    gaps: () => records.map(({ value }) => JSON.parse(String(value)) as GapText),
    good: (name: string) => of(name).filter(({ status }) => status === statusCodes.good),
    refused: (name: string) => connector.health().refusedTags[`${prefix}.${name}` as TagId],
  };
}

/** Polls until `check` does not throw. */
function soon(check: () => void, timeout = 10_000): Promise<void> {
  return vi.waitFor(check, { timeout, interval: 10 });
}

function expectInOrder(samples: readonly Sample[]): void {
  for (const [i, { sourceTimestamp, receivedTimestamp }] of samples.entries()) {
    expect(sourceTimestamp).toBeLessThanOrEqual(receivedTimestamp);
    if (i > 0) expect(sourceTimestamp).toBeGreaterThan(samples[i - 1]!.sourceTimestamp);
  }
}

const always = (): Behaviour => 'answer';

describe('a Modbus connector', { timeout: 30_000 }, () => {
  it('reads neighbours in one request, converts units once, and stamps the middle of the request', async () => {
    const server = await lying(always);
    const { connector, good, samples } = poll(server.port, [
      row('force_N', '1 holding 10 uint16 scale=2', 50, 'kN'),
      row('speed_rpm', '1 holding 18 uint16', 50, 'rpm'),
      row('far_1', '1 holding 200 uint16'),
      row('running', '1 coil 3'),
    ]);
    await soon(() => expect(good('running').length).toBeGreaterThan(2));
    expect(good('force_N')[0]).toMatchObject({ value: 20_000, flags: 0 });
    expect(good('speed_rpm')[0]).toMatchObject({ value: 18 });
    expect(good('far_1')[0]).toMatchObject({ value: 200 });
    expect(good('running')[0]).toMatchObject({ value: true });
    const asked = server.requests
      .slice(0, 3)
      .map(({ functionCode, first, count }) => [functionCode, first, count]);
    expect(asked).toEqual([
      [1, 3, 1],
      [3, 10, 9],
      [3, 200, 1],
    ]);
    expectInOrder(good('force_N'));
    const health = connector.health();
    expect(health).toMatchObject({
      state: 'live',
      refusedTags: {},
      endpoint: `tcp://127.0.0.1:${server.port}`,
    });
    expect(health.roundTrip_ms).toBeGreaterThan(0);
    expect(samples.every(({ status }) => status === 0)).toBe(true);
  });

  it('says which rows it cannot read, and reads the others', async () => {
    const server = await lying(always);
    const { refused, good } = poll(server.port, [
      row('force_N', '1 holding 10 uint16'),
      row('wrong_1', '1 holding 70000 uint16'),
      row('fine_1', '1 holding 1 uint16'),
    ]);
    await soon(() => expect(good('fine_1')).not.toEqual([]));
    expect(refused('force_N')).toMatch(/sourceUnit '';.*give sourceUnit in the map/);
    expect(refused('wrong_1')).toBe("address '70000'; allowed: a register from 0 to 65535");
  });

  it('waits for the end where no row can be read, and connects to nobody', async () => {
    const server = await lying(always);
    const { connector, refused } = poll(server.port, [row('wrong_1', '1 holding 0 float')]);
    await soon(() => expect(connector.health().state).toBe('failed'));
    expect(connector.health().reason).toMatch(/no row of its map can be read/);
    expect(refused('wrong_1')).toMatch(/address 'float'/);
    expect(server.requests).toEqual([]);
  });

  it.each([
    'wrongTransaction',
    'wrongUnit',
    'wrongFunction',
    'shortFrame',
    'halfFrame',
    'wrongByteCount',
    'noise',
  ] as const)(
    'takes no value from an answer with %s, keeps it for a person, and goes on',
    async (lie) => {
      const server = await lying((_request, number) => (number % 4 === 0 ? lie : 'answer'));
      const { connector, good, quarantined, samples } = poll(server.port, [
        row('a_1', '1 holding 10 uint16'),
        row('b_1', '1 holding 100 uint16'),
      ]);
      await soon(() => expect(quarantined.length).toBeGreaterThan(1));
      const before = good('b_1').length;
      await soon(() => expect(good('b_1').length).toBeGreaterThan(before));
      expect(quarantined[0]).toMatchObject({ connector: 'plc', code: 'MODBUS_BAD_FRAME' });
      expect(quarantined[0]!.raw!.length).toBeGreaterThan(3);
      expect(connector.health().reconnects).toBeGreaterThan(0);
      for (const { tag, value, status } of samples) {
        const right = tag.endsWith('a_1') ? 10 : 100;
        expect(value).toBe(status === statusCodes.badNoCommunication ? null : right);
      }
    },
  );

  it('cuts a refused block until only the guilty register is left out, and takes it back when it is there', async () => {
    let missing = true;
    const holds = ({ first, count }: ModbusRequest): boolean => first <= 17 && 17 < first + count;
    const server = await lying((request) =>
      missing && holds(request) ? { exception: 2 } : 'answer',
    );
    const names = Array.from({ length: 30 }, (_, i) => row(`r${i}_1`, `1 holding ${i} uint16`));
    const { connector, good, of, refused } = poll(server.port, names);
    await soon(() => expect(good('r29_1').length).toBeGreaterThan(3));
    for (let i = 0; i < 30; i++) {
      if (i !== 17) expect(good(`r${i}_1`)[0]).toMatchObject({ value: i });
    }
    expect(of('r17_1')).toHaveLength(1);
    expect(of('r17_1')[0]).toMatchObject({ value: null, status: statusCodes.badOutOfRange });
    expect(refused('r17_1')).toMatch(/MODBUS_REFUSED: unit 1 refuses holding 17 .*exception 2/);
    expect(Object.keys(connector.health().refusedTags)).toHaveLength(1);
    missing = false;
    await soon(() => expect(good('r17_1').length).toBeGreaterThan(1));
    expect(connector.health().refusedTags).toEqual({});
    // One request again, not one a piece for ever.
    const from = server.requests.length;
    await soon(() => expect(server.requests.length).toBeGreaterThan(from + 2));
    expect(server.requests.slice(from + 1).every(({ count }) => count === 30)).toBe(true);
  });

  it('reads past registers between two tags that the device does not have', async () => {
    const server = await lying(({ first, count }) =>
      first <= 12 && 12 < first + count ? { exception: 2 } : 'answer',
    );
    const { connector, good } = poll(server.port, [
      row('a_1', '1 holding 10 uint16'),
      row('b_1', '1 holding 14 uint16'),
    ]);
    await soon(() => expect(good('b_1').length).toBeGreaterThan(2));
    expect(good('a_1').length).toBeGreaterThan(1);
    expect(connector.health().refusedTags).toEqual({});
  });

  it('gives a busy device its status and asks it again with the next scan', async () => {
    const server = await lying((_request, number) => (number <= 2 ? { exception: 6 } : 'answer'));
    const { of } = poll(server.port, [row('a_1', '1 holding 10 uint16')]);
    await soon(() => expect(of('a_1').length).toBeGreaterThan(1));
    expect(of('a_1')[0]).toMatchObject({ value: null, status: statusCodes.badDeviceFailure });
    expect(of('a_1')[1]).toMatchObject({ value: 10, status: statusCodes.good });
  });

  it('says that everything is refused where it is', async () => {
    const server = await lying(() => ({ exception: 1 }));
    const { connector, of } = poll(server.port, [row('a_1', '1 holding 10 uint16')]);
    await soon(() => expect(of('a_1')).toHaveLength(1));
    expect(of('a_1')[0]).toMatchObject({ status: statusCodes.badNotSupported });
    expect(connector.health()).toMatchObject({ state: 'stale', code: 'MODBUS_REFUSED' });
  });

  it.each([
    ['does not answer', 'silence'],
    ['is reported missing by its gateway', { exception: 11 }],
  ] as const)(
    'keeps one unit that %s from holding up another for longer than a time-out',
    async (_how, lie) => {
      let hung = false;
      const server = await lying(({ unit }) => (hung && unit === 2 ? lie : 'answer'));
      const { connector, good, of, refused, stop } = poll(
        server.port,
        [
          row('well_1', '1 holding 1 uint16'),
          row('ill_1', '2 holding 1 uint16'),
          row('slow_1', '2 holding 2 uint16', 200),
          row('bits', '2 coil 2', 100),
        ],
        { timeout_ms: 300 },
      );
      await soon(() => expect(good('ill_1').length).toBeGreaterThan(2));
      hung = true;
      await soon(() => expect(of('ill_1').at(-1)?.status).toBe(statusCodes.badTimeout));
      const from = good('well_1').length;
      await soon(() => expect(good('well_1').length).toBeGreaterThan(from + 60), 20_000);
      hung = false;
      await soon(() => expect(of('ill_1').at(-1)?.status).toBe(statusCodes.good), 15_000);
      expect(refused('ill_1')).toBeUndefined();
      expect(connector.health()).toMatchObject({ state: 'live', reconnects: 0 });
      expect(connector.health().skippedScans).toBeGreaterThan(0);
      await stop();
      const times = good('well_1').map(({ sourceTimestamp }) => sourceTimestamp);
      const longest = Math.max(...times.slice(1).map((time, i) => time - times[i]!));
      // A time-out, an interval, and what two busy cores add.
      expect(longest).toBeLessThan(300 + 50 + 150);
      for (const name of ['ill_1', 'slow_1', 'bits']) {
        expect(of(name).filter(({ status }) => status === statusCodes.badTimeout)).toHaveLength(1);
      }
    },
  );

  it('gives what is no number with a status', async () => {
    const server = await lying(always, (_request, register) => (register === 0 ? 0x7fc0 : 0));
    const { of } = poll(server.port, [row('a_1', '1 holding 0 float32 ABCD')]);
    await soon(() => expect(of('a_1').length).toBeGreaterThan(1));
    // The door stores null, and puts aside what it was.
    expect(of('a_1').at(-1)).toMatchObject({
      value: Number.NaN,
      status: statusCodes.badSensorFailure,
    });
  });

  it('leaves scans out while the sink is slow, and never offers a second batch before the first is taken', async () => {
    const server = await lying(always);
    let open = 0;
    let most = 0;
    const { connector, good } = poll(server.port, [row('a_1', '1 holding 0 uint16', 20)], {
      async offer() {
        open += 1;
        most = Math.max(most, open);
        await new Promise((resolve) => setTimeout(resolve, 200));
        open -= 1;
      },
    });
    await soon(() => expect(good('a_1').length).toBeGreaterThan(3));
    expect(most).toBe(1);
    expect(connector.health().skippedScans).toBeGreaterThan(15);
  });

  it('gives an unchanged value again after the time that is set, and a changed one at once', async () => {
    let value = 5;
    const server = await lying(always, () => value);
    const { good } = poll(server.port, [row('a_1', '1 holding 0 uint16', 20)], {
      reportUnchangedAfter_ms: 400,
    });
    await soon(() => expect(good('a_1')).toHaveLength(1));
    await soon(() => expect(good('a_1')).toHaveLength(2));
    const [first, second] = good('a_1') as [Sample, Sample];
    expect(second.sourceTimestamp - first.sourceTimestamp).toBeGreaterThanOrEqual(400);
    value = 6;
    await soon(() => expect(good('a_1')).toHaveLength(3));
    expect(good('a_1')[2]!.sourceTimestamp - second.sourceTimestamp).toBeLessThan(400);
    expect(good('a_1')[2]).toMatchObject({ value: 6 });
  });

  it('says that nobody listens, by code, and tries again for ever', async () => {
    const server = await lying(always);
    await server.close();
    const { connector, samples } = poll(server.port, [row('a_1', '1 holding 0 uint16')]);
    await soon(() => expect(connector.health().reconnects).toBeGreaterThan(2));
    expect(connector.health()).toMatchObject({
      state: 'failed',
      code: 'MODBUS_UNREACHABLE',
      reason: `Modbus device tcp://127.0.0.1:${server.port} cannot be reached: nothing listens there`,
    });
    expect(samples).toEqual([]);
  });

  it('tells in which times a unit was not read, also while the twin did not run, and nothing of a unit that never was', async () => {
    let isSilent = false;
    const server = await lying(({ unit }) => (unit === 2 && isSilent ? 'silence' : 'answer'));
    const stopped = Date.now() - 60_000;
    const map = [row('a_1', '1 holding 0 uint16'), row('b_1', '2 holding 0 uint16')];
    const { good, of, gaps } = poll(server.port, map, {
      lastStored: (tags) =>
        new Map(
          tags
            .filter((tag) => tag === map[1]!.tag)
            .map((tag) => [tag, { sourceTimestamp: stopped, receivedTimestamp: stopped }]),
        ),
    });
    await soon(() => expect(good('b_1').length).toBeGreaterThan(1));
    const source = `tcp://127.0.0.1:${server.port} unit`;
    expect(gaps()).toHaveLength(1);
    expect(gaps()[0]).toEqual({
      from: new Date(stopped).toISOString(),
      to: new Date(good('b_1')[0]!.sourceTimestamp).toISOString(),
      source: `${source} 2`,
      reason: 'the twin did not read it: it was not running, or could not reach it',
    });
    isSilent = true;
    await soon(() => expect(of('b_1').at(-1)?.status).toBe(statusCodes.badTimeout));
    isSilent = false;
    await soon(() => expect(of('b_1').at(-1)?.status).toBe(statusCodes.good));
    expect(gaps()).toHaveLength(2);
    expect(gaps().at(-1)).toMatchObject({
      source: `${source} 2`,
      reason: 'MODBUS_TIMEOUT: unit 2 does not answer (no answer)',
    });
  });

  it('tells when it becomes known what an earlier process read last', async () => {
    const server = await lying(() => 'answer');
    const stopped = Date.now() - 60_000;
    const map = [row('a_1', '1 holding 0 uint16'), row('b_1', '2 holding 0 uint16')];
    let tell = (): void => undefined;
    const told = new Promise<void>((resolve) => {
      tell = resolve;
    });
    const { good, gaps } = poll(server.port, map, {
      lastStored: () => new Map(),
      heldUntil: async (tags) => {
        await told;
        return new Map(
          tags
            .filter((tag) => tag === map[1]!.tag)
            .map((tag) => [tag, { sourceTimestamp: stopped, receivedTimestamp: stopped }]),
        );
      },
    });
    await soon(() => expect(good('b_1').length).toBeGreaterThan(2));
    expect(gaps()).toEqual([]);
    tell();
    await soon(() => expect(gaps()).toHaveLength(1));
    expect(gaps()[0]).toMatchObject({
      from: new Date(stopped).toISOString(),
      to: new Date(good('b_1')[0]!.sourceTimestamp).toISOString(),
      source: `tcp://127.0.0.1:${server.port} unit 2`,
    });
  });

  it('ends at once while a device is silent', async () => {
    const server = await lying(() => 'silence');
    const { stop, connector } = poll(server.port, [row('a_1', '1 holding 0 uint16')], {
      timeout_ms: 30_000,
    });
    await soon(() => expect(server.requests.length).toBe(1));
    const begun = performance.now();
    await stop();
    expect(performance.now() - begun).toBeLessThan(500);
    expect(connector.health().state).toBe('stopped');
  });
});

describeWith('pymodbus.simulator', 'a Modbus connector with a pymodbus server', () => {
  const map = [
    row('flow_1', '1 holding 0 float32 ABCD'),
    row('total_1', '1 holding 2 int64 ABCD'),
    row('product', '1 holding 6 text:4'),
    row('counter_1', '1 holding 10 uint16'),
    row('level_1', '1 holding 14 int16'),
    row('high', '1 input 4 bit:5'),
    row('ratio_1', '1 input 0 float64 ABCD'),
    row('other_1', '2 input 4 uint16'),
    row('coil2', '1 coil 2'),
    row('discrete7', '1 discrete 7'),
    row('gap_1', '1 holding 12 uint16'),
  ];
  const values = {
    flow_1: 12.5,
    total_1: -1234567890123,
    product: 'NMC 622',
    level_1: -7,
    high: true,
    ratio_1: 2.5e-3,
    other_1: 102,
    coil2: true,
    discrete7: true,
  };

  async function serve(port?: number) {
    const server = await startPythonServer('pymodbus-server', port);
    ends.push(() => server.kill());
    return server;
  }

  it('reads every table and type as the server wrote it', async () => {
    const server = await serve();
    const { good, of, refused } = poll(server.port, map);
    await soon(() => expect(good('counter_1').length).toBeGreaterThan(5));
    for (const [name, value] of Object.entries(values)) {
      expect([name, good(name)[0]?.value]).toEqual([name, value]);
    }
    expect(refused('gap_1')).toMatch(/exception 2/);
    expect(of('gap_1')).toHaveLength(1);
    // The server counts each request of the register: none is lost on the way, none read twice.
    const counted = good('counter_1').map(({ value }) => value as number);
    expect(counted.slice(1).every((value, i) => value === counted[i]! + 1)).toBe(true);
  }, 60_000);

  it('writes the hole when the server is killed and is back within 15 s of its return', async () => {
    const server = await serve();
    const { connector, good, of, gaps } = poll(server.port, map);
    await soon(() => expect(good('flow_1').length).toBeGreaterThan(1));
    await server.kill();
    const killed = performance.now();
    await soon(() => expect(of('flow_1').at(-1)?.status).toBe(statusCodes.badNoCommunication));
    expect(performance.now() - killed).toBeLessThan(1000);
    expect(connector.health()).toMatchObject({ state: 'stale', code: 'MODBUS_UNREACHABLE' });
    for (const name of Object.keys(values)) expect(of(name).at(-1)).toMatchObject({ value: null });
    await serve(server.port);
    const back = performance.now();
    await soon(() => expect(of('flow_1').at(-1)?.status).toBe(statusCodes.good), 15_000);
    expect(performance.now() - back).toBeLessThan(15_000);
    expect(connector.health().state).toBe('live');
    const holes = of('flow_1').filter(({ status }) => status === statusCodes.badNoCommunication);
    expect(holes).toHaveLength(1);
    const before = good('flow_1').filter(
      ({ sourceTimestamp }) => sourceTimestamp < holes[0]!.sourceTimestamp,
    );
    const ofUnit = gaps().filter(({ source }) => source.endsWith('unit 1'));
    expect(ofUnit).toHaveLength(1);
    expect(ofUnit[0]!.reason).toContain(`tcp://127.0.0.1:${server.port}`);
    expect(Date.parse(ofUnit[0]!.from)).toBeGreaterThanOrEqual(before.at(-1)!.sourceTimestamp);
    expect(Date.parse(ofUnit[0]!.from)).toBeLessThan(holes[0]!.receivedTimestamp);
    expect(Date.parse(ofUnit[0]!.to)).toBeLessThanOrEqual(
      good('flow_1')[before.length]!.sourceTimestamp,
    );
    expectInOrder(of('flow_1').filter(({ status }) => status === statusCodes.good));
  }, 60_000);

  it('sees a frozen server as silent, and is back within 15 s of its return', async () => {
    const server = await serve();
    const { connector, good, of } = poll(server.port, map);
    await soon(() => expect(good('flow_1').length).toBeGreaterThan(1));
    server.freeze();
    await soon(() => expect(of('flow_1').at(-1)?.status).toBe(statusCodes.badTimeout));
    await soon(() =>
      expect(connector.health()).toMatchObject({ state: 'stale', code: 'MODBUS_TIMEOUT' }),
    );
    await soon(() => expect(of('flow_1').at(-1)?.status).toBe(statusCodes.badNoCommunication));
    server.thaw();
    const back = performance.now();
    await soon(() => expect(of('flow_1').at(-1)?.status).toBe(statusCodes.good), 15_000);
    expect(performance.now() - back).toBeLessThan(15_000);
  }, 60_000);

  it('lives with a connection that is cut, reset, silent, slow and refused', async () => {
    const server = await serve();
    const proxy = await startTcpProxy({ port: server.port });
    ends.push(() => proxy.close());
    const { connector, good, of } = poll(proxy.port, map);
    const back = async (): Promise<void> => {
      const before = good('flow_1').length;
      await soon(() => expect(good('flow_1').length).toBeGreaterThan(before + 1), 15_000);
    };
    await back();
    proxy.cut();
    await soon(() => expect(connector.health().state).toBe('stale'));
    await back();
    proxy.cut('reset');
    await back();
    proxy.set({ silent: true });
    await soon(() => expect(of('flow_1').at(-1)?.status).toBe(statusCodes.badNoCommunication));
    proxy.set({ delay_ms: 60 });
    await back();
    await soon(() => expect(connector.health().roundTrip_ms).toBeGreaterThan(100), 20_000);
    proxy.set({ refusing: true });
    proxy.cut();
    await soon(() => expect(connector.health().state).toBe('stale'));
    proxy.set({});
    await back();
    for (const [name, value] of Object.entries(values)) {
      expect(good(name).every((sample) => sample.value === value)).toBe(true);
      expectInOrder(good(name));
    }
  }, 60_000);

  it('outlives flipped bytes: what is malformed is kept, and the stream goes on', async () => {
    const server = await serve();
    const proxy = await startTcpProxy({ port: server.port }, { seed: 11, bytesPerFlip: 300 });
    ends.push(() => proxy.close());
    const { good, of, quarantined, connector } = poll(proxy.port, map);
    await soon(() => expect(quarantined.length).toBeGreaterThan(2), 30_000);
    expect(quarantined.every(({ code }) => code === 'MODBUS_BAD_FRAME')).toBe(true);
    proxy.set({});
    // A flip in the tag's own request can have it refused for a while.
    await soon(() => expect(of('level_1').at(-1)?.value).toBe(values.level_1), 15_000);
    await soon(() => expect(good('flow_1').at(-1)?.value).toBe(values.flow_1), 15_000);
    expect(connector.health().state).toBe('live');
  }, 60_000);
});
