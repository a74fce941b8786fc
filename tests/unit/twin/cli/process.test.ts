import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { demonstrationConfiguration } from '../../../../twin/cli/demonstration.ts';
import { expectClose } from '../../../support/close.ts';
import { runCommand } from '../../../support/run-command.ts';

const processCommand = (...argv: string[]) => runCommand(['process', ...argv]);

const load = 'calender.lineLoad_N_per_mm';

it('says what more line load makes of the web, and how sure it is', async () => {
  const { code, stdout } = await processCommand('--change', `${load}=40`, '--json');
  expect(code).toBe(0);
  const answer = JSON.parse(stdout);
  expect(answer.changed).toEqual({ [load]: 155 });
  const { porosity_frac: porosity, thickness_um: thickness } = answer.steps.at(-1).web;
  expect(porosity.change).toBeLessThan(-0.01);
  expect(thickness.change).toBeLessThan(0);
  // What is not known of the bed is the same before and after.
  expect(porosity.sdOfChange).toBeLessThan(0.5 * porosity.sd);
  // The derivative at the new load points the same way and is of the size of the chord.
  const chord = porosity.change / 40;
  expectClose(porosity.perSetting[load], chord, { rtol: 0.3, atol: 0 });
  const shares = porosity.causes.map(({ share }: { share: number }) => share);
  expect(shares).toEqual([...shares].sort((left: number, right: number) => right - left));
});

it('takes a difference of temperature without the offset of its scale, and prints a table', async () => {
  const { code, stdout } = await processCommand('--change', 'dryerZone3.airTemperature_degC=10');
  expect(code).toBe(0);
  expect(stdout).toContain('dryerZone3.airTemperature_degC = 130');
  expect(stdout).toMatch(
    /behind forceCalendering\n {2}loading_g_per_m2 +\S+ ± \S+ +\S+ to \S+ +was/,
  );
});

it('takes how well the machine holds a setting, and names it among the causes', async () => {
  const temperature = 'dryerZone1.airTemperature_degC';
  const { stdout } = await processCommand(
    '--sd',
    `${load}=10`,
    '--sd',
    `${temperature}=2`,
    '--json',
  );
  const { lineLoad_N_per_mm, porosity_frac } = JSON.parse(stdout).steps.at(-1).web;
  expectClose(lineLoad_N_per_mm.sd, 10, { rtol: 1e-9, atol: 0 });
  expect(porosity_frac.causes.map(({ source }: { source: string }) => source)).toContain(
    'calender.lineLoad',
  );
});

it('takes two coated sides, which need more load, and names what is not known of that', async () => {
  const two = ['--set', 'calender.coatedSides_count=2', '--json'];
  const porosityOf = (text: string) => JSON.parse(text).steps.at(-1).web.porosity_frac;
  const one = porosityOf((await processCommand('--json')).stdout);
  const same = porosityOf((await processCommand(...two)).stdout);
  const more = porosityOf(
    (await processCommand(...two, '--set', `${load}=${115 * 2 ** 0.5}`)).stdout,
  );
  expect(same.after).toBeGreaterThan(one.after + 0.02);
  // Two sides are warmed less.
  expectClose(more.after, one.after, { rtol: 0, atol: 0.005 });
  const named = (porosity: { causes: { source: string }[] }) =>
    porosity.causes.map(({ source }) => source);
  expect(named(one)).not.toContain('material.compaction.sidesExponent');
  expect(same.sd).toBeGreaterThan(one.sd);
  expect(named(same)).toContain('material.compaction.sidesExponent');
});

it('says by how much a zone is short of air', async () => {
  const { stdout } = await processCommand('--set', 'dryerZone2.solventContent_ppm=600');
  expect(stdout).toMatch(
    /zone 2 would need [\d.]+ % more fresh air than its jets blow to hold 600 ppm/,
  );
});

it('says where a standard deviation is a rough one', async () => {
  const { stdout } = await processCommand('--json');
  const [, , drying] = JSON.parse(stdout).steps;
  // Binder at the surface grows with the exponential of what is least known, its diffusivity.
  expect(drying.web.binderRatio_1.isRough).toBe(true);
  expect(drying.web.porosity_frac.isRough).toBe(false);
  // A few draws leave more solvent than any derivative says.
  const { after, lower90, upper90, isRough } = drying.web.residualSolvent_kg_per_kg;
  expect(isRough).toBe(true);
  expect(upper90 - after).toBeGreaterThan(after - lower90);
  expect(lower90).toBeLessThan(after);
  const text = await processCommand();
  expect(text.stdout).toMatch(/binderRatio_1 +\S+ ≈ /);
  expect(text.stdout).toContain('A to B: holds 90 % of draws');
  const other = await processCommand('--json', '--seed', '2');
  const spread = JSON.parse(other.stdout).steps[2].web.residualSolvent_kg_per_kg;
  expect(spread.upper90).not.toBe(upper90);
  expectClose(spread.upper90, upper90, { rtol: 0.3, atol: 0 });
});

