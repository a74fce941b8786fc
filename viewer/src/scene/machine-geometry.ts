import { BoxGeometry, type BufferGeometry, CylinderGeometry } from 'three';
import { mergeGeometries } from 'three/examples/jsm/utils/BufferGeometryUtils.js';
import type { StationDto } from '../../../twin/contract/api.ts';
import { webWidth } from './web-layout.ts';

/** Height of the web over the ground of the picture. */
export const webHeight = 1.2;
/** Machines stand behind the web, so that they never hide it. */
const behind = -webWidth / 2 - 0.25;

function box(size: readonly [number, number, number], at: readonly [number, number, number]) {
  return new BoxGeometry(...size).translate(...at);
}

function roll(radius: number, at: readonly [number, number, number]) {
  return new CylinderGeometry(radius, radius, webWidth + 0.5, 20)
    .rotateX(Math.PI / 2)
    .translate(...at);
}

function post(width: number, height: number, depth = 0.8) {
  return box([width, height, depth], [0, height / 2, behind - depth / 2]);
}

const parts: Readonly<Record<StationDto['kind'], (width: number) => readonly BufferGeometry[]>> = {
  coater: () => [
    post(1.1, 2.4, 1.2),
    roll(0.5, [-0.25, webHeight - 0.54, 0]),
    box([0.24, 0.34, webWidth], [-0.5, webHeight + 0.26, 0]),
  ],
  dryerZone: (width) => [
    post(width, 2.1, 1.8),
    box([width * 0.34, 0.5, 0.9], [0, 2.35, behind - 0.9]),
  ],
  calender: () => [
    post(1.3, 3, 1.2),
    roll(0.42, [0, webHeight - 0.47, 0]),
    box([0.5, 0.4, 0.5], [0, webHeight + 0.1, webWidth / 2 + 0.45]),
    roll(0.3, [0, webHeight + 0.36, 0]),
  ],
  weightGauge: (width) => [
    post(width, 2.2),
    box([0.16, 0.16, webWidth + 0.3], [0, webHeight + 0.75, 0]),
    box([0.4, 0.3, 0.4], [0, webHeight + 0.55, -webWidth / 4]),
  ],
  thicknessGauge: (width) => [
    post(width, 2.2),
    box([0.16, 0.16, webWidth + 0.3], [0, webHeight + 0.75, 0]),
    box([0.3, 0.44, 0.3], [0, webHeight + 0.5, webWidth / 4]),
  ],
};

/** One merged, flat-coloured mesh shape per station, around its own place on the web. */
export function machineGeometry(kind: StationDto['kind'], width: number): BufferGeometry {
  const separate = parts[kind](width);
  const merged = mergeGeometries([...separate]);
  for (const geometry of separate) geometry.dispose();
  return merged;
}
