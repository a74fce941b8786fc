/** A colour as sRGB bytes. */
export type Rgb = readonly [number, number, number];

/**
 * Cividis at ten equal steps, from the map of Nunez, Anderton and Renslow (2018), doi:10.1371/journal.pone.0199239:
 * made so that people with and without a colour-vision deficiency read the same order.
 */
const cividisSteps: readonly Rgb[] = [
  [0, 34, 78],
  [18, 53, 112],
  [59, 73, 108],
  [87, 93, 109],
  [112, 113, 115],
  [138, 134, 120],
  [165, 156, 116],
  [195, 179, 105],
  [225, 204, 85],
  [254, 232, 56],
];

/** Colours outside the range: apart from every cividis colour in hue, from each other in lightness. */
export const underColour: Rgb = [122, 30, 110];
export const overColour: Rgb = [255, 150, 120];

/** Cividis at t, 0 to 1; the ends beyond are the caller's to colour. */
export function cividis(t: number): Rgb {
  const place = Math.min(1, Math.max(0, t)) * (cividisSteps.length - 1);
  const step = Math.min(cividisSteps.length - 2, Math.floor(place));
  const part = place - step;
  const low = cividisSteps[step]!;
  const high = cividisSteps[step + 1]!;
  const mix = (channel: 0 | 1 | 2): number =>
    Math.round(low[channel] + (high[channel] - low[channel]) * part);
  return [mix(0), mix(1), mix(2)];
}

/** A fixed range of colours; a screen that rescales itself each frame hides drift. */
export interface ColourRange {
  readonly low: number;
  readonly high: number;
}

/** The range around a band: half its width more on either side, so that the band fills the middle half. */
export function rangeAroundBand(band: { readonly min: number; readonly max: number }): ColourRange {
  const margin = (band.max - band.min) / 2;
  return { low: band.min - margin, high: band.max + margin };
}

/** Colour of a value; null where there is none (NaN), the end colours outside the range. */
export function colourOf(value: number, { low, high }: ColourRange): Rgb | null {
  if (Number.isNaN(value)) return null;
  if (value < low) return underColour;
  if (value > high) return overColour;
  return cividis((value - low) / (high - low));
}

/** The colour as CSS text. */
export function cssColour([red, green, blue]: Rgb): string {
  return `rgb(${red} ${green} ${blue})`;
}
