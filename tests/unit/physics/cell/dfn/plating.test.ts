import { describe, expect, it } from 'vitest';
import type { CellResult } from '../../../../../physics/cell/cell-result.ts';
import { Plating, type PlatingLaw, platingLaws } from '../../../../../physics/cell/dfn/plating.ts';
import { ringSize, setStep, stepFormula } from '../../../../../physics/cell/dfn/step-formula.ts';
import { parseProtocol } from '../../../../../physics/cell/protocol/parse.ts';
import { cellSet } from '../../../../../physics/cell/sets/by-name.ts';
import { type SimulationOptions, simulateCell } from '../../../../../physics/cell/simulate.ts';
import { faradayConstant, gasConstant } from '../../../../../physics/core/constants.ts';
import { expectClose } from '../../../../support/close.ts';
import { balances } from './balances.ts';

function solve(text: string, options: Partial<SimulationOptions>, set = 'OKane2022'): CellResult {
  const protocol = parseProtocol(text, () => {
    throw new Error('no drive cycle here');
  });
  return simulateCell(cellSet(set), protocol, {
    model: 'dfn',
    preset: 'fast',
    thermal: 'isothermal',
    fields: false,
    limits: { steps: 100_000 },
    ...options,
  });
}

const thermalVoltage = (gasConstant * 298.15) / faradayConstant;
const rateConstant = 1e-9;
const alpha = 0.65;
/** [1/m], [mol/m3] */
const surfaceArea = 4e5;
const salt = 1000;

/** Plated and dead lithium after a time at a potential [mol/m3]. */
function platedAt(
  law: PlatingLaw,
  eta: number,
  { time, steps, decayConstant = 0 }: { time: number; steps: number; decayConstant?: number },
): { readonly plated: number; readonly dead: number } {
  const parameters = {
    kinetics: { rateConstant, decayConstant },
    transferCoefficient: alpha,
  };
  const metal = new Plating({ parameters, law, surfaceArea, sites: 1e4 }, true, 1);
  metal.setTemperature(thermalVoltage);
  metal.reset();
  const place = { salt: salt / 1000, bySalt: 1, c: salt / 1000 };
  const formula = stepFormula();
  const times = new Float64Array(ringSize);
  metal.plate(0, eta, place, 1);
  metal.restart(0);
  for (let step = 0; step < steps; step++) {
    const head = step & (ringSize - 1);
    setStep(formula, Math.min(2, step + 1), time / steps, times, head, Math.min(step + 1, 4));
    metal.predict(formula, head);
    metal.plate(0, eta, place, 1);
    metal.accept(head);
    times[(head + 1) & (ringSize - 1)] = (time * (step + 1)) / steps;
  }
  return { plated: metal.platedAt(0), dead: metal.deadAt(0) };
}

/** Rates of forming [mol/(m3.s)] and of dissolving [1/s] at a potential. */
function ratesAt(eta: number): { readonly forming: number; readonly dissolving: number } {
  return {
    forming: surfaceArea * rateConstant * salt * Math.exp((-alpha * eta) / thermalVoltage),
    dissolving: surfaceArea * rateConstant * Math.exp(((1 - alpha) * eta) / thermalVoltage),
  };
}

