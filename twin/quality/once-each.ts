import type { SegmentWarning } from '../domain/segment.ts';

/** The first warning of each code. */
export function onceEach(warnings: readonly SegmentWarning[]): readonly SegmentWarning[] {
  const codes = warnings.map(({ code }) => code);
  return warnings.filter(({ code }, i) => codes.indexOf(code) === i);
}
