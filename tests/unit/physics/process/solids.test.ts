import { expect, it } from 'vitest';
import {
  loadingOf,
  poreFreeDensity,
  porosityOf,
  thicknessOf,
} from '../../../../physics/process/solids.ts';
import { expectClose } from '../../../support/close.ts';
import { material } from '../../../support/demonstration-point.ts';

const out = expect.objectContaining({ code: 'PHY_OUT_OF_RANGE' });

it('loading, thickness and porosity are one relation', () => {
  const density = poreFreeDensity(material.solids);
  const thickness = thicknessOf({ loading: 0.18, porosity: 0.32, poreFreeDensity: density });
  // A few multiplications of round-off.
  const exact = { rtol: 1e-14, atol: 0 };
  expectClose(porosityOf({ loading: 0.18, thickness, poreFreeDensity: density }), 0.32, exact);
  expectClose(loadingOf({ thickness, porosity: 0.32, poreFreeDensity: density }), 0.18, exact);
});

it('refuses fractions that do not sum to one, and more solids than fit', () => {
  expect(() => poreFreeDensity(material.solids.slice(1))).toThrow(out);
  expect(() => porosityOf({ loading: 1, thickness: 1e-5, poreFreeDensity: 4424 })).toThrow(out);
  expect(() => porosityOf({ loading: 0.1, thickness: 0, poreFreeDensity: 4424 })).toThrow(out);
});
