import { TwinError } from '../../twin/domain/errors.ts';
import type { Sample } from '../../twin/domain/sample.ts';
import type { Refusal } from './check-input.ts';
import { bytesOf, pointOf } from './influx-point.ts';
import { type InfluxServer, WriteRefusal } from './influx-server.ts';
import type { WriteGroup } from './write-queue.ts';

/** A request larger than the server takes is cut off without a word. */
const mostPoints = 10_000;
const mostBytes = 5_000_000;
/** One is made while the server takes the other. */
const inFlight = 2;
/** Where more than these of one group are refused, it is the server that is at fault, not the samples. */
const mostRefusals = 100;

interface Numbered {
  readonly sample: Sample;
  readonly sequence: number;
}

/** What a group came to. */
export interface GroupWritten {
  readonly refusals: readonly Refusal[];
  /** Samples that were older than the retention when they came. */
  readonly expired: number;
}

/**
 * Stores the samples of a group, in requests of bounded size. Where the server refuses one, its halves are sent, down to
 * the samples that it will not take: all others are stored.
 * @throws TwinError HISTORIAN_UNAVAILABLE; HISTORIAN_WRITE_FAILED where it takes next to nothing
 */
export async function writeGroup(server: InfluxServer, group: WriteGroup): Promise<GroupWritten> {
  const refusals: Refusal[] = [];
  let expired = 0;
  const send = async (samples: readonly Numbered[]): Promise<void> => {
    try {
      await server.write(samples.map(({ sample, sequence }) => pointOf(sample, sequence)));
    } catch (cause) {
      if (!(cause instanceof WriteRefusal)) throw cause;
      if (cause.expired > 0) {
        expired += cause.expired;
        return;
      }
      if (samples.length === 1) {
        const { sample, sequence } = samples[0]!;
        refusals.push({ sequence, tag: sample.tag, field: 'value', value: cause.message });
        if (refusals.length > mostRefusals) throw refusesAll(server, cause);
        return;
      }
      const middle = samples.length >>> 1;
      await send(samples.slice(0, middle));
      await send(samples.slice(middle));
    }
  };
  const requests = requestsOf(group);
  for (let at = 0; at < requests.length; at += inFlight) {
    const sent = await Promise.allSettled(requests.slice(at, at + inFlight).map(send));
    // None is left on its way when the group is given back: what was stored of it falls on itself when it is repeated.
    const failed = sent.find((one) => one.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }
  return { refusals, expired };
}

function requestsOf(group: WriteGroup): readonly (readonly Numbered[])[] {
  const requests: Numbered[][] = [];
  let bytes = Infinity;
  group.each((sample, sequence) => {
    const more = bytesOf(sample);
    const open = requests.at(-1);
    if (open === undefined || open.length === mostPoints || bytes + more > mostBytes) {
      requests.push([{ sample, sequence }]);
      bytes = more;
    } else {
      open.push({ sample, sequence });
      bytes += more;
    }
  });
  return requests;
}

function refusesAll({ name }: InfluxServer, cause: WriteRefusal): TwinError {
  const detail = cause.message;
  return new TwinError(
    'HISTORIAN_WRITE_FAILED',
    `The history at ${name} refuses more than ${mostRefusals} samples at once, the last one by: ${detail} What it did not take is kept and offered again.`,
    { server: name, detail },
    { cause },
  );
}
