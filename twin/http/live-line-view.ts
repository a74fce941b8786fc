import { Subject } from 'rxjs';
import { toUnit } from '../../physics/core/units.ts';
import { processVariables } from '../../physics/process/variables.ts';
import { pathLength, type WebPath } from '../../physics/process/web-path.ts';
import type { LineLoop } from '../advisor/line-loop.ts';
import type {
  LineDto,
  PlannedCellDto,
  ProposalDto,
  SegmentDto,
  StatusDto,
  TagDto,
} from '../contract/api.ts';
import type { Clock } from '../domain/clock.ts';
import type { Connector, ConnectorHealth, TagMapping } from '../domain/connector.ts';
import type { TwinError } from '../domain/errors.ts';
import type { IdentityReader } from '../domain/identity.ts';
import type { Instruments } from '../domain/instrument.ts';
import { qualityOf, type Sample, type SequencedBatch, type TagId } from '../domain/sample.ts';
import type { Segment } from '../domain/segment.ts';
import { parseTag } from '../domain/tag.ts';
import { toldTags, type Waveforms } from '../domain/waveform.ts';
import { LatestValues } from '../ingest/latest-values.ts';
import type { SampleIntake } from '../ingest/sample-intake.ts';
import type { LineCells } from '../quality/line-cells.ts';
import { cellRowDto, plannedCellDto } from './cell-dto.ts';
import {
  connectorDto,
  isoTime,
  machineWebDto,
  type PresentWeb,
  proposalDto,
  segmentDto,
  tagDto,
} from './line-dto.ts';
import type { CoilRange, ComponentReadiness, LineView, StreamEvent } from './line-view.ts';
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
}

/** What the view shows besides what runs. */
export interface LineDescription {
  readonly id: string;
  readonly name: string;
  /** Prefix `site.area.line` of its tags. */
  readonly prefix: string;
  readonly virtual: boolean;
  readonly path: WebPath;
  readonly recipe: LineDto['recipe'];
}

export interface LiveLineParts {
  readonly line: LineDescription;
  readonly loop: LineLoop;
  /** Absent where none are calculated. */
  readonly cells?: LineCells;
  /** Why there are no cells; where it is not said, the recipe names none. */
  readonly cellsWithheld?: string;
  readonly intake: SampleIntake;
  readonly sources: readonly ConnectedSource[];
  /** Absent where none is configured. */
  readonly instruments?: Instruments;
  /** What samples belong to; it has seen a batch before the view does. */
  readonly identities?: IdentityReader;
  readonly historianKind: string;
  readonly spoolKind: string;
  readonly clock: Clock;
  readonly version: string;
  /** Where the virtual line's machines listen, once they do. */
  readonly virtualLineEndpoint: () => string | undefined;
  /** Why the virtual line's machines are gone, where they ended by themselves. */
  readonly virtualLineFailure?: () => TwinError | undefined;
}

/** Whether a piece of web lies on a coil and a range of its metres. */
function lies(
  piece: { readonly coil: string; readonly from: number; readonly to: number },
  { coil, from_m = -Infinity, to_m = Infinity }: CoilRange,
): boolean {
  return (coil === undefined || piece.coil === coil) && piece.to > from_m && piece.from < to_m;
}

function wasLive({ state, lastData, lastKeepAlive }: ConnectorHealth): boolean {
  return state === 'live' || lastData !== undefined || lastKeepAlive !== undefined;
}

/** The running line as the HTTP face reads it, and the stream of what happens to it. */
export class LiveLineView implements LineView {
  readonly #parts: LiveLineParts;
  readonly #latest = new LatestValues();
  readonly #events = new Subject<StreamEvent>();
  /** Samples of earlier processes, by their tags. */
  readonly #remembered = new Map<TagId, Sample>();
  readonly #sourceOf = new Map<TagId, ConnectedSource>();
  readonly #startedAt: number;
  #states = '';
  #cells = '';
  readonly events = this.#events.asObservable();

