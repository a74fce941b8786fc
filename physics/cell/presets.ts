import type { CellMesh } from './dfn/dfn-cell.ts';

/** How finely a cell is solved. */
export interface Preset {
  readonly mesh: CellMesh;
  /** Of the local error of each time step [V]. */
  readonly tolerance: number;
  /** Mesh to go on with once salt runs short somewhere. */
  readonly depleted: CellMesh;
}

/** Part of the initial salt concentration below which a cell goes on with the mesh for depletion. */
export const depletionShare = 0.06;

export type PresetName = 'fast' | 'accurate';

const elements = (...points: number[]) => points.map((count) => ({ share: 1, points: count }));

/** [kmol/m3] */
const floor = 5e-5;
const separator = elements(2);
const front = elements(3, 3, 3, 3, 3, 3);

/** Fronts of depletion want many short elements rather than high order; they divide those of every preset, so that lithium and salt are kept. */
function depletionMesh(exponentials: 6 | 8, nodes: number): CellMesh {
  const particles = { exponentials, nodes };
  return { negative: front, separator, positive: front, particles, floor };
}

/** `fast` aims at 0.5 mV, `accurate` at 0.1 mV on smooth discharges; the same for every cell. */
export const presets: Readonly<Record<PresetName, Preset>> = {
  fast: {
    mesh: {
      negative: elements(3, 4),
      separator,
      positive: elements(5),
      particles: { exponentials: 6, nodes: 6 },
      floor,
    },
    tolerance: 6e-4,
    depleted: depletionMesh(6, 6),
  },
  accurate: {
    mesh: {
      negative: elements(4, 4),
      separator,
      positive: elements(5),
      particles: { exponentials: 8, nodes: 10 },
      floor,
    },
    tolerance: 1.8e-4,
    depleted: depletionMesh(8, 10),
  },
};
