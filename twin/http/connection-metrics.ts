import { Counter, Gauge, type Registry } from 'prom-client';
import type { StatusDto } from '../contract/api.ts';
import type { ConnectorStatusDto } from '../contract/connections.ts';

type Value = number | undefined;
type Row<T> = readonly [name: string, help: string, value: (from: T) => Value];

const seconds = (time: string | undefined): Value =>
  time === undefined ? undefined : Date.parse(time) / 1000;

/** One value a connector; absent where the connector does not say it. */
const connectorGauges: readonly Row<ConnectorStatusDto>[] = [
  [
    'twinline_connector_live',
    '1 while the connector delivers, else 0',
    ({ state }) => Number(state === 'live'),
  ],
  [
    'twinline_connector_last_data_timestamp_seconds',
    'When the connector last had a value from its source',
    ({ lastData }) => seconds(lastData),
  ],
  [
    'twinline_connector_last_keep_alive_timestamp_seconds',
    'When the connector last had a sign of life from its source',
    ({ lastKeepAlive }) => seconds(lastKeepAlive),
  ],
  [
    'twinline_clock_offset_seconds',
    'Running median of received minus server time of a connector',
    ({ clockOffset_ms }) => (clockOffset_ms === undefined ? undefined : clockOffset_ms / 1000),
  ],
  [
    'twinline_clock_suspect',
    '1 where the clock of the source and ours are more than 30 s apart, else 0',
    ({ clockSuspect }) => Number(clockSuspect),
  ],
  [
    'twinline_connector_round_trip_seconds',
    'Running median of request to answer of a source that is polled',
    ({ roundTrip_ms }) => (roundTrip_ms === undefined ? undefined : roundTrip_ms / 1000),
  ],
  [
    'twinline_connector_last_gap_timestamp_seconds',
    'When the newest gap of the connector was noticed',
    ({ lastGap }) => seconds(lastGap?.notedAt),
  ],
];

const connectorCounters: readonly Row<ConnectorStatusDto>[] = [
  ['twinline_reconnect_total', 'Reconnections of a connector', ({ reconnects }) => reconnects],
  [
    'twinline_rejected_total',
    'Messages, values and rows that could not be taken, since start',
    ({ rejected }) => rejected,
  ],
  ['twinline_connector_gap_total', 'Gaps that a connector told, since start', ({ gaps }) => gaps],
  [
    'twinline_skipped_scans_total',
    'Scans of a polled source that were left out, since start',
    ({ skippedScans }) => skippedScans,
  ],
  [
    'twinline_backfilled_samples_total',
    'Samples read from the history of a source after outages, since start',
    ({ backfilledSamples }) => backfilledSamples,
  ],
];

const storeGauges: readonly Row<StatusDto>[] = [
  [
    'twinline_historian_up',
    '1 while the historian takes what it is given, else 0',
    ({ historian }) => Number(historian.state === 'ok'),
  ],
  [
    'twinline_historian_last_flush_timestamp_seconds',
    'When the historian last confirmed samples',
    ({ historian }) => seconds(historian.lastFlush),
  ],
  [
    'twinline_historian_pending_samples',
    'Samples that the historian has not yet confirmed',
    ({ historian }) => historian.pendingSamples,
  ],
  [
    'twinline_spool_bytes',
    'Bytes of the spool that the historian has not confirmed',
    ({ spool }) => spool.live_MB * 1e6,
  ],
  [
    'twinline_spool_capacity_bytes',
    'Most bytes that the spool may hold',
    ({ spool }) => spool.cap_MB * 1e6,
  ],
  [
    'twinline_spool_filling',
    '1 while more waits in the spool than before, 0 while the historian keeps up',
    ({ spool }) => Number(spool.filling),
  ],
  [
    'twinline_spool_seconds_left',
    'Time until the cap of the spool at the present rate, if the historian took nothing',
    ({ spool: { timeLeft_h } }) => (timeLeft_h === undefined ? Infinity : timeLeft_h * 3600),
  ],
];

