import { expect, it } from 'vitest';
import {
  type BatchCell,
  type BatchOutcome,
  simulateRange,
} from '../../../../physics/cell/batch.ts';
import { bpxSettings } from '../../../../physics/cell/bpx/bpx-setting.ts';
import { parseProtocol } from '../../../../physics/cell/protocol/parse.ts';
import { cellSet } from '../../../../physics/cell/sets/by-name.ts';
import { applySettings } from '../../../../physics/cell/settings.ts';
import { PhysicsError } from '../../../../physics/core/errors.ts';

const chen = cellSet('Chen2020');
const protocol = parseProtocol('discharge 1C until 2.5V', () => {
  throw new Error('no drive cycle is named');
});

function cellOf(settings: Readonly<Record<string, number>>, steps = 20_000): BatchCell {
  return {
    parameters: () => applySettings(chen, settings, bpxSettings),
    protocol,
    options: {
      model: 'dfn',
      preset: 'fast',
      thermal: 'isothermal',
      fields: false,
      limits: { steps },
    },
  };
}

const cells = [
  cellOf({}),
  cellOf({ 'negative.thickness_um': -1 }),
  cellOf({ 'negative.thickness_um': 90 }),
  cellOf({}, 5),
  cellOf({ 'positive.porosity_frac': 0.3 }),
];

function outcomes(from: number, to: number): ReadonlyMap<number, BatchOutcome> {
  const found = new Map<number, BatchOutcome>();
  simulateRange(cells, from, to, (index, outcome) => {
    found.set(index, outcome);
    return true;
  });
  return found;
}

/** Every bit of a voltage curve and its times; the code of a cell that was refused. */
function bytes(outcome: BatchOutcome): string {
  if ('refused' in outcome) return outcome.refused.code;
  const { time, voltage } = outcome.result.solverSteps;
  return [time, voltage]
    .map((of) => Buffer.from(of.buffer, of.byteOffset, of.byteLength).toString('hex'))
    .join();
}

it('gives each cell the same bytes whatever range it is solved in', () => {
  const whole = outcomes(0, cells.length);
  expect([...whole.keys()]).toEqual([0, 1, 2, 3, 4]);
  for (const [index, outcome] of whole) {
    const alone = outcomes(index, index + 1);
    expect([...alone.keys()]).toEqual([index]);
    expect(bytes(alone.get(index)!)).toBe(bytes(outcome));
  }
  expect(new Set([...whole.values()].map(bytes)).size).toBe(cells.length);
});

it('gives a cell that cannot be its coded error, and one that cannot go on its failure', () => {
  const whole = outcomes(0, cells.length);
  expect(whole.get(1)).toMatchObject({
    refused: { code: 'PHY_PARAMETER_OUT_OF_RANGE', data: { value: -1 } },
  });
  expect(whole.get(3)).toMatchObject({
    result: { status: 'failed', failure: { code: 'CELL_STEP_LIMIT' } },
  });
  expect(whole.get(4)).toMatchObject({ result: { status: 'event' } });
});

it('ends after the outcome that is answered with false', () => {
  const seen: number[] = [];
  simulateRange(cells, 0, cells.length, (index) => {
    seen.push(index);
    return index < 1;
  });
  expect(seen).toEqual([0, 1]);
});

it('does not take an error of the program for one of the cell', () => {
  const broken: BatchCell = {
    ...cells[0]!,
    parameters: () => {
      throw new RangeError('broken');
    },
  };
  expect(() => simulateRange([broken], 0, 1, () => true)).toThrow(RangeError);
});

it.each([
  [-1, 1],
  [0, 6],
  [3, 2],
  [0.5, 1],
  [0, Number.NaN],
])('refuses the range from %d to %d', (from, to) => {
  expect(() => simulateRange(cells, from, to, () => true)).toThrow(PhysicsError);
});
