import type { SegmentWarning } from '../domain/segment.ts';

/** Why there is no prediction: a unit gave no good value of something that the prediction rests on. */
export function missingReading(unit: string, names: readonly string[]): SegmentWarning {
  return {
    code: 'TWIN_READING_MISSING',
    message: `no prediction: ${unit} gave no good value of ${names.join(', ')} while this web was there`,
    data: { unit, names },
  };
}
