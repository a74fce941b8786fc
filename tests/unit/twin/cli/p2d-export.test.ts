import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { expectClose } from '../../../support/close.ts';
import { runCommand } from '../../../support/run-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'twinline-export-'));
afterAll(() => rmSync(folder, { recursive: true }));

const p2d = (...argv: string[]) => runCommand(['p2d', ...argv]);

const chen = ['--parameters', 'Chen2020', '--without', 'interphase'];
const discharge = ['--protocol', 'discharge 1C until 2.5V', '--preset', 'fast', '--grid_s', '300'];
const thinner = ['--set', 'negative.thickness_um=80'];
const fileOf = (name: string): string => join(folder, name);

describe('p2d --export', () => {
  it('writes the set after --set, which solves to the same curve when it is read again', async () => {
    const file = fileOf('chen.bpx.json');
    const given = [...chen, ...thinner, ...discharge, '--json'];
    const { code, stdout, stderr } = await p2d(...given, '--export', file);
    expect([code, stderr]).toEqual([0, expect.stringContaining(`${file} holds the parameters`)]);
    const again = await p2d('--parameters', file, ...discharge, '--json');
    const [before, after] = [JSON.parse(stdout), JSON.parse(again.stdout)];
    const bound = { rtol: 0, atol: 1e-4 }; // V: tables within 1e-5 V and 1e-5 of transport
    expect(after.series.time_s.length).toBe(before.series.time_s.length);
    for (const [i, voltage] of before.series.voltage_V.slice(0, -1).entries()) {
      expectClose(after.series.voltage_V[i], voltage, bound);
    }
    // Of the same tables: a share of the steepest, at the end.
    const tables = { rtol: 1e-4, atol: 0 };
    expectClose(after.summary.capacity_Ah, before.summary.capacity_Ah, tables);
  });

  it('needs no protocol, and prints the document with --json', async () => {
    const file = fileOf('alone.json');
    const { code, stdout } = await p2d(...chen, ...thinner, '--export', file);
    expect([code, stdout]).toEqual([0, `${file}\n`]);
    const text = readFileSync(file, 'utf8');
    const negative = JSON.parse(text).Parameterisation['Negative electrode'];
    expect(negative['Thickness [m]']).toBe(80e-6);
    expect((await p2d(...chen, ...thinner, '--export', file, '--json')).stdout).toBe(text);
  });

  it.each([
    ['Chen2020', 'BPX has no growth of an interphase; --without leaves out'],
    ['Xu2019', 'BPX has no electrode of lithium metal'],
    ['ORegan2022', 'BPX takes 0.5'],
  ])('refuses what BPX cannot hold of %s, before anything is solved', async (name, words) => {
    const given = ['--parameters', name, ...discharge, '--export', fileOf('none.json'), '--json'];
    const { code, stdout, stderr } = await p2d(...given);
    expect([code, JSON.parse(stdout).code]).toEqual([3, 'BPX_CANNOT_EXPRESS']);
    expect(stderr).toContain(words);
    expect(readdirSync(folder)).not.toContain('none.json');
  });

  it.each([
    [['--export', 'cell.bpx'], 'ends in .json'],
    [['--export', 'a.json', '--batch', 'b.csv'], '--export or --batch'],
    [['--export', 'a.json', '--model', 'spm'], '--model says how a cell is run'],
    [['--export', 'a.json', '--fields'], '--fields says how a cell is run'],
    [['--export', 'a.json', '--without', 'thermal'], 'interphase, plating, temperatureDependence'],
    [[], '--without with --export'],
  ])('refuses %j', async (argv, words) => {
    const { code, stderr } = await p2d(...chen, ...argv);
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
  });
});
