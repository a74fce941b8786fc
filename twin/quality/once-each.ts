import type { SegmentWarning } from '../domain/segment.ts';

/** The first warning of each code; of one that names a property, for each property. */
export function onceEach(warnings: readonly SegmentWarning[]): readonly SegmentWarning[] {
  const subjects = warnings.map(({ code, data }) => `${code} ${data?.['property'] ?? ''}`);
  return warnings.filter((_, i) => subjects.indexOf(subjects[i]!) === i);
}
