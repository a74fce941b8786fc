import type { OpenCircuitPotential } from '../cell-parameters.ts';
import { edgePotential } from '../edge-potential.ts';
import { type HermiteTable, hermiteTable, sharedTables, tableValue } from './hermite-table.ts';

const potentialCells = 1024;
/** Formulas of open-circuit potentials may be singular at 0 and 1: tables end so far inside. */
const tableMargin = 1e-6;
/** Surface stoichiometries stay this far from 0 and 1. */
export const surfaceMargin = 1e-9;

/** A stoichiometry, or the nearest that a surface may have. */
export function clampStoichiometry(s: number): number {
  if (s > surfaceMargin) return s < 1 - surfaceMargin ? s : 1 - surfaceMargin;
  return surfaceMargin;
}

/** Open-circuit potentials and entropic changes, one table a curve. */
const curveTable = sharedTables((curve) =>
  hermiteTable(
    (s) => curve(Math.min(1 - tableMargin, Math.max(tableMargin, s))),
    1,
    potentialCells,
  ),
);

/** Potential of a material at rest over stoichiometry and temperature. */
export class RestCurve {
  /** At the reference temperature, without what edges add. */
  readonly potential: HermiteTable;
  /** dU/dT over stoichiometry; undefined where it is zero everywhere. */
  readonly entropy: HermiteTable | undefined;
  readonly #referenceTemperature: number;

  /** @param entropicChange - dU/dT [V/K] */
  constructor(
    potential: OpenCircuitPotential,
    entropicChange: (stoichiometry: number) => number,
    referenceTemperature: number,
  ) {
    this.potential = curveTable(potential);
    const entropy = curveTable(entropicChange);
    this.entropy = entropy.isZero ? undefined : entropy;
    this.#referenceTemperature = referenceTemperature;
  }

  /** Open-circuit potential [V]. */
  at(s: number, temperature: number): number {
    const inside = clampStoichiometry(s);
    const base = tableValue(this.potential, inside) + edgePotential(inside);
    const offset = temperature - this.#referenceTemperature;
    return this.entropy === undefined || offset === 0
      ? base
      : base + offset * tableValue(this.entropy, inside);
  }

  /** dU/dT [V/K]. */
  entropicChange(s: number): number {
    return this.entropy === undefined ? 0 : tableValue(this.entropy, clampStoichiometry(s));
  }
}
