import { describe, expect, it } from 'vitest';
import {
  cividis,
  colourOf,
  overColour,
  rangeAroundBand,
  underColour,
} from '../../../../viewer/src/scene/palette.ts';

const luminance = ([r, g, b]: readonly [number, number, number]): number =>
  0.2126 * r + 0.7152 * g + 0.0722 * b;

describe('cividis', () => {
  it('grows lighter all the way, so that it reads in grey', () => {
    const lights = Array.from({ length: 101 }, (_, i) => luminance(cividis(i / 100)));
    expect(lights.every((light, i) => i === 0 || light >= lights[i - 1]!)).toBe(true);
  });

  it('has more than a hundred distinct colours', () => {
    const colours = new Set(Array.from({ length: 500 }, (_, i) => cividis(i / 499).join()));
    expect(colours.size).toBeGreaterThan(100);
  });
});

describe('colourOf', () => {
  const range = rangeAroundBand({ min: 0.28, max: 0.32 });

  it('puts the band in the middle half of the range', () => {
    expect(colourOf(0.28, range)).toEqual(cividis(0.25));
    expect(colourOf(0.32, range)).toEqual(cividis(0.75));
  });

  it('gives the end colours outside the range and none for NaN', () => {
    expect(colourOf(0.2, range)).toBe(underColour);
    expect(colourOf(0.4, range)).toBe(overColour);
    expect(colourOf(Number.NaN, range)).toBeNull();
  });
});
