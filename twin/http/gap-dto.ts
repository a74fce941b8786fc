import type { GapDto } from '../contract/connections.ts';
import type { Sample } from '../domain/sample.ts';

const furthest_ms = 8.64e15;

function time(value: unknown): string | null {
  const instant = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(instant) ? null : new Date(instant).toISOString();
}

/** A gap record as JSON of the contract; one whose text is not ours keeps the text as its reason. */
export function gapDto(
  connector: string,
  { value, receivedTimestamp, sourceTimestamp }: Sample,
): GapDto {
  const text = typeof value === 'string' ? value : '';
  const noted = Math.abs(receivedTimestamp) <= furthest_ms ? receivedTimestamp : sourceTimestamp;
  const notedAt = new Date(noted).toISOString();
  const { from, to, source, reason, cause, lostSamples, lostMessages } = read(text);
  return {
    connector,
    from: time(from),
    to: time(to),
    source: typeof source === 'string' ? source : connector,
    reason: typeof reason === 'string' ? reason : text,
    ...(typeof cause === 'string' ? { cause } : {}),
    ...(isCount(lostSamples) ? { lostSamples } : {}),
    ...(isCount(lostMessages) ? { lostMessages } : {}),
    notedAt,
  };
}

function read(text: string): Readonly<Record<string, unknown>> {
  try {
    const found: unknown = JSON.parse(text);
    return typeof found === 'object' && found !== null ? { ...found } : {};
  } catch {
    return {};
  }
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
