import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AttributeIds,
  type ClientSession,
  DataType,
  OPCUAClient,
  StatusCodes,
  TimestampsToReturn,
} from 'node-opcua-client';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createOpcuaConnector } from '../../line-connectors/opcua/connector.ts';
import {
  startVirtualLineServer,
  type VirtualLineServer,
} from '../../line-connectors/virtual-line/opcua-server.ts';
import { virtualLineTagMap } from '../../line-connectors/virtual-line/tag-map.ts';
import { shortLine } from '../../physics/virtual-line/lines/short.ts';

let folder: string;
let server: VirtualLineServer;
let client: OPCUAClient;
let session: ClientSession;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'twinline-virtual-line-'));
  server = await startVirtualLineServer({
    line: 'short',
    seed: 7,
    port: 0,
    pkiFolder: join(folder, 'pki'),
    speedFactor: 4,
    faults: [
      { kind: 'sensorDropout', unit: 'coater', variable: 'dieTemperature', at_s: 0, magnitude: 1 },
    ],
  });
  client = OPCUAClient.create({ endpointMustExist: false });
  await client.connect(server.endpoint);
  session = await client.createSession();
}, 60_000);

afterAll(async () => {
  await session?.close();
  await client?.disconnect();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
}, 30_000);

async function write(address: string, value: number) {
  return session.write({
    nodeId: address,
    attributeId: AttributeIds.Value,
    value: { value: { dataType: DataType.Double, value } },
  });
}

async function childrenOf(address: string) {
  const { references } = await session.browse({ nodeId: address, resultMask: 63 });
  return references ?? [];
}

/** Resolves with the first value of a node that satisfies the condition. */
async function firstValue(address: string, when: (value: number) => boolean) {
  const subscription = await session.createSubscription2({
    requestedPublishingInterval: 100,
    publishingEnabled: true,
  });
  const item = await subscription.monitor(
    { nodeId: address, attributeId: AttributeIds.Value },
    { samplingInterval: 0, queueSize: 50 },
    TimestampsToReturn.Both,
  );
  const found = await new Promise<{ value: number; sourceTimestamp: Date | null }>((resolve) => {
    item.on('changed', ({ value: { value }, sourceTimestamp }) => {
      if (when(value)) resolve({ value, sourceTimestamp: sourceTimestamp ?? null });
    });
  });
  await subscription.terminate();
  return found;
}

