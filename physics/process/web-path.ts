import { PhysicsError } from '../core/errors.ts';

/** What a station does to the web or reads from it. */
export type StationKind = 'coater' | 'dryerZone' | 'weightGauge' | 'calender' | 'thicknessGauge';

/** One station of the path; its id is the unit in its tags. */
export interface Station {
  readonly id: string;
  readonly kind: StationKind;
  readonly name: string;
  /** Distance along the web from the coating die to where the station begins to act [m]. */
  readonly position: number;
  /** Length of web inside the station [m]; 0 for a nip, a die or a gauge. */
  readonly length: number;
}

/** One inline path of the web from the coating die on. */
export interface WebPath {
  readonly stations: readonly Station[];
  /** Length of a web segment [m]. */
  readonly segmentLength: number;
  /** Number of cross-web lanes. */
  readonly lanes: number;
}

/** The stations of one kind, in web order. */
export function stationsOf(path: WebPath, kind: StationKind): readonly Station[] {
  return path.stations.filter((station) => station.kind === kind);
}

/**
 * The only station of a kind.
 * @throws PhysicsError PHY_OUT_OF_RANGE when there is none or more than one (data: kind, found)
 */
export function theStation(path: WebPath, kind: StationKind): Station {
  const found = stationsOf(path, kind);
  if (found.length === 1) return found[0]!;
  throw new PhysicsError(
    'PHY_OUT_OF_RANGE',
    `the web path has ${found.length} stations of kind ${kind}, one is needed`,
    { kind, found: found.length },
  );
}

/** Distance from the die to the end of the last station [m]. */
export function pathLength(path: WebPath): number {
  return Math.max(...path.stations.map(({ position, length }) => position + length));
}

function electrodeLine(scale: number, zones: number): WebPath {
  const zoneLength = (8 / zones) * scale;
  return {
    segmentLength: 0.25,
    lanes: 5,
    stations: [
      { id: 'coater', kind: 'coater', name: 'Slot-die coater', position: 0, length: 0 },
      ...Array.from(
        { length: zones },
        (_, i): Station => ({
          id: `dryerZone${i + 1}`,
          kind: 'dryerZone',
          name: `Dryer zone ${i + 1}`,
          position: scale + i * zoneLength,
          length: zoneLength,
        }),
      ),
      {
        id: 'weightGauge',
        kind: 'weightGauge',
        name: 'Weight gauge',
        position: 9.5 * scale,
        length: 0,
      },
      { id: 'calender', kind: 'calender', name: 'Calender', position: 12 * scale, length: 0 },
      {
        id: 'thicknessGauge',
        kind: 'thicknessGauge',
        name: 'Thickness gauge',
        position: 13 * scale,
        length: 0,
      },
    ],
  };
}

/** The demonstration line: die at 0 m, dryer 1-9 m in four zones, weight gauge 9.5 m, calender 12 m, thickness gauge 13 m. */
export const demonstrationPath: WebPath = electrodeLine(1, 4);

/** The same line a quarter as long (gauge at 3.25 m), for quick trials; its dryer holds the web for a quarter of the time. */
export const shortPath: WebPath = electrodeLine(0.25, 4);

/** Coating machine of the pilot line: die at 0 m, dryer 1-9 m in four zones, weight gauge 9.5 m. */
export const pilotCoatingPath: WebPath = {
  ...demonstrationPath,
  stations: demonstrationPath.stations.filter(({ position }) => position < 10),
};

/** Calendering machine of the pilot line: nip 1 m and thickness gauge 2 m behind the unwinder. */
export const pilotCalenderingPath: WebPath = {
  ...demonstrationPath,
  stations: [
    { id: 'calender', kind: 'calender', name: 'Calender', position: 1, length: 0 },
    {
      id: 'thicknessGauge',
      kind: 'thicknessGauge',
      name: 'Thickness gauge',
      position: 2,
      length: 0,
    },
  ],
};