describe('metal at a constant potential', () => {
  it('forms at a constant rate where it cannot dissolve: Tafel', () => {
    for (const eta of [-0.05, 0.02]) {
      const { plated, dead } = platedAt('irreversible', eta, { time: 3600, steps: 30 });
      expect(plated).toBe(0);
      // A constant rate: any formula integrates it to round-off.
      expectClose(dead, ratesAt(eta).forming * 3600, { rtol: 1e-12, atol: 0 });
    }
  });

  it('goes to its equilibrium with salt, where it can dissolve', () => {
    const { forming, dissolving } = ratesAt(0.01);
    const exact = (time: number) => (forming / dissolving) * (1 - Math.exp(-dissolving * time));
    const early = (steps: number) =>
      platedAt('reversible', 0.01, { time: 600, steps }).plated - exact(600);
    expectClose(early(1600), 0, { rtol: 0, atol: 1e-4 * exact(600) });
    // Four times the steps: at least a fourth of the error, for the first step is of order 1.
    expect(Math.abs(early(1600))).toBeLessThan(0.26 * Math.abs(early(400)));
    const late = platedAt('reversible', 0.01, { time: 1e6, steps: 50 }).plated;
    // Nernst: eta = RT/F ln(salt / plated); steps of many times 1 / dissolving damp what is left.
    expectClose(late, salt * Math.exp(-0.01 / thermalVoltage), { rtol: 1e-9, atol: 0 });
  });

  it('loses contact at its own rate, and all of it in the end', () => {
    const decayConstant = 1e-4;
    const { forming, dissolving } = ratesAt(0);
    const { plated, dead } = platedAt('partiallyReversible', 0, {
      time: 1e6,
      steps: 4000,
      decayConstant,
    });
    const steady = forming / (dissolving + decayConstant);
    expectClose(plated, steady, { rtol: 1e-9, atol: 0 });
    const lag = 1 / (dissolving + decayConstant);
    // Steps of a tenth of the lag resolve the beginning to a thousandth of it.
    expectClose(dead, decayConstant * steady * (1e6 - lag), { rtol: 1e-5, atol: 0 });
  });
});

/** A quick charge, a rest in which metal dissolves, and a discharge that takes the rest of it. */
const plan = [
  [-1.5, 1500],
  [0, 3600],
  [1, 1500],
] as const;

