import type { SegmentWarning } from '../domain/segment.ts';

/** What the web on the unwinder carries is not known: it was not followed when it was wound, or could not be predicted. */
export function unknownCoil(machine: string, coil: string): SegmentWarning {
  const message = `what the web of ${coil} on the unwinder of ${machine} carries was not seen or could not be predicted`;
  return { code: 'TWIN_COIL_UNKNOWN', message, data: { unit: machine, coil } };
}
