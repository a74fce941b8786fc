import type { KeptRecordDto } from '../contract/mes.ts';
import type { LabReading } from '../domain/estimate.ts';
import type { Sample } from '../domain/sample.ts';
import { inSi, splitBoundaryName } from '../domain/tag.ts';
import { recordTag } from './told-records.ts';

const qualities = ['loading', 'thickness', 'porosity'] as const;

/** Standard uncertainty over the value of a result that tells none: a usual one of cut and weighed samples [-]. */
const unknownUncertainty = 0.01;

/**
 * Reads results of the laboratory about the web of a line from the samples that tell them. A result counts where it names
 * coil and metre and has `loading`, `thickness` (of the coating) or `porosity`.
 */
export function labReadings(line: string): (sample: Sample) => LabReading | undefined {
  const tag = recordTag(line, 'labResult');
  return (sample) =>
    sample.tag === tag && typeof sample.value === 'string' ? readingOf(sample.value) : undefined;
}

function readingOf(text: string): LabReading | undefined {
  let kept: Partial<KeptRecordDto> | null;
  try {
    kept = JSON.parse(text) as Partial<KeptRecordDto> | null;
  } catch {
    return undefined;
  }
  const record = kept?.record;
  if (kept?.kind !== 'labResult' || record === undefined || !('takenAt' in record))
    return undefined;
  const { id, coil, metre_m, lane, takenAt, standardUncertainty = {} } = record;
  if (coil === undefined || metre_m === undefined || !('values' in record)) return undefined;
  const found = Object.entries(record.values).flatMap(([name, value]) => {
    const { name: quantity, unit: boundaryUnit } = splitBoundaryName(name);
    const quality = qualities.find((one) => one === quantity);
    if (quality === undefined || boundaryUnit === undefined) return [];
    const [si, origin] = [value, 0].map((one) => inSi(one, { boundaryUnit }));
    const told = standardUncertainty[name];
    const standardError =
      told === undefined
        ? unknownUncertainty * Math.abs(si!)
        : inSi(told, { boundaryUnit }) - origin!;
    return [[quality, { value: si!, standardError }] as const];
  });
  if (found.length === 0) return undefined;
  return {
    id,
    coil,
    metre: metre_m,
    ...(lane === undefined ? {} : { lane }),
    takenAt: Date.parse(takenAt),
    values: Object.fromEntries(found),
  };
}
