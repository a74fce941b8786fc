import { expect, it } from 'vitest';
import { particleCracking } from '../../../../physics/process/particle-cracking.ts';
import { wettedSurfaceShare } from '../../../../physics/process/wetted-surface.ts';
import { expectClose } from '../../../support/close.ts';
import { material } from '../../../support/demonstration-point.ts';

it('the share of cracked particles goes from none to all, through 1 - 1/e at their strength', () => {
  const share = (pressure: number): number => particleCracking(material, pressure).crackedShare;
  expect(share(0)).toBe(0);
  expectClose(share(material.pressed.particleStrength), 1 - Math.exp(-1), { rtol: 1e-14, atol: 0 });
  expectClose(share(2e9), 1, { rtol: 1e-12, atol: 0 });
  // At the pressure named as the limit, the limit's share.
  const { pressureLimit } = particleCracking(material, 0);
  expectClose(share(pressureLimit), material.pressed.crackedShareLimit, { rtol: 1e-12, atol: 0 });
});

it('contacts cover nothing where particles only touch and everything of soft ones without pores', () => {
  const { wettedShare, packingDensity } = material.pressed;
  expect(wettedSurfaceShare(material, 1 - packingDensity)).toBe(wettedShare);
  const soft = { pressed: { ...material.pressed, contactGrowth: 1 } };
  expect(wettedSurfaceShare(soft, 1e-9)).toBeLessThan(1e-8);
  const still = { pressed: { ...material.pressed, contactGrowth: 0 } };
  expect(wettedSurfaceShare(still, 0.2)).toBe(wettedShare);
});

it('both refuse what lies outside the law', () => {
  const out = expect.objectContaining({ code: 'PHY_OUT_OF_RANGE' });
  expect(() => particleCracking(material, -1)).toThrow(out);
  for (const porosity of [0, 0.9, Number.NaN]) {
    expect(() => wettedSurfaceShare(material, porosity)).toThrow(out);
  }
});
