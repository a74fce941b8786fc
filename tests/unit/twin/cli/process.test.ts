import { expect, it } from 'vitest';
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
  expect(stdout).toMatch(/behind forceCalendering\n {2}loading_g_per_m2 +\S+ ± \S+ +was/);
});

it('says where a standard deviation of the first order is a rough one', async () => {
  const { stdout } = await processCommand('--json');
  const [, , drying] = JSON.parse(stdout).steps;
  // Binder at the surface grows with the exponential of what is least known, its diffusivity.
  expect(drying.web.binderRatio_1.isRough).toBe(true);
  expect(drying.web.porosity_frac.isRough).toBe(false);
  const text = await processCommand();
  expect(text.stdout).toMatch(/binderRatio_1 +\S+ ≈ /);
});

it.each([
  [['--set', 'oven.heat_degC=1'], 2, 'is no setting of the route; allowed are'],
  [['--set', load], 2, 'KEY=VALUE'],
  [['--set', `${load}=much`], 2, 'allowed is a number'],
  [['--set', `${load}=-5`], 3, 'lineLoad is -5 N_per_mm; allowed is 0 to'],
  [['--set', `${load}=1000`], 3, 'lineLoad is 1000 N_per_mm; allowed is 0 to 500 N_per_mm'],
  [['--change', 'dryerZone1.airTemperature_degC=1000'], 3, 'airTemperature is 1095 degC'],
])('refuses %j', async (argv, code, sentence) => {
  const answer = await processCommand(...argv);
  expect(answer.code).toBe(code);
  expect(answer.stderr).toContain(sentence);
});
