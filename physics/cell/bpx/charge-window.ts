import type { ActiveMaterial, CellParameters, Electrode } from '../cell-parameters.ts';
import { stateAtCharge } from '../initial-state.ts';

interface Window {
  readonly empty: number;
  readonly full: number;
}

/** Stoichiometries at 0 and 100 % state of charge of each material, and where the cell starts between them. */
export interface ChargeWindow {
  readonly windows: ReadonlyMap<ActiveMaterial, Window>;
  readonly stateOfCharge: number;
  readonly origin: 'source' | 'cutoffs';
}

/** Difference of the states of charge of two materials that is still called none. */
const closeness = 1e-9;

/**
 * The window of a cell: that of its source where the initial state lies on it, else the range through the initial
 * state in which the open-circuit voltage lies between the cut-offs. It always holds the initial state.
 * @throws PhysicsError CELL_STATE_UNREACHABLE for a blend without window, or where no state has the voltage of a cut-off
 */
export function chargeWindow(parameters: CellParameters, negative: Electrode): ChargeWindow {
  return fromSource(negative, parameters.positive) ?? fromCutoffs(parameters, negative);
}

function fromSource(negative: Electrode, positive: Electrode): ChargeWindow | undefined {
  const windows = new Map<ActiveMaterial, Window>();
  const charges: number[] = [];
  for (const material of [...negative.materials, ...positive.materials]) {
    const { window } = material;
    if (!window) return undefined;
    windows.set(material, window);
    charges.push(chargeIn(window, material));
  }
  const [first = Number.NaN] = charges;
  const shared = charges.every((charge) => Math.abs(charge - first) <= closeness);
  if (!shared || first < -closeness || first > 1 + closeness) return undefined;
  return { windows, stateOfCharge: Math.min(1, Math.max(0, first)), origin: 'source' };
}

function fromCutoffs(parameters: CellParameters, negative: Electrode): ChargeWindow {
  const free = {
    ...parameters,
    negative: withoutWindows(negative),
    positive: withoutWindows(parameters.positive),
  };
  const [empty, full] = [stateAtCharge(free, 0), stateAtCharge(free, 1)];
  const windows = new Map<ActiveMaterial, Window>();
  let stateOfCharge = Number.NaN;
  for (const side of ['negative', 'positive'] as const) {
    const { materials } = side === 'negative' ? negative : parameters.positive;
    for (const [i, material] of materials.entries()) {
      const between = { empty: empty[side][i]!, full: full[side][i]! };
      const charge = chargeIn(between, material);
      const start = material.initialStoichiometry;
      windows.set(material, {
        empty: charge < 0 ? start : between.empty,
        full: charge > 1 ? start : between.full,
      });
      stateOfCharge = Math.min(1, Math.max(0, charge));
    }
  }
  return { windows, stateOfCharge, origin: 'cutoffs' };
}

function chargeIn({ empty, full }: Window, { initialStoichiometry }: ActiveMaterial): number {
  return (initialStoichiometry - empty) / (full - empty);
}

function withoutWindows(electrode: Electrode): Electrode {
  const materials = electrode.materials.map(({ window: _, ...material }) => material);
  return { ...electrode, materials };
}
