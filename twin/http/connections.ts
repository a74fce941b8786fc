import type {
  ConnectorStatusDto,
  GapDto,
  HistorianStatusDto,
  SpoolStatusDto,
  TagCountsDto,
} from '../contract/connections.ts';
import type { Clock } from '../domain/clock.ts';
import {
  type Connector,
  type ConnectorHealth,
  suspectOffset_ms,
  type TagMapping,
} from '../domain/connector.ts';
import type { TwinError } from '../domain/errors.ts';
import type { Historian } from '../domain/historian.ts';
import type { Quarantine } from '../domain/quarantine.ts';
import type { Sample, TagId } from '../domain/sample.ts';
import { gapTag, parseTag } from '../domain/tag.ts';
import { type JudgedTag, judgeTag } from '../domain/tag-state.ts';
import { toldTags, type Waveforms } from '../domain/waveform.ts';
import { FillTrend } from '../ingest/fill-trend.ts';
import type { LatestValues } from '../ingest/latest-values.ts';
import type { SampleIntake } from '../ingest/sample-intake.ts';
import { gapDto } from './gap-dto.ts';
import { isoTime } from './line-dto.ts';
import type { ComponentReadiness } from './line-view.ts';
import { spoolDto } from './spool-dto.ts';

/** A connector that may tell what its server says of the tags, and which it has found besides those of its map. */
interface DescribingConnector extends Connector {
  descriptions?(): ReadonlyMap<TagId, string>;
  tags?(): readonly TagId[];
}

/** A connector with the tags that it feeds. */
export interface ConnectedSource {
  readonly connector: DescribingConnector;
  readonly map: readonly TagMapping[];
  /** Absent where it has none. */
  readonly waveforms?: Waveforms | undefined;
  /**
   * Time within which it tells an unchanged value again, of a sampling interval [ms]; absent where it tells changes only
   * and its keep-alives vouch for the rest.
   */
  readonly repeatedWithin_ms?: (samplingInterval_ms: number) => number;
}

/** What connections are told from. */
export interface ConnectionParts {
  readonly intake: SampleIntake;
  readonly sources: readonly ConnectedSource[];
  readonly latest: LatestValues;
  /** Samples of earlier processes, by their tags. */
  readonly remembered: ReadonlyMap<TagId, Sample>;
  /** Prefix `site.area.line` of the tags of gap records. */
  readonly prefix: string;
  readonly historianKind: string;
  /** What the store says of itself. */
  readonly historian?: Pick<Historian, 'health'> | undefined;
  readonly spoolKind: string;
  readonly quarantine?: Pick<Quarantine, 'counts'> | undefined;
  readonly clock: Clock;
  readonly virtualLineEndpoint: () => string | undefined;
  readonly virtualLineFailure?: (() => TwinError | undefined) | undefined;
}

/** A tag of a connector, or of none, as it stands. */
export interface ConnectedTag extends JudgedTag {
  readonly tag: TagId;
  /** The last one, of an earlier process where this one has heard none. */
  readonly sample: Sample | undefined;
  readonly source: ConnectedSource | undefined;
  readonly samplingInterval_ms: number | undefined;
}

/** Tags that a connector names one by one in its status. */
const mostNamedTags = 100;
/** Changes of counts are told at most so often [ms]. */
const countInterval_ms = 1_000;

function wasLive({ state, lastData, lastKeepAlive }: ConnectorHealth): boolean {
  return state === 'live' || lastData !== undefined || lastKeepAlive !== undefined;
}

/** What does not stand still while all is well; a change of it alone is no news. */
const restless = new Set([
  'lastData',
  'lastKeepAlive',
  'clockOffset_ms',
  'roundTrip_ms',
  'backfilledSamples',
  'pendingSamples',
  'lastFlush',
  'samples',
  'live_MB',
  'timeLeft_h',
  'duplicateSamples',
]);