describe('a cell whose negative electrode plates', () => {
  it.each(
    platingLaws.flatMap((plating) =>
      (['fast', 'accurate'] as const).map((preset) => [plating, preset] as const),
    ),
  )('keeps lithium in particles and metal, and charge: %s, %s', (plating, preset) => {
    const setup = { preset, plating, stateOfCharge: 0, temperature: 278.15 } as const;
    const { lithium, charge, plated, dead, leastPlated } = balances('OKane2022', setup, plan);
    // Round-off of some hundred steps.
    expectClose(lithium, 0, { rtol: 0, atol: 1e-12 });
    expectClose(charge, 0, { rtol: 0, atol: 1e-10 });
    if (plating === 'irreversible') expect(plated).toBe(0);
    else expect(plated).toBeGreaterThan(0);
    if (plating === 'reversible') expect(dead).toBe(0);
    else expect(dead).toBeGreaterThan(0);
    // Less than nothing of it at most by the tolerance of the step: of 0.2 mol in the cell.
    expect(leastPlated).toBeGreaterThan(-1e-6);
  });

  it.each([
    ['OKane2022', 'partiallyReversible'],
    ['Ecker2015', 'partiallyReversible'],
    ['Mohtat2020', 'irreversible'],
  ] as const)('keeps lithium in particles, film and metal: %s', (set, plating) => {
    const setup = {
      preset: 'fast',
      plating,
      interphase: 'reaction',
      stateOfCharge: 0.05,
    } as const;
    const { lithium, charge, film, plated, dead } = balances(set, setup, plan);
    expectClose(lithium, 0, { rtol: 0, atol: 1e-12 });
    expectClose(charge, 0, { rtol: 0, atol: 1e-10 });
    expect(film).toBeGreaterThan(0);
    expect(plated + dead).toBeGreaterThan(0);
  });

  it('keeps lithium through a change of mesh', () => {
    const setup = { preset: 'fast', plating: 'reversible', stateOfCharge: 0 } as const;
    const { lithium } = balances('OKane2022', setup, [[-2, 1200]], 900);
    expectClose(lithium, 0, { rtol: 0, atol: 1e-12 });
  });

  it('gives back what it plated, but for what has lost contact, down to an empty cell', () => {
    const cycle = 'charge 1C until 4.2V; rest for 1h; discharge 1C until 2.5V; rest for 1h';
    const options = { stateOfCharge: 0, temperature: 278.15 };
    const { status, plating } = solve(cycle, { ...options, plating: 'reversible' });
    expect(status).toBe('end');
    expect(plating!.plated[0]).toBeGreaterThan(1e-3);
    // Equilibrium with salt at the potential of an empty electrode: next to nothing.
    for (const empty of plating!.plated.slice(2)) expect(Math.abs(empty)).toBeLessThan(1e-6);
    const partly = solve(cycle, { ...options, plating: 'partiallyReversible' }).plating!;
    expect(partly.dead[3]).toBeGreaterThan(0);
    expect(partly.dead[3]).toBeLessThan(0.02 * partly.plated[0]!);
  });

  it('keeps more metal in contact under a thicker film', () => {
    const cycle = 'charge 1C for 30min; rest for 10h';
    const options = {
      stateOfCharge: 0.3,
      plating: 'partiallyReversible',
      temperature: 278.15,
    } as const;
    const bare = solve(cycle, options).plating!;
    const grown = solve(cycle, { ...options, interphase: 'reaction' }).plating!;
    expect(grown.dead[1]! / grown.plated[0]!).toBeLessThan(bare.dead[1]! / bare.plated[0]!);
  });

  it.each(platingLaws)('goes on through pulses and rests in the cold: %s', (plating) => {
    const pulses =
      'discharge 2C for 10s; rest for 40s; charge 1.5C for 10s; rest for 40s; charge 1C for 6min; rest for 10min';
    const { status, plating: metal } = solve(`charge 0.5C for 1h; repeat 4 { ${pulses} }`, {
      stateOfCharge: 0.05,
      temperature: 263.15,
      plating,
    });
    expect(status).toBe('end');
    expect(metal!.plated.at(-1)! + metal!.dead.at(-1)!).toBeGreaterThan(0.01);
  });

  it('plates where it is charged in the cold, and tells from when', () => {
    const charge = 'charge 1C until 4.2V';
    const cold = solve(charge, { stateOfCharge: 0, temperature: 278.15 });
    const warm = solve('charge 0.2C until 4.1V', { stateOfCharge: 0, temperature: 313.15 });
    expect(cold.plating).toBeUndefined();
    expect(warm.warnings).toEqual([]);
    const [warning, ...others] = cold.warnings;
    // In the cold the salt also leaves the range that its properties were measured in.
    expect(others.map(({ code }) => code)).toEqual(['CELL_OUTSIDE_MEASURED_RANGE']);
    expect(warning!.code).toBe('CELL_LITHIUM_PLATING');
    const { time_s, lowest_V } = warning!.data;
    expect(time_s).toBeGreaterThan(300);
    expect(time_s).toBeLessThan(1500);
    expect(lowest_V).toBeLessThan(-0.01);
    const followed = solve(charge, {
      stateOfCharge: 0,
      temperature: 278.15,
      plating: 'reversible',
    });
    // Before it begins, metal changes next to nothing; the meshes differ.
    expectClose(Number(followed.warnings[0]!.data['time_s']), Number(time_s), {
      rtol: 0.05,
      atol: 0,
    });
  });

  it.each([
    ['OKane2022', 'spme', 'reversible', 'none'],
    ['Chen2020', 'dfn', 'reversible', 'none'],
    ['Xu2019', 'dfn', 'irreversible', 'none'],
    ['Mohtat2020', 'dfn', 'partiallyReversible', 'none or irreversible'],
  ] as const)('is refused for %s in the model %s, %s', (set, model, plating, allowed) => {
    expect(() => solve('rest for 1h', { model, plating }, set)).toThrow(
      expect.objectContaining({
        code: 'PHY_PARAMETERS_CONTRADICT',
        data: { parameter: 'plating', value: plating, allowed },
      }),
    );
  });
});
