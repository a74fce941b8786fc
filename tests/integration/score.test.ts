import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { demonstrationConfiguration } from '../../twin/cli/demonstration.ts';
import type { ProcessAnswer } from '../../twin/cli/process.ts';
import type { ScoreAnswer } from '../../twin/cli/score.ts';
import { expectClose } from '../support/close.ts';
import { runCommand } from '../support/run-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'twinline-score-'));
afterAll(() => rmSync(folder, { recursive: true }));

function schedule(name: string, ...faults: unknown[]): string {
  const file = join(folder, `${name}.json`);
  writeFileSync(file, JSON.stringify({ formatVersion: 1, faults }));
  return file;
}

async function score(file: string, ...argv: string[]): Promise<ScoreAnswer> {
  const { code, stdout } = await runCommand([
    'score',
    '--schedule',
    file,
    '--hours',
    '0.06',
    '--json',
    ...argv,
  ]);
  expect(code).toBe(0);
  return JSON.parse(stdout) as ScoreAnswer;
}

const clog = { kind: 'dieLaneClog', unit: 'coater', lane: 3, at_s: 20, magnitude: 0.3 };
const sensors = [
  { kind: 'gaugeBias', unit: 'weightGauge', at_s: 0, magnitude: 20 },
  { kind: 'frozenSensor', unit: 'thicknessGauge', at_s: 30, magnitude: 1 },
  { kind: 'sensorDropout', unit: 'coater', at_s: 0, magnitude: 0.5 },
];

