import { toUnit } from '../../physics/core/units.ts';
import type { SegmentWarning } from '../domain/segment.ts';

/** A weight on a lane that is not used: bare foil, or a gauge without its zero. @param loading - [kg.m-2] */
export function noLoading(lane: number, loading: number): SegmentWarning {
  const shown = toUnit(loading, 'g_per_m2').toFixed(1);
  return implausibleReading(
    `the weight gauge reads ${shown} g/m2 on lane ${lane}: no coating has that, it is not used`,
    { lane, loading },
  );
}

/**
 * A lane that is thinner than its solids or than bare foil, so that nothing is derived from it.
 * @param totalThickness - foil and coating [m]
 * @param loading - [kg.m-2]
 */
export function noPorosity(
  lane: number,
  totalThickness: number,
  loading: number | undefined,
): SegmentWarning {
  const total = toUnit(totalThickness, 'um').toFixed(1);
  const weight = loading === undefined ? '' : ` of ${toUnit(loading, 'g_per_m2').toFixed(1)} g/m2`;
  return implausibleReading(
    `no porosity is derived on lane ${lane}: foil and coating${weight} read ${total} um, thinner than their solids`,
    { lane, totalThickness, ...(loading === undefined ? {} : { loading }) },
  );
}

/** Why a gauge's reading is not used: it contradicts what a coating can be. */
function implausibleReading(
  message: string,
  data: Readonly<Record<string, unknown>>,
): SegmentWarning {
  return { code: 'TWIN_READING_IMPLAUSIBLE', message, data };
}