it.each([
  [['--set', 'oven.heat_degC=1'], 2, 'is no setting of the route; allowed are'],
  [['--set', load], 2, 'KEY=VALUE'],
  [['--sd', `${load}=-1`], 3, 'calender.lineLoad'],
  [['--sd', 'oven.heat_degC=1'], 2, 'is no setting of the route; allowed are'],
  [['--set', `${load}=much`], 2, 'allowed is a number'],
  [['--set', `${load}=-5`], 3, 'lineLoad is -5 N_per_mm; allowed is 0 to'],
  [['--set', `${load}=1000`], 3, 'lineLoad is 1000 N_per_mm; allowed is 0 to 500 N_per_mm'],
  [['--change', 'dryerZone1.airTemperature_degC=1000'], 3, 'airTemperature is 1095 degC'],
  [
    ['--set', 'calender.lineLoad_kN_per_m=115'],
    2,
    'no setting of the route; allowed is calender.lineLoad_N_per_mm: calender.lineLoad is given in N_per_mm',
  ],
  [
    ['--set', 'dryerZone2.airTemperature_degC=15'],
    3,
    'airTemperature of zone 2 is 15 degC; allowed is 22 to 250 degC (step drying)',
  ],
  [
    ['--set', 'dryerZone1.solventContent_ppm=0.001'],
    3,
    'ppm and more: below, fresh air would be more than 10 times the air of the jets (step drying)',
  ],
  [['--set', 'calender.passes_count=1.5'], 3, 'allowed is a whole number from 1 to 100'],
  [['--set', 'calender.coatedSides_count=3'], 3, 'coatedSides is 3 count; allowed is 1 to 2'],
])('refuses %j', async (argv, code, sentence) => {
  const answer = await processCommand(...argv);
  expect(answer.code).toBe(code);
  expect(answer.stderr).toContain(sentence);
});

it('says why a zone in which the coating is dry moves nothing of it', async () => {
  const zone = 'dryerZone3.airTemperature_degC';
  const { stdout } = await processCommand('--change', `${zone}=10`, '--json');
  const { steps, effects } = JSON.parse(stdout);
  expect(effects).toMatchObject([{ setting: zone, before: 120, after: 130 }]);
  expect(effects[0].note.reason).toBe('alreadyDry');
  expect(effects[0].note.message).toMatch(/comes into dryerZone3 dry.*the air of dryerZone4/);
  const [, , drying] = steps;
  expect(drying.within.map(({ place }: { place: string }) => place)).toEqual(
    [1, 2, 3, 4].map((i) => `dryerZone${i}`),
  );
  // Half a per cent of solvent on solids counts as dry.
  expect(drying.within[0].web.residualSolvent_kg_per_kg).toBeGreaterThan(0.005);
  expect(drying.within[1].web.residualSolvent_kg_per_kg).toBeLessThan(0.005);
  const text = await processCommand('--change', `${zone}=10`);
  expect(text.stdout).toContain('note: the coating comes into dryerZone3 dry');
});

it('says what each change does by itself', async () => {
  const argv = ['--change', `${load}=20`, '--set', 'coater.dieGap_um=180', '--json'];
  const { effects } = JSON.parse((await processCommand(...argv)).stdout);
  const moves = Object.fromEntries(
    effects.map(({ setting, moves }: { setting: string; moves: string[] }) => [setting, moves]),
  );
  expect(moves[load]).toContain('forceCalendering.porosity_frac');
  expect(moves[load]).not.toContain('slotDie.slurryViscosity_mPa_s');
  // A slot die is pre-metered: its gap moves viscosity and scatter, and no loading.
  expect(moves['coater.dieGap_um']).toContain('slotDie.slurryViscosity_mPa_s');
  expect(moves['coater.dieGap_um']).not.toContain('slotDie.loading_g_per_m2');
});

it('carries warnings, and tells which ones a change takes away', async () => {
  const roll = 'calender.rollTemperature_degC';
  const hot = await processCommand('--set', `${roll}=180`);
  expect(hot.stdout).toContain('CALENDERING_OUTSIDE_FITTED_TEMPERATURE: 180 degC of the rolls');
  const folder = mkdtempSync(join(tmpdir(), 'twinline-process-'));
  const config = join(folder, 'hot.yaml');
  const [recipe] = demonstrationConfiguration.recipes!;
  const settings = { ...recipe!.settings, [roll]: 180 };
  writeFileSync(config, JSON.stringify({ recipes: [{ ...recipe, settings }] }));
  const cooled = await processCommand('--config', config, '--set', `${roll}=80`);
  rmSync(folder, { recursive: true });
  expect(cooled.stdout).toContain(
    'no more: warning of forceCalendering: CALENDERING_OUTSIDE_FITTED_TEMPERATURE',
  );
});

it('prints what one unit more of each setting does', async () => {
  const { stdout } = await processCommand();
  expect(stdout).toMatch(/per unit of each setting, at the end of the route\n +loading_g_per_m2 /);
  // More load, thinner.
  expect(stdout).toMatch(/\n {2}calender\.lineLoad_N_per_mm +-\S+ +-\S+/);
});