describe('score', () => {
  it('sees in a clogged lane of the die web out of its limits, and less capability', async () => {
    const out = join(folder, 'score.json');
    const answer = await score(schedule('clog', clog), '--out', out);
    const { noAction, withoutSchedule } = answer;
    expect(JSON.parse(readFileSync(out, 'utf8'))).toEqual(answer);
    expect(answer).toMatchObject({
      virtual: true,
      line: 'demo',
      seed: 7,
      hours: 0.06,
      advised: null,
      specifications: { 'NMC622-180': { porosity_frac: { min: 0.305, max: 0.335 } } },
    });
    expect(withoutSchedule.outOfSpec_m).toBe(0);
    // 216 s at 6 m/min are made; what the die lays from 20 s on is wound up 13 to 15 m later.
    expectClose(noAction.produced_m, 21.6, { rtol: 0, atol: 0.5 });
    expectClose(noAction.outOfSpec_m, 21.6 - 2 - 14, { rtol: 0, atol: 1.25 });
    for (const quality of ['loading_g_per_m2', 'thickness_um']) {
      expect(noAction.cpk[quality]).toBeLessThan(0.5);
      expect(withoutSchedule.cpk[quality]).toBeGreaterThan(1);
    }
    expect(noAction.energy_kWh_per_m2).toBeGreaterThan(0.01);
    expect(noAction.energy_kWh_per_m2).toBeLessThan(5);
  });

  it('says where the energy went, as docs/virtual-line.md has it beside that of process', async () => {
    const document = new URL('../../docs/virtual-line.md', import.meta.url);
    const rows = [
      ...readFileSync(document, 'utf8').matchAll(/^\| (score|process): (\w+) \| ([\d.]+) \|$/gm),
    ];
    const told = Object.fromEntries(
      rows.map(([, command, part, value]) => [`${command} ${part}`, value]),
    );
    const { noAction } = await score(schedule('none'), '--seed', '7', '--hours', '1');
    const parts = noAction.energyParts_kWh_per_m2!;
    const all = noAction.energy_kWh_per_m2!;
    const process = JSON.parse((await runCommand(['process', '--json'])).stdout) as ProcessAnswer;
    const dryer = process.steps.find(({ step }) => step === 'drying')!;
    expect(told).toEqual({
      ...Object.fromEntries(
        Object.entries(parts).map(([part, energy]) => [`score ${part}`, energy.toFixed(3)]),
      ),
      'score all': all.toFixed(3),
      'process dryingEnergy': dryer.web['dryingEnergy_kWh_per_m2']!.after.toFixed(3),
    });
    // All but what is still in web and air.
    const sum = Object.values(parts).reduce((total, energy) => total + energy, 0);
    expectClose(sum, all, { rtol: 0.01, atol: 0 });
  }, 30_000);

  it('sees in a lost zone of the dryer web that keeps too much solvent', async () => {
    const zone = { kind: 'ovenZoneLoss', unit: 'dryerZone3', at_s: 0, magnitude: 0.9 };
    const { noAction, withoutSchedule, specifications } = await score(schedule('zone', zone));
    expect(specifications['NMC622-180']!['residualSolvent_kg_per_kg']).toEqual({ max: 0.005 });
    expect(withoutSchedule.outOfSpec_m).toBe(0);
    expect(withoutSchedule.cpk['residualSolvent_kg_per_kg']).toBeGreaterThan(1);
    expect(noAction.outOfSpec_m).toBeGreaterThan(5);
    expect(noAction.cpk['residualSolvent_kg_per_kg']).toBeLessThan(0.5);
    // It is the solvent that leaves: the porosity stays where it was.
    expect(noAction.cpk['porosity_frac']).toBeGreaterThan(1);
  });

  it('does not judge by what sensors say: faults of sensors alone change nothing', async () => {
    const { noAction, withoutSchedule } = await score(schedule('sensors', ...sensors));
    expect(noAction).toEqual(withoutSchedule);
  });

  it('sees in a dryer without heat wet web that is scrap, and no metre vanishes', async () => {
    const zones = [1, 2, 3, 4].map((zone) => ({
      kind: 'ovenZoneLoss',
      unit: `dryerZone${zone}`,
      at_s: 0,
      magnitude: 1,
    }));
    const { noAction, withoutSchedule } = await score(schedule('cold', ...zones));
    for (const { wound_m, produced_m, scrap_m, unfinished_m } of [noAction, withoutSchedule]) {
      // 6 m/min for 216 s.
      expectClose(wound_m, 21.6, { rtol: 0, atol: 0.5 });
      expectClose(produced_m + scrap_m + unfinished_m, wound_m, { rtol: 1e-12, atol: 0 });
      expect(unfinished_m).toBe(0);
    }
    expect(withoutSchedule.scrap_m).toBe(0);
    // What was behind the dryer when it went cold, 5 m of web, is good; nearly all that was in it is wet.
    expect(noAction.scrapByReason_m['wet']).toBeGreaterThan(10);
    expect(noAction.scrap_m).toBe(noAction.scrapByReason_m['wet']);
  });

  it.each([
    ['short', ['NMC622-70']],
    ['pilot', ['NMC622-180', 'NMC622-150']],
  ])('takes the limits of the products that the line %s makes', async (line, products) => {
    const answer = await score(schedule(`own-${line}`), '--line', line, '--hours', '0.03');
    expect(Object.keys(answer.specifications)).toEqual(products);
    if (line === 'short') expect(answer.noAction).toMatchObject({ outOfSpec_m: 0, scrap_m: 0 });
  });

  it('takes the recipe of a configuration for its product, and refuses one of another product by name', async () => {
    const config = join(folder, 'twinline.yaml');
    const recipe = { ...demonstrationConfiguration.recipes[0]!, name: 'mine' };
    const { cell: _, ...plain } = {
      ...recipe,
      porosity_frac: { min: 0.31, target: 0.32, max: 0.33 },
    };
    writeFileSync(config, JSON.stringify({ ...demonstrationConfiguration, recipes: [plain] }));
    const file = schedule('configured');
    const own = await score(file, '--config', config, '--hours', '0.01');
    expect(own.specifications['NMC622-180']!['porosity_frac']).toEqual({ min: 0.31, max: 0.33 });
    const argv = ['score', '--schedule', file, '--line', 'short', '--config', config];
    const { code, stderr } = await runCommand(argv);
    expect(code).toBe(2);
    expect(stderr).toContain('mine (nmc622-demonstration, 174 to 186 g/m2)');
    expect(stderr).toContain('the line short makes NMC622-70');
  });

  it('is the same twice, and another for another seed', async () => {
    const file = schedule('again', clog);
    const short = ['--hours', '0.01'];
    const first = await score(file, ...short);
    expect(await score(file, ...short)).toEqual(first);
    const other = await score(file, ...short, '--seed', '8');
    expect(other.noAction.cpk).not.toEqual(first.noAction.cpk);
  });

  it('prints a table without --json', async () => {
    const argv = ['score', '--schedule', schedule('table'), '--hours', '0.01'];
    const { code, stdout } = await runCommand(argv);
    expect(code).toBe(0);
    for (const row of ['out of spec [m]', 'scrap [m]', 'energy [kWh/m2]', 'Cpk porosity_frac']) {
      expect(stdout).toContain(row);
    }
  });

  it('needs a schedule, and names what is wrong with one', async () => {
    expect((await runCommand(['score'])).code).toBe(2);
    const bad = schedule('bad', { ...clog, lane: 12 });
    const { code, stderr } = await runCommand(['score', '--schedule', bad]);
    expect([code, stderr]).toEqual([3, expect.stringContaining('faults[0].lane: found 12')]);
  });

  it('ends with its signal', async () => {
    const argv = ['score', '--schedule', schedule('long', clog), '--hours', '700'];
    expect(await runCommand(argv, { signal: AbortSignal.timeout(300) })).toMatchObject({
      code: 130,
      stdout: '',
      stderr: expect.stringContaining('score: cancelled; nothing is written'),
    });
  });
});
