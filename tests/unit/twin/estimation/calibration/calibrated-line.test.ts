import { describe, expect, it } from 'vitest';
import { constantsOf } from '../../../../../physics/materials/constant-origins.ts';
import { demonstrationMachines } from '../../../../../physics/materials/demonstration-machines.ts';
import { nmc622Demonstration } from '../../../../../physics/materials/nmc622-demonstration.ts';
import { propagate } from '../../../../../physics/process/route/propagate.ts';
import type { KnownCovariance } from '../../../../../physics/process/route/sources.ts';
import type { ProcessStep } from '../../../../../physics/process/route/step.ts';
import { gapCalendering } from '../../../../../physics/process/route/steps/calendering.ts';
import { csvTable } from '../../../../../twin/domain/csv-table.ts';
import { calibratedModels } from '../../../../../twin/estimation/calibration/by-name.ts';
import { calibrateTable } from '../../../../../twin/estimation/calibration/calibrate-table.ts';
import { calibratedLine } from '../../../../../twin/estimation/calibration/calibrated-line.ts';
import { placesInLine } from '../../../../../twin/estimation/calibration/places-in-line.ts';
import type { UsedCalibration } from '../../../../../twin/estimation/calibration/used-calibration.ts';
import { calenderingData } from '../../../../support/calendering-data.ts';
import { expectClose } from '../../../../support/close.ts';

const sets = { material: nmc622Demonstration, ...demonstrationMachines };
const used = (
  result: Omit<UsedCalibration, 'file' | 'source'>,
  file = 'press.json',
): UsedCalibration => ({ ...result, file, source: file });
const calibrated = (mode: 'gap' | 'force' | 'both') =>
  used(
    calibrateTable({
      model: 'calendering',
      table: csvTable(calenderingData({ mode }), 'press.csv'),
    }),
  );
const both = calibrated('both');
const ofTwoStates = used(
  calibrateTable({
    model: 'calendering',
    table: csvTable(
      calenderingData({ mode: 'both' }) +
        calenderingData({ mode: 'both', seed: 2, pressState: 'B', gapZero: 145e-6 }).replace(
          /^.*\n/,
          '',
        ),
      'press.csv',
    ),
  }),
);
const refusal = (data: object) =>
  expect.objectContaining({
    code: 'CALIBRATION_UNUSABLE',
    data: expect.objectContaining({
      file: 'press.json',
      found: expect.any(String),
      allowed: expect.any(String),
      ...data,
    }),
  });

