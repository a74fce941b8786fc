/** Time to wait before attempt `attempt` (0, 1, ...) [ms]: doubling from 0.25 s to 2 s, with +-25 % jitter from `random` in [0, 1). */
export function backOff_ms(attempt: number, random: () => number): number {
  return Math.min(2000, 250 * 2 ** Math.min(attempt, 10)) * (0.75 + 0.5 * random());
}
