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
import type { LineModelsDto } from '../contract/estimate.ts';
import type { Clock } from '../domain/clock.ts';
import type { TwinError } from '../domain/errors.ts';
import type { Historian } from '../domain/historian.ts';
import type { IdentityReader } from '../domain/identity.ts';
import type { Instruments } from '../domain/instrument.ts';
import type { Proposal } from '../domain/proposal.ts';
import type { Quarantine } from '../domain/quarantine.ts';
import { qualityOf, type Sample, type SequencedBatch, type TagId } from '../domain/sample.ts';
import type { Segment } from '../domain/segment.ts';
import { LatestValues } from '../ingest/latest-values.ts';
import type { SampleIntake } from '../ingest/sample-intake.ts';
import type { LineCells } from '../quality/line-cells.ts';
import { cellRowDto, plannedCellDto } from './cell-dto.ts';
import { type ConnectedSource, type ConnectedTag, Connections } from './connections.ts';
import { modelStatesDto, modelsDto } from './estimate-dto.ts';
import {
  isoTime,
  machineWebDto,
  type PresentWeb,
  proposalDto,
  segmentDto,
  tagDto,
} from './line-dto.ts';
import type {
  CoilRange,
  ComponentReadiness,
  LineView,
  SegmentPage,
  StreamEvent,
  TagPage,
  TagQuery,
} from './line-view.ts';

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
  /** What the store says of itself. */
  readonly historian?: Pick<Historian, 'health'>;
  readonly quarantine?: Pick<Quarantine, 'counts'>;
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