describe('a line with a calibration of calendering', () => {
  const line = calibratedLine(sets, [both]);
  const at = (path: string) => line.replaced.find((one) => one.path === path)!;

  it('has the constants in SI, with their deviations and their origin', () => {
    const { 'gapZero.A': zero, compactionResistance, softening } = both.parameters;
    const constants = [
      ...constantsOf(line.sets.material).map((one) => ({ ...one, path: `material.${one.path}` })),
      ...constantsOf(line.sets.press).map((one) => ({ ...one, path: `press.${one.path}` })),
    ];
    for (const [path, parameter, size] of [
      ['press.gapZero', zero!, 1e-6],
      ['material.compaction.resistance', compactionResistance!, 1e3],
      ['material.compaction.softening', softening!, 1],
    ] as const) {
      const constant = constants.find((one) => one.path === path)!;
      expectClose(constant.value, parameter.value * size, { rtol: 1e-12, atol: 0 });
      expectClose(constant.sd, parameter.sd * size, { rtol: 1e-9, atol: 0 });
      expect(constant).toMatchObject({ origin: 'fitted', source: 'press.json' });
    }
    expect(line.sets.press.referenceTemperature).toBe(
      line.sets.material.compaction.referenceTemperature,
    );
    expect(line.sets.dryer).toBe(sets.dryer);
  });

  it('has the covariance of the file, by the delta method where a constant follows from two', () => {
    const { names, matrix } = line.covariance;
    const [e, r] = ['elongationAtResistance', 'compactionResistance'] as const;
    const compliance = names.indexOf('material.compaction.elongationCompliance');
    const zero = names.indexOf('press.gapZero');
    const told = both.covariance;
    const [{ value: elongation }, { value }] = [both.parameters[e]!, both.parameters[r]!];
    const resistance = value * 1e3;
    // By the relative variances of a ratio.
    const relative =
      told[e]![e]! / elongation ** 2 +
      told[r]![r]! / value ** 2 -
      (2 * told[e]![r]!) / (elongation * value);
    expectClose(matrix[compliance]![compliance]!, relative * (elongation / resistance) ** 2, {
      rtol: 1e-9,
      atol: 0,
    });
    const joint =
      (told[e]!['gapZero.A']! * 1e-6) / resistance -
      (elongation * told[r]!['gapZero.A']! * 1e-3) / resistance ** 2;
    expectClose(matrix[compliance]![zero]!, joint, { rtol: 1e-9, atol: 0 });
    for (const [i, path] of names.entries()) {
      expectClose(matrix[i]![i]!, at(path).sd ** 2, { rtol: 1e-12, atol: 0 });
      for (const j of names.keys()) {
        expectClose(matrix[i]![j]!, matrix[j]![i]!, { rtol: 1e-9, atol: 1e-300 });
      }
    }
  });

  it('counts the foil into the zero where the table told it', () => {
    const withFoil = {
      ...both,
      references: { ...both.references, foilThickness_um: 12 },
    };
    const shift = calibratedLine(sets, [withFoil]).sets.press.gapZero - line.sets.press.gapZero;
    expectClose(shift, sets.material.foil.thickness, { rtol: 1e-9, atol: 0 });
  });

  it('keeps what the data did not touch, and what a held constant was while others were fitted', () => {
    const forced = calibratedLine(sets, [calibrated('force')]);
    expect(forced.sets.press).toBe(sets.press);
    expect(forced.sets.material.compaction.springBack).toBe(sets.material.compaction.springBack);
    const { min, max } = forced.sets.material.compaction.fittedLineLoad;
    expect([min, max].every((load) => load > 40e3 && load < 300e3)).toBe(true);
    // From gaps alone stiffness and resistance are known together only: both must go.
    const gaps = calibratedLine(sets, [calibrated('gap')]);
    const stiffness = gaps.replaced.find(({ path }) => path === 'press.stiffness')!;
    expect(stiffness).toMatchObject({ origin: 'assumed', source: 'held in press.json' });
    const [i, j] = ['press.stiffness', 'material.compaction.resistance'].map((path) =>
      gaps.covariance.names.indexOf(path),
    );
    const { matrix } = gaps.covariance;
    const correlation = matrix[i!]![j!]! / Math.sqrt(matrix[i!]![i!]! * matrix[j!]![j!]!);
    expect(correlation).toBeGreaterThan(0.5);
  });

  it('knows the porosity at a gap better than the constants one by one would let it', () => {
    const { sets: found, covariance } = calibratedLine(sets, [calibrated('gap')]);
    const width = {
      coatedWidth: 0.3,
      foilWidth: 0.32,
      openLength: 1,
      coatedSides: 1,
      zones: [],
    } as const;
    const bed = { loading: 0.15, porosity: 0.46 };
    const feed: ProcessStep = {
      name: 'feed',
      needs: [],
      makes: Object.keys(bed),
      constants: [],
      settings: () => [],
      run: () => ({ web: bed, warnings: [] }),
    };
    const settings = {
      'line.webSpeed': 0.1,
      'calender.rollGap': found.press.gapZero + 15e-6,
      'calender.rollTemperature': found.press.referenceTemperature,
      'calender.filmTemperature': found.press.referenceTemperature,
      'calender.webTension': 60,
      'calender.passes': 1,
    };
    const sdWith = (known?: KnownCovariance): number =>
      propagate(
        [feed, gapCalendering],
        { ...found, ...width },
        settings,
        known === undefined ? {} : { covariance: known },
      ).behind.at(-1)!.standardDeviation['porosity']!;
    const [together, apart] = [sdWith(covariance), sdWith()];
    expect(together).toBeGreaterThan(0);
    expect(together).toBeLessThan(0.25 * apart);
  });

  it('is that of the state that the press is in', () => {
    expect(() => calibratedLine(sets, [ofTwoStates])).toThrow(
      refusal({ key: 'parameters.gapZero', found: 'no models.pressState', allowed: 'A, B' }),
    );
    expect(() => calibratedLine(sets, [ofTwoStates], 'C')).toThrow(refusal({ allowed: 'A, B' }));
    const [a, b] = ['A', 'B'].map((state) => calibratedLine(sets, [ofTwoStates], state).sets.press);
    expectClose(b!.gapZero - a!.gapZero, 40e-6, { rtol: 0, atol: 3e-6 });
    expect(b!.stiffness).toBe(a!.stiffness);
    expect(() => calibratedLine(sets, [both], 'C')).toThrow(refusal({ allowed: 'A' }));
  });

  it('uses a calibration that was refitted in part', () => {
    const moved = calenderingData({ mode: 'both', rows: 12, seed: 2, gapZero: 145e-6 });
    const refitted = used(
      calibrateTable({
        model: 'calendering',
        table: csvTable(moved, 'today.csv'),
        free: ['gapZero'],
        start: both,
      }),
    );
    const later = calibratedLine(sets, [refitted]);
    expectClose(later.sets.press.gapZero - line.sets.press.gapZero, 40e-6, { rtol: 0, atol: 5e-6 });
    const { fittedLineLoad: _, fittedTemperature: __, ...law } = later.sets.material.compaction;
    for (const [name, value] of Object.entries(law)) {
      const earlier = line.sets.material.compaction as unknown as Record<string, number>;
      expectClose(value, earlier[name]!, { rtol: 1e-9, atol: 1e-15 });
    }
    const paths = ['material.compaction.resistance', 'press.stiffness'];
    const [before, after] = [line, later].map(({ covariance: { names, matrix } }) => {
      const [i, j] = paths.map((path) => names.indexOf(path));
      return matrix[i!]![j!]!;
    });
    expectClose(after!, before!, { rtol: 1e-9, atol: 0 });
  });
});