  constructor(parts: LiveLineParts) {
    this.#parts = parts;
    this.#startedAt = parts.clock.now();
    for (const source of parts.sources) {
      for (const { tag } of source.map) this.#sourceOf.set(tag, source);
    }
    parts.intake.batches.subscribe((batch) => this.#take(batch));
  }

  /** Takes the last stored samples of tags, those of an earlier process. */
  remember(stored: readonly Sample[]): void {
    for (const sample of stored) this.#remembered.set(sample.tag, sample);
  }

  /** Sends a `state` event when a connector's state has changed; called with each batch and a few times a second. */
  publishStates(): void {
    const connectors = this.#connectors();
    const { spool } = this.#parts.intake.health();
    const states = JSON.stringify([
      [spool.state, spool.reason],
      ...connectors.map(({ id, state, reason, refusedTags, backfillingTags }) => [
        id,
        state,
        reason,
        refusedTags,
        backfillingTags,
      ]),
    ]);
    if (states === this.#states) return;
    this.#states = states;
    this.#events.next({
      name: 'state',
      data: { serverTime: this.#now(), connectors, spool: this.#spool() },
    });
  }

  /**
   * Sends a `cells` event when cells are new, another row has come to the exit of the calender, or the reason why there
   * are none is another; called a few times a second.
   */
  publishCells(): void {
    const { cells: row, cellsWithheld } = this.#cellsNow();
    const changed = this.#parts.cells?.changes() ?? [];
    const state = JSON.stringify([row?.coil, row?.cell, row?.restsOn, cellsWithheld]);
    if (changed.length === 0 && state === this.#cells) return;
    this.#cells = state;
    this.#events.next({
      name: 'cells',
      data: {
        serverTime: this.#now(),
        row,
        changed: changed.map(({ coil, from, to }) => ({ coil, from_m: from, to_m: to })),
        cellsWithheld,
      },
    });
  }

