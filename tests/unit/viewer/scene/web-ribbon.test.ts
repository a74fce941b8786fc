import { describe, expect, it } from 'vitest';
import { machineGeometry } from '../../../../viewer/src/scene/machine-geometry.ts';
import { layoutWeb } from '../../../../viewer/src/scene/web-layout.ts';
import { WebRibbon } from '../../../../viewer/src/scene/web-ribbon.ts';
import { webPhase } from '../../../../viewer/src/scene/web-texture.ts';
import { lineOf } from '../segments.ts';

describe('WebRibbon', () => {
  const layout = layoutWeb(lineOf().path);

  it('is one strip whose texture has a texel per segment and lane', () => {
    const ribbon = new WebRibbon(layout, 24, 0.25);
    expect(ribbon.rgba.length).toBe(24 * 2 * 4);
    expect(ribbon.mesh.geometry.index?.count).toBe(6);
    ribbon.dispose();
  });

  it('scrolls by uniforms alone', () => {
    const ribbon = new WebRibbon(layout, 24, 0.25);
    ribbon.update(webPhase(7.6, 0.25, 24));
    const { newestColumn, passed, available } = ribbon.mesh.material.uniforms;
    expect([newestColumn?.value, available?.value]).toEqual([30 % 24, 30]);
    expect(passed?.value).toBe(7.6 - 30 * 0.25);
  });

  it('turns a place across into a lane counted from 1', () => {
    const ribbon = new WebRibbon(layout, 24, 0.25);
    expect([0, 0.49, 0.51, 1].map((across) => ribbon.laneAt(across))).toEqual([1, 1, 2, 2]);
  });

  it('marks the chosen cell and none without a choice', () => {
    const ribbon = new WebRibbon(layout, 24, 0.25);
    ribbon.select(30, 2);
    expect(ribbon.mesh.material.uniforms['selected']?.value).toEqual([6, 1]);
    ribbon.select(-1, 0);
    expect(ribbon.mesh.material.uniforms['selected']?.value).toEqual([-1, -1]);
  });
});

describe('machineGeometry', () => {
  it.each(['coater', 'dryerZone', 'weightGauge', 'calender', 'thicknessGauge'] as const)(
    'makes one merged shape of few triangles for a %s',
    (kind) => {
      const geometry = machineGeometry(kind, 1);
      expect(geometry.index!.count / 3).toBeLessThan(400);
      geometry.computeBoundingBox();
      // Coordinates are 32-bit floats: round-off of a height near 1.
      expect(geometry.boundingBox!.min.y).toBeGreaterThan(-1e-6);
    },
  );
});
