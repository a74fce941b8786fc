import { describe, expect, it } from 'vitest';
import { demonstrationMachines } from '../../../../../physics/materials/demonstration-machines.ts';
import { liquidPorosity } from '../../../../../physics/process/liquid-in-pores.ts';
import { causes, propagate } from '../../../../../physics/process/route/propagate.ts';
import { routeOf, runRoute } from '../../../../../physics/process/route/route.ts';
import type { ElectrodeLine, Values } from '../../../../../physics/process/route/step.ts';
import { expectClose } from '../../../../support/close.ts';
import { material } from '../../../../support/demonstration-point.ts';

const zones = [1, 2, 3, 4].map((number) => ({ id: `dryerZone${number}`, length: 2 }));
const line: ElectrodeLine = {
  material,
  ...demonstrationMachines,
  coatedWidth: 0.3,
  foilWidth: 0.33,
  openLength: 1,
  coatedSides: 1,
  zones,
};
const route = routeOf(['slurryFeed', 'slotDie', 'drying', 'forceCalendering']);
const settings: Values = {
  'coater.solidsContent': 0.68,
  'coater.slurryTemperature': 298.15,
  'line.webSpeed': 0.1,
  'hall.ambientTemperature': 295.15,
  'coater.pumpFlow': 223.5 / 6e7,
  'coater.dieGap': 200e-6,
  'calender.lineLoad': 115e3,
  'calender.filmTemperature': 298.15,
  'calender.webTension': 100,
  'calender.passes': 1,
  'calender.rollTemperature': 353.15,
  ...Object.fromEntries(
    zones.flatMap(({ id }, i) => [
      [`${id}.airTemperature`, [368.15, 383.15, 393.15, 383.15][i]!],
      [`${id}.airVelocity`, 10],
      [`${id}.solventContent`, 5e-4],
    ]),
  ),
};
const settingSd: Values = { 'calender.lineLoad': 1500, 'coater.pumpFlow': 2e-8 };

describe('propagate', () => {
  const uncertain = propagate(route, line, settings, { settingSd });
  const last = uncertain.behind.at(-1)!;

  it('agrees with the plain run and carries every source', () => {
    const plain = runRoute(route, line, settings);
    expect(last.web).toEqual(plain.at(-1)!.web);
    expect(uncertain.sources.length).toBeGreaterThan(40);
  });

  it('gives the derivatives that finite differences of the whole route give', () => {
    const names = [
      'calender.lineLoad',
      'line.webSpeed',
      'dryerZone3.airTemperature',
      'material.solids.PVDF.density',
      'material.drying.packingPorosity',
    ];
    for (const name of names) {
      const i = uncertain.sources.findIndex((source) => source.name === name);
      const { value, kind } = uncertain.sources[i]!;
      const change = 1e-3 * value;
      const [high, low] = [change, -change].map((shift) => {
        const moved = { [name]: value + shift };
        const isSetting = kind === 'setting';
        return runRoute(route, line, isSetting ? { ...settings, ...moved } : settings, {
          constants: isSetting ? {} : moved,
        }).at(-1)!.web;
      });
      for (const key of ['porosity', 'thickness', 'loading', 'residualSolvent']) {
        const whole = (high![key]! - low![key]!) / (2 * change);
        // Both are differences with their own errors; the size of the variable over that of the source is the scale.
        const scale = Math.abs(last.web[key]! / value);
        expectClose(last.sensitivities.get(key)![i]!, whole, { rtol: 0.02, atol: 1e-3 * scale });
      }
    }
  });

  it('says what the variance comes from', () => {
    const shares = causes(uncertain, last, 'porosity');
    expect(shares[0]!.share).toBeGreaterThan(0.2);
    expectClose(
      shares.reduce((sum, { share }) => sum + share, 0),
      1,
      { rtol: 1e-9, atol: 0 },
    );
  });

  it('takes a calibrated covariance in place of the stated deviations', () => {
    const names = ['material.compaction.resistance', 'material.compaction.minimumPorosity'];
    const exact = propagate(route, line, settings, {
      settingSd,
      covariance: {
        names,
        matrix: [
          [0, 0],
          [0, 0],
        ],
      },
    });
    expect(exact.behind.at(-1)!.standardDeviation['porosity']!).toBeLessThan(
      last.standardDeviation['porosity']!,
    );
  });

  it('counts what constants do together, in the deviation and in its shares', () => {
    const names = ['material.compaction.resistance', 'material.compaction.minimumPorosity'];
    const [i, j] = names.map((name) => uncertain.sources.findIndex((one) => one.name === name));
    const [a, b] = [uncertain.sources[i!]!.sd, uncertain.sources[j!]!.sd];
    const withCorrelation = (rho: number) => {
      const matrix = [
        [a * a, rho * a * b],
        [rho * a * b, b * b],
      ];
      return propagate(route, line, settings, { settingSd, covariance: { names, matrix } });
    };
    const row = last.sensitivities.get('porosity')!;
    const variance = (rho: number): number =>
      last.standardDeviation['porosity']! ** 2 + 2 * rho * row[i!]! * row[j!]! * a * b;
    for (const rho of [0, 0.9, -0.9]) {
      const found = withCorrelation(rho);
      const behind = found.behind.at(-1)!;
      expectClose(behind.standardDeviation['porosity']! ** 2, variance(rho), {
        rtol: 1e-9,
        atol: 0,
      });
      const shares = causes(found, behind, 'porosity').map(({ share }) => share);
      expectClose(
        shares.reduce((sum, share) => sum + share, 0),
        1,
        { rtol: 1e-9, atol: 0 },
      );
      expect(shares.some((share) => share < 0)).toBe(rho < 0);
    }
  });
});

