import { statusCodes } from '../../twin/domain/sample.ts';

/**
 * OPC UA status of the property `Quality` (Sparkplug: 192 good, 500 stale, 0 bad); numbers below 256 by the two upper
 * bits of OPC Classic, which are the same for 192 and 0.
 */
export function statusOfQuality(quality: number): number {
  if (quality === 500) return statusCodes.uncertainLastUsable;
  if (quality < 0 || quality > 255) return statusCodes.bad;
  const major = quality & 0xc0;
  return major === 0xc0
    ? statusCodes.good
    : major === 0x40
      ? statusCodes.uncertain
      : statusCodes.bad;
}
