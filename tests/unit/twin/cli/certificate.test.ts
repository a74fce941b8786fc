import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { MetCertificates } from '../../../../twin/cli/certificate.ts';
import { runCommand } from '../../../support/run-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'twinline-certificate-'));
afterAll(() => rmSync(folder, { recursive: true }));

const band = { min: 1, target: 2, max: 3 };
const file = join(folder, 'plant.yaml');
writeFileSync(
  file,
  stringify({
    connectors: [
      { id: 'machines', kind: 'opcua', endpoint: 'opc.tcp://192.0.2.1:4840', map: 'tags.csv' },
      {
        id: 'press',
        kind: 'modbus',
        endpoint: 'tcp://192.0.2.2',
        firstRegister: 0,
        map: 'tags.csv',
      },
    ],
    recipes: [
      {
        name: 'test',
        material: 'nmc622-demonstration',
        porosity_frac: band,
        loading_g_per_m2: band,
        thickness_um: band,
      },
    ],
  }),
);

const known = {
  fingerprint: 'AA:BB',
  decision: 'pending',
  subject: 'CN=line',
  validFrom: 'Jan  1 00:00:00 2026 GMT',
  validTo: 'Jan  1 00:00:00 2027 GMT',
  file: 'line.pem',
};

function run(...argv: string[]) {
  const asked: unknown[] = [];
  const certificates: MetCertificates = {
    async list(...args) {
      asked.push(args);
      return [known];
    },
    async decide(...args) {
      asked.push(args);
      return args[2] === 'AA:BB' ? { ...known, decision: args[3] } : undefined;
    },
  };
  const all = ['certificate', ...argv, '--config', file, '--data', 'here'];
  return runCommand(all, { certificates }).then((result) => ({ ...result, asked }));
}

describe('certificate', () => {
  it('lists what the servers of a connector have shown', async () => {
    const { stdout, asked } = await run('list', 'machines');
    expect(stdout).toBe('pending  AA:BB  CN=line  until Jan  1 00:00:00 2027 GMT\n');
    expect(asked).toEqual([['here', 'machines']]);
    const json = await run('list', 'machines', '--json');
    expect(JSON.parse(json.stdout)).toEqual({ connector: 'machines', certificates: [known] });
  });

  it.each([
    ['trust', 'trusted'],
    ['reject', 'refused'],
  ])('%s decides', async (word, decision) => {
    const { stdout, asked, code } = await run(word, 'machines', 'AA:BB');
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^${decision}  AA:BB`));
    expect(asked).toEqual([['here', 'machines', 'AA:BB', decision]]);
  });

  it.each([
    [['trust', 'machines', 'CC:DD'], /has met no certificate CC:DD; it has met AA:BB/],
    [['trust', 'machines'], /takes the id and a fingerprint/],
    [['list', 'press'], /connectors are machines/],
    [['list', 'machines', 'AA:BB'], /takes the id of an OPC UA connector/],
  ])('%j is wrong usage', async (argv, why) => {
    const { code, stderr } = await run(...argv);
    expect(code).toBe(2);
    expect(stderr).toMatch(why);
  });
});
