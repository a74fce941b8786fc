import { thicknessOf } from '../../../../physics/process/solids.ts';
import type { LaneState, Segment } from '../../../../twin/domain/segment.ts';

/** [kg.m-3] */
export const density = 4424;

/** Loading [kg.m-2] and porosity of the lanes of a segment. */
export interface Made {
  readonly loading: number;
  readonly porosity: number;
}

const unknown: LaneState = {
  predicted: undefined,
  measuredLoading: undefined,
  measuredTotalThickness: undefined,
  derivedThickness: undefined,
  derivedPorosity: undefined,
};

/** A segment of 0.25 m of coil C; lanes without a prediction are unknown. */
export function segmentOf(
  index: number,
  lanes: readonly (Made | undefined)[],
  changes: Partial<Segment> = {},
): Segment {
  return {
    coil: 'C',
    index,
    from: index * 0.25,
    to: (index + 1) * 0.25,
    knowledge: lanes.some((lane) => lane !== undefined) ? 'predicted' : 'unknown',
    predictedAtStation: 'coater',
    predictedAt: 1000 + index,
    measuredAt: undefined,
    lanes: lanes.map((made) => ({
      ...unknown,
      predicted: made && { ...made, thickness: thickness(made), elongation: 0.005 },
    })),
    warnings: [],
    ...changes,
  };
}

/** The same segment after both gauges have read every lane. */
export function gaugedSegment(segment: Segment, made: Made): Segment {
  const said = (value: number) => ({ value, standardError: 0.01 * value });
  return {
    ...segment,
    knowledge: 'derived',
    measuredAt: 2000 + segment.index,
    lanes: segment.lanes.map((lane) => ({
      ...lane,
      measuredLoading: said(1.005 * made.loading),
      measuredTotalThickness: said(thickness(made) + 15e-6),
      derivedThickness: said(thickness(made)),
      derivedPorosity: said(made.porosity),
    })),
  };
}

function thickness(made: Made): number {
  return thicknessOf({ ...made, poreFreeDensity: density });
}
