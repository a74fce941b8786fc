import { describe, expect, it } from 'vitest';
import type { CellParameters } from '../../../../../physics/cell/cell-parameters.ts';
import { parseProtocol } from '../../../../../physics/cell/protocol/parse.ts';
import { cellSet, cellSetNames } from '../../../../../physics/cell/sets/by-name.ts';
import { simulateCell } from '../../../../../physics/cell/simulate.ts';

/** Failures that say what in the cell has come to its end. */
const explained: readonly (string | undefined)[] = [
  undefined,
  'CELL_ELECTROLYTE_DEPLETED',
  'CELL_SURFACE_EMPTY',
  'CELL_SURFACE_SATURATED',
];

/** Protocols of a cell, with the state of charge that they begin at. */
function protocols({
  lowerCutoff: low,
  upperCutoff: high,
  nominalCapacity,
}: CellParameters): [string, number][] {
  const capacity = nominalCapacity / 3600;
  const middle = (low + high) / 2;
  const holds = [0.2, 0.5, 0.8].map((share) => (low + share * (high - low)).toFixed(3));
  return [
    [`discharge 0.05C until ${low}V`, 1],
    [`discharge 1C until ${low}V`, 1],
    [`discharge 3C until ${low}V`, 1],
    [`charge 1C until ${high}V`, 0.05],
    [`discharge 1C until ${low}V; charge C/2 until ${high}V; hold ${high}V until C/20`, 0.9],
    ...[0.1, 0.5, 0.9].flatMap((charge) =>
      holds.map((voltage): [string, number] => [`hold ${voltage}V for 3min`, charge]),
    ),
    [`discharge ${(capacity * middle).toFixed(5)}W until ${low}V`, 0.9],
    [`discharge ${(middle / capacity).toFixed(5)} ohm until ${low}V`, 0.9],
    ['drive waves.csv', 0.5],
  ];
}

/** A current that swings around nothing, both ways, with corners every 5 s. */
function waves(capacity: number) {
  const time = Float64Array.from({ length: 41 }, (_, i) => 5 * i);
  return { time, current: time.map((t) => capacity * (1.5 * Math.sin(t / 7) + Math.cos(t / 31))) };
}

describe('single-particle models under every control, cold and warm', () => {
  it.each(['spm', 'spme'] as const)(
    '%s runs every set, or says what came to its end',
    (model) => {
      const unexplained: string[] = [];
      for (const name of cellSetNames) {
        const parameters = cellSet(name);
        const drive = waves(parameters.nominalCapacity / 3600);
        for (const temperature of [273.15, 298.15, 318.15]) {
          for (const [text, stateOfCharge] of protocols(parameters)) {
            const { failure } = simulateCell(
              parameters,
              parseProtocol(text, () => drive),
              {
                model,
                stateOfCharge,
                temperature,
                preset: 'fast',
                thermal: 'isothermal',
                fields: false,
                limits: { steps: 5000 },
              },
            );
            if (explained.includes(failure?.code)) continue;
            unexplained.push(
              `${name}, ${temperature} K, ${text}: ${failure!.code} at ${failure!.time} s`,
            );
          }
        }
      }
      expect(unexplained).toEqual([]);
    },
    120_000,
  );
});
