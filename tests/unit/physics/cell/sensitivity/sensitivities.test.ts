import { describe, expect, it } from 'vitest';
import { openCircuitVoltage } from '../../../../../physics/cell/initial-state.ts';
import { fromSi } from '../../../../../physics/cell/parameter-range.ts';
import { cellSet } from '../../../../../physics/cell/sets/by-name.ts';
import { cellSetting } from '../../../../../physics/cell/settings.ts';
import { faradayConstant } from '../../../../../physics/core/constants.ts';
import { findRoot } from '../../../../../physics/numerics/roots.ts';
import { expectClose } from '../../../../support/close.ts';
import { type Case, plain, sensitive, slopesBetween } from './runs.ts';

function numberOf({ set }: Case, key: string): number {
  const { value, range } = cellSetting(cellSet(set), key);
  return fromSi(value!, range);
}

const discharge: Case = { set: 'Chen2020', protocol: 'discharge 1C until 2.5V' };

describe('sensitivities', () => {
  it('leave the result as it is without them', () => {
    const { sensitivities, ...result } = sensitive(discharge, ['negative.thickness_um']);
    expect(sensitivities).toHaveLength(1);
    expect(result).toEqual(plain(discharge));
  });

  it.each<Case & { readonly rtol: number }>([
    // The end moves, and with it the last points that values between steps are taken from.
    { ...discharge, rtol: 1e-4 },
    { set: 'Chen2020', protocol: 'drive swing.csv', rtol: 0 },
  ])(
    'to a contact resistance are the current in an isothermal cell: $protocol',
    ({ rtol, ...run }) => {
      const { series, sensitivities } = sensitive(run, ['cell.contactResistance_mohm']);
      expect(series.time.length).toBeGreaterThan(10);
      for (const [row, value] of sensitivities[0]!.voltage.entries()) {
        // Round-off of the voltage, some 1e-13 V, over the move of 1e-4 mohm.
        expectClose(value, -1e-3 * series.current[row]!, { rtol, atol: 1e-8 });
      }
    },
  );

  it('of the capacity are those of the open-circuit curves where the current goes to zero', () => {
    const cell = cellSet('Chen2020');
    const { negative, positive, area } = cell;
    if (negative.kind !== 'porous') throw new Error('a half-cell');
    const [x, y] = [negative.materials[0]!, positive.materials[0]!];
    const charge = (factor: number): number => {
      const sites = (thickness: number, { volumeFraction, maximumConcentration }: typeof x) =>
        area * thickness * volumeFraction * maximumConcentration * faradayConstant;
      const capacities = [
        factor * sites(negative.thickness, x),
        sites(positive.thickness, y),
      ] as const;
      const voltage = (moved: number): number =>
        openCircuitVoltage(cell, {
          negative: [x.initialStoichiometry - moved / capacities[0]],
          positive: [y.initialStoichiometry + moved / capacities[1]],
        });
      const high = 0.999 * x.initialStoichiometry * capacities[0];
      return findRoot((moved) => voltage(moved) - 2.5, { low: 0, high, tolerance: 1e-6 });
    };
    const slope = (charge(1.0001) - charge(0.9999)) / (0.0002 * x.volumeFraction);
    const run: Case = {
      set: 'Chen2020',
      protocol: 'discharge 0.002C until 2.5V',
      options: { model: 'spm' },
    };
    const { sensitivities } = sensitive(run, ['negative.activeFraction_frac']);
    // What C/500 still loses to diffusion and reaction.
    expectClose(sensitivities[0]!.summary.dischargedCharge, slope, { rtol: 2e-3, atol: 0 });
  });

  it('to the area are the capacity over it where the current goes to zero', () => {
    const run: Case = {
      set: 'Chen2020',
      protocol: 'discharge 0.002C until 2.5V',
      options: { model: 'spm' },
    };
    const { solverSteps, sensitivities } = sensitive(run, ['cell.area_m2']);
    const capacity = solverSteps.time.at(-1)! * solverSteps.current[0]!;
    const perArea = capacity / numberOf(run, 'cell.area_m2');
    // What C/500 still loses to diffusion and reaction.
    expectClose(sensitivities[0]!.summary.dischargedCharge, perArea, { rtol: 2e-3, atol: 0 });
  });

  it('in the last row go on along the curve, at the time at which the step ended', () => {
    const { series, solverSteps, sensitivities } = sensitive(discharge, ['negative.thickness_um']);
    const { voltage, summary } = sensitivities[0]!;
    expect(series.time.at(-1)).toBe(solverSteps.time.at(-1));
    const [before, last] = [-2, -1].map((i) => ({
      time: solverSteps.time.at(i)!,
      voltage: solverSteps.voltage.at(i)!,
    }));
    const secant = (last!.voltage - before!.voltage) / (last!.time - before!.time);
    // At its own end the voltage is that of the protocol: it changes by its slope over what the end moves. The slope is
    // taken over the last step, where the curve bends down.
    expectClose(voltage.at(-1)!, -secant * summary.duration, { rtol: 0.5, atol: 0 });
    expect(voltage.at(-1)!).toBeGreaterThan(-secant * summary.duration);
  });

  it('cost about one solution a step for each of the two cells beside', () => {
    for (const run of [discharge, { set: 'Chen2020', protocol: 'drive swing.csv' }]) {
      const { work, sensitivities } = sensitive(run, ['positive.thickness_um']);
      // The jump at the start and the search for the end take a dozen.
      expect(sensitivities[0]!.solves).toBeLessThanOrEqual(2 * (work.steps + 16));
      expect(sensitivities[0]!.solves).toBeGreaterThanOrEqual(2 * work.steps);
    }
  });
});

