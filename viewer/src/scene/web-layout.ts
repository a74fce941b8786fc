import type { LineDto, StationDto } from '../../../twin/contract/api.ts';

/** A station in the plan of the picture. */
export interface PlacedStation {
  readonly id: string;
  readonly kind: StationDto['kind'];
  readonly name: string;
  /** Middle of the station along the web. */
  readonly x: number;
  /** Length along the web; a nip, a die or a gauge gets a width to be seen by. */
  readonly width: number;
}

/** The line drawn straight, in units of the picture: the same width whatever the true length. */
export interface WebLayout {
  readonly stations: readonly PlacedStation[];
  /** Units per metre of web. */
  readonly scale: number;
  /** Shown web: from the die to a little behind the last station [m]. */
  readonly shown_m: number;
  readonly left: number;
  readonly right: number;
  readonly laneCount: number;
}

/** Segments shown behind the last station: the web whose gauge values have just come in. */
export const tailSegments = 8;
/** Length of the picture along the web. */
const pictureLength = 26;
/** Width of the web across the picture; across is drawn larger than along, or lanes could not be told apart. */
export const webWidth = 4.6;
const pointWidth = 0.7;

/** Places stations and web from the path that the server gives. */
export function layoutWeb(path: LineDto['path']): WebLayout {
  const shown_m = path.length_m + tailSegments * path.segmentLength_m;
  const scale = pictureLength / shown_m;
  const left = -pictureLength / 2;
  return {
    scale,
    shown_m,
    left,
    right: left + pictureLength,
    laneCount: path.lanes,
    stations: path.stations.map(({ id, kind, name, position_m, length_m }) => ({
      id,
      kind,
      name,
      x: left + (position_m + length_m / 2) * scale,
      width: Math.max(pointWidth, length_m * scale * 0.94),
    })),
  };
}

/** Place along the picture of a distance from the die. */
export function xAt(layout: WebLayout, distance_m: number): number {
  return layout.left + distance_m * layout.scale;
}

/**
 * Rows for labels, so that neighbours do not overlap: each takes the lowest row in which it is clear of the label
 * before it.
 * @param centres middle of each label along the picture [px], ascending
 * @param widths width of each [px]
 */
export function labelRows(
  centres: readonly number[],
  widths: readonly number[],
  gap = 6,
): readonly number[] {
  const ends: number[] = [];
  return centres.map((centre, i) => {
    const start = centre - widths[i]! / 2;
    const free = ends.findIndex((end) => end + gap <= start);
    const row = free < 0 ? ends.length : free;
    ends[row] = centre + widths[i]! / 2;
    return row;
  });
}