describe('a line with other calibrations', () => {
  const one = (model: string, name: string, value: number, sd: number): UsedCalibration =>
    used({
      model,
      parameters: { [name]: { value, unit: '1', sd, origin: 'fitted' } },
      covariance: { [name]: { [name]: sd ** 2 } },
      references: {},
      unidentified: [],
    });

  it('has the dryer and the pump of theirs beside the press', () => {
    const drying = one('drying', 'heatTransferFactor', 0.8, 0.05);
    const coating = one('coating', 'pumpFactor', 0.97, 0.004);
    const { sets: found, covariance } = calibratedLine(sets, [drying, both, coating]);
    expect([found.dryer.heatTransferFactor, found.slotDie.pumpFactor]).toEqual([0.8, 0.97]);
    const [i, j] = ['dryer.heatTransferFactor', 'press.gapZero'].map((path) =>
      covariance.names.indexOf(path),
    );
    expect(covariance.matrix[i!]![j!]).toBe(0);
    expectClose(covariance.matrix[i!]![i!]!, 0.0025, { rtol: 1e-12, atol: 0 });
  });

  it.each([
    ['coating', 'dieFactor.left', 'feeds all lanes alike'],
    ['coating', 'commaFilmScale', 'belongs to a commaGapZero'],
  ])('refuses what was fitted and has no place: %s, %s', (model, name, why) => {
    const base = one(model, name, 1, 0.1);
    const unit = calibratedModels[model]!.constantOf(name)!.unit;
    const parameter = { value: 0.5, unit, sd: 0.1, origin: 'fitted' } as const;
    const calibration = { ...base, parameters: { ...base.parameters, [name]: parameter } };
    expect(() => calibratedLine(sets, [calibration])).toThrow(
      refusal({ key: `parameters.${name}`, allowed: expect.stringContaining(why) }),
    );
  });

  it('takes the pump of a calibration that fitted lanes too, whose factors have the mean 1', () => {
    const header =
      'lane,pumpFlow_mL_per_min,coatedWidth_mm,webSpeed_m_per_min,slurryDensity_kg_per_m3,solidsContent_frac,loading_g_per_m2';
    const rows = Array.from({ length: 15 }, (_, i) => {
      const [lane, speed] = [i % 5, 3 + Math.floor(i / 5)];
      const factor = 0.94 * (1 + 0.02 * (lane - 2));
      return `${lane + 1},150,250,${speed},2200,0.6,${((factor * 150) / (0.25 * speed)) * 2.2 * 0.6}`;
    });
    const text = [header, ...rows].join('\n');
    const result = used(calibrateTable({ model: 'coating', table: csvTable(text, 'die.csv') }));
    expect(result.parameters['dieFactor.1']!.origin).toBe('fitted');
    const { sets: found, replaced } = calibratedLine(sets, [result]);
    expectClose(found.slotDie.pumpFactor, 0.94, { rtol: 2e-3, atol: 0 });
    expect(replaced.map(({ path }) => path)).toEqual(['slotDie.pumpFactor']);
  });

  it('leaves out what is of scale and gauge, fitted or not', () => {
    const solidsMissing = { value: 0.02, unit: 'frac', sd: 0.002, origin: 'fitted' } as const;
    const more = { ...both, parameters: { ...both.parameters, solidsMissing } };
    expect(calibratedLine(sets, [more])).toEqual(calibratedLine(sets, [both]));
  });

  it('refuses a calibration of a coating with other solids', () => {
    const references = { ...both.references, trueDensity_kg_per_m3: 2200 };
    expect(() => calibratedLine(sets, [{ ...both, references }])).toThrow(
      refusal({ key: 'references.trueDensity_kg_per_m3', found: '2200' }),
    );
  });

  it('refuses a model, a constant, a unit, a reference and a second file that can not be', () => {
    const { compactionResistance: resistance, ...others } = both.parameters;
    const cases: readonly (readonly [readonly UsedCalibration[], string])[] = [
      [[one('slitting', 'pumpFactor', 1, 0.1)], 'model'],
      [[one('drying', 'mood', 1, 0.1)], 'parameters.mood'],
      [[{ ...both, parameters: others }], 'parameters.compactionResistance'],
      [
        [
          {
            ...both,
            parameters: { ...others, compactionResistance: { ...resistance!, unit: 'kN' } },
          },
        ],
        'parameters.compactionResistance',
      ],
      [[{ ...both, references: {} }], 'references.referenceLoading_g_per_m2'],
      [[{ ...both, covariance: {} }], 'covariance.passGain.compactionResistance'],
      [[{ ...both, file: 'first.json' }, both], 'parameters'],
    ];
    for (const [calibrations, key] of cases) {
      expect(() => calibratedLine(sets, calibrations)).toThrow(refusal({ key }));
    }
  });

  it('knows of every constant of every model where it stands, or why nowhere', () => {
    const names = (model: string): string[] =>
      ({
        calendering: Object.keys(both.parameters),
        coating: [
          'pumpFactor',
          'dieFactor.1',
          'commaFilmScale',
          'commaGapZero',
          'viscosityFactor',
          'viscosityPerSolids',
        ],
        drying: ['heatTransferFactor'],
        wetting: ['initialHeight', 'imbibitionCoefficient'],
      })[model] ?? [];
    for (const model of Object.keys(calibratedModels)) {
      const { places, without, ofMeasurement } = placesInLine[model]!;
      const known = names(model);
      expect(known.length).toBeGreaterThan(0);
      const placed = places({
        values: new Map(known.map((name) => [name, 1])),
        references: new Map(),
        gapZero: 'gapZero.A',
        foilThickness: 0,
      }).flatMap(({ from }) => from);
      for (const name of known) {
        const isExplained = without[name.split('.')[0]!] !== undefined;
        expect(placed.includes(name) || isExplained || ofMeasurement.includes(name)).toBe(true);
      }
    }
  });
});