/** Keys with the part of their value by which they are moved for a difference of two runs. */
const moves = {
  'negative.thickness_um': 1e-3,
  'separator.porosity_frac': 3e-3,
  'positive.particleDiffusivity_m2_per_s': 3e-3,
  'negative.tortuosityFactor_1': 3e-3,
  'positive.conductivity_S_per_m': 3e-3,
  'positive.particleRadius_um': 1e-3,
} as const;

describe('sensitivities are the slopes between runs of their own', () => {
  const tolerance = 1e-6;
  it.each<Case>([
    { ...discharge, options: { tolerance } },
    {
      set: 'Chen2020',
      protocol: 'discharge 1C until 3V; charge 1C until 4.2V; hold 4.2V until 1A',
      options: { tolerance },
    },
    { set: 'Chen2020', protocol: 'drive swing.csv', options: { tolerance } },
    {
      set: 'Chen2020',
      protocol: 'discharge 20W until 3V; rest for 5min',
      options: { tolerance, thermal: 'lumped' },
    },
    {
      set: 'Chen2020',
      protocol: 'discharge 1C until 3V',
      options: { tolerance: 1e-4, model: 'spme', thermal: 'lumped' },
    },
  ])('$protocol, $options', (run) => {
    const keys = Object.keys(moves) as (keyof typeof moves)[];
    const { sensitivities, warnings } = sensitive(run, keys);
    expect(warnings.filter(({ code }) => code === 'CELL_SENSITIVITY_MISSING')).toEqual([]);
    for (const [k, key] of keys.entries()) {
      const value = numberOf(run, key);
      const move = moves[key] * value;
      const { summary, voltages } = slopesBetween(run, key, value - move, value + move);
      const own = sensitivities[k]!;
      // Each of the two runs chooses its steps by itself: its errors of the tolerance and ends located to 2e-4 s, over
      // the move.
      const atol = (error: number): number => error / (2 * move);
      expectClose(own.summary.duration, summary.duration, { rtol: 2e-3, atol: atol(1e-3) });
      expectClose(own.summary.dischargedEnergy, summary.dischargedEnergy, {
        rtol: 2e-3,
        atol: atol(5e-2),
      });
      expectClose(own.summary.chargedCharge, summary.chargedCharge, {
        rtol: 2e-3,
        atol: atol(1e-2),
      });
      expect(voltages.length).toBeGreaterThan(9);
      const size = Math.sqrt(voltages.reduce((sum, v) => sum + v * v, 0) / voltages.length);
      for (const [row, slope] of voltages.entries()) {
        expectClose(own.voltage[row]!, slope, { rtol: 5e-3, atol: 2e-3 * size + atol(2e-6) });
      }
    }
  });

  it('in a blend, with a film that grows, and through a change of mesh', () => {
    const runs: readonly (Case & { readonly key: string; readonly move: number })[] = [
      {
        set: 'Chen2020_composite',
        protocol: 'discharge 1C until 2.5V',
        key: 'negative.thickness_um',
        move: 1e-3,
      },
      {
        set: 'OKane2022',
        protocol: 'charge 1C until 4.2V; hold 4.2V for 10min',
        options: { interphase: 'reaction', stateOfCharge: 0.2 },
        key: 'negative.thickness_um',
        move: 1e-3,
      },
      {
        set: 'Chen2020',
        protocol: 'discharge 3C until 2.5V',
        key: 'separator.porosity_frac',
        move: 1e-3,
      },
    ];
    for (const { key, move: share, ...run } of runs) {
      const fine: Case = { ...run, options: { ...run.options, tolerance: 1e-5 } };
      const value = numberOf(run, key);
      const move = share * value;
      const { duration } = slopesBetween(fine, key, value - move, value + move).summary;
      const own = sensitive(fine, [key]).sensitivities[0]!.summary.duration;
      // Errors of the two runs over the move; the slopes bend over it.
      expectClose(own, duration, { rtol: 5e-3, atol: 1e-3 / move });
    }
  });

  it('at a temperature of the options', () => {
    const at = (temperature: number): Case => ({
      ...discharge,
      options: { temperature, tolerance: 1e-6 },
    });
    const [cold, warm] = [282.65, 283.65].map((kelvin) => plain(at(kelvin)).solverSteps);
    const slope = warm!.time.at(-1)! - cold!.time.at(-1)!;
    const own = sensitive(at(283.15), ['cell.temperature_degC']).sensitivities[0]!;
    // The curve bends over the degree between the two.
    expectClose(own.summary.duration, slope, { rtol: 2e-3, atol: 0 });
  });

  it('to one side where there is no other', () => {
    const run: Case = { ...discharge, options: { tolerance: 1e-6 } };
    // Pores and particles fill the whole electrode, and there is no contact resistance.
    for (const [key, from, to] of [
      ['negative.porosity_frac', 0.249, 0.25],
      ['cell.contactResistance_mohm', 0, 1],
    ] as const) {
      expect(numberOf(run, key)).toBe(key === 'negative.porosity_frac' ? to : from);
      const own = sensitive(run, [key]).sensitivities[0]!;
      // The slope bends over the move.
      const { duration } = slopesBetween(run, key, from, to).summary;
      expectClose(own.summary.duration, duration, { rtol: 1e-2, atol: 0 });
    }
  });
});