describe('a web that leaves the dryer wet', () => {
  const wet = {
    ...settings,
    'line.webSpeed': 0.3,
    'coater.pumpFlow': (4.8 * 223.5) / 6e7,
    'calender.lineLoad': 250e3,
  };

  it('takes its solvent through the rolls, which say so', () => {
    const [dried, pressed] = runRoute(route, line, wet).slice(-2);
    const left = dried!.web['residualSolvent']!;
    expect(left).toBeGreaterThan(material.drying.residualSolventLimit);
    expect(pressed!.web['residualSolvent']).toBe(left);
    expect(pressed!.web['porosity']!).toBeGreaterThan(liquidPorosity(material, left));
    const said = pressed!.warnings.filter(({ step }) => step === 'forceCalendering');
    // It is wetter than allowed, and its liquid bears the load.
    expect(said.filter(({ code }) => code === 'CALENDERING_WET_WEB')).toHaveLength(2);
  });

  it('carries what its solvent depends on, and more load hardly presses it', () => {
    const [dried, pressed] = propagate(route, line, wet).behind.slice(-2);
    const of = ({ sensitivities }: typeof dried & {}) => sensitivities.get('residualSolvent')!;
    const row = of(dried!);
    expect(row.some((slope) => slope !== 0)).toBe(true);
    const load = (run: Values): number => {
      const { sources, behind } = propagate(route, line, run);
      const i = sources.findIndex(({ name }) => name === 'calender.lineLoad');
      return behind.at(-1)!.sensitivities.get('porosity')![i]!;
    };
    const dry = { ...settings, 'calender.lineLoad': 250e3 };
    // What liquid bears, more load does not press: what is left is the stretch of the foil.
    expect(Math.abs(load(wet))).toBeLessThan(0.05 * Math.abs(load(dry)));
    // A difference quotient of the identity.
    row.forEach((slope, i) => {
      expectClose(of(pressed!)[i]!, slope, { rtol: 1e-9, atol: 0 });
    });
  });
});

describe('routeOf', () => {
  it('refuses a second calendering and names the setting that repeats it', () => {
    for (const second of ['forceCalendering', 'gapCalendering']) {
      expect(() => routeOf(['powderCoating', 'forceCalendering', second])).toThrow(
        expect.objectContaining({
          code: 'PHY_PARAMETERS_CONTRADICT',
          message: expect.stringContaining("set 'calender.passes'"),
        }),
      );
    }
  });

  it('refuses a count that is no whole number', () => {
    expect(() => runRoute(route, line, { ...settings, 'calender.passes': 1.5 })).toThrow(
      expect.objectContaining({
        code: 'PHY_OUT_OF_RANGE',
        message: 'passes is 1.5; allowed is a whole number from 1 to 100',
      }),
    );
  });

  it('refuses a step that it does not know, and an order in which a step finds nothing', () => {
    expect(() => routeOf(['slurryFeed', 'spraying'])).toThrow(
      expect.objectContaining({ code: 'PHY_UNKNOWN_PARAMETER' }),
    );
    expect(() => routeOf(['drying', 'slotDie'])).toThrow(
      expect.objectContaining({ code: 'PHY_PARAMETERS_CONTRADICT' }),
    );
  });

  it('refuses a setting that is missing, unknown or out of range', () => {
    const { 'line.webSpeed': _, ...without } = settings;
    expect(() => runRoute(route, line, without)).toThrow(/'line.webSpeed' is missing/);
    expect(() => runRoute(route, line, { ...settings, 'oven.heat': 1 })).toThrow(/none of this/);
    expect(() => runRoute(route, line, { ...settings, 'calender.lineLoad': -1 })).toThrow(
      expect.objectContaining({ code: 'PHY_OUT_OF_RANGE' }),
    );
  });
});
