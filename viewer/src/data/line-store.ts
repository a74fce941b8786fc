import type {
  CellRowDto,
  LineDto,
  ProposalDto,
  SegmentDto,
  StreamEventDto,
  TagDto,
} from '../../../twin/contract/api.ts';
import type {
  ConnectorStatusDto,
  HistorianStatusDto,
  SpoolStatusDto,
} from '../../../twin/contract/connections.ts';
import type { ModelStateDto } from '../../../twin/contract/estimate.ts';
import { CoilHistory } from './coil-history.ts';
import type { LineMessage, LineSnapshot } from './line-message.ts';

/** Parts of the store that views watch apart, so that a tag does not redraw the web. */
const storeParts = ['line', 'tags', 'segments', 'cells', 'proposals', 'connectors'] as const;
export type StorePart = (typeof storeParts)[number];

/** About half a kilometre of segments of 0.25 m: 85 min at 6 m/min. */
const keptSegments = 2048;

/**
 * What the viewer knows of the line: latest tag values, the newest metres of the coil, proposals, connections. Plain
 * state without clock, DOM or subscription; a frame scheduler asks `takeChanges` once a frame.
 */
export class LineStore {
  line: LineDto | null = null;
  coated_m = 0;
  /** Why nothing is advised at present, or null. */
  adviceWithheld: string | null = null;
  /** Cells of the web at the exit of the calender, or null. */
  cells: CellRowDto | null = null;
  /** Why there are no cells, or null. */
  cellsWithheld: string | null = null;
  history: CoilHistory | null = null;
  /** What corrects the predictions. */
  models: readonly ModelStateDto[] = [];
  connectors: readonly ConnectorStatusDto[] = [];
  historian: HistorianStatusDto | null = null;
  spool: SpoolStatusDto | null = null;
  /** Connectors that feed tags of the line's stations. */
  #feeding: ReadonlySet<string | null> = new Set();
  historyProblem: string | null = null;
  /** Time of the server at its newest message [ms since epoch], or null. */
  serverTime_ms: number | null = null;
  /** Newest time of the server that came with data, not with a heartbeat [ms since epoch], or null. */
  lastData_ms: number | null = null;
  readonly tags = new Map<string, TagDto>();
  readonly proposals = new Map<string, ProposalDto>();
  readonly #changed = new Set<StorePart>();
  /** Number of the newest snapshot or event, and of the newest snapshot. */
  #order = 0;
  #snapshotOrder = 0;

  apply(message: LineMessage): void {
    if (message.kind === 'snapshot' || message.kind === 'event') this.#order += 1;
    switch (message.kind) {
      case 'snapshot':
        this.#applySnapshot(message.snapshot);
        break;
      case 'history':
        this.#applyHistory(message);
        break;
      case 'historyFailed':
        this.historyProblem = message.reason;
        this.#changed.add('segments');
        break;
      case 'event':
        this.#applyEvent(message.event);
        break;
      case 'closed':
        this.#changed.add('connectors');
        break;
    }
  }

