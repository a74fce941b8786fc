/**
 * What `window.__twinline` tells: a read-only look at the viewer for tests, support and the browser's console. It is
 * always there, changes nothing and is no part of the API.
 */
export interface ViewerProbe {
  /** Frames that the 3D view has drawn since it started. */
  readonly frames: number;
  /** Draw calls and triangles of the last frame; null without 3D. */
  readonly drawn: { readonly calls: number; readonly triangles: number } | null;
  /** Selection as it stands in the address, or null. */
  readonly selection: string | null;
  /** Whether values are marked as old. */
  readonly stale: boolean;
  /** Segments held of the current coil. */
  readonly segments: number;
  /** Distinct colours of the ribbon alone, drawn and read in one task; 0 without 3D. */
  distinctColours(): number;
  /** Place of a cell on the page in CSS pixels; null when it is not in the picture. */
  projectSegment(segment: number, lane: number): { readonly x: number; readonly y: number } | null;
}