function isAskedFor(
  { tag, state, source }: ConnectedTag,
  description: string | undefined,
  { states, connector, search }: TagQuery,
): boolean {
  if (states !== undefined && !states.includes(state)) return false;
  if (connector !== undefined && source?.connector.id !== connector) return false;
  if (search === undefined) return true;
  const words = search.toLowerCase().split(/\s+/);
  const text = `${tag} ${description ?? ''}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

/** The running line as the HTTP face reads it, and the stream of what happens to it. */
export class LiveLineView implements LineView {
  readonly #parts: LiveLineParts;
  readonly #latest = new LatestValues();
  readonly #events = new Subject<StreamEvent>();
  /** Samples of earlier processes, by their tags. */
  readonly #remembered = new Map<TagId, Sample>();
  readonly #connections: Connections;
  readonly #startedAt: number;
  #cells = '';
  readonly events = this.#events.asObservable();

  constructor(parts: LiveLineParts) {
    this.#parts = parts;
    this.#startedAt = parts.clock.now();
    const { line, historian, quarantine, virtualLineFailure, ...same } = parts;
    this.#connections = new Connections({
      ...same,
      prefix: line.prefix,
      latest: this.#latest,
      remembered: this.#remembered,
      historian,
      quarantine,
      virtualLineFailure,
    });
    parts.intake.batches.subscribe((batch) => this.#take(batch));
  }

  /** Takes the last stored samples of tags, those of an earlier process. */
  remember(stored: readonly Sample[]): void {
    for (const sample of stored) this.#remembered.set(sample.tag, sample);
  }

  /** Sends a `state` event when something of the connections is news; called a few times a second. */
  publishStates(): void {
    this.#publishStates(true);
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
    const { intake, version, line, virtualLineEndpoint } = this.#parts;
    const endpoint = virtualLineEndpoint();
    return {
      version,
      startedAt: isoTime(this.#startedAt),
      serverTime: this.#now(),
      virtual: line.virtual,
      connectors: this.#connections.connectors(),
      historian: this.#connections.historian(),
      spool: this.#connections.spool(),
      quarantine: [...this.#connections.quarantine()],
      samplesReceived: intake.health().receivedSamples,
      ...(endpoint === undefined ? {} : { virtualLineEndpoint: endpoint }),
    };
  }

  gapTags(): ReadonlyMap<TagId, string> {
    return this.#connections.gapTags;
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
      segments: web === undefined ? [] : this.#dtos(loop.segmentsOnLine()),
      proposals: [...this.proposals()],
      models: modelStatesDto(loop.correction),
      adviceWithheld: loop.adviceWithheld() ?? null,
      ...this.#cellsNow(),
    };
  }

  /**
   * Those of connectors in the order of their maps, then those of the MES, the laboratory and formulas, and those that
   * only the history knows. Of these, what nothing has told since the start is stale, but for what is told once for ever.
   */
  tags(): readonly TagDto[] {
    return this.tagPage({}).tags;
  }

  tagNames(): readonly TagId[] {
    return this.#connections.tags().map(({ tag }) => tag);
  }

  tagPage(query: TagQuery): TagPage {
    const { offset = 0, limit = Infinity } = query;
    const descriptions = new Map<ConnectedSource, ReadonlyMap<TagId, string> | undefined>();
    const described = ({ tag, source }: ConnectedTag): string | undefined => {
      if (source === undefined) return undefined;
      if (!descriptions.has(source)) descriptions.set(source, source.connector.descriptions?.());
      return descriptions.get(source)?.get(tag);
    };
    const chosen = this.#connections.tags().filter((tag) => isAskedFor(tag, described(tag), query));
    const page = chosen.slice(offset, offset + limit);
    return { tags: page.map((tag) => this.#tagDto(tag, described(tag))), total: chosen.length };
  }

  segments({ limit, ...range }: CoilRange & { readonly limit: number }): SegmentPage {
    const chosen = this.#parts.loop.segments().filter((segment) => lies(segment, range));
    return { segments: this.#dtos(chosen.slice(-limit)), total: chosen.length };
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
    return this.#parts.loop.proposals().map((proposal) => this.#proposalDto(proposal));
  }

  models(): LineModelsDto {
    const { line, loop } = this.#parts;
    const { correction } = loop;
    return {
      serverTime: this.#now(),
      models: modelsDto(correction),
      labValues: correction.labValues,
      virtual: line.virtual,
    };
  }

  readiness(): readonly ComponentReadiness[] {
    return this.#connections.readiness();
  }

  #tagDto(connected: ConnectedTag, description: string | undefined): TagDto {
    const { tag, sample, source, state, reason, samplingInterval_ms } = connected;
    const { line, instruments, clock } = this.#parts;
    return tagDto(tag, sample, {
      state,
      reason,
      connector: source?.connector.id,
      samplingInterval_ms,
      virtual: line.virtual,
      description,
      instrument: instruments?.of(tag),
      now: clock.now(),
    });
  }

  #publishStates(look: boolean): void {
    const news = this.#connections.news(look);
    if (news === undefined) return;
    this.#events.next({ name: 'state', data: { serverTime: this.#now(), ...news } });
  }

  #take(batch: SequencedBatch): void {
    // Holes come with a change of state: the screens hear of it with them, not at the next look.
    this.#publishStates(false);
    this.#connections.take(batch.samples);
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
          segments: this.#dtos(segments),
          models: modelStatesDto(this.#parts.loop.correction),
          adviceWithheld: this.#parts.loop.adviceWithheld() ?? null,
        },
      });
    }
    if (proposal !== undefined) {
      this.#events.next({
        name: 'proposal',
        data: this.#proposalDto(proposal),
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

  #dtos(segments: readonly Segment[]): SegmentDto[] {
    const web = this.#atDie();
    const { identities, line, loop } = this.#parts;
    return segments.map((segment) => {
      const { coil, predictedAtStation: unit, predictedAt: time } = segment;
      const seen = unit === undefined || time === undefined ? undefined : { unit, time };
      const identity = identities?.ofCoil(coil, seen);
      const estimate = loop.estimateOf(segment);
      return segmentDto(segment, { web, virtual: line.virtual, identity, estimate });
    });
  }

  #proposalDto(proposal: Proposal): ProposalDto {
    const { identities, line } = this.#parts;
    const { tag, updatedAt: sourceTimestamp } = proposal;
    const identity = identities?.of({ tag, sourceTimestamp, value: null });
    return proposalDto(proposal, line.virtual, identity);
  }

  /** The web that is coated now: positions count from the die, which a calendering machine does not have. */
  #atDie(): PresentWeb {
    const { loop } = this.#parts;
    const machines = loop.machines();
    return machines.length === 0 ? loop.web() : machines.find(({ side }) => side !== undefined);
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
