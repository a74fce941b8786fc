import type {
  Connector,
  ConnectorHealth,
  LastWord,
  SampleSink,
} from '../../twin/domain/connector.ts';
import { TwinError } from '../../twin/domain/errors.ts';
import { type Sample, statusCodes, type TagId } from '../../twin/domain/sample.ts';
import { toldTags } from '../../twin/domain/waveform.ts';
import { backOff_ms } from '../source/back-off.ts';
import { ConnectorStatus } from '../source/connector-status.ts';
import { gapSample } from '../source/gap-record.ts';
import { createOutbox, type Outbox } from '../source/outbox.ts';
import { createRunningMedian } from '../source/running-median.ts';
import { pause, within } from '../source/wait.ts';
import { decode, decodeArray, isArray } from './decode.ts';
import { createTurns, Device, type DeviceListener } from './device.ts';
import { type ModbusLink, openModbusLink } from './link.ts';
import { endpointOf, type ModbusConnectorOptions } from './options.ts';
import { Outages, type PolledUnit } from './outages.ts';
import { pointsOf } from './points.ts';

/** Answers looked at for the round trip that health tells. */
const roundTrips = 31;
/** Requests without an answer after which a connection on which all devices are silent is given up. */
const unansweredLimit = 2;
/** A connection that held so long was a good one: the next attempts begin with short waits again [ms]. */
const goodConnection_ms = 10_000;
/** Longest wait that a timer takes [ms]. */
const longestPause_ms = 2 ** 31 - 1;
/** Longest that the sink may hold up the end [ms]. */
const goodbye_ms = 1800;

/** Each scan measures anew; that a register is refused or a device silent is said once. */
const measured: readonly number[] = [statusCodes.good, statusCodes.badSensorFailure];

