import { describe, expect, it } from 'vitest';
import { propagate } from '../../../../../physics/process/route/propagate.ts';
import { runRoute } from '../../../../../physics/process/route/route.ts';
import type { Values } from '../../../../../physics/process/route/step.ts';
import { expectClose } from '../../../../support/close.ts';
import { drawnWebs } from '../../../../support/drawn-webs.ts';
import { slurryProducts } from '../../../../support/products.ts';

const [product] = slurryProducts;
const { route, line, settings } = product!;
const limit = product!.material.drying.residualSolventLimit;

/** The product at another web speed [m.s-1], the same loading. */
const at = (webSpeed: number): Values => ({
  ...settings,
  'line.webSpeed': webSpeed,
  'coater.pumpFlow': (settings['coater.pumpFlow']! * webSpeed) / settings['line.webSpeed']!,
});
const dried = (webSpeed: number) => runRoute(route, line, at(webSpeed))[2]!.web;
const codes = (warnings: readonly { readonly code: string }[]) => warnings.map(({ code }) => code);

describe('the share of the dryer that a film needs', () => {
  it('rises with web speed, through 1 where the web leaves with what is allowed', () => {
    const speeds = [0.06, 0.1, 0.14, 0.18, 0.22, 0.26, 0.3, 0.35];
    const webs = speeds.map(dried);
    const shares = webs.map((web) => web['dryOutShare']!);
    for (const [i, share] of shares.entries()) {
      if (i > 0) expect(share).toBeGreaterThan(shares[i - 1]!);
      expect(share > 1).toBe(webs[i]!['residualSolvent']! > limit);
    }
    expect(shares[0]).toBeLessThan(0.5);
    expect(shares.at(-1)).toBeGreaterThan(1);
  });

  it('is where the solvent falls to the limit: a dryer that ends there leaves just that', () => {
    const [first] = line.zones;
    const short = { ...line, zones: [{ ...first!, length: 8 }] };
    const own = Object.fromEntries(
      Object.entries(at(0.1)).filter(([key]) => !/^dryerZone[234]/.test(key)),
    );
    const share = runRoute(route, short, own)[2]!.web['dryOutShare']!;
    for (const length of [8 * share, 4 * share]) {
      const cut = { ...short, zones: [{ ...first!, length }] };
      const web = runRoute(route, cut, own)[2]!.web;
      expectClose(web['dryOutShare']!, (8 * share) / length, { rtol: 1e-4, atol: 0 });
      if (length === 8 * share) {
        expectClose(web['residualSolvent']!, limit, { rtol: 1e-3, atol: 0 });
      }
    }
  });

  it('is 5 where the last zone would not dry it within five dryers', () => {
    const damp = {
      ...at(0.3),
      'dryerZone4.airTemperature': 300,
      'dryerZone4.solventContent': 3e-4,
    };
    expect(runRoute(route, line, damp)[2]!.web['dryOutShare']).toBe(5);
  });
});

describe('a film that is only just dry', () => {
  it('is told to be wet at as many lines as draws say, and the rolls hear of it', () => {
    let told = 0;
    for (const webSpeed of [0.22, 0.25, 0.28]) {
      const close = { ...product!, settings: at(webSpeed) };
      const { sources, behind } = propagate(route, line, close.settings);
      const warning = behind[2]!.warnings.find(({ code }) => code === 'DRYING_MAY_STAY_WET');
      const { webs } = drawnWebs(close, sources, 400, 3);
      const wet = webs.filter((web) => web[2]!.web['residualSolvent']! > limit).length / 400;
      const probability = (warning?.data['probability'] as number | undefined) ?? 0;
      // Counts of rare draws scatter by their root.
      expect(Math.abs(probability - wet), `${webSpeed}: ${probability}, ${wet}`).toBeLessThan(
        0.02 + 0.4 * wet,
      );
      if (warning === undefined) continue;
      told++;
      expect(codes(behind[3]!.warnings)).toContain('DRYING_MAY_STAY_WET');
    }
    expect(told).toBeGreaterThan(0);
  }, 60_000);

  it('is not told of a dry one, nor of one that is wet anyhow', () => {
    for (const webSpeed of [0.1, 0.35]) {
      const { behind } = propagate(route, line, at(webSpeed));
      expect(codes(behind[3]!.warnings)).not.toContain('DRYING_MAY_STAY_WET');
    }
    expect(codes(propagate(route, line, at(0.35)).behind[2]!.warnings)).toContain('DRYING_NOT_DRY');
  });
});
