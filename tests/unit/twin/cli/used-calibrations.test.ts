import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { randomStreams } from '../../../../physics/core/random.ts';
import { demonstrationPress } from '../../../../physics/materials/demonstration-press.ts';
import { nmc622Demonstration as material } from '../../../../physics/materials/nmc622-demonstration.ts';
import { calender } from '../../../../physics/process/calendering.ts';
import { poreFreeDensity } from '../../../../physics/process/solids.ts';
import { loadConfiguration } from '../../../../twin/cli/configuration.ts';
import { demonstrationConfiguration } from '../../../../twin/cli/demonstration.ts';
import { lineFromConfiguration } from '../../../../twin/cli/line-from-configuration.ts';
import { forecastDry, forecastFilm } from '../../../../twin/prediction/forecast.ts';
import { expectClose } from '../../../support/close.ts';
import { runCommand } from '../../../support/run-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'twinline-models-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

const twinline = (...argv: string[]) => runCommand(argv);

/** The configuration of the demonstration line with a section `models`. */
function configured(name: string, models: object): string {
  const path = at(name);
  writeFileSync(path, stringify({ ...demonstrationConfiguration, models }));
  return path;
}

/** A coating that resists the rolls more than the demonstration does. */
const density = poreFreeDensity(material.solids);
const rolled = (
  coating: { readonly loading: number; readonly porosity: number },
  setting: Parameters<typeof calender>[3],
  rollTemperature: number,
) =>
  calender(
    { ...coating, thickness: coating.loading / ((1 - coating.porosity) * density) },
    { ...material, compaction: { ...material.compaction, resistance: 320e3 } },
    { ...demonstrationPress, gapZero: 112e-6 },
    setting,
    { rollTemperature },
  );

/** What is measured on it at the press of the line, which shows another zero too. */
function pressTable(): string {
  const noise = randomStreams(5).stream('tests/used-calibrations');
  const lines = Array.from({ length: 24 }, (_, i) => {
    const [loading, porosity] = [0.16 + 0.04 * (i % 2), 0.44 + 0.02 * (i % 3)];
    const rollTemperature = 333.15 + 20 * (Math.floor(i / 2) % 3);
    const lineLoad = (60 + 40 * (Math.floor(i / 6) % 4)) * 1e3;
    const after = rolled({ loading, porosity }, { mode: 'force', lineLoad }, rollTemperature);
    const off = (sd: number): number => sd * noise.normal();
    const thickness = after.thickness + off(0.5e-6);
    const weighed = after.loading * (1 + off(0.004));
    return [
      `c${Math.floor(i / 2)}`,
      'A',
      1e3 * loading * (1 + off(0.004)),
      1e6 * (loading / ((1 - porosity) * density) + off(0.5e-6)),
      1e6 * material.foil.thickness,
      density,
      rollTemperature - 273.15,
      1e6 * (after.nominalGap + off(1e-6)),
      lineLoad / 1e3,
      1,
      1e6 * thickness,
      1 - weighed / (thickness * density),
    ].join(',');
  });
  const header =
    'condition,pressState,coatWeight_g_per_m2,thicknessBefore_um,foilThickness_um,trueDensity_kg_per_m3,rollTemperature_degC,rollGap_um,lineLoad_N_per_mm,passes,thicknessAfter_um,porosityAfter_frac';
  return [header, ...lines].join('\n');
}

