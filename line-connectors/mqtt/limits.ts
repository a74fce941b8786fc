/** Bounds on what a source may send; beyond them it is refused, with its reason, and the stream goes on. */

/** Longest message [bytes]: births of large edge nodes have some hundred kilobytes. */
export const messageLimit_bytes = 4 * 2 ** 20;
/** Longest text of one value [characters]. */
export const textLimit = 4096;
/** Longest name of a metric or topic [characters]. */
export const nameLimit = 1024;
/** How far ahead of our clock a source time may be [ms]. */
const future_ms = 300_000;

/** Why a source time cannot be taken; undefined where it can. */
export function timeRefusal(time: number, received: number): string | undefined {
  if (!Number.isFinite(time) || time < 0) return `${time} is no time in milliseconds since 1970`;
  if (time <= received + future_ms) return undefined;
  return `the source time is ${Math.round((time - received) / 1000)} s ahead of our clock; at most ${future_ms / 1000} s are taken`;
}

/** Why a text cannot be taken; undefined where it can. */
export function textRefusal(text: string): string | undefined {
  if (text.length <= textLimit) return undefined;
  return `the text has ${text.length} characters; at most ${textLimit} are taken`;
}
