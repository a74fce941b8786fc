import { describe, expect, it } from 'vitest';
import { randomStreams } from '../../../../../physics/core/random.ts';
import { fromUnit } from '../../../../../physics/core/units.ts';
import { nmc622Demonstration } from '../../../../../physics/materials/nmc622-demonstration.ts';
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
    // 16 rows of 0.5 %.
    expectClose(right! / left!, 1.03 / 0.97, { rtol: 0.01, atol: 0 });
    expectClose((pumpFactor!.value * (left! + right!)) / 2, 0.93, { rtol: 0.005, atol: 0 });
    expect(Math.abs(pumpFactor!.value - 0.93)).toBeLessThan(3 * pumpFactor!.sd);
    expect(confounded[0]!.constants.length).toBeGreaterThan(1);
    expect(leaveOneGroupOut['loading']!.rmse).toBeLessThan(3);
  });

  it('finds factor and offset of a comma bar, by the active material too', () => {
    const columns =
      'condition,commaGap_um,trueDensity_kg_per_m3,solventDensity_kg_per_m3,solidsContent_frac,activeMassFraction_frac,activeLoading_g_per_m2';
    const rows = [80, 120, 160, 200, 300, 400].map((gap, i) => {
      const density = 1 / (0.6 / 4450 + 0.4 / 1028);
      const active = (0.62 * gap + 9) * 1e-6 * density * 0.6 * 0.96 * 1e3;
      return [`c${i}`, gap, 4450, 1028, 0.6, 0.96, active];
    });
    const { parameters } = calibrated('coating', [columns.split(','), ...rows]);
    // Exact data; the priors pull a little.
    expectClose(parameters['commaFactor']!.value, 0.62, { rtol: 0.02, atol: 0 });
    expectClose(parameters['commaOffset']!.value, 9, { rtol: 0, atol: 2 });
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
