import type { LineDto, SegmentDto } from '../../../twin/contract/api.ts';

/** A segment of coil C as the API gives it, predicted in two lanes unless told otherwise. */
export function segmentOf(segment: number, changes: Partial<SegmentDto> = {}): SegmentDto {
  return {
    coil: 'C',
    segment,
    from_m: segment * 0.25,
    to_m: (segment + 1) * 0.25,
    position_m: 1,
    knowledge: 'predicted',
    predictedAtStation: 'coater',
    predictedAt: '2026-01-01T00:00:00.000Z',
    measuredAt: null,
    lanes: [1, 2].map((lane) => ({
      lane,
      predicted: {
        loading_g_per_m2: 200,
        thickness_um: 70,
        porosity_frac: 0.3 + lane / 100,
        loadingStandardError_g_per_m2: 4,
        thicknessStandardError_um: 3,
        porosityStandardError_frac: 0.03,
      },
      measured: null,
      derived: null,
    })),
    warnings: [],
    virtual: true,
    ...changes,
  };
}

/** The same segment after the twin has taken its prediction back. */
export function unknownSegmentOf(segment: number): SegmentDto {
  const plain = segmentOf(segment);
  return {
    ...plain,
    knowledge: 'unknown',
    predictedAtStation: null,
    predictedAt: null,
    lanes: plain.lanes.map(({ lane }) => ({
      lane,
      predicted: null,
      measured: null,
      derived: null,
    })),
  };
}

/** The same segment after the thickness gauge. */
export function derivedSegmentOf(segment: number, changes: Partial<SegmentDto> = {}): SegmentDto {
  const plain = segmentOf(segment, changes);
  return {
    ...plain,
    knowledge: 'derived',
    measuredAt: '2026-01-01T00:02:00.000Z',
    lanes: plain.lanes.map((lane) => ({
      ...lane,
      measured: { loading_g_per_m2: 201, totalThickness_um: 90 },
      derived: {
        thickness_um: 71,
        thicknessStandardError_um: 0.5,
        porosity_frac: 0.32,
        porosityStandardError_frac: 0.002 * lane.lane,
      },
    })),
    ...changes,
  };
}

/** A short line of two lanes: die, calender at 2 m, gauge at 3 m. */
export function lineOf(changes: Partial<LineDto> = {}): LineDto {
  return {
    id: 'line1',
    name: 'Line',
    virtual: true,
    serverTime: '2026-01-01T00:00:10.000Z',
    recipe: {
      name: 'R',
      porosity_frac: { min: 0.28, target: 0.3, max: 0.32 },
      loading_g_per_m2: { min: 195, target: 200, max: 205 },
      thickness_um: { min: 68, target: 70, max: 72 },
      cell: null,
    },
    path: {
      length_m: 3,
      segmentLength_m: 0.25,
      lanes: 2,
      stations: [
        {
          id: 'coater',
          kind: 'coater',
          name: 'Slot-die coater',
          position_m: 0,
          length_m: 0,
          machineState: null,
        },
        {
          id: 'calender',
          kind: 'calender',
          name: 'Calender',
          position_m: 2,
          length_m: 0,
          machineState: null,
        },
        {
          id: 'thicknessGauge',
          kind: 'thicknessGauge',
          name: 'Thickness gauge',
          position_m: 3,
          length_m: 0,
          machineState: null,
        },
      ],
    },
    coil: 'C',
    coated_m: 5,
    adviceWithheld: null,
    cells: null,
    cellsWithheld: null,
    webSpeed_m_per_min: 6,
    machines: [],
    segments: [],
    proposals: [],
    ...changes,
  };
}
