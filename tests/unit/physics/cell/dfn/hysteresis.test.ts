import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readBpx } from '../../../../../physics/cell/bpx/read-bpx.ts';
import type { CellParameters } from '../../../../../physics/cell/cell-parameters.ts';
import type { CellResult } from '../../../../../physics/cell/cell-result.ts';
import { Hysteresis } from '../../../../../physics/cell/dfn/hysteresis.ts';
import { ringSize, setStep, stepFormula } from '../../../../../physics/cell/dfn/step-formula.ts';
import { parseProtocol } from '../../../../../physics/cell/protocol/parse.ts';
import { type SimulationOptions, simulateCell } from '../../../../../physics/cell/simulate.ts';
import { expectClose } from '../../../../support/close.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`../../../../fixtures/${name}`, import.meta.url), 'utf8');
const reference = JSON.parse(fixture('cell-sets/pybamm-hysteresis.json')) as {
  readonly initialStoichiometry: { readonly negative: number; readonly positive: number };
  readonly time_s: readonly number[];
  readonly voltage_V: readonly number[];
  readonly step: readonly number[];
};

/** The example cell with branches above and below the potential of its negative electrode; it starts on the lower one. */
function cellWithHysteresis({
  decayConstant,
  halfGap,
}: {
  readonly decayConstant: number;
  readonly halfGap: (stoichiometry: number) => number;
}): CellParameters {
  const cell = readBpx(fixture('bpx/nmc_pouch_cell_BPX.json'), 'nmc');
  const { negative } = cell;
  if (negative.kind !== 'porous') throw new Error('not porous');
  const materials = negative.materials.map((material) => {
    const { openCircuitPotential: middle } = material;
    const hysteresis = {
      delithiation: (s: number) => middle(s) + halfGap(s),
      lithiation: (s: number) => middle(s) - halfGap(s),
      decayConstant,
      initialState: -1,
    };
    return { ...material, hysteresis };
  });
  return { ...cell, negative: { ...negative, materials } };
}

function solve(
  cell: CellParameters,
  text: string,
  options: Partial<SimulationOptions> = {},
): CellResult {
  const protocol = parseProtocol(text, () => {
    throw new Error('no drive cycle here');
  });
  return simulateCell(cell, protocol, {
    model: 'dfn',
    preset: 'accurate',
    thermal: 'isothermal',
    fields: false,
    limits: { steps: 10_000 },
    ...options,
  });
}

describe('a cell with hysteresis', () => {
  const cycle =
    'discharge 0.5C for 60min; charge 0.5C for 30min; rest for 30min; discharge 0.5C for 20min';

  it.each(['fast', 'accurate'] as const)('agrees with PyBaMM over turns, %s', (preset) => {
    const { time_s, voltage_V, step, initialStoichiometry } = reference;
    const grid = Float64Array.from(new Set(time_s)).sort();
    const cell = cellWithHysteresis({ decayConstant: 20, halfGap: (s) => 0.03 * (1 - s) });
    const { series } = solve(cell, cycle, { preset, grid, initialStoichiometry });
    const key = (at: number, time: number): string => `${at}@${time.toFixed(6)}`;
    const places = new Map(
      Array.from(series.time, (time, i) => [key(series.step[i]!, time), i] as const),
    );
    let [squares, weights] = [0, 0];
    for (let i = 1; i + 1 < time_s.length; i++) {
      const place = places.get(key(step[i]!, time_s[i]!))!;
      const weight = time_s[i + 1]! - time_s[i - 1]!;
      squares += weight * (series.voltage[place]! - voltage_V[i]!) ** 2;
      weights += weight;
    }
    const error = 1e3 * Math.sqrt(squares / weights);
    // The reference is known to 0.001 mV; without its state the cell would be off by 20 mV.
    expect(error).toBeLessThan(preset === 'fast' ? 0.3 : 0.1);
  });

  it.each(['dfn', 'spme', 'spm'] as const)(
    'rests on the branch that it came along, by turns: %s',
    (model) => {
      const turns =
        'rest for 1s; discharge 0.2C for 2h; rest for 20h; charge 0.2C for 2h; rest for 20h';
      const voltages = (decayConstant: number): number[] => {
        const cell = cellWithHysteresis({ decayConstant, halfGap: () => 0.02 });
        const { series } = solve(cell, turns, { model });
        return [2, 4].map((at) => series.voltage[series.step.lastIndexOf(at)]!);
      };
      const [discharged, charged] = voltages(80);
      const [onLithiated, backOnLithiated] = voltages(0);
      // exp(-40 of 0.3) of the gap is left, and at rest some particles take up what others give.
      expectClose(discharged! - onLithiated!, -0.04, { rtol: 0, atol: 4e-4 });
      expectClose(charged! - backOnLithiated!, 0, { rtol: 0, atol: 4e-4 });
    },
  );
});

describe('Hysteresis', () => {
  it('passes from branch to branch exponentially in the lithium that moved, exactly', () => {
    const [decayConstant, inverseCapacity, current] = [20, 1e-4, 2];
    const state = new Hysteresis(
      { delithiation: () => 1, lithiation: () => -1, decayConstant, initialState: -1 },
      inverseCapacity,
      1,
    );
    state.reset(0.8);
    const formula = stepFormula();
    const currents = new Float64Array(ringSize).fill(current);
    const times = new Float64Array(ringSize);
    let mean = 0.8;
    for (const [head, step] of [50, 150, 300].entries()) {
      setStep(formula, head + 1, step, times, head, head + 1);
      state.predict(formula, currents, head);
      mean -= inverseCapacity * current * step;
      const moved = 0.8 - mean;
      // Half of a gap of 2 V: the potential is the state.
      const exact = 1 - 2 * Math.exp(-0.5 * decayConstant * moved);
      expectClose(state.potential(0, current, 0.5), exact, { rtol: 0, atol: 1e-12 });
      state.find(0, current, 0.5);
      const beside = state.potential(0, current + 1e-6, 0.5);
      expectClose(state.currentSlope, (beside - state.value) / 1e-6, { rtol: 1e-5, atol: 0 });
      state.accept(0, mean);
      times[head + 1] = times[head]! + step;
    }
  });
});
