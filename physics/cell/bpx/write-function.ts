import type { OpenCircuitPotential, Property } from '../cell-parameters.ts';
import { arrheniusOf } from './arrhenius-of.ts';
import { type BpxPath, pathText } from './bpx-error.ts';
import { type BpxFunctionSource, sourceOf } from './bpx-function.ts';
import { sampleTable } from './sample-table.ts';

/** Bounds within which tables follow functions. */
export const tableBounds = {
  /** [V] */
  potential: 1e-5,
  /** [V/K] */
  entropicChange: 1e-8,
  /** Of diffusivities and conductivities, relative. */
  transport: 1e-5,
} as const;

/** Range of the argument that a table covers. */
export interface TableRange {
  readonly low: number;
  readonly high: number;
}

/** What is written, and what could not be, in words. */
export interface FunctionWriter {
  readonly curve: (
    at: OpenCircuitPotential,
    path: BpxPath,
    bound: number,
    ranges: readonly TableRange[],
  ) => BpxFunctionSource | undefined;
  readonly property: (
    property: Property,
    path: BpxPath,
    ranges: readonly TableRange[],
  ) => { readonly value: BpxFunctionSource | undefined; readonly energy: number };
  /** Paths of the fields that became tables. */
  readonly tables: readonly string[];
  /** Paths of the fields that were written as they are at the reference temperature. */
  readonly frozen: readonly string[];
}

const probes = 9;

/**
 * Writes functions as the constants, formulas or tables of BPX; a table covers the first range that one can follow.
 * @param atReference - whether a dependence on temperature that BPX does not have may be left out
 * @param refuse - told the path and the reason of each that BPX cannot say
 */
export function functionWriter(
  {
    referenceTemperature,
    atReference,
  }: { readonly referenceTemperature: number; readonly atReference: boolean },
  refuse: (path: BpxPath, reason: string) => void,
): FunctionWriter {
  const tables: string[] = [];
  const frozen: string[] = [];

  function write(
    at: (x: number) => number,
    path: BpxPath,
    bound: (y: number) => number,
    ranges: readonly TableRange[],
  ): BpxFunctionSource | undefined {
    const values = ranges.flatMap(spread).map(at);
    if (values.every((value) => value === values[0] && Number.isFinite(value))) return values[0];
    for (const range of ranges) {
      const table = sampleTable(at, range, bound);
      if (table) tables.push(pathText(path));
      if (table) return table;
    }
    refuse(path, 'no table of 20,000 points follows it within the bound');
    return undefined;
  }

  return {
    tables,
    frozen,
    curve: (at, path, bound, ranges) => sourceOf(at) ?? write(at, path, () => bound, ranges),
    property: (property, path, ranges) => {
      const narrow = spread(ranges.at(-1)!);
      const law = arrheniusOf(property, referenceTemperature, narrow);
      const energy = law ?? (atReference ? 0 : undefined);
      if (law === undefined && atReference) frozen.push(pathText(path));
      if (energy === undefined) {
        refuse(path, 'it depends on temperature otherwise than by Arrhenius');
        return { value: undefined, energy: 0 };
      }
      const value =
        sourceOf(property.at) ??
        write(
          (x) => property.at(x, referenceTemperature),
          path,
          (y) => tableBounds.transport * Math.abs(y),
          ranges,
        );
      return { value, energy };
    },
  };
}

/** Arguments inside a range, for the trial of a law. */
function spread({ low, high }: TableRange): readonly number[] {
  return Array.from({ length: probes }, (_, i) => low + ((high - low) * (i + 1)) / (probes + 1));
}
