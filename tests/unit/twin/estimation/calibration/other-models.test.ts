import { describe, expect, it } from 'vitest';
import { randomStreams } from '../../../../../physics/core/random.ts';
import { fromUnit } from '../../../../../physics/core/units.ts';
import { demonstrationCommaBar } from '../../../../../physics/materials/demonstration-coaters.ts';
import { nmc622Demonstration } from '../../../../../physics/materials/nmc622-demonstration.ts';
import { graphiteWater } from '../../../../../physics/materials/packs/graphite-water.ts';
import { coatCommaBar } from '../../../../../physics/process/coating/comma-bar.ts';
import { coatSlotDie } from '../../../../../physics/process/coating.ts';
import { dryFilm } from '../../../../../physics/process/drying.ts';
import { csvTable } from '../../../../../twin/domain/csv-table.ts';
import { calibrateTable } from '../../../../../twin/estimation/calibration/calibrate-table.ts';
import { expectClose } from '../../../../support/close.ts';

const calibrated = (model: string, lines: readonly (readonly (string | number)[])[]) =>
  calibrateTable({
    model,
    table: csvTable(lines.map((line) => line.join(',')).join('\n'), 'data.csv'),
  });

describe('calibration of coating', () => {
  const film = (pumpFlow: number, webSpeed: number) =>
    coatSlotDie(nmc622Demonstration, {
      pumpFlow: fromUnit(pumpFlow, 'mL_per_min'),
      coatedWidth: 0.25,
      webSpeed: fromUnit(webSpeed, 'm_per_min'),
      dieGap: 200e-6,
      slurryDensity: 2200,
      slurryTemperature: 298.15,
    });
  const header =
    'condition,lane,pumpFlow_mL_per_min,coatedWidth_mm,webSpeed_m_per_min,slurryDensity_kg_per_m3,solidsContent_frac,loading_g_per_m2'.split(
      ',',
    );

  it('finds what a pump gives less than it shows, and the lanes of the die', () => {
    const noise = randomStreams(1).stream('tests/coating');
    const lanes = { left: 0.97, right: 1.03 };
    const rows = Array.from({ length: 16 }, (_, i) => {
      const [flow, speed] = [150 + 20 * (i % 4), 3 + (i % 3)];
      const lane = i % 2 === 0 ? 'left' : 'right';
      const { loading, solidsContent } = film(flow, speed);
      const measured = loading * 0.93 * lanes[lane] * (1 + 0.005 * noise.normal()) * 1e3;
      return [`c${i}`, lane, flow, 250, speed, 2200, solidsContent, measured];
    });
    const { parameters, leaveOneGroupOut, confounded } = calibrated('coating', [header, ...rows]);
    const { pumpFactor } = parameters;
    const [left, right] = ['left', 'right'].map((lane) => parameters[`dieFactor.${lane}`]!.value);
    // 16 rows of 0.5 %; the lanes have the mean 1.
    expectClose((left! + right!) / 2, 1, { rtol: 1e-4, atol: 0 });
    expectClose(left!, 0.97, { rtol: 0.005, atol: 0 });
    expectClose(pumpFactor!.value, 0.93, { rtol: 0.005, atol: 0 });
    expect(Math.abs(pumpFactor!.value - 0.93)).toBeLessThan(3 * pumpFactor!.sd);
    expect(parameters['dieFactor.left']!.sd).toBeLessThan(0.004);
    expect(confounded).toEqual([]);
    expect(leaveOneGroupOut['loading']!.rmse).toBeLessThan(3);
  });

  /** Loadings of a comma bar whose gap shows 18 um too much and whose film is 1.1 of the law. */
  const commaRows = () =>
    [80, 120, 160, 200, 300, 400].map((gap, i) => {
      const bar = { ...demonstrationCommaBar, gapZero: 18e-6, filmScale: 1.1 };
      const webSpeed = 0.4 + 0.6 * (i % 2);
      const film = coatCommaBar(graphiteWater, bar, {
        commaGap: gap * 1e-6,
        webSpeed: webSpeed / 60,
        beadHeight: 0.01,
        solidsContent: 0.5,
        slurryTemperature: 298.15,
      });
      return { gap, webSpeed, film };
    });

  it('finds scale and zero of a comma bar by the law and the flow of its slurry', () => {
    const columns = [
      'condition',
      'commaGap_um',
      'webSpeed_m_per_min',
      'solidsContent_frac',
      'activeLoading_g_per_m2',
    ];
    const rows = commaRows().map(({ gap, webSpeed, film }, i) => [
      `c${i}`,
      gap,
      webSpeed,
      0.5,
      film.loading * 0.95 * 1e3,
    ]);
    const table = csvTable([columns, ...rows].map((line) => line.join(',')).join('\n'), 'bar.csv');
    const { parameters, material, residual } = calibrateTable({
      model: 'coating',
      material: 'graphite-water',
      table,
    });
    expect(material).toBe('graphite-water');
    // Exact data; the film is interpolated to 1e-5 and the priors pull a little.
    expectClose(parameters['commaFilmScale']!.value, 1.1, { rtol: 0.003, atol: 0 });
    expectClose(parameters['commaGapZero']!.value, 18, { rtol: 0, atol: 0.5 });
    expect(residual['activeLoading']!.rmse).toBeLessThan(0.2);
  });

  it('takes the flow of a slurry from the table: the pool presses less of a thick one through', () => {
    const columns =
      'condition,commaGap_um,webSpeed_m_per_min,slurryDensity_kg_per_m3,solidsContent_frac,slurryViscosity_Pa_s,flowIndex_1,yieldStress_Pa,loading_g_per_m2';
    const scaleOf = (viscosity: number, yieldStress: number): number => {
      const rows = [100, 200, 300, 150].map((gap, i) =>
        [`c${i}`, gap, 1, 1300, 0.5, viscosity, 0.8, yieldStress, 0.39 * gap].join(','),
      );
      const table = csvTable([columns, ...rows].join('\n'), 'bar.csv');
      return calibrateTable({ model: 'coating', table }).parameters['commaFilmScale']!.value;
    };
    // A thinner film by the law asks for a larger scale.
    expect(scaleOf(3, 0)).toBeGreaterThan(1.02 * scaleOf(0.5, 0));
    expect(scaleOf(1, 20)).not.toBe(scaleOf(1, 0));
    expect(() => scaleOf(1, 9000)).toThrow(/line 2, column yieldStress_Pa/);
  });

  it('names the row of a slurry that does not flow', () => {
    const columns = 'condition,commaGap_um,webSpeed_m_per_min,solidsContent_frac,loading_g_per_m2';
    const lines = [columns, 'a,100,1,0.5,60', 'b,100,1,0.9,60'];
    const table = csvTable(lines.join('\n'), 'bar.csv');
    expect(() => calibrateTable({ model: 'coating', material: 'graphite-water', table })).toThrow(
      /bar\.csv, line 3: .*packing/,
    );
  });

  it('counts loading and active loading of one row as one weighing', () => {
    const noise = randomStreams(2).stream('tests/one-weighing');
    const columns = [...header, 'activeMassFraction_frac', 'activeLoading_g_per_m2'];
    const rows = Array.from({ length: 8 }, (_, i) => {
      const { loading, solidsContent } = film(150 + 20 * (i % 4), 3 + (i % 3));
      const measured = loading * 0.93 * (1 + 0.01 * noise.normal()) * 1e3;
      const flow = [150 + 20 * (i % 4), 250, 3 + (i % 3), 2200, solidsContent];
      return [`c${i}`, '', ...flow, measured, 0.96, 0.96 * measured];
    });
    const both = calibrated('coating', [columns, ...rows]);
    const once = calibrated('coating', [header, ...rows.map((row) => row.slice(0, 8))]);
    expect(both.parameters).toEqual(once.parameters);
    expect(both.rows).toEqual(once.rows);
    const active = calibrated('coating', [
      columns,
      ...rows.map((row) => [...row.slice(0, 7), '', ...row.slice(8)]),
    ]);
    expectClose(active.parameters['pumpFactor']!.sd, once.parameters['pumpFactor']!.sd, {
      rtol: 1e-6,
      atol: 0,
    });
  });

  it('refuses a row with pump and gap, and one without what was measured', () => {
    const both = [...header, 'commaGap_um'];
    const row = ['a', '', 100, 250, 5, 2200, 0.7, 180, 100];
    expect(() => calibrated('coating', [both, row, ['b', ...row.slice(1)]])).toThrow(
      /found both; allowed is one/,
    );
    const none = ['a', '', 100, 250, 5, 2200, 0.7, ''];
    expect(() => calibrated('coating', [header, none, ['b', ...none.slice(1)]])).toThrow(
      /loading_g_per_m2/,
    );
  });
});