describe('a line with a calibrated press', () => {
  let config: string;
  beforeAll(async () => {
    writeFileSync(at('press.csv'), pressTable());
    const { code } = await twinline(
      ...['calibrate', '--model', 'calendering', '--data', at('press.csv')],
      ...['--out', at('press.json')],
    );
    expect(code).toBe(0);
    config = configured('line.yaml', { calibrations: ['press.json'] });
  });

  it('is predicted to have the porosity that was measured, and more surely', async () => {
    const [before, after] = await Promise.all([
      twinline('process', '--json'),
      twinline('process', '--config', config, '--json'),
    ]);
    expect([before.code, after.code]).toEqual([0, 0]);
    const [plain, calibrated] = [before, after].map(({ stdout }) => JSON.parse(stdout));
    const { loading_g_per_m2: loading, porosity_frac: bed } = {
      ...plain.steps[1].web,
      ...plain.steps[2].web,
    };
    const coating = { loading: loading.after / 1e3, porosity: bed.after };
    const real = rolled(coating, { mode: 'force', lineLoad: 115e3 }, 353.15);
    const [was, is] = [plain, calibrated].map(({ steps }) => steps.at(-1).web.porosity_frac);
    expect(real.porosity - was.after).toBeGreaterThan(0.02);
    expectClose(is.after, real.porosity, { rtol: 0, atol: 0.004 });
    // What is not known of the bed stays; the part of the compaction law must shrink well below half of it.
    const ofLaw = ({ sd, causes }: typeof was): number =>
      sd *
      Math.sqrt(
        causes
          .filter(({ source }: { source: string }) => source.includes('compaction'))
          .reduce((sum: number, { share }: { share: number }) => sum + share, 0),
      );
    expect(is.sd).toBeLessThan(was.sd);
    expect(ofLaw(was)).toBeGreaterThan(0.01);
    expect(ofLaw(is)).toBeLessThan(0.5 * ofLaw(was));
    const zero = calibrated.calibrated.find(
      ({ path }: { path: string }) => path === 'press.gapZero',
    );
    expect(zero.origin).toBe('fitted');
    expect(zero.source).toMatch(/^calibration of calendering press\.json \(sha256 [0-9a-f]{12}\)$/);
    expect(Math.abs(zero.value - 112e-6)).toBeLessThan(4 * zero.sd);
    expect(plain.calibrated).toEqual([]);
  });

  it('is told for a reader, and found valid', async () => {
    const { stdout } = await twinline('process', '--config', config);
    expect(stdout).toMatch(/^press\.gapZero +\S+ ± \S+ +m +fitted: calibration of calendering/m);
    expect((await twinline('config', 'check', '--config', config)).code).toBe(0);
  });

  it('is what the twin predicts with', () => {
    const { model } = lineFromConfiguration(loadConfiguration(config, {}));
    const told = JSON.parse(readFileSync(at('press.json'), 'utf8')).parameters;
    const { value } = told.compactionResistance;
    expectClose(model.material.compaction.resistance, value * 1e3, { rtol: 1e-12, atol: 0 });
  });

  it('is refused with other files and states, naming file, key, found and allowed', async () => {
    const good = JSON.parse(readFileSync(at('press.json'), 'utf8'));
    const { status: _, covariance: __, ...without } = good;
    const wet = {
      model: 'wetting',
      parameters: { initialHeight: { value: 1, unit: 'mm', sd: 1, origin: 'fitted' } },
      covariance: { initialHeight: { initialHeight: 1 } },
    };
    const cases = [
      ['none', undefined, {}, 3, 'cannot be read'],
      ['broken', '{', {}, 3, 'cannot be read'],
      ['other', '{"rows":[]}', {}, 2, 'other.json, model: found nothing'],
      ['bare', without, {}, 2, 'bare.json, covariance: found nothing; allowed is'],
      ['wet', wet, {}, 2, 'parameters.initialHeight: found a constant that was fitted and has no'],
      ['state', good, { pressState: 'B' }, 2, 'found models.pressState B; allowed is A'],
    ] as const;
    for (const [name, content, more, code, words] of cases) {
      const file = `${name}.json`;
      if (content !== undefined) {
        writeFileSync(at(file), typeof content === 'string' ? content : JSON.stringify(content));
      }
      const path = configured(`${name}.yaml`, { calibrations: [file], ...more });
      for (const command of [['config', 'check'], ['process']]) {
        const answer = await twinline(...command, '--config', path);
        expect([name, answer.code, answer.stderr]).toEqual([
          name,
          code,
          expect.stringContaining(words),
        ]);
        expect(answer.stderr).toContain(file);
      }
    }
    const path = configured('list.yaml', { calibrations: 'press.json' });
    const { code, stderr } = await twinline('config', 'check', '--config', path);
    expect([code, stderr]).toEqual([2, expect.stringContaining('models.calibrations: found')]);
  });
});

it('predicts with the calibrated pump and dryer, and with the demonstration without any', () => {
  const one = (model: string, name: string, value: number): string => {
    const parameters = { [name]: { value, unit: '1', sd: 0.01, origin: 'fitted' } };
    const covariance = { [name]: { [name]: 1e-4 } };
    writeFileSync(at(`${model}.json`), JSON.stringify({ model, parameters, covariance }));
    return `${model}.json`;
  };
  const calibrations = [
    one('coating', 'pumpFactor', 0.95),
    one('drying', 'heatTransferFactor', 0.5),
  ];
  const path = configured('wet-end.yaml', { calibrations });
  const [plain, calibrated] = [undefined, path].map(
    (file) => lineFromConfiguration(loadConfiguration(file, {})).model,
  );
  const die = {
    pumpFlow: 223.5 / 6e7,
    slurryDensity: 2150,
    slurryTemperature: 298.15,
    dieGap: 200e-6,
    webSpeed: 0.1,
  };
  const [film, less] = [plain!, calibrated!].map((model) => forecastFilm(model, die));
  expectClose(less!.loading / film!.loading, 0.95, { rtol: 1e-12, atol: 0 });
  // No lips: nothing is said of the bead that the demonstration does not say.
  expect(less!.warnings).toEqual(film!.warnings);
  const zones = [1, 2].map(() => ({
    length: 2,
    airTemperature: 373.15,
    airVelocity: 8,
    solventContent: 5e-4,
  }));
  const [dry, wetter] = [plain!, calibrated!].map((model) => forecastDry(model, film!, zones, 0.1));
  expect(wetter!.residualSolvent).toBeGreaterThan(dry!.residualSolvent + 0.01);
});
