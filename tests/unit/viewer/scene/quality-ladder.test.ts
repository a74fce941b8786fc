import { describe, expect, it } from 'vitest';
import { QualityLadder, startQuality } from '../../../../viewer/src/scene/quality-ladder.ts';

describe('startQuality', () => {
  it.each([
    'ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero)), SwiftShader driver)',
    'llvmpipe (LLVM 15.0.6, 256 bits)',
    'Microsoft Basic Render Driver',
  ])('spares software drawing: %s', (renderer) => {
    expect(startQuality(renderer, 2)).toEqual({
      antialias: false,
      pixelRatio: 1,
      dragPixelRatio: 0.5,
    });
  });

  it('smooths edges on a graphics card', () => {
    expect(startQuality('NVIDIA GeForce', 3)).toEqual({
      antialias: true,
      pixelRatio: 2,
      dragPixelRatio: 2,
    });
  });
});

describe('QualityLadder', () => {
  it('steps down after ten slow frames in a row, not after nine and a fast one', () => {
    const ladder = new QualityLadder(startQuality('NVIDIA GeForce', 2));
    const slow = (frames: number): boolean[] =>
      Array.from({ length: frames }, () => ladder.note(40));
    expect([...slow(9), ladder.note(10), ...slow(9)]).not.toContain(true);
    expect(ladder.note(40)).toBe(true);
    expect(ladder.quality.dragPixelRatio).toBe(1);
  });

  it('stops at half a pixel', () => {
    const ladder = new QualityLadder(startQuality('llvmpipe', 1));
    expect(Array.from({ length: 30 }, () => ladder.note(99))).not.toContain(true);
  });
});
