import { describe, expect, it } from 'vitest';
import { readBpx } from '../../../../../physics/cell/bpx/read-bpx.ts';
import { changed, errorOf, exampleText } from './fixtures.ts';

const cell = ['Parameterisation', 'Cell'];
const electrolyte = ['Parameterisation', 'Electrolyte'];
const negative = ['Parameterisation', 'Negative electrode'];
const positive = ['Parameterisation', 'Positive electrode'];
const curve = [...negative, 'OCP [V]'];

describe('a bad field names its path, what was found and what is allowed', () => {
  it.each<[code: string, path: string[], value: unknown, place?: string]>([
    ['BPX_UNKNOWN_VERSION', ['Header', 'BPX'], '2.0.0'],
    ['BPX_UNKNOWN_VERSION', ['Header', 'BPX'], 'one'],
    ['BPX_UNKNOWN_VERSION', ['Header', 'BPX'], null],
    ['BPX_MISSING_FIELD', ['Header', 'BPX'], undefined],
    ['BPX_MISSING_FIELD', ['Header', 'Model'], undefined],
    ['BPX_INVALID_VALUE', ['Header', 'Model'], 'P2D'],
    ['BPX_INVALID_VALUE', ['Header', 'Title'], 3],
    ['BPX_UNKNOWN_FIELD', ['Header', 'Author'], 'me'],
    ['BPX_UNKNOWN_FIELD', ['Extra'], {}],
    ['BPX_UNKNOWN_FIELD', ['State'], {}],
    ['BPX_MISSING_FIELD', ['Header'], undefined],
    ['BPX_MISSING_FIELD', ['Parameterisation'], undefined],
    ['BPX_INVALID_VALUE', ['Parameterisation'], [1]],
    ['BPX_MISSING_FIELD', cell, undefined],
    ['BPX_MISSING_FIELD', negative, undefined],
    ['BPX_INVALID_VALUE', positive, 'none'],
    ['BPX_MISSING_FIELD', ['Parameterisation', 'Separator'], undefined],
    ['BPX_UNKNOWN_FIELD', ['Parameterisation', 'Anode'], {}],
    ['BPX_UNKNOWN_FIELD', [...cell, 'Colour'], 'red'],
    ['BPX_UNKNOWN_FIELD', [...negative, '__proto'], 1],
    ['BPX_UNKNOWN_FIELD', [...negative, 'Particle radius [um]'], 5],
    ['BPX_MISSING_FIELD', [...negative, 'Porosity'], undefined],
    ['BPX_MISSING_FIELD', curve, undefined],
    ['BPX_MISSING_FIELD', [...electrolyte, 'Initial concentration [mol.m-3]'], undefined],
    ['BPX_INVALID_VALUE', [...electrolyte, 'Initial concentration [mol.m-3]'], '1000'],
    ['BPX_INVALID_VALUE', [...electrolyte, 'Cation transference number'], 1.2],
    ['BPX_INVALID_VALUE', [...cell, 'Initial temperature [K]'], -3],
    ['BPX_INVALID_VALUE', [...cell, 'Nominal cell capacity [A.h]'], null],
    ['BPX_INVALID_VALUE', [...cell, 'Nominal cell capacity [A.h]'], Number.NaN],
    ['BPX_INVALID_VALUE', [...cell, 'Electrode area [m2]'], 0],
    ['BPX_INVALID_VALUE', [...cell, 'Lower voltage cut-off [V]'], 5],
    [
      'BPX_INVALID_VALUE',
      [...cell, 'Number of electrode pairs connected in parallel to make a cell'],
      1.5,
    ],
    ['BPX_INVALID_VALUE', [...negative, 'Thickness [m]'], -1e-5],
    ['BPX_INVALID_VALUE', [...negative, 'Porosity'], 1],
    ['BPX_INVALID_VALUE', [...negative, 'Porosity'], 0.5, negative.join(' > ')],
    ['BPX_INVALID_VALUE', [...negative, 'Minimum stoichiometry'], 0.9],
    ['BPX_INVALID_VALUE', [...negative, 'Maximum stoichiometry'], 1.1],
    ['BPX_INVALID_VALUE', [...positive, 'Diffusivity [m2.s-1]'], -1e-14],
    ['BPX_INVALID_VALUE', [...positive, 'Diffusivity [m2.s-1]'], true],
    ['BPX_INVALID_VALUE', curve, 'log(x - 1)'],
    ['BPX_INVALID_EXPRESSION', curve, '0.1 + sin(x)'],
    ['BPX_INVALID_EXPRESSION', curve, 'NaN'],
    ['BPX_INVALID_VALUE', curve, { x: [0, 1], y: [1] }, `${curve.join(' > ')} > y`],
    ['BPX_INVALID_VALUE', curve, { x: [0, 0.5, 0.4, 1], y: [1, 1, 1, 1] }, '> x > entry 3'],
    ['BPX_INVALID_VALUE', curve, { x: [0, 0.5, 0.5, 1], y: [1, 1, 1, 1] }, '> x > entry 3'],
    ['BPX_INVALID_VALUE', curve, { x: [0, 1], y: [1, Number.NaN] }, '> y > entry 2'],
    ['BPX_INVALID_VALUE', curve, { x: [0, 1], y: [1, 'a'] }, '> y > entry 2'],
    ['BPX_INVALID_VALUE', curve, { x: [], y: [] }, '> x'],
    ['BPX_MISSING_FIELD', curve, { x: [0, 1] }, '> y'],
    ['BPX_UNKNOWN_FIELD', curve, { x: [0, 1], y: [0, 1], z: 1 }, '> z'],
    ['BPX_INVALID_VALUE', [...electrolyte, 'Conductivity [S.m-1]'], '1 - x / 1000'],
    ['BPX_INVALID_VALUE', ['Parameterisation', 'User-defined'], { Own: [1] }, '> Own'],
    ['BPX_INVALID_VALUE', ['Validation', '1C discharge', 'Voltage [V]'], [1, 2]],
  ])('%s %j = %j', (code, path, value, place) => {
    const document = changed('nmc_pouch_cell_BPX.json', path, value);
    const error = errorOf(() => readBpx(document, 'cell'));
    expect(error.code).toBe(code);
    const where = place ?? path.join(' > ');
    expect(error.data['path']).toContain(where);
    expect(error.message).toContain(where);
    expect(error.data['found']).toEqual(expect.stringMatching(/\S/));
    expect(error.data['allowed']).toEqual(expect.stringMatching(/\w/));
  });

  it('stands in a particle of a blend', () => {
    const path = [...positive, 'Particle', 'Small Particles', 'Particle radius [m]'];
    const document = changed('nmc_pouch_cell_BPX_blended_electrode.json', path, 'small');
    const error = errorOf(() => readBpx(document, 'cell'));
    expect(error.data).toMatchObject({ path: path.join(' > '), found: '"small"' });
  });

  it('stands in a blend of nothing', () => {
    const path = [...positive, 'Particle'];
    const document = changed('nmc_pouch_cell_BPX_blended_electrode.json', path, {});
    expect(errorOf(() => readBpx(document, 'cell')).data).toMatchObject({ path: path.join(' > ') });
  });

  it('stands in a text with the NaN of Python', () => {
    const text = exampleText('lfp_18650_cell_BPX.json').replace(/4\.7145e-0?5/, 'NaN');
    const error = errorOf(() => readBpx(text, 'cell'));
    expect(error.code).toBe('BPX_INVALID_VALUE');
    expect(error.message).toContain(
      'Positive electrode > Entropic change coefficient [V.K-1] > y > entry 2: found "NaN"',
    );
  });

  it.each(['{', '', '{"Header": }', '{"a": 1} trailing'])(
    'refuses %j, which is no JSON',
    (text) => {
      expect(errorOf(() => readBpx(text, 'cell')).code).toBe('BPX_UNREADABLE');
    },
  );

  it.each([['null'], [null], [undefined], [3], [[]]])(
    'refuses %j, which is no object',
    (document) => {
      const error = errorOf(() => readBpx(document, 'cell'));
      expect(error.message).toContain('the document');
    },
  );
});
