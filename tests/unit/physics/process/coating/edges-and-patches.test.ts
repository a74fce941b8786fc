import { describe, expect, it } from 'vitest';
import { demonstrationSlotDie as die } from '../../../../../physics/materials/demonstration-coaters.ts';
import {
  doubleSided,
  gapOnSecondSide,
} from '../../../../../physics/process/coating/double-sided.ts';
import {
  edgeLandmarks,
  levelledArea,
  levelledEdge,
} from '../../../../../physics/process/coating/edge-profile.ts';
import { type EdgeSetting, filmEdge } from '../../../../../physics/process/coating/edges.ts';
import {
  commaBarResponse,
  skipCoat,
  slotDieResponse,
} from '../../../../../physics/process/coating/skip-coating.ts';
import { expectClose } from '../../../../support/close.ts';
import { material } from '../../../../support/demonstration-point.ts';
import { expectSmooth } from '../../../../support/smooth.ts';

describe('levelled edge', () => {
  it("solves its equation: F'''' = x F' / 4", () => {
    const h = 0.05;
    for (const x of [0.5, 1.5, 3, 6]) {
      const f = (k: number): number => levelledEdge(x + k * h);
      const fourth =
        (-f(-3) + 12 * f(-2) - 39 * f(-1) + 56 * f(0) - 39 * f(1) + 12 * f(2) - f(3)) /
        (6 * h ** 4);
      const first = (f(-2) - 8 * f(-1) + 8 * f(1) - f(2)) / (12 * h);
      // Fourth-order differences: h^4 of derivatives of order one.
      expectClose(fourth, (x * first) / 4, { rtol: 0, atol: 1e-5 });
    }
  });

  it('is pinned at the edge, lets nothing through it and ends in the film', () => {
    expectClose(levelledEdge(0), 0, { rtol: 0, atol: 1e-15 });
    const h = 0.05;
    const f = (k: number): number => levelledEdge(k * h);
    const third = (-f(-2) + 2 * f(-1) - 2 * f(1) + f(2)) / (2 * h ** 3);
    // Second-order difference: h^2 / 4 of the fifth derivative, which is of order 0.1.
    expectClose(third, 0, { rtol: 0, atol: 1e-3 });
    expectClose(levelledEdge(30), 1, { rtol: 1e-8, atol: 0 });
    expectClose(levelledArea(30), 30, { rtol: 1e-8, atol: 0 });
  });

  it('piles up what the taper lacks', () => {
    const { taperEnd, ridge, ridgeEnd, overshoot } = edgeLandmarks;
    expect(taperEnd).toBeLessThan(ridge);
    expect(ridge).toBeLessThan(ridgeEnd);
    expect(overshoot).toBeGreaterThan(0);
    const step = 0.01;
    let sum = 0;
    for (let x = step / 2; x < 3; x += step) sum += levelledEdge(x) * step;
    // Midpoint rule.
    expectClose(levelledArea(3), sum, { rtol: 1e-5, atol: 0 });
  });
});

describe('edge of a film', () => {
  const nominal: EdgeSetting = {
    film: { wetThickness: 120e-6, loading: 0.18 },
    gap: 200e-6,
    restViscosity: 30,
    surfaceTension: 0.04,
    wetTime: 20,
    trimWidth: 0,
  };
  const edge = (change: Partial<EdgeSetting> = {}) =>
    filmEdge(material.coating, { ...nominal, ...change });

  it('bead rises with the gap over the film and levels with time', () => {
    expect(edge({ gap: 300e-6 }).beadExcess).toBeGreaterThan(edge().beadExcess);
    const thick = edge({ film: { wetThickness: 150e-6, loading: 0.22 } });
    expect(thick.beadExcess / 150e-6).toBeLessThan(edge().beadExcess / 120e-6);
    expect(edge({ wetTime: 60 }).beadExcess).toBeLessThan(edge().beadExcess);
    expect(edge({ wetTime: 60 }).beadWidth).toBeGreaterThan(edge().beadWidth);
    expect(edge({ wetTime: 60 }).taperLength).toBeGreaterThan(edge().taperLength);
    expect(edge({ restViscosity: 10 }).beadWidth).toBeGreaterThan(edge().beadWidth);
  });

  it('has taper, bead and height of one order of size', () => {
    const { taperLength, beadWidth, beadHeight, beadPosition, beadExcess } = edge();
    expect(taperLength).toBeLessThan(beadPosition);
    expect(beadPosition).toBeLessThan(taperLength + beadWidth);
    expectClose(beadHeight, 120e-6 + beadExcess, { rtol: 1e-14, atol: 0 });
    expect(beadExcess / 120e-6).toBeGreaterThan(0.1);
    expect(beadExcess / 120e-6).toBeLessThan(0.6);
  });

  it('trim takes the bead away, and solids as it is wide', () => {
    const widths = [0, 0.5e-3, 1e-3, 2e-3, 5e-3, 20e-3];
    const cut = widths.map((trimWidth) => edge({ trimWidth }));
    for (let i = 1; i < cut.length; i++) {
      expect(cut[i]!.solidsRemoved).toBeGreaterThan(cut[i - 1]!.solidsRemoved);
    }
    expect(cut[0]!.solidsRemoved).toBe(0);
    expect(cut[0]!.excessAfterTrim).toBe(cut[0]!.beadExcess);
    expectClose(cut[5]!.excessAfterTrim, 0, { rtol: 0, atol: 1e-12 });
    // Beyond the bead trim takes film, and what the stretched edge brought in once.
    const stretch = 0.18 * (Math.sqrt(200 / 120) - 1) * (200e-6 / Math.SQRT2);
    expectClose(cut[5]!.solidsRemoved, 0.18 * 20e-3 + stretch, { rtol: 1e-8, atol: 0 });
  });

  it('without stretch and time is the taper of its contact angle', () => {
    const { taperLength } = edge({ gap: 120e-6, wetTime: 0 });
    const contact = 120e-6 / Math.tan(material.coating.edgeContactAngle);
    expectClose(taperLength, edgeLandmarks.taperEnd * contact, { rtol: 1e-12, atol: 0 });
  });

  it('is smooth in what shapes it', () => {
    for (const key of ['gap', 'restViscosity', 'wetTime'] as const) {
      expectSmooth((value) => edge({ [key]: value }).beadHeight, nominal[key]);
      expectSmooth(
        (value) => edge({ [key]: value, trimWidth: 1e-3 }).excessAfterTrim,
        nominal[key],
        { tolerance: 1e-3 },
      );
    }
  });
});

