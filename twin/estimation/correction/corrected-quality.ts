/** Qualities of a lane that are corrected, in this order. */
export const correctedQualities = ['loading', 'thickness', 'porosity'] as const;
export type CorrectedQuality = (typeof correctedQualities)[number];

/**
 * Where on its way a segment is when it is predicted: `ahead` of the weight gauge, or `weighed` by it. Errors of the two have
 * other sources, so each is corrected by itself.
 */
export const places = ['ahead', 'weighed'] as const;
export type Place = (typeof places)[number];

/** A quality at a place. A loading that was weighed is a measurement: nothing measures it again on the line. */
export interface Channel {
  readonly quality: CorrectedQuality;
  readonly place: Place;
}

/** All that are corrected. */
export const channels: readonly Channel[] = [
  { quality: 'loading', place: 'ahead' },
  { quality: 'thickness', place: 'ahead' },
  { quality: 'porosity', place: 'ahead' },
  { quality: 'thickness', place: 'weighed' },
  { quality: 'porosity', place: 'weighed' },
];

/** Place of a channel in `channels`; undefined where there is none. */
export function channelAt(quality: CorrectedQuality, place: Place): number | undefined {
  const at = channels.findIndex((one) => one.quality === quality && one.place === place);
  return at < 0 ? undefined : at;
}
