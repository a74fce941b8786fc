import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { faradayConstant } from '../../../../physics/core/constants.ts';
import { p2dAnswerSchema } from '../../../../twin/contract/p2d.ts';
import { expectClose } from '../../../support/close.ts';
import { runCommand } from '../../../support/run-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'twinline-side-'));
afterAll(() => rmSync(folder, { recursive: true }));

const p2d = (...argv: readonly string[]) => runCommand(['p2d', ...argv]);

const cold = ['--parameters', 'OKane2022', '--preset', 'fast', '--soc_frac', '0'];
const charge = ['--protocol', 'charge 1C for 30min; rest for 30min', '--temperature_degC', '5'];
const both = ['--interphase', 'reaction', '--plating', 'partiallyReversible'];

describe('side reactions on the command line', () => {
  it('are told at the end of each step, with lithium as capacity', async () => {
    const { code, stdout } = await p2d(...cold, ...charge, ...both, '--json');
    expect(code).toBe(0);
    const answer = p2dAnswerSchema.parse(JSON.parse(stdout));
    const { interphase, plating, warnings } = answer;
    expect(plating!.time_s).toEqual([1800, 3600]);
    expect(interphase!.time_s).toEqual(plating!.time_s);
    for (const i of [0, 1]) {
      expect(plating!.plated_mol[i]).toBeGreaterThan(0);
      expect(plating!.dead_Ah[i]).toBeGreaterThan(0);
      // The same number in another unit.
      expectClose(plating!.plated_Ah[i]! * 3600, plating!.plated_mol[i]! * faradayConstant, {
        rtol: 1e-12,
        atol: 0,
      });
    }
    expect(plating!.plated_mol[1]).toBeLessThan(plating!.plated_mol[0]!);
    expect(warnings.map(({ code: warning }) => warning)).toContain('CELL_LITHIUM_PLATING');
  });

  it('are left out of the answer where they are not asked for', async () => {
    const { stdout } = await p2d(...cold, ...charge, '--json');
    const answer = JSON.parse(stdout);
    expect(answer).not.toHaveProperty('plating');
    expect(answer).not.toHaveProperty('interphase');
  });

  it('stand in the rows of a batch and at the end of its lines', async () => {
    const batch = join(folder, 'cells.csv');
    writeFileSync(batch, 'id,negative.porosity_frac\na,0.25\nb,0.22\nc,2\n');
    const given = [...cold, ...charge, ...both, '--batch', batch, '--threads', '1'];
    const { rows } = JSON.parse((await p2d(...given, '--json')).stdout);
    expect(rows[1].plating.plated_Ah[1]).toBeGreaterThan(rows[0].plating.plated_Ah[1]);
    expect(rows[2]).not.toHaveProperty('plating');
    const lines = (await p2d(...given)).stdout.trimEnd().split('\n');
    const names = lines[0]!.split(',');
    const fieldOf = (line: number, name: string) => lines[line]!.split(',')[names.indexOf(name)];
    expect(names.slice(8, 12)).toEqual([
      'interphaseThickness_nm',
      'interphaseLost_Ah',
      'plated_Ah',
      'dead_Ah',
    ]);
    expect(Number(fieldOf(2, 'plated_Ah'))).toBe(rows[1].plating.plated_Ah[1]);
    expect(Number(fieldOf(1, 'interphaseLost_Ah'))).toBe(rows[0].interphase.capacityLost_Ah[1]);
    expect(fieldOf(3, 'plated_Ah')).toBe('');
  });

  it.each([
    ['Chen2020', 'reversible', 3, 'Chen2020 has no data of it'],
    ['OKane2022', 'some', 2, 'none, irreversible, reversible, partiallyReversible'],
  ])('are refused with what is allowed: %s, %s', async (set, law, exit, told) => {
    const { code, stderr } = await p2d('--parameters', set, ...charge, '--plating', law);
    expect(code).toBe(exit);
    expect(stderr).toContain(told);
  });
});