describe('the OPC UA server of the virtual line', () => {
  test('shows every row of the tag map below its unit, and at least 120', async () => {
    const root = await childrenOf(`ns=1;s=${shortLine.name}`);
    const units = root.filter(({ browseName }) => browseName.namespaceIndex === 1);
    const addresses: string[] = [];
    for (const { nodeId } of units) {
      for (const child of await childrenOf(nodeId.toString())) {
        if (child.browseName.namespaceIndex === 1) addresses.push(child.nodeId.toString());
      }
    }
    expect(units.map(({ browseName }) => browseName.name)).toEqual(
      expect.arrayContaining([
        'line',
        'unwinder',
        'coater',
        'dryerZone1',
        'weightGauge',
        'calender',
        'thicknessGauge',
        'rewinder',
      ]),
    );
    expect(addresses.length).toBeGreaterThanOrEqual(120);
    expect(new Set(addresses)).toEqual(
      new Set(virtualLineTagMap('short').map(({ address }) => address)),
    );
  });

  test('stamps a measurement when it is measured, and a setpoint, a state or a text when it became so', async () => {
    const nodes = [
      'line.webSpeed',
      'calender.lineLoadSetpoint',
      'calender.stateName',
      'line.coilId',
    ];
    const read = async () => {
      const values = await session.read(
        nodes.map((node) => ({ nodeId: `ns=1;s=${node}`, attributeId: AttributeIds.Value })),
      );
      return values.map(({ sourceTimestamp }) => sourceTimestamp!.getTime());
    };
    const before = await read();
    await vi.waitFor(async () => expect((await read())[0]).toBeGreaterThan(before[0]!), 5000);
    expect((await read()).slice(1)).toEqual(before.slice(1));
  });

  test('no node names what only truth knows', () => {
    for (const { address } of virtualLineTagMap('short')) {
      expect(address).not.toMatch(/porosity|truth|residual|heckel|seed|fault/i);
    }
  });

  test('a variable carries the UNECE code of its unit and its range', async () => {
    const references = await childrenOf('ns=1;s=calender.lineLoad');
    const property = (name: string) =>
      references.find(({ browseName }) => browseName.name === name)!.nodeId;
    const unit = await session.read({
      nodeId: property('EngineeringUnits'),
      attributeId: AttributeIds.Value,
    });
    const range = await session.read({
      nodeId: property('EURange'),
      attributeId: AttributeIds.Value,
    });
    const code = [...'F47'].reduce((sum, letter) => sum * 256 + letter.charCodeAt(0), 0);
    expect(unit.value.value.unitId).toBe(code);
    expect(range.value.value).toMatchObject({ low: 0, high: 600 });
  });

  test('values arrive with the time that the machine took them', async () => {
    const before = Date.now();
    const { sourceTimestamp } = await firstValue('ns=1;s=line.webLength', (value) => value > 0);
    expect(sourceTimestamp!.getTime()).toBeGreaterThan(before - 60_000);
    expect(sourceTimestamp!.getTime()).toBeLessThanOrEqual(Date.now() + 200);
  });

  test('a failed sensor gives a bad status and no value', async () => {
    const reading = await session.read({
      nodeId: 'ns=1;s=coater.dieTemperature',
      attributeId: AttributeIds.Value,
    });
    expect(reading.statusCode.equals(StatusCodes.BadSensorFailure)).toBe(true);
    expect(reading.value?.value ?? null).toBeNull();
  });

  test('a setpoint that is written moves the machine', async () => {
    expect((await write('ns=1;s=calender.lineLoadSetpoint', 80)).isGood()).toBe(true);
    const { value } = await firstValue('ns=1;s=calender.lineLoad', (load) => load > 79);
    expect(value).toBeLessThan(82);
  });

  test('a setpoint outside the machine limits is refused and changes nothing', async () => {
    for (const value of [39, 301]) {
      expect(await write('ns=1;s=calender.lineLoadSetpoint', value)).toBe(
        StatusCodes.BadOutOfRange,
      );
    }
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 39.999]) {
      expect(await write('ns=1;s=calender.lineLoadSetpoint', value)).toBe(
        StatusCodes.BadOutOfRange,
      );
    }
    const held = await firstValue('ns=1;s=calender.lineLoadSetpoint', () => true);
    expect(held.value).toBe(80);
  });

  test('the press takes whole N/mm, as it says, and refuses what lies between', async () => {
    const about = await session.read({
      nodeId: 'ns=1;s=calender.lineLoadSetpoint',
      attributeId: AttributeIds.Description,
    });
    expect(about.value.value.text).toContain('in steps of 1');
    expect(await write('ns=1;s=calender.lineLoadSetpoint', 47.3)).toBe(StatusCodes.BadOutOfRange);
    const held = await firstValue('ns=1;s=calender.lineLoadSetpoint', () => true);
    expect(held.value).toBe(80);
    expect(await write('ns=1;s=calender.lineLoadSetpoint', 47)).toBe(StatusCodes.Good);
    expect(await write('ns=1;s=calender.lineLoadSetpoint', 80)).toBe(StatusCodes.Good);
    const back = await firstValue('ns=1;s=calender.lineLoad', (load) => load > 79);
    expect(back.value).toBeLessThan(82);
  });

  test('a setpoint without steps takes any number in its range', async () => {
    const address = 'ns=1;s=line.webSpeedSetpoint';
    const { value } = await firstValue(address, () => true);
    expect(await write(address, value * 1.0123)).toBe(StatusCodes.Good);
    expect(await write(address, value)).toBe(StatusCodes.Good);
  });

  test('a value that is no Double is refused', async () => {
    const status = await session.write({
      nodeId: 'ns=1;s=calender.lineLoadSetpoint',
      attributeId: AttributeIds.Value,
      value: { value: { dataType: DataType.String, value: '90' } },
    });
    expect(status).toBe(StatusCodes.BadTypeMismatch);
  });

  test('a client whose certificate nobody trusts is refused, and let in once it is trusted', async () => {
    const connector = createOpcuaConnector({
      id: 'machines',
      endpoint: server.endpoint,
      security: { mode: 'SignAndEncrypt' },
      map: [],
      pkiFolder: join(folder, 'client'),
      clock: { now: () => Date.now() },
      random: () => 0.5,
    });
    const abort = new AbortController();
    const done = connector.run({ offer: async () => undefined }, abort.signal);
    const says = (expected: object) =>
      vi.waitFor(() => expect(connector.health()).toMatchObject(expected), {
        timeout: 20_000,
        interval: 50,
      });
    const admit = async (pki: string): Promise<void> => {
      const files = await readdir(join(folder, pki, 'rejected'));
      expect(files).toHaveLength(1);
      for (const file of files) {
        await rename(
          join(folder, pki, 'rejected', file),
          join(folder, pki, 'trusted', 'certs', file),
        );
      }
    };
    try {
      await says({ state: 'failed', code: 'OPCUA_CERTIFICATE_UNTRUSTED' });
      await admit('client');
      await says({
        state: 'failed',
        code: 'OPCUA_CERTIFICATE_REFUSED',
        reason: expect.stringContaining('trust it at the server'),
      });
      await admit('pki');
      await says({ state: 'live' });
    } finally {
      abort.abort();
      await done;
    }
  }, 70_000);

  test('what a machine measures cannot be written', async () => {
    for (const name of ['calender.lineLoad', 'thicknessGauge.thicknessLane1', 'line.webLength']) {
      expect(await write(`ns=1;s=${name}`, 1)).toBe(StatusCodes.BadNotWritable);
    }
  });

  test('a taken port falls back to a free one, and a killed server is gone', async () => {
    const second = await startVirtualLineServer({
      line: 'short',
      seed: 7,
      port: server.port,
      pkiFolder: join(folder, 'pki2'),
    });
    expect(second.port).not.toBe(server.port);
    await second.kill();
    expect(second.failure()).toBeUndefined();
    const late = OPCUAClient.create({
      connectionStrategy: { maxRetry: 0 },
      endpointMustExist: false,
    });
    await expect(late.connect(second.endpoint)).rejects.toThrow();
    await late.disconnect();
  }, 30_000);

  test('serves the pilot line too, one folder a unit of its machines', async () => {
    const pilot = await startVirtualLineServer({
      line: 'pilot',
      seed: 7,
      port: 0,
      pkiFolder: join(folder, 'pki3'),
    });
    const second = OPCUAClient.create({ endpointMustExist: false });
    try {
      await second.connect(pilot.endpoint);
      const own = await second.createSession();
      const { references } = await own.browse({ nodeId: 'ns=1;s=pilot', resultMask: 63 });
      const units = (references ?? []).map(({ browseName }) => browseName.name);
      expect(units).toEqual(
        expect.arrayContaining(['coatingMachine', 'coater', 'calenderingMachine', 'mixer']),
      );
      const read = (nodeId: string) => own.read({ nodeId, attributeId: AttributeIds.Value });
      const coil = await read('ns=1;s=coatingMachine.coilId');
      expect(coil.value.value).toMatch(/^(COIL-R[0-9A-Z]+-0001-A)?$/);
      // Until its lane is crossed for the first time, the gauge gives no value; then it gives a number.
      const lane = await read('ns=1;s=weightGauge.loadingLane1');
      const crossed = typeof lane.value.value === 'number' && lane.value.value > 0;
      const expected = crossed ? StatusCodes.Good : StatusCodes.BadOutOfService;
      expect(lane.statusCode.equals(expected)).toBe(true);
      await own.close();
    } finally {
      await second.disconnect();
      await pilot.stop();
    }
  }, 60_000);
});
