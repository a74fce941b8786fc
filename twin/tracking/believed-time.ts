import { type Sample, sampleFlags } from '../domain/sample.ts';

/** A source's clock may be this much ahead of ours before its stamp counts as wrong [ms]. */
const tolerance = 1000;

/**
 * Whether a sample's source time may carry the line on: it does not lie in the future of its arrival, it was not made up
 * where a hole was closed (`substituted`), and the clock of its server is not suspect.
 */
export function stampIsBelieved({ sourceTimestamp, receivedTimestamp, flags }: Sample): boolean {
  const unsure = sampleFlags.substituted | sampleFlags.clockSuspect;
  return sourceTimestamp <= receivedTimestamp + tolerance && (flags & unsure) === 0;
}

/** When a sample was taken [s]: by its source where that is believed, else when it reached us. */
export function believedTime(sample: Sample): number {
  return (stampIsBelieved(sample) ? sample.sourceTimestamp : sample.receivedTimestamp) / 1000;
}

/**
 * What orders the samples of one tag [s]: the source's time, which also puts a hole and what closes it in their order;
 * a stamp from the future counts as its arrival, so that it does not hide what comes after it.
 */
export function orderTime({ sourceTimestamp, receivedTimestamp }: Sample): number {
  const future = sourceTimestamp > receivedTimestamp + tolerance;
  return (future ? receivedTimestamp : sourceTimestamp) / 1000;
}
