import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { peekModbus } from '../../../../line-connectors/modbus/peek.ts';
import type { PeekAtDevice } from '../../../../twin/cli/config-peek.ts';
import { loadConfiguration } from '../../../../twin/cli/configuration.ts';
import { connectedSources, tagMaps } from '../../../../twin/connected-sources.ts';
import type { Sample } from '../../../../twin/domain/sample.ts';
import { modbusPlace, modbusRules } from '../../../../twin/modbus-source.ts';
import { idleSurroundings } from '../../../support/idle-surroundings.ts';
import { startLyingModbusServer } from '../../../support/lying-modbus-server.ts';
import { runCommand } from '../../../support/run-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'twinline-modbus-'));
afterAll(() => rmSync(folder, { recursive: true }));

const band = { min: 1, target: 2, max: 3 };
const header = 'tag,connector,address,sourceUnit,samplingInterval_ms';

/** A configuration with one Modbus connector, and its map. */
function configure(connector: Record<string, unknown>, rows: readonly string[] = []): string {
  writeFileSync(join(folder, 'press.csv'), `${[header, ...rows].join('\n')}\n`);
  const file = join(folder, 'plant.yaml');
  const recipe = {
    name: 'test',
    material: 'nmc622-demonstration',
    porosity_frac: band,
    loading_g_per_m2: band,
    thickness_um: band,
  };
  const modbus = { id: 'press', kind: 'modbus', map: 'press.csv', ...connector };
  writeFileSync(file, stringify({ connectors: [modbus], recipes: [recipe] }));
  return file;
}

const peekAtDevice: PeekAtDevice = (connector, address, signal) =>
  peekModbus(
    { ...modbusPlace(connector), clock: { now: () => 0 } },
    modbusRules(connector),
    address,
    signal,
  );

describe('config check', () => {
  it('names a bad Modbus address by row and column, with the word that is wrong', async () => {
    const tag = 'demo.electrode.line1.press';
    const file = configure({ endpoint: 'tcp://127.0.0.1', firstRegister: 1 }, [
      `${tag}.force_N,press,1 holding 1 float32 CDAB,kN,100`,
      `${tag}.speed_rpm,press,1 holding 3 float32,rpm,100`,
      `${tag}.gap_um,press,1 holding 0 int16,um,100`,
      `${tag}.heat_degC,press,1 input 5 int16,,100`,
    ]);
    const { code, stderr } = await runCommand(['config', 'check', '--config', file]);
    expect(code).toBe(3);
    expect(stderr).toMatch(
      /row 3, address: found "float32"; allowed: float32 with its order, ABCD/,
    );
    expect(stderr).toMatch(/row 4, address: found "0"; allowed: a register from 1 to 65536/);
    expect(stderr).toMatch(/row 5, sourceUnit: found ""; allowed: .*give sourceUnit in the map/);
    expect(stderr).not.toMatch(/row 2/);
  });

  it.each([
    [{ endpoint: 'tcp://127.0.0.1:502' }, /firstRegister/],
    [{ endpoint: 'opc.tcp://127.0.0.1:502', firstRegister: 0 }, /tcp:\/\/host:port/],
    [{ endpoint: 'tcp://a b:502', firstRegister: 0 }, /tcp:\/\/host:port/],
    [{ endpoint: 'tcp://a', firstRegister: 0, wordOrder: 'ABDC' }, /wordOrder/],
    [{ endpoint: 'tcp://a', firstRegister: 0, timeout_ms: 1 }, /timeout_ms.*from 10 to 60000/],
  ])('refuses the connector %j', async (connector, why) => {
    const { code, stderr } = await runCommand([
      'config',
      'check',
      '--config',
      configure(connector),
    ]);
    expect(code).toBe(2);
    expect(stderr).toMatch(why);
  });
});

describe('a configured Modbus connector', () => {
  it('reads what its map names', async () => {
    const server = await startLyingModbusServer(() => 'answer');
    const tag = 'demo.electrode.line1.press.speed_rpm';
    const endpoint = `tcp://127.0.0.1:${server.port}`;
    const file = configure({ endpoint, firstRegister: 1, reportUnchangedAfter_s: 60 }, [
      `${tag},press,1 holding 41 uint16 scale=0.1,rpm,50`,
    ]);
    const configuration = loadConfiguration(file, {});
    const [source] = connectedSources(configuration, tagMaps(configuration), {
      ...idleSurroundings,
      dataFolder: folder,
      virtualEndpoint: undefined,
      clock: { now: () => 1000 },
      log: () => undefined,
    });
    const stop = new AbortController();
    const batch = await new Promise<readonly Sample[]>((resolve) => {
      const offer = async (samples: readonly Sample[]) => resolve(samples);
      void source!.connector.run({ offer }, stop.signal);
    });
    stop.abort();
    await server.close();
    expect(batch).toMatchObject([{ tag, value: 4, sourceTimestamp: 1000, status: 0 }]);
  });
});

describe('config peek', () => {
  it('shows words and every number that they could be', async () => {
    // 12.5 as float32, low word first.
    const server = await startLyingModbusServer(
      () => 'answer',
      (_request, register) => (register === 41 ? 0x4148 : 0),
    );
    try {
      const endpoint = `tcp://127.0.0.1:${server.port}`;
      const file = configure({ endpoint, firstRegister: 1 });
      const argv = ['config', 'peek', 'press', '1', 'holding', '41', '--config', file];
      const text = await runCommand(argv, { peekAtDevice });
      expect(text.stderr).toBe('');
      expect(text.stdout).toMatch(/unit 1, holding 40 \(counted from 0\)/);
      expect(text.stdout).toMatch(/^0x0000 0x4148 0x0000 0x0000$/m);
      const [, , orders, ...rows] = text.stdout.trimEnd().split('\n');
      expect(orders!.trim().split(/ +/)).toEqual(['ABCD', 'CDAB', 'BADC', 'DCBA']);
      expect(rows.map((line) => line.split(/ +/)[0])).toHaveLength(8);
      expect(rows.find((line) => line.startsWith('float32'))!.split(/ +/)[2]).toBe('12.5');
      const { stdout } = await runCommand([...argv, '--json'], { peekAtDevice });
      expect(JSON.parse(stdout)).toMatchObject({
        connector: 'press',
        first: 40,
        words: [0, 0x4148, 0, 0],
        numbers: { float32: { CDAB: 12.5 } },
      });
    } finally {
      await server.close();
    }
  });

  it('says what it cannot do', async () => {
    const server = await startLyingModbusServer(() => ({ exception: 2 }));
    try {
      const endpoint = `tcp://127.0.0.1:${server.port}`;
      const file = configure({ endpoint, firstRegister: 0 });
      const peek = (...rest: string[]) =>
        runCommand(['config', 'peek', ...rest, '--config', file], { peekAtDevice });
      expect(await peek('press', '1', 'holding', '7')).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/refuses holding 7 .*exception 2, illegal data address/),
      });
      expect(server.requests.map(({ count }) => count)).toEqual([4, 2, 1]);
      expect(await peek('press', '1', 'register', '7')).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/UNIT TABLE REGISTER/),
      });
      expect(await peek('other', '1', 'holding', '7')).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/connectors are press/),
      });
    } finally {
      await server.close();
    }
  });
});
