import type { CoilHistory, Knowledge } from '../data/coil-history.ts';
import { type ColourRange, colourOf } from './palette.ts';
import { tailSegments } from './web-layout.ts';

/** Alpha of a texel: not opacity, but which of the looks the shader gives it. */
export const knowledgeAlpha: Readonly<Record<Knowledge, number>> = {
  none: 0,
  unknown: 85,
  predicted: 170,
  derived: 255,
};

/** What is shown of one lane of one segment, and on whose word. */
export interface WebCell {
  readonly knowledge: Knowledge;
  /** Porosity as a fraction; NaN unless predicted or derived. */
  readonly porosity_frac: number;
}

/** The cell that ribbon, mimic and details agree on: derived before predicted, unknown where a lane has neither. */
export function webCell(history: CoilHistory, index: number, lane: number): WebCell {
  const knowledge = history.knowledge(index);
  if (knowledge === 'none' || knowledge === 'unknown') {
    return { knowledge, porosity_frac: Number.NaN };
  }
  const derived = history.value('derivedPorosity_frac', index, lane);
  if (!Number.isNaN(derived)) return { knowledge: 'derived', porosity_frac: derived };
  const predicted = history.value('predictedPorosity_frac', index, lane);
  if (!Number.isNaN(predicted)) return { knowledge: 'predicted', porosity_frac: predicted };
  return { knowledge: 'unknown', porosity_frac: Number.NaN };
}

/** Columns that hold all web in the picture: path, tail, and the segment that is being coated. */
export function webColumns(path: {
  readonly length_m: number;
  readonly segmentLength_m: number;
}): number {
  return Math.ceil(path.length_m / path.segmentLength_m - 1e-9) + tailSegments + 1;
}

/** Where the web stands under the machines: enough to turn a distance from the die into a texture column. */
export interface WebPhase {
  /** Index of the segment that is under the die. */
  readonly newestIndex: number;
  /** Its column; older segments follow backwards around the ring. */
  readonly newestColumn: number;
  /** Length of it that has passed the die [m], in [0, segment length). */
  readonly passed_m: number;
}

export function webPhase(coated_m: number, segmentLength_m: number, columns: number): WebPhase {
  const newestIndex = Math.floor(coated_m / segmentLength_m + 1e-9);
  return {
    newestIndex,
    newestColumn: newestIndex % columns,
    passed_m: Math.max(0, coated_m - newestIndex * segmentLength_m),
  };
}

/** Index of the segment at a distance from the die; below 0 where bare foil ran in before this coil. */
export function indexAt(distance_m: number, phase: WebPhase, segmentLength_m: number): number {
  return phase.newestIndex - Math.ceil((distance_m - phase.passed_m) / segmentLength_m - 1e-9);
}

/**
 * Fills the texels (column = segment index modulo columns, row = lane) with colour and knowledge.
 * @param rgba length columns * lanes * 4, row after row
 */
export function fillWebTexture(
  rgba: Uint8Array,
  web: {
    readonly history: CoilHistory;
    readonly phase: WebPhase;
    readonly columns: number;
    readonly range: ColourRange;
  },
): void {
  const { history, phase, columns, range } = web;
  rgba.fill(0);
  for (let back = 0; back < columns; back++) {
    const index = phase.newestIndex - back;
    if (index < 0) break;
    const column = index % columns;
    for (let lane = 1; lane <= history.lanes; lane++) {
      const { knowledge, porosity_frac } = webCell(history, index, lane);
      const colour = colourOf(porosity_frac, range);
      const texel = ((lane - 1) * columns + column) * 4;
      if (colour !== null) rgba.set(colour, texel);
      rgba[texel + 3] = knowledgeAlpha[knowledge];
    }
  }
}