describe('calibration of drying', () => {
  const columns =
    'condition,loading_g_per_m2,solidsContent_frac,webSpeed_m_per_min,zone1Length_m,zone1AirTemperature_degC,zone1AirVelocity_m_per_s,zone2Length_m,zone2AirTemperature_degC,zone2AirVelocity_m_per_s,residualSolvent_kg_per_kg,filmTemperature_degC';
  const film = {
    loading: 0.18,
    solventLoading: (0.18 * 0.3) / 0.7,
    solidsContent: 0.7,
    temperature: 298.15,
    wetThickness: 1e-4,
    slurryViscosity: 1,
    capillaryNumber: 1,
    thinnestStableFilm: 1e-5,
    warnings: [],
  };
  /** Four runs of a dryer of two zones that transfers 0.8 of its correlation. */
  const runs = (slowest: number) => {
    const noise = randomStreams(2).stream('tests/drying');
    return Array.from({ length: 4 }, (_, i) => {
      const [speed, temperature] = [slowest + 2 * (i % 2), i < 2 ? 100 : 105];
      const zone = {
        length: 1.5,
        airTemperature: temperature + 273.15,
        // Transfer goes with velocity^(2/3).
        airVelocity: 12 * 0.8 ** 1.5,
        solventContent: 0,
      };
      const dry = dryFilm(nmc622Demonstration, film, [zone, zone], speed / 60);
      const solvent = Math.max(0, dry.residualSolvent + 0.003 * noise.normal());
      const warm = dry.temperature - 273.15 + noise.normal();
      const zones = [1.5, temperature, 12, 1.5, temperature, 12];
      return [`c${i}`, 180, 0.7, speed, ...zones, solvent, warm];
    });
  };

  it('finds the heat transfer of a dryer by what it leaves of the solvent', () => {
    const { parameters, leaveOneGroupOut, unidentified } = calibrated('drying', [
      columns.split(','),
      ...runs(8),
    ]);
    const { value, sd } = parameters['heatTransferFactor']!;
    expect(Math.abs(value - 0.8)).toBeLessThan(3 * sd);
    expectClose(value, 0.8, { rtol: 0.05, atol: 0 });
    expect(unidentified).toEqual([]);
    // A difference of temperatures, not a temperature.
    expect(leaveOneGroupOut['filmTemperature']!.rmse).toBeLessThan(5);
    expect(leaveOneGroupOut['filmTemperature']!.rmse).toBeGreaterThan(0.1);
  });

  it('names an oven that is colder than the hall, and takes a colder hall', () => {
    const cold = runs(8).map((row, i) => (i === 2 ? row.with(8, 15) : row));
    const header = columns.split(',');
    expect(() => calibrated('drying', [header, ...cold])).toThrow(
      /line 4, column zone2AirTemperature_degC: found 15\.0 degC.* 20\.0 degC or more/,
    );
    const winter = [[...header, 'ambientTemperature_degC'], ...cold.map((row) => [...row, 10])];
    expect(calibrated('drying', winter).status).toBe('converged');
  });

  it('dries the coating of the material that is named, in water too, to no less than nothing', () => {
    const table = csvTable(
      [columns.split(','), ...runs(4)].map((line) => line.join(',')).join('\n'),
      'data.csv',
    );
    const water = calibrateTable({ model: 'drying', material: 'graphite-water', table });
    const nmp = calibrateTable({ model: 'drying', table });
    expect(water.parameters['heatTransferFactor']).not.toEqual(
      nmp.parameters['heatTransferFactor'],
    );
    expect(nmp.warnings.join()).toContain('--material');
    for (const { rows } of [water, nmp]) {
      for (const { lower90 } of rows) expect(lower90).toBeGreaterThanOrEqual(0);
    }
  });

  it('says that coatings which are all dry at the exit do not tell', () => {
    const { parameters, unidentified } = calibrated('drying', [columns.split(','), ...runs(1)]);
    expect(unidentified).toEqual(['heatTransferFactor']);
    expectClose(parameters['heatTransferFactor']!.value, 1, { rtol: 0.05, atol: 0 });
  });
});

describe('calibration of wetting', () => {
  it('finds height and rate of exact data, and its error is none', () => {
    const rows = [10, 60, 300, 900, 1800].map((time) => [
      `t${time}`,
      time,
      Math.sqrt(5 ** 2 + 0.3 ** 2 * time),
    ]);
    const { parameters, residual } = calibrated('wetting', [
      ['condition', 'time_s', 'height_mm'],
      ...rows,
    ]);
    expectClose(parameters['initialHeight']!.value, 5, { rtol: 0.01, atol: 0 });
    expectClose(parameters['imbibitionCoefficient']!.value, 0.3, { rtol: 0.01, atol: 0 });
    expect(residual['height']!.rmse).toBeLessThan(0.03);
  });
});