  /** The parts that changed since the last call; empty when nothing did. */
  takeChanges(): ReadonlySet<StorePart> {
    const changes = new Set(this.#changed);
    this.#changed.clear();
    return changes;
  }

  get hasChanges(): boolean {
    return this.#changed.size > 0;
  }

  /** The tag `<...>.<name>_<unit>` of a unit of the plant, or of any unit when none is named. */
  findTag(name: string, unit?: string): TagDto | undefined {
    for (const tag of this.tags.values()) {
      const leaf = tag.tag.slice(tag.tag.lastIndexOf('.') + 1);
      if (leaf.startsWith(`${name}_`) && (unit === undefined || tag.unit === unit)) return tag;
    }
    return undefined;
  }

  /** Whether values of the line's stations come from a connector. */
  feedsLine(connector: string): boolean {
    return this.#feeding.has(connector);
  }

  #applySnapshot({ line, tags, status }: LineSnapshot): void {
    this.#snapshotOrder = this.#order;
    const restarted = line.coated_m < this.coated_m - line.path.segmentLength_m;
    this.line = line;
    this.tags.clear();
    for (const tag of tags) this.tags.set(tag.tag, { ...tag });
    this.proposals.clear();
    for (const proposal of line.proposals) this.proposals.set(proposal.id, proposal);
    this.connectors = status.connectors;
    this.historian = status.historian;
    this.spool = status.spool;
    const stations = new Set(line.path.stations.map(({ id }) => id));
    this.#feeding = new Set(
      tags.filter(({ unit }) => stations.has(unit)).map(({ connector }) => connector),
    );
    this.#useCoil(line.coil, restarted);
    this.coated_m = line.coated_m;
    this.adviceWithheld = line.adviceWithheld;
    this.cells = line.cells;
    this.models = line.models ?? [];
    this.cellsWithheld = line.cellsWithheld;
    this.#writeSegments(line.segments, this.#order);
    this.#seen(line.serverTime, true);
    for (const part of storeParts) this.#changed.add(part);
  }

  /**
   * History was asked for after a snapshot and comes while events go on: it fills what no event has told since. That of
   * an earlier snapshot is dropped, for the newer one asks again.
   */
  #applyHistory({ coil, after, segments }: Extract<LineMessage, { kind: 'history' }>): void {
    this.historyProblem = null;
    if (coil === this.history?.coil && after === this.line?.serverTime) {
      this.#writeSegments(segments, this.#snapshotOrder);
    }
  }

  #applyEvent(event: Extract<LineMessage, { kind: 'event' }>['event']): void {
    switch (event.name) {
      case 'sample':
        this.#applySamples(event.data);
        this.#seen(event.data.serverTime, true);
        break;
      case 'segment':
        this.#useCoil(event.data.coil, false);
        this.coated_m = event.data.coated_m;
        this.models = event.data.models ?? this.models;
        if (this.adviceWithheld !== event.data.adviceWithheld) {
          this.adviceWithheld = event.data.adviceWithheld;
          this.#changed.add('proposals');
        }
        this.#writeSegments(event.data.segments, this.#order);
        this.#seen(event.data.serverTime, true);
        this.#changed.add('segments');
        break;
      case 'cells':
        this.cells = event.data.row;
        this.cellsWithheld = event.data.cellsWithheld;
        this.#seen(event.data.serverTime, false);
        this.#changed.add('cells');
        break;
      case 'state':
        this.connectors = event.data.connectors;
        this.historian = event.data.historian;
        this.spool = event.data.spool;
        this.#seen(event.data.serverTime, false);
        this.#changed.add('connectors');
        break;
      case 'proposal':
        this.proposals.set(event.data.id, event.data);
        this.#changed.add('proposals');
        break;
      case 'heartbeat':
        this.#seen(event.data.serverTime, false);
        break;
    }
  }

  #applySamples({ serverTime, samples }: StreamEventDto['sample']): void {
    for (const sample of samples) {
      const tag = this.tags.get(sample.tag);
      if (tag === undefined) continue;
      if (Date.parse(sample.sourceTimestamp) < Date.parse(tag.sourceTimestamp ?? '')) continue;
      tag.value = sample.value;
      tag.quality = sample.quality;
      tag.sourceTimestamp = sample.sourceTimestamp;
      tag.receivedTimestamp = serverTime;
      // The rule of `/tags`, whose other half, the connector, is told by `state`: a lost one makes its values bad.
      tag.stale = sample.quality === 'bad';
      tag.state = tag.stale ? 'bad' : 'live';
    }
    this.#changed.add('tags');
  }

  #useCoil(coil: string | null, restarted: boolean): void {
    if (coil === null || this.line === null) return;
    if (this.history?.coil === coil && !restarted) return;
    const { lanes, segmentLength_m } = this.line.path;
    this.history = new CoilHistory({ coil, lanes, segmentLength_m, capacity: keptSegments });
  }

  #writeSegments(segments: readonly SegmentDto[], order: number): void {
    for (const segment of segments) {
      if (segment.coil === this.history?.coil) this.history.write(segment, order);
    }
    this.#changed.add('segments');
  }

  #seen(serverTime: string, withData: boolean): void {
    const time = Date.parse(serverTime);
    if (Number.isNaN(time)) return;
    this.serverTime_ms = time;
    if (withData) this.lastData_ms = time;
  }
}
