import { describe, it } from 'vitest';
import {
  liquidDensity,
  saturationPressure,
} from '../../../../physics/materials/solvent-properties.ts';
import { water } from '../../../../physics/materials/water.ts';
import { expectClose } from '../../../support/close.ts';

// Critical point of water, and the saturation line of Wagner and Pruss 1993 (eq. 1 and 2), as open libraries state them.
const critical = { temperature: 647.096, pressure: 22.064e6, density: 322 };

function series(terms: readonly (readonly [number, number])[], theta: number): number {
  return terms.reduce((sum, [coefficient, power]) => sum + coefficient * theta ** power, 0);
}

const pressureTerms = [
  [-7.85951783, 1],
  [1.84408259, 1.5],
  [-11.7866497, 3],
  [22.6807411, 3.5],
  [-15.9618719, 4],
  [1.80122502, 7.5],
] as const;
const densityTerms = [
  [1.99274064, 1 / 3],
  [1.09965342, 2 / 3],
  [-0.510839303, 5 / 3],
  [-1.75493479, 16 / 3],
  [-45.5170352, 43 / 3],
  [-6.7469445e5, 110 / 3],
] as const;

function pressure(temperature: number): number {
  const theta = 1 - temperature / critical.temperature;
  const exponent = (critical.temperature / temperature) * series(pressureTerms, theta);
  return critical.pressure * Math.exp(exponent);
}

function density(temperature: number): number {
  const theta = 1 - temperature / critical.temperature;
  return critical.density * (1 + series(densityTerms, theta));
}

describe('water', () => {
  const temperatures = Array.from({ length: 150 }, (_, i) => 273.16 + i);

  it('is held against equations that give the triple point and the normal boiling point', () => {
    expectClose(pressure(273.16), 611.657, { rtol: 1e-5, atol: 0 });
    expectClose(pressure(373.1243), 101_325, { rtol: 1e-5, atol: 0 });
    // Densest near 4 degC.
    expectClose(density(277.13), 999.97, { rtol: 1e-4, atol: 0 });
  });

  it('has the saturation pressure and the density of the saturation line within what its file says', () => {
    for (const temperature of temperatures) {
      const said = saturationPressure(water, temperature);
      expectClose(said, pressure(temperature), { rtol: 5e-3, atol: 0 });
      const dense = liquidDensity(water, temperature);
      expectClose(dense, density(temperature), { rtol: 2e-3, atol: 0 });
    }
  });
});