const storeCounters: readonly Row<StatusDto>[] = [
  [
    'twinline_dropped_total',
    'Samples that were lost before the historian had them, since start',
    ({ historian }) => historian.lostSamples,
  ],
  [
    'twinline_duplicate_total',
    'Samples that came before and were not taken again, since start',
    ({ spool }) => spool.duplicateSamples,
  ],
  [
    'twinline_gap_total',
    'Gaps by lost samples that the history tells, since start',
    ({ spool }) => spool.gaps,
  ],
  [
    'twinline_not_finite_total',
    'Numbers that were none (NaN, infinite) and are stored as null, since start',
    ({ spool }) => spool.notFiniteSamples,
  ],
];

const connectorStates = ['connecting', 'live', 'stale', 'failed', 'stopped'] as const;
const spoolStates = ['ok', 'degraded', 'full'] as const;

/**
 * Registers what `/metrics` tells of connectors, tags, spool and historian. Labels are the ids of connectors, states and
 * codes: as many rows with 5,000 tags as with five.
 */
export function connectionMetrics(registry: Registry, read: () => StatusDto): void {
  const registers = [registry];
  const status = sharedInTurn(read);
  for (const [name, help, value] of storeGauges) {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        const now = value(status());
        if (now === undefined) this.remove();
        else this.set(now);
      },
    });
  }
  for (const [name, help, value] of storeCounters) {
    new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(value(status()) ?? 0);
      },
    });
  }
  for (const [name, help, value] of connectorGauges) {
    new Gauge({
      name,
      help,
      labelNames: ['connector'],
      registers,
      collect() {
        this.reset();
        for (const row of status().connectors) {
          const now = value(row);
          if (now !== undefined) this.set({ connector: row.id }, now);
        }
      },
    });
  }
  for (const [name, help, value] of connectorCounters) {
    new Counter({
      name,
      help,
      labelNames: ['connector'],
      registers,
      collect() {
        this.reset();
        for (const row of status().connectors) {
          const count = value(row);
          if (count !== undefined) this.inc({ connector: row.id }, count);
        }
      },
    });
  }
  stateMetrics(registers, status);
}

/** What has a state beside the connector: one row of 1 or 0 a state, so that an alarm can name one. */
function stateMetrics(registers: Registry[], status: () => StatusDto): void {
  new Gauge({
    name: 'twinline_connector_state',
    help: '1 for the state that a connector is in, 0 for the others',
    labelNames: ['connector', 'state'],
    registers,
    collect() {
      this.reset();
      for (const row of status().connectors) {
        for (const state of connectorStates) {
          this.set({ connector: row.id, state }, Number(row.state === state));
        }
      }
    },
  });
  new Gauge({
    name: 'twinline_tags',
    help: 'Tags of a connector by state',
    labelNames: ['connector', 'state'],
    registers,
    collect() {
      this.reset();
      for (const { id, tags } of status().connectors) {
        for (const [state, count] of Object.entries(tags))
          this.set({ connector: id, state }, count);
      }
    },
  });
  new Gauge({
    name: 'twinline_spool_state',
    help: '1 for the state that the spool is in, 0 for the others',
    labelNames: ['state'],
    registers,
    collect() {
      const { spool } = status();
      for (const state of spoolStates) this.set({ state }, Number(spool.state === state));
    },
  });
  new Counter({
    name: 'twinline_quarantined_total',
    help: 'Entries put in quarantine by connector and code of docs/errors.md, since start',
    labelNames: ['connector', 'code'],
    registers,
    collect() {
      this.reset();
      for (const { connector, code, entries } of status().quarantine) {
        this.inc({ connector, code }, entries);
      }
    },
  });
}

/** All metrics of one scrape are read in one turn: they share one look at the line. */
function sharedInTurn(read: () => StatusDto): () => StatusDto {
  let looked: StatusDto | undefined;
  return () => {
    if (looked === undefined) {
      looked = read();
      setImmediate(() => {
        looked = undefined;
      });
    }
    return looked;
  };
}