  status(): StatusDto {
    const { intake, version, line, historianKind, virtualLineEndpoint } = this.#parts;
    const { state, reason, pendingSamples, receivedSamples, lostSamples, refusedSamples } =
      intake.health();
    const endpoint = virtualLineEndpoint();
    return {
      version,
      startedAt: isoTime(this.#startedAt),
      serverTime: this.#now(),
      virtual: line.virtual,
      connectors: this.#connectors(),
      historian: {
        kind: historianKind,
        state,
        ...(reason === undefined ? {} : { reason }),
        pendingSamples,
        lostSamples,
        refusedSamples,
      },
      spool: this.#spool(),
      samplesReceived: receivedSamples,
      ...(endpoint === undefined ? {} : { virtualLineEndpoint: endpoint }),
    };
  }

  line(): LineDto {
    const { line, loop } = this.#parts;
    const web = loop.web();
    return {
      id: line.id,
      name: line.name,
      virtual: line.virtual,
      serverTime: this.#now(),
      recipe: line.recipe,
      path: {
        length_m: pathLength(line.path),
        segmentLength_m: line.path.segmentLength,
        lanes: line.path.lanes,
        stations: line.path.stations.map(({ id, kind, name, position, length }) => ({
          id,
          kind,
          name,
          position_m: position,
          length_m: length,
          machineState: this.#text(`${line.prefix}.${id}.stateName`),
        })),
      },
      coil: web?.coil ?? null,
      coated_m: web?.metre ?? 0,
      webSpeed_m_per_min:
        web === undefined ? null : toUnit(web.speed, processVariables.webSpeed.boundaryUnit),
      machines: loop.machines().map(machineWebDto),
      segments: web === undefined ? [] : this.#dtos(loop.segmentsOnLine(), web),
      proposals: [...this.proposals()],
      adviceWithheld: loop.adviceWithheld() ?? null,
      ...this.#cellsNow(),
    };
  }

  /**
   * Those of connectors in the order of their maps, then those of the MES, the laboratory and formulas, and those that
   * only the history knows. Of these, what nothing has told since the start is stale, but for what is told once for ever.
   */
  tags(): readonly TagDto[] {
    const { sources, line, instruments, clock } = this.#parts;
    const now = clock.now();
    const shown = (
      tag: TagId,
      sample: Sample | undefined,
      live: boolean,
      description?: string,
    ): TagDto =>
      tagDto(tag, sample, {
        live,
        virtual: line.virtual,
        description,
        instrument: instruments?.of(tag),
        now,
      });
    const fed = sources.flatMap(({ connector, map, waveforms }) => {
      const live = connector.health().state === 'live';
      const descriptions = connector.descriptions?.();
      const mapped = connector.tags?.() ?? map.map(({ tag }) => tag);
      const tags = mapped.flatMap((tag) => toldTags(tag, waveforms));
      return tags.map((tag) => shown(tag, this.#latest.get(tag), live, descriptions?.get(tag)));
    });
    const known = new Set(fed.map(({ tag }) => tag));
    const others = new Set([...this.#latest.tags(), ...this.#remembered.keys()]);
    const unfed = [...others].filter((tag) => !known.has(tag)).sort();
    return [
      ...fed,
      ...unfed.map((tag) => {
        const sample = this.#latest.get(tag);
        const isTold = sample !== undefined || ['mes', 'lab'].includes(parseTag(tag)?.unit ?? '');
        return shown(tag, sample ?? this.#remembered.get(tag), isTold);
      }),
    ];
  }

  segments(query: CoilRange): readonly SegmentDto[] {
    const chosen = this.#parts.loop.segments().filter((segment) => lies(segment, query));
    return this.#dtos(chosen, this.#parts.loop.web());
  }

  cells({ lane, ...range }: CoilRange & { lane?: number }): readonly PlannedCellDto[] {
    const { cells, line } = this.#parts;
    const web = this.#parts.loop.web();
    const chosen: PlannedCellDto[] = [];
    for (const cell of cells?.cells(web) ?? []) {
      if (lane !== undefined && cell.lane !== lane) continue;
      if (lies(cell, range)) chosen.push(plannedCellDto(cell, web, line.virtual));
    }
    return chosen;
  }

  proposals(): readonly ProposalDto[] {
    return this.#parts.loop
      .proposals()
      .map((proposal) => proposalDto(proposal, this.#parts.line.virtual));
  }

  /** A connector that is not live is degraded; while none has ever been live, the twin knows nothing yet: all are down. */
  readiness(): readonly ComponentReadiness[] {
    const { intake, sources } = this.#parts;
    const { state, reason, spool } = intake.health();
    const connectors = sources.map(({ connector }) => ({
      id: connector.id,
      health: this.#health(connector),
    }));
    const heard = connectors.some(({ health }) => wasLive(health));
    return [
      { component: 'historian', state, ...(reason === undefined ? {} : { reason }) },
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

  #spool(): StatusDto['spool'] {
    const { intake, spoolKind } = this.#parts;
    return spoolDto(spoolKind, intake.health());
  }

  #take(batch: SequencedBatch): void {
    // Holes come with a change of state: the screens hear of it with them, not at the next look.
    this.publishStates();
    const fresh = batch.samples.filter((sample) => this.#latest.take(sample));
    if (fresh.length > 0) {
      this.#events.next({
        name: 'sample',
        data: {
          serverTime: this.#now(),
          samples: fresh.map((sample) => ({
            tag: sample.tag,
            value: sample.value,
            quality: qualityOf(sample.status),
            sourceTimestamp: isoTime(sample.sourceTimestamp),
            ...this.#parts.identities?.of(sample),
          })),
        },
      });
    }
    const { segments, proposal } = this.#parts.loop.accept(batch);
    this.#parts.cells?.take(segments);
    const web = this.#parts.loop.web();
    if (segments.length > 0 && web !== undefined) {
      this.#events.next({
        name: 'segment',
        data: {
          serverTime: this.#now(),
          coil: web.coil,
          coated_m: web.metre,
          segments: this.#dtos(segments, web),
          adviceWithheld: this.#parts.loop.adviceWithheld() ?? null,
        },
      });
    }
    if (proposal !== undefined) {
      this.#events.next({
        name: 'proposal',
        data: proposalDto(proposal, this.#parts.line.virtual),
      });
    }
  }

  #cellsNow(): Pick<LineDto, 'cells' | 'cellsWithheld'> {
    const { cells, line, loop, cellsWithheld } = this.#parts;
    if (cells === undefined) {
      return { cells: null, cellsWithheld: cellsWithheld ?? 'the recipe names no cell' };
    }
    const web = loop.web();
    return {
      cells: cellRowDto(cells.cellsAtExit(web), web, line.virtual),
      cellsWithheld: cells.withheld() ?? null,
    };
  }

  #dtos(segments: readonly Segment[], web: PresentWeb): SegmentDto[] {
    return segments.map((segment) => segmentDto(segment, web, this.#parts.line.virtual));
  }

  #connectors(): StatusDto['connectors'] {
    return this.#parts.sources.map(({ connector }) =>
      connectorDto(connector.id, this.#health(connector)),
    );
  }

  /** How a connector is; one whose machines were ours and have failed says so, not only that nobody answers. */
  #health(connector: Connector): ConnectorHealth {
    const health = connector.health();
    const { virtualLineEndpoint, virtualLineFailure } = this.#parts;
    const failure = virtualLineFailure?.();
    if (failure === undefined || health.state === 'live') return health;
    if (health.endpoint !== virtualLineEndpoint()) return health;
    return { ...health, reason: failure.message, code: failure.code };
  }

  #text(tag: string): string | null {
    const sample = this.#latest.get(tag as TagId);
    return typeof sample?.value === 'string' && qualityOf(sample.status) === 'good'
      ? sample.value
      : null;
  }

  #now(): string {
    return isoTime(this.#parts.clock.now());
  }
}