describe('a sensitivity that cannot be', () => {
  const codeOf = (act: () => unknown): unknown => {
    try {
      act();
    } catch (error) {
      return (error as { code: string }).code;
    }
    return undefined;
  };

  it('is refused for a key that there is not', () => {
    expect(codeOf(() => sensitive(discharge, ['negative.thickness']))).toBe(
      'PHY_UNKNOWN_PARAMETER',
    );
  });

  it('is refused for a diffusivity that is a curve', () => {
    const run: Case = { ...discharge, set: 'Ecker2015' };
    expect(codeOf(() => sensitive(run, ['negative.particleDiffusivity_m2_per_s']))).toBe(
      'PHY_PARAMETERS_CONTRADICT',
    );
  });

  it('is refused for a start that the options overrule', () => {
    const run: Case = { ...discharge, options: { stateOfCharge: 0.9 } };
    expect(codeOf(() => sensitive(run, ['negative.initialStoichiometry_1']))).toBe(
      'PHY_PARAMETERS_CONTRADICT',
    );
  });

  it('is told where the cell could not go on', () => {
    const run: Case = { ...discharge, options: { limits: { steps: 20 } } };
    const { status, sensitivities, warnings } = sensitive(run, ['negative.thickness_um']);
    expect([status, sensitivities]).toEqual(['failed', []]);
    expect(warnings).toMatchObject([
      { code: 'CELL_SENSITIVITY_MISSING', data: { parameter: 'negative.thickness_um' } },
    ]);
  });
});