/** How connectors, their tags, the spool and the historian are: the one place from which API, stream and metrics tell it. */
export class Connections {
  readonly #parts: ConnectionParts;
  readonly #intervals = new Map<TagId, number>();
  readonly #gapTags: ReadonlyMap<TagId, string>;
  readonly #gaps = new Map<string, { count: number; last: GapDto }>();
  readonly #fill = new FillTrend();
  #states = '';
  #all = '';
  #told = -Infinity;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
    for (const { map } of parts.sources) {
      for (const { tag, samplingInterval_ms } of map) this.#intervals.set(tag, samplingInterval_ms);
    }
    const ids = [...parts.sources.map(({ connector }) => connector.id), 'spool'];
    this.#gapTags = new Map(ids.map((id) => [gapTag(parts.prefix, id), id]));
  }

  /** Event tags on which gaps are told, and whose they are. */
  get gapTags(): ReadonlyMap<TagId, string> {
    return this.#gapTags;
  }

  /** Notes the gap records among samples. */
  take(samples: readonly Sample[]): void {
    for (const sample of samples) {
      const id = this.#gapTags.get(sample.tag);
      if (id === undefined) continue;
      const count = (this.#gaps.get(id)?.count ?? 0) + 1;
      this.#gaps.set(id, { count, last: gapDto(id, sample) });
    }
  }

  /**
   * What is to be told, where it is news: at once when the state of a connector, the spool or the historian is another;
   * where only a count is (tags in a state, gaps, rejections), at most once a second.
   * @param look - false for the short look that every batch may afford: at states alone
   */
  news(look: boolean):
    | {
        readonly connectors: ConnectorStatusDto[];
        readonly historian: HistorianStatusDto;
        readonly spool: SpoolStatusDto;
      }
    | undefined {
    const now = this.#parts.clock.now();
    if (look) this.#fill.note(this.#parts.intake.health().pendingSamples, now);
    const states = this.#statesNow();
    const due = look && now - this.#told >= countInterval_ms;
    if (states === this.#states && !due) return undefined;
    const told = {
      connectors: this.connectors(),
      historian: this.historian(),
      spool: this.spool(),
    };
    const all = JSON.stringify(told, (key, value: unknown) =>
      restless.has(key) ? undefined : value,
    );
    if (due) this.#told = now;
    if (states === this.#states && all === this.#all) return undefined;
    this.#states = states;
    this.#all = all;
    return told;
  }

  connectors(): ConnectorStatusDto[] {
    const counts = this.#quarantineCounts();
    return this.#parts.sources.map((source) => {
      const health = this.health(source.connector);
      const { id } = source.connector;
      const tags = { live: 0, backfilling: 0, waiting: 0, stale: 0, bad: 0, refused: 0 };
      for (const { state } of this.#tagsOf(source, health)) tags[state] += 1;
      const quarantined = counts
        .filter(({ connector }) => connector === id)
        .reduce((sum, { entries }) => sum + entries, 0);
      return connectorDto(id, health, { tags, quarantined, gaps: this.#gaps.get(id) });
    });
  }

  /** Entries in quarantine since start by connector and code. */
  quarantine(): readonly { connector: string; code: string; entries: number }[] {
    return this.#quarantineCounts();
  }

  historian(): HistorianStatusDto {
    const { intake, historianKind, historian } = this.#parts;
    const delivered = intake.health();
    const { pendingSamples, lostSamples, refusedSamples, lastFlush } = delivered;
    const own = historian?.health();
    const said = delivered.state === 'ok' && own !== undefined ? own : delivered;
    return {
      kind: historianKind,
      state: said.state,
      ...(said.reason === undefined ? {} : { reason: said.reason }),
      ...(said.code === undefined ? {} : { code: said.code }),
      pendingSamples,
      ...(lastFlush === undefined ? {} : { lastFlush: isoTime(lastFlush) }),
      lostSamples,
      refusedSamples,
    };
  }

  spool(): SpoolStatusDto {
    const { intake, spoolKind } = this.#parts;
    const health = intake.health();
    const isAway = health.state !== 'ok' && health.pendingSamples > 0;
    return spoolDto(spoolKind, health, isAway || this.#fill.grows());
  }

  /**
   * Every tag that is fed or was heard of, judged: of connectors in the order of their maps, then those of the MES, the
   * laboratory and formulas, and those that only the history knows.
   */
  tags(): ConnectedTag[] {
    const { sources, latest, remembered } = this.#parts;
    const fed = sources.flatMap((source) => this.#tagsOf(source, this.health(source.connector)));
    const known = new Set(fed.map(({ tag }) => tag));
    const others = new Set([...latest.tags(), ...remembered.keys()]);
    return [
      ...fed,
      ...[...others]
        .filter((tag) => !known.has(tag))
        .sort()
        .map((tag) => this.#unfed(tag)),
    ];
  }

  /** A tag without a connector. What nothing has told since the start is stale, but for what is told once for ever. */
  #unfed(tag: TagId): ConnectedTag {
    const { latest, remembered, clock } = this.#parts;
    const told = latest.get(tag);
    const sample = told ?? remembered.get(tag);
    const isLasting = ['mes', 'lab'].includes(parseTag(tag)?.unit ?? '');
    const judged =
      told === undefined && !isLasting
        ? { state: 'stale' as const, reason: 'nothing has told it since the start' }
        : judgeTag({
            sample,
            connector: undefined,
            refusal: undefined,
            backfilling: false,
            repeatedWithin_ms: undefined,
            now: clock.now(),
          });
    return { tag, sample, source: undefined, samplingInterval_ms: undefined, ...judged };
  }

  /** A connector that is not live is degraded; while none has ever been live, the twin knows nothing yet: all are down. */
  readiness(): readonly ComponentReadiness[] {
    const { intake, sources } = this.#parts;
    const { state, reason, code, spool } = intake.health();
    const connectors = sources.map(({ connector }) => ({
      id: connector.id,
      health: this.health(connector),
    }));
    const heard = connectors.some(({ health }) => wasLive(health));
    return [
      {
        component: 'historian',
        state,
        ...(reason === undefined ? {} : { reason }),
        ...(code === undefined ? {} : { code }),
      },
      {
        component: 'spool',
        state: spool.state === 'ok' ? 'ok' : 'degraded',
        ...(spool.reason === undefined ? {} : { reason: spool.reason }),
      },
      ...connectors.map(({ id, health }): ComponentReadiness => {
        const component = `connector ${id}`;
        if (health.state === 'live' || health.state === 'done') return { component, state: 'ok' };
        return {
          component,
          state: heard ? 'degraded' : 'down',
          reason: health.reason ?? health.state,
          ...(health.code === undefined ? {} : { code: health.code }),
        };
      }),
    ];
  }

  /** How a connector is; one whose machines were ours and have failed says so, not only that nobody answers. */
  health(connector: Connector): ConnectorHealth {
    const health = connector.health();
    const { virtualLineEndpoint, virtualLineFailure } = this.#parts;
    const failure = virtualLineFailure?.();
    if (failure === undefined || health.state === 'live') return health;
    if (health.endpoint !== virtualLineEndpoint()) return health;
    return { ...health, reason: failure.message, code: failure.code };
  }

  #tagsOf(source: ConnectedSource, health: ConnectorHealth): ConnectedTag[] {
    const { latest, clock } = this.#parts;
    const { connector, map, repeatedWithin_ms } = source;
    const now = clock.now();
    const { refusedTags } = health;
    const backfilling = new Set(health.backfillingTags);
    const mapped = connector.tags?.() ?? map.map(({ tag }) => tag);
    const tags = mapped.flatMap((tag) => toldTags(tag, source.waveforms));
    return tags.map((tag) => {
      const samplingInterval_ms = this.#intervals.get(tag);
      const sample = latest.get(tag);
      return {
        tag,
        sample,
        source,
        samplingInterval_ms,
        ...judgeTag({
          sample,
          connector: health,
          refusal: Object.hasOwn(refusedTags, tag) ? refusedTags[tag] : undefined,
          backfilling: backfilling.has(tag),
          repeatedWithin_ms:
            samplingInterval_ms === undefined
              ? undefined
              : repeatedWithin_ms?.(samplingInterval_ms),
          now,
        }),
      };
    });
  }

  #quarantineCounts(): { connector: string; code: string; entries: number }[] {
    return Object.entries(this.#parts.quarantine?.counts() ?? {}).map(([key, entries]) => {
      const at = key.lastIndexOf('/');
      return { connector: key.slice(0, at), code: key.slice(at + 1), entries };
    });
  }

  #statesNow(): string {
    const { intake, sources } = this.#parts;
    const { state, reason, spool } = intake.health();
    const connectors = sources.map(({ connector }) => {
      const health = this.health(connector);
      return [health.state, health.reason];
    });
    return JSON.stringify([state, reason, spool.state, spool.reason, connectors]);
  }
}

function connectorDto(
  id: string,
  health: ConnectorHealth,
  told: {
    readonly tags: TagCountsDto;
    readonly quarantined: number;
    readonly gaps: { readonly count: number; readonly last: GapDto } | undefined;
  },
): ConnectorStatusDto {
  const { lastData, lastKeepAlive, refusedTags, backfillingTags, ...same } = health;
  const { tags, quarantined, gaps } = told;
  const { rejected = 0, clockOffset_ms } = health;
  return {
    id,
    ...same,
    ...(lastData === undefined ? {} : { lastData: isoTime(lastData) }),
    ...(lastKeepAlive === undefined ? {} : { lastKeepAlive: isoTime(lastKeepAlive) }),
    refusedTags: Object.fromEntries(Object.entries(refusedTags).slice(0, mostNamedTags)),
    tags,
    rejected: rejected + quarantined,
    quarantined,
    clockSuspect: Math.abs(clockOffset_ms ?? 0) > suspectOffset_ms,
    ...(backfillingTags === undefined
      ? {}
      : { backfillingTags: backfillingTags.slice(0, mostNamedTags) }),
    gaps: gaps?.count ?? 0,
    ...(gaps === undefined ? {} : { lastGap: gaps.last }),
  };
}