/** A connector that polls the devices behind one address of Modbus TCP, over one connection, one request at a time. */
export function createModbusConnector(options: ModbusConnectorOptions): Connector {
  const { id, clock, reportUnchangedAfter_ms = 0 } = options;
  const endpoint = endpointOf(options);
  const log = options.log ?? (() => undefined);
  const { points, refused } = pointsOf(options.map, options.rules, options.waveforms);
  const status = new ConnectorStatus((text) => log(`${id}: ${text}`));
  let skippedScans = 0;
  const roundTrip = createRunningMedian(roundTrips);
  let devices: readonly Device[] = [];
  const units = [...new Set(points.map(({ address }) => address.unit))];
  const outages = new Outages(endpoint, new Map(units.map((unit) => [unit, knownOf(unit)])));

  /** How often a unit is read, and until when an earlier process knew it. */
  function knownOf(unit: number): PolledUnit {
    const ofUnit = points.filter(({ address }) => address.unit === unit);
    return {
      shortest_ms: Math.min(...ofUnit.map((point) => point.samplingInterval_ms)),
      storedUntil: () => newestOf(options.lastStored?.(tagsOf(unit))),
    };
  }

  function tagsOf(unit: number): readonly TagId[] {
    const ofUnit = points.filter(({ address }) => address.unit === unit);
    return ofUnit.flatMap(({ tag }) => toldTags(tag, options.waveforms));
  }

  /** Tells what was missed before the start where the historian was away then, when it answers. */
  async function tellLate(outbox: Outbox, signal: AbortSignal): Promise<void> {
    for (const unit of units) {
      const until = newestOf(await options.heldUntil?.(tagsOf(unit)));
      if (signal.aborted) return;
      const gap = until === undefined ? undefined : outages.told(unit, until);
      if (gap !== undefined) outbox.pass(gapSample(options.gapTag, gap, clock.now()));
    }
    outbox.flush();
  }

  const isWaveform = (tag: TagId): boolean => options.waveforms?.featuresOf(tag) !== undefined;

  function refusal(): TwinError {
    const message = `${endpoint} answers, but has refused what it was asked so far: see refusedTags`;
    return new TwinError('MODBUS_REFUSED', message, { endpoint });
  }

  /** Gives what devices say to the outbox; the same value again only after its time. */
  function reporter(outbox: Outbox): DeviceListener {
    const reported = new Map<TagId, Sample>();
    const report = (sample: Sample): void => {
      const last = reported.get(sample.tag);
      const same = Object.is(last?.value, sample.value) && last?.status === sample.status;
      const early = sample.sourceTimestamp - (last?.sourceTimestamp ?? 0) < reportUnchangedAfter_ms;
      if (same && (early || !measured.includes(sample.status))) return;
      reported.set(sample.tag, sample);
      outbox.put(sample);
    };
    return {
      data(block, { bytes, sent, received, roundTrip_ms }) {
        roundTrip.add(roundTrip_ms);
        status.lastData = received;
        if (status.state !== 'live') status.set('live');
        const time = Math.round((sent + received) / 2);
        const gap = outages.heard(block.spans[0]!.address.unit, time);
        if (gap !== undefined) outbox.pass(gapSample(options.gapTag, gap, received));
        for (const { tag, address, convert } of block.spans) {
          if (isWaveform(tag)) {
            outbox.take({
              tag,
              values: isArray(address)
                ? decodeArray(bytes, block.first, address)
                : [decode(bytes, block.first, address)],
              ...(convert === undefined ? {} : { convert }),
              sourceTimestamp: time,
              receivedTimestamp: received,
              status: statusCodes.good,
              flags: 0,
            });
            continue;
          }
          const raw = decode(bytes, block.first, address);
          const value = typeof raw === 'number' && convert !== undefined ? convert(raw) : raw;
          report({
            tag,
            sourceTimestamp: time,
            receivedTimestamp: received,
            value,
            status:
              typeof value === 'number' && !Number.isFinite(value)
                ? statusCodes.badSensorFailure
                : statusCodes.good,
            flags: 0,
          });
        }
      },
      silent(unit, reason) {
        outages.begin(reason, [unit]);
      },
      bad(withoutValue, badStatus) {
        const now = clock.now();
        for (const { tag } of withoutValue) {
          report({
            tag,
            sourceTimestamp: now,
            receivedTimestamp: now,
            value: null,
            status: badStatus,
            flags: 0,
          });
        }
      },
    };
  }

  /** Reads one interval of one device for ever; a scan that the last one or the sink has held up is left out and counted. */
  async function scanForEver(
    device: Device,
    interval_ms: number,
    outbox: Outbox,
    signal: AbortSignal,
  ): Promise<void> {
    for (let due = performance.now(); ; ) {
      await pause(due - performance.now(), signal);
      if (signal.aborted) return;
      if (!(await device.scan(interval_ms))) skippedScans += 1;
      outbox.flush();
      await outbox.settled();
      const late = Math.max(0, Math.floor((performance.now() - due) / interval_ms));
      skippedScans += late;
      due += (late + 1) * interval_ms;
    }
  }

  /** Polls over one connection until it has to be given up or the signal comes. */
  async function follow(link: ModbusLink, outbox: Outbox, signal: AbortSignal): Promise<void> {
    const turn = createTurns();
    let unanswered = 0;
    const read: ModbusLink['read'] = (unit, span) =>
      turn(async () => {
        const answer = await link.read(unit, span);
        if (answer.kind !== 'timeout') {
          unanswered = 0;
          status.lastKeepAlive = clock.now();
          if (answer.kind === 'exception' && status.state !== 'live')
            status.set('stale', refusal());
          return answer;
        }
        unanswered += 1;
        const others = devices.filter((device) => device.unit !== unit);
        if (unanswered >= unansweredLimit && others.every((device) => device.silent())) {
          throw new TwinError('MODBUS_TIMEOUT', `${endpoint} is connected but nothing answers`, {
            endpoint,
          });
        }
        return answer;
      });
    const listener = reporter(outbox);
    devices = units.map((unit) => {
      const ofUnit = points.filter(({ address }) => address.unit === unit);
      return new Device(unit, ofUnit, read, listener);
    });
    const ended = new AbortController();
    const over = AbortSignal.any([signal, ended.signal]);
    // A device that is silent shall not hold up the end.
    over.addEventListener('abort', () => link.close(), { once: true });
    const scans = devices.flatMap((device) =>
      device.intervals().map((interval) => scanForEver(device, interval, outbox, over)),
    );
    try {
      await Promise.all(scans);
    } finally {
      ended.abort();
      link.close();
      await Promise.allSettled(scans);
      devices = [];
    }
  }

  /** Opens connections for ever; resolves at the signal. */
  async function keepConnected(outbox: Outbox, signal: AbortSignal): Promise<void> {
    if (points.length === 0) {
      status.set('failed', new Error('no row of its map can be read: see refusedTags'));
      return pause(longestPause_ms, signal);
    }
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      const begun = performance.now();
      try {
        await follow(await openModbusLink(options, signal), outbox, signal);
      } catch (error) {
        if (!signal.aborted) status.lost(error, status.lastData !== undefined);
        outages.begin(error instanceof Error ? error.message : String(error));
      }
      if (signal.aborted) break;
      const received = clock.now();
      // Source times are ours: the device has no clock that we could see. Of one that never spoke nothing could end.
      outbox.hole({ received, atServer: status.lastData === undefined ? undefined : received });
      outbox.flush();
      if (performance.now() - begun > goodConnection_ms) attempt = 0;
      await pause(backOff_ms(attempt, options.random), signal);
      status.reconnects += 1;
    }
  }

  return {
    id,
    async run(sink: SampleSink, signal: AbortSignal) {
      status.set('connecting');
      const outbox = createOutbox(
        sink,
        points.map(({ tag }) => tag),
        (error) => log(`${id}: a batch is lost: ${String(error)}`),
        options.waveforms,
      );
      const ended = new Promise<void>((resolve) => {
        if (signal.aborted) resolve();
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
      void tellLate(outbox, signal);
      const work = keepConnected(outbox, signal).then(() => {
        outbox.flush();
        return outbox.settled();
      });
      await Promise.race([work, ended]);
      await within(goodbye_ms, work).catch((error: unknown) => log(`${id}: ${String(error)}`));
      status.set('stopped');
    },
    health(): ConnectorHealth {
      const roundTrip_ms = roundTrip.value();
      return {
        ...status.health(endpoint),
        refusedTags: {
          ...refused,
          ...Object.fromEntries(devices.flatMap((device) => device.refused())),
        },
        ...(roundTrip_ms === undefined ? {} : { roundTrip_ms }),
        skippedScans,
      };
    },
  };
}

function newestOf(words: ReadonlyMap<TagId, LastWord> | undefined): number | undefined {
  if (words === undefined || words.size === 0) return undefined;
  return Math.max(...[...words.values()].map(({ sourceTimestamp }) => sourceTimestamp));
}
