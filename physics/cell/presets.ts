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

/** Fronts of depletion want many short elements rather than high order; they divide those of every preset, so that lithium and salt are kept. */
function depletionMesh(exponentials: 6 | 8, nodes: number): CellMesh {
  return {
    negative: elements(3, 3, 3, 3, 3, 3),
    separator: elements(2),
    positive: elements(3, 3, 3, 3, 3, 3),
    particles: { exponentials, nodes },
    floor: 1e-4,
  };
}

/** `fast` aims at 0.5 mV, `accurate` at 0.1 mV on smooth discharges; the same for every cell. */
export const presets: Readonly<Record<PresetName, Preset>> = {
  fast: {
    mesh: {
      negative: elements(5),
      separator: elements(2),
      positive: elements(5),
      particles: { exponentials: 6, nodes: 6 },
      floor: 1e-4,
    },
    tolerance: 1e-3,
    depleted: depletionMesh(6, 6),
  },
  accurate: {
    mesh: {
      negative: elements(4, 4),
      separator: elements(2),
      positive: elements(5),
      particles: { exponentials: 8, nodes: 8 },
      floor: 1e-4,
    },
    tolerance: 4e-4,
    depleted: depletionMesh(8, 8),
  },
};