describe('skip coating', () => {
  const film = { loading: 0.18 };
  const setting = { patchLength: 0.5, bareLength: 0.05, responseLength: 2e-3 };

  it('a patch with its tail holds what was fed to it', () => {
    for (const responseLength of [1e-4, 2e-3, 0.3]) {
      expectClose(skipCoat(film, { ...setting, responseLength }).meanLoading, 0.18, {
        rtol: 1e-13,
        atol: 0,
      });
    }
  });

  it('edges grow with the response, and patches merge where it is long', () => {
    const short = skipCoat(film, setting);
    const long = skipCoat(film, { ...setting, responseLength: 0.03 });
    expect(long.startLength).toBeGreaterThan(short.startLength);
    expect(long.fullLength).toBeLessThan(short.fullLength);
    expect(short.warnings).toEqual([]);
    expect(long.warnings.map(({ code }) => code)).toEqual(['COATING_PATCHES_MERGE']);
    expect(() => skipCoat(film, { ...setting, patchLength: 0 })).toThrow(
      expect.objectContaining({ code: 'PHY_OUT_OF_RANGE' }),
    );
  });

  it('the response of a die grows with speed and with the bead under its lips', () => {
    const state = { dieGap: 200e-6, webSpeed: 0.1, wetThickness: 120e-6, upstreamLength: 1e-4 };
    const length = slotDieResponse(die, state);
    expect(slotDieResponse(die, { ...state, webSpeed: 0.2 })).toBeGreaterThan(length);
    expect(slotDieResponse(die, { ...state, upstreamLength: 5e-4 })).toBeGreaterThan(length);
    expect(slotDieResponse({ ...die, valveTime: 0 }, state)).toBeLessThan(length);
    expectClose(commaBarResponse({ liftTime: 0.05 }, 0.1), 0.005, { rtol: 1e-15, atol: 0 });
  });
});

describe('double-sided coating', () => {
  it('the first side takes from the gap of the second what it is thicker than at setting', () => {
    const side = { thickness: 103e-6, thicknessAtSetting: 100e-6 };
    expectClose(gapOnSecondSide(200e-6, side), 197e-6, { rtol: 1e-12, atol: 0 });
    expect(() => gapOnSecondSide(2e-6, side)).toThrow(
      expect.objectContaining({ code: 'PHY_OUT_OF_RANGE' }),
    );
  });

  it('adds the sides up and finds what is coated on one side only', () => {
    const sheet = doubleSided([0.18, 0.17], { patchLengths: [0.5, 0.5], offset: 2e-3 });
    expectClose(sheet.loading, 0.35, { rtol: 1e-15, atol: 0 });
    expectClose(sheet.imbalance, 0.01 / 0.175, { rtol: 1e-12, atol: 0 });
    expectClose(sheet.coveredLength, 0.498, { rtol: 1e-12, atol: 0 });
    expectClose(sheet.singleLength, 4e-3, { rtol: 1e-9, atol: 0 });
    const apart = doubleSided([0.18, 0], { patchLengths: [0.1, 0.1], offset: 0.3 });
    expect(apart.coveredLength).toBe(0);
    expectClose(apart.singleLength, 0.2, { rtol: 1e-15, atol: 0 });
  });
});
