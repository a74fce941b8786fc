import {
  type StationKind,
  stationsOf,
  theStation,
  type WebPath,
} from '../../physics/process/web-path.ts';

/** A machine or gauge that acts on the web at one point. */
export interface PointStation {
  /** Unit in its tags. */
  readonly id: string;
  /** Distance from the die [m]. */
  readonly at: number;
}

/** Stretch of the path inside a dryer zone, as distances from the die [m]. */
export interface ZoneStretch {
  readonly id: string;
  readonly start: number;
  readonly end: number;
}

/** Where the stations stand that a segment passes on its way from the die to the last gauge. */
export interface LineLayout {
  readonly coater: PointStation;
  readonly zones: readonly ZoneStretch[];
  readonly weightGauge: PointStation;
  readonly calender: PointStation;
  readonly thicknessGauge: PointStation;
}

/**
 * Finds the stations of a path.
 * @throws PhysicsError PHY_OUT_OF_RANGE when the coater, the calender or a gauge is missing or stands twice
 */
export function layoutOf(path: WebPath): LineLayout {
  return {
    coater: pointStation(path, 'coater'),
    weightGauge: pointStation(path, 'weightGauge'),
    calender: pointStation(path, 'calender'),
    thicknessGauge: pointStation(path, 'thicknessGauge'),
    zones: stationsOf(path, 'dryerZone').map(({ id, position, length }) => ({
      id,
      start: position,
      end: position + length,
    })),
  };
}

/**
 * Where nip and gauge stand on a calendering machine, from where the web enters it.
 * @throws PhysicsError PHY_OUT_OF_RANGE as `layoutOf`
 */
export function layoutOnMachine(path: WebPath): Pick<LineLayout, 'calender' | 'thicknessGauge'> {
  return {
    calender: pointStation(path, 'calender'),
    thicknessGauge: pointStation(path, 'thicknessGauge'),
  };
}

function pointStation(path: WebPath, kind: StationKind): PointStation {
  const { id, position } = theStation(path, kind);
  return { id, at: position };
}
