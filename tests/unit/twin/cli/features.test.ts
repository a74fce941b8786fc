import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Circuit } from '../../../../ml/impedance/circuit.ts';
import { randomStreams } from '../../../../physics/core/random.ts';
import { csvRows } from '../../../../twin/domain/csv-records.ts';
import { expectClose } from '../../../support/close.ts';
import { gamryDta, spectrumCsv } from '../../../support/instrument-files.ts';
import { runCommand } from '../../../support/run-command.ts';
import { syntheticSpectrum } from '../../../support/synthetic-spectrum.ts';

const folder = mkdtempSync(join(tmpdir(), 'twinline-features-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A cell drawn about its class: a faulty one has a larger second arc, and all differ in the others. */
function circuitOf(cell: number, isFaulty: boolean): Circuit {
  const rng = randomStreams(cell).stream('cell');
  const about = (value: number, share: number): number => value * (1 + share * rng.normal());
  return {
    resistance: about(0.02, 0.1),
    inductance: 0,
    warburg: 0,
    arcs: [
      { resistance: about(0.02, 0.1), time: about(1e-3, 0.05), exponent: 0.9 },
      { resistance: about(isFaulty ? 0.045 : 0.03, 0.05), time: about(0.1, 0.05), exponent: 0.9 },
    ],
  };
}

/** Two measurements of each cell, which share what the cell is. */
function writeCells(name: string, first: number, count: number): string {
  const path = join(folder, name);
  mkdirSync(path);
  for (let cell = first; cell < first + count; cell++) {
    for (const measurement of [1, 2]) {
      const range = { from: 1e4, to: 0.1, noise: 0.003, seed: 10 * cell + measurement };
      const text = spectrumCsv(syntheticSpectrum(circuitOf(cell, cell % 2 === 1), range));
      writeFileSync(join(path, `cell${cell}@${measurement}.csv`), text);
    }
  }
  return path;
}

const at = (name: string): string => join(folder, name);
const labelsOf = (first: number, count: number): string => {
  const lines = Array.from({ length: count }, (_, i) => `cell${first + i},${(first + i) % 2}\n`);
  return `cell,faulty_1\n${lines.join('')}`;
};

beforeAll(async () => {
  const spectra = writeCells('spectra', 1, 8);
  writeFileSync(at('labels.csv'), labelsOf(1, 8));
  const command = ['features', '--eis', spectra, '--labels', at('labels.csv')];
  const { code, stderr } = await runCommand([...command, '--out', at('cells.csv')]);
  expect([code, stderr.includes('left out')]).toEqual([0, false]);
}, 120_000);

describe('features of spectra', () => {
  it('are one row a measurement with the label of its cell, and the values of the circuit', () => {
    const rows = csvRows(readFileSync(at('cells.csv'), 'utf8'), 'cells.csv');
    expect(rows).toHaveLength(16);
    for (const row of rows) {
      const cell = Number(row['cell']!.slice(4));
      const { resistance, arcs } = circuitOf(cell, cell % 2 === 1);
      expect(row['faulty_1']).toBe(String(cell % 2));
      expectClose(Number(row['r0_ohm']), resistance, { rtol: 0.02, atol: 0 });
      expectClose(Number(row['arc1Resistance_ohm']), arcs[0]!.resistance, { rtol: 0.06, atol: 0 });
      expectClose(Number(row['arc2Resistance_ohm']), arcs[1]!.resistance, { rtol: 0.06, atol: 0 });
    }
  });

  it('tell two classes apart in cells that were left out, and in new ones', async () => {
    const model = at('model');
    const asked = ['--target', 'faulty_1', '--group', 'cell', '--out', model, '--json'];
    const trained = await runCommand(['train', '--data', at('cells.csv'), ...asked]);
    expect(trained.code).toBe(0);
    const { groups, scores } = JSON.parse(trained.stdout);
    // Of shares of a class the squared error is Brier's score: 0.25 for who knows nothing.
    expect(groups).toBe(8);
    expect(scores.procedure.rmse ** 2).toBeLessThan(0.1);
    const fresh = writeCells('fresh', 21, 4);
    const command = ['features', '--eis', fresh, '--like', at('cells.csv'), '--out', at('new.csv')];
    expect((await runCommand(command)).code).toBe(0);
    const said = await runCommand(['predict', '--model', model, '--data', at('new.csv'), '--json']);
    const rows = csvRows(readFileSync(at('new.csv'), 'utf8'), 'new.csv');
    const classes = JSON.parse(said.stdout).map(({ mean }: { mean: number }) =>
      mean > 0.5 ? 1 : 0,
    );
    expect(classes).toEqual(rows.map(({ cell }) => Number(cell!.slice(4)) % 2));
  }, 120_000);

  it('say that a class in words is none: a share needs 0 and 1', async () => {
    const text = readFileSync(at('cells.csv'), 'utf8').replace(/^(cell\d+),1/gm, '$1,bad');
    writeFileSync(at('words.csv'), text);
    const asked = ['--target', 'faulty_1', '--group', 'cell', '--out', at('none')];
    const { code, stderr } = await runCommand(['train', '--data', at('words.csv'), ...asked]);
    expect(code).toBe(3);
    expect(stderr).toContain("column 'faulty_1': found 'bad', allowed is a number");
  });
});

describe('files that cannot be taken', () => {
  it('are named, and the others go on', async () => {
    const mixed = at('mixed');
    mkdirSync(mixed);
    const good = syntheticSpectrum(circuitOf(1, false), { from: 1e4, to: 0.1 });
    writeFileSync(join(mixed, 'a.DTA'), gamryDta(good));
    writeFileSync(join(mixed, 'b.csv'), spectrumCsv(good).replace('zReal', 'real'));
    writeFileSync(join(mixed, 'c.csv'), 'PK\u0003\u0004 no table at all');
    writeFileSync(join(mixed, 'd.csv'), spectrumCsv(good, 'a'));
    const noise = syntheticSpectrum(circuitOf(1, false), { from: 1e4, to: 0.1, noise: 0.2 });
    writeFileSync(join(mixed, 'e.csv'), spectrumCsv(noise));
    const command = ['features', '--eis', mixed, '--eis', at('missing.csv'), '--json'];
    const { code, stdout, stderr } = await runCommand(command);
    expect(code).toBe(0);
    const { rows, leftOut } = JSON.parse(stdout);
    expect(rows.map(({ cell }: { cell: string }) => cell)).toEqual(['a']);
    expect(rows[0].standardErrors.arc1Resistance_ohm).toBeGreaterThan(0);
    expect(leftOut).toHaveLength(5);
    expect(leftOut[0].data).toMatchObject({ line: 1, column: 'zReal_ohm' });
    expect(leftOut[2].message).toContain("cell 'a' stands in");
    expect(leftOut[3].message).toContain('Kramers-Kronig');
    expect(stderr).toContain('left out: the signal');
  });

  it('end with 3 where none is left, and with 2 where none is asked for', async () => {
    const alone = await runCommand(['features', '--eis', join(at('mixed'), 'c.csv'), '--json']);
    expect([alone.code, JSON.parse(alone.stdout).code]).toEqual([3, 'TABLE_INVALID']);
    expect((await runCommand(['features'])).code).toBe(2);
  });

  it('are not written where a signal ends it', async () => {
    const controller = new AbortController();
    controller.abort();
    const command = ['features', '--eis', at('spectra'), '--out', at('never.csv')];
    const { code } = await runCommand(command, { signal: controller.signal });
    expect([code, existsSync(at('never.csv'))]).toEqual([130, false]);
  });
});

describe('features of curves', () => {
  /** Cycles of a voltage with one step: dQ/dV is a bell at its place, and the capacity fades by 2 % a cycle. */
  function curve(place: number): string {
    const lines: string[] = [];
    let time = 0;
    for (let cycle = 0; cycle < 3; cycle++) {
      for (const isCharge of [true, false]) {
        for (let i = 0; i <= 400; i++) {
          const share = isCharge ? i / 400 : 1 - i / 400;
          // Logistic in the charge: dQ/dV has its peak at the place, Q(V) = 1 / (1 + exp(-(V - place) / 0.05)).
          const inside = 0.001 + 0.998 * share;
          const voltage =
            place + 0.05 * Math.log(inside / (1 - inside)) + (isCharge ? 0.02 : -0.02);
          lines.push(`${time},${isCharge ? -1 : 1},${voltage}`);
          if (i < 400) time += 9 * (1 - 0.02 * cycle);
        }
      }
    }
    return `time_s,current_A,voltage_V\n${lines.join('\n')}\n`;
  }

  it('tell peaks, capacities and what changed', async () => {
    const curves = at('curves');
    mkdirSync(curves);
    for (const [cell, place] of [
      ['a', 3.6],
      ['b', 3.7],
    ] as const) {
      writeFileSync(join(curves, `${cell}.csv`), curve(place));
    }
    const { code, stdout } = await runCommand(['features', '--curves', curves]);
    expect(code).toBe(0);
    const rows = csvRows(stdout, 'stdout');
    for (const [k, place] of [3.6, 3.7].entries()) {
      const number = (name: string): number => Number(rows[k]![name]);
      expectClose(number('firstChargeCapacity_Ah'), 1, { rtol: 1e-9, atol: 0 });
      expectClose(number('lastDischargeCapacity_Ah'), 0.96, { rtol: 1e-9, atol: 0 });
      expectClose(number('firstPolarisation_V'), 0.04, { rtol: 1e-6, atol: 0 });
      expectClose(number('chargePeak1Voltage_V'), place + 0.02, { rtol: 0, atol: 5e-4 });
      expectClose(number('dischargePeak1Voltage_V'), place - 0.02, { rtol: 0, atol: 5e-4 });
      // The bell of a logistic is 1 / (4 width) high and 3.5255 widths wide at half height, with the root of a half of its area.
      expectClose(number('dischargePeak1Height_Ah_per_V'), (0.96 / 0.998) * 5, {
        rtol: 0.02,
        atol: 0,
      });
      expectClose(number('dischargePeak1Plateau_s'), (0.96 / 0.998) * 3600 * Math.SQRT1_2, {
        rtol: 0.02,
        atol: 0,
      });
      expect(number('dischargeChangeLogVariance_1')).toBeLessThan(-3);
    }
  });
});
