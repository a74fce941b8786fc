import { Subject } from 'rxjs';
import { toUnit } from '../../physics/core/units.ts';
import { processVariables } from '../../physics/process/variables.ts';
import { pathLength, type WebPath } from '../../physics/process/web-path.ts';
import type { LineLoop } from '../advisor/line-loop.ts';
import type { LineDto, ProposalDto, SegmentDto, StatusDto, TagDto } from '../contract/api.ts';
import type { Clock } from '../domain/clock.ts';
import type { Connector, ConnectorHealth, TagMapping } from '../domain/connector.ts';
import type { TwinError } from '../domain/errors.ts';
import { qualityOf, type SequencedBatch, type TagId } from '../domain/sample.ts';
import type { Segment } from '../domain/segment.ts';
import { LatestValues } from '../ingest/latest-values.ts';
import type { SampleIntake } from '../ingest/sample-intake.ts';
import {
  connectorDto,
  isoTime,
  type PresentWeb,
  proposalDto,
  segmentDto,
  tagDto,
} from './line-dto.ts';
import type { ComponentReadiness, LineView, StreamEvent } from './line-view.ts';

/** A connector that may tell what its server says of the tags. */
interface DescribingConnector extends Connector {
  descriptions?(): ReadonlyMap<TagId, string>;
}

/** A connector with the tags that it feeds. */
export interface ConnectedSource {
  readonly connector: DescribingConnector;
  readonly map: readonly TagMapping[];
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
  readonly intake: SampleIntake;
  readonly sources: readonly ConnectedSource[];
  readonly historianKind: string;
  readonly clock: Clock;
  readonly version: string;
  /** Where the virtual line's machines listen, once they do. */
  readonly virtualLineEndpoint: () => string | undefined;
  /** Why the virtual line's machines are gone, where they ended by themselves. */
  readonly virtualLineFailure?: () => TwinError | undefined;
}

function wasLive({ state, lastData, lastKeepAlive }: ConnectorHealth): boolean {
  return state === 'live' || lastData !== undefined || lastKeepAlive !== undefined;
}

/** The running line as the HTTP face reads it, and the stream of what happens to it. */
export class LiveLineView implements LineView {
  readonly #parts: LiveLineParts;
  readonly #latest = new LatestValues();
  readonly #events = new Subject<StreamEvent>();
  readonly #sourceOf = new Map<TagId, ConnectedSource>();
  readonly #startedAt: number;
  #states = '';
  readonly events = this.#events.asObservable();

  constructor(parts: LiveLineParts) {
    this.#parts = parts;
    this.#startedAt = parts.clock.now();
    for (const source of parts.sources) {
      for (const { tag } of source.map) this.#sourceOf.set(tag, source);
    }
    parts.intake.batches.subscribe((batch) => this.#take(batch));
  }

  /** Sends a `state` event when a connector's state has changed; called with each batch and a few times a second. */
  publishStates(): void {
    const connectors = this.#connectors();
    const states = JSON.stringify(
      connectors.map(({ id, state, reason, refusedTags }) => [id, state, reason, refusedTags]),
    );
    if (states === this.#states) return;
    this.#states = states;
    this.#events.next({ name: 'state', data: { serverTime: this.#now(), connectors } });
  }

  status(): StatusDto {
    const { intake, version, line, historianKind, virtualLineEndpoint } = this.#parts;
    const { state, reason, pendingSamples, receivedSamples, lostSamples } = intake.health();
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
      },
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
      segments: web === undefined ? [] : this.#dtos(this.#onLine(web.metre), web),
      proposals: [...this.proposals()],
      adviceWithheld: loop.adviceWithheld() ?? null,
    };
  }

  tags(): readonly TagDto[] {
    const { sources, line } = this.#parts;
    return sources.flatMap(({ connector, map }) => {
      const live = connector.health().state === 'live';
      const descriptions = connector.descriptions?.();
      return map.map(({ tag }) =>
        tagDto(tag, this.#latest.get(tag), {
          live,
          virtual: line.virtual,
          description: descriptions?.get(tag),
        }),
      );
    });
  }

  segments(query: { coil?: string; from_m?: number; to_m?: number }): readonly SegmentDto[] {
    const { coil, from_m = -Infinity, to_m = Infinity } = query;
    const chosen = this.#parts.loop
      .segments()
      .filter(
        (segment) =>
          (coil === undefined || segment.coil === coil) &&
          segment.to > from_m &&
          segment.from < to_m,
      );
    return this.#dtos(chosen, this.#parts.loop.web());
  }

  proposals(): readonly ProposalDto[] {
    return this.#parts.loop
      .proposals()
      .map((proposal) => proposalDto(proposal, this.#parts.line.virtual));
  }

  /** A connector that is not live is degraded; while none has ever been live, the twin knows nothing yet: all are down. */
  readiness(): readonly ComponentReadiness[] {
    const { intake, sources } = this.#parts;
    const { state, reason } = intake.health();
    const connectors = sources.map(({ connector }) => ({
      id: connector.id,
      health: this.#health(connector),
    }));
    const heard = connectors.some(({ health }) => wasLive(health));
    return [
      { component: 'historian', state, ...(reason === undefined ? {} : { reason }) },
      ...connectors.map(({ id, health }): ComponentReadiness => {
        const component = `connector ${id}`;
        if (health.state === 'live') return { component, state: 'ok' };
        return {
          component,
          state: heard ? 'degraded' : 'down',
          reason: health.reason ?? health.state,
          ...(health.code === undefined ? {} : { code: health.code }),
        };
      }),
    ];
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
          samples: fresh.map(({ tag, value, status, sourceTimestamp }) => ({
            tag,
            value,
            quality: qualityOf(status),
            sourceTimestamp: isoTime(sourceTimestamp),
          })),
        },
      });
    }
    const { segments, proposal } = this.#parts.loop.accept(batch);
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

  /** Web between the die and the last gauge, also where it belongs to the coil before. */
  #onLine(metre: number): readonly Segment[] {
    const { path } = this.#parts.line;
    const last = metre - pathLength(path) - path.segmentLength;
    return this.#parts.loop.segments().filter((segment) => segment.to >= last);
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
