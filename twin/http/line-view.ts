import type { Observable } from 'rxjs';
import type {
  LineDto,
  PlannedCellDto,
  ProposalDto,
  SegmentDto,
  StatusDto,
  StreamEventDto,
  TagDto,
} from '../contract/api.ts';
import type { LineModelsDto } from '../contract/estimate.ts';
import type { TagId } from '../domain/sample.ts';
import type { TagState } from '../domain/tag-state.ts';

type LiveEventName = 'sample' | 'segment' | 'cells' | 'state' | 'proposal';

/** One thing that happened on the line, as the live stream tells it. */
export type StreamEvent = {
  [N in LiveEventName]: { readonly name: N; readonly data: StreamEventDto[N] };
}[LiveEventName];

/** How one component is, for `/readyz`. */
export interface ComponentReadiness {
  readonly component: string;
  readonly state: 'ok' | 'degraded' | 'down';
  readonly reason?: string;
  /** Code of docs/errors.md when the reason is an error. */
  readonly code?: string;
}

/** Web of one coil, a range of metres of it, or both; without either, all that is kept. */
export interface CoilRange {
  readonly coil?: string;
  readonly from_m?: number;
  readonly to_m?: number;
}

/** Which tags are asked for; all without a key. */
export interface TagQuery {
  readonly states?: readonly TagState[] | undefined;
  readonly connector?: string | undefined;
  /** Words that the name or the description has, in upper or lower case. */
  readonly search?: string | undefined;
  readonly offset?: number | undefined;
  readonly limit?: number | undefined;
}

/** Some of the tags that were asked for, and how many there are. */
export interface TagPage {
  readonly tags: readonly TagDto[];
  readonly total: number;
}

/** Some of the segments that were asked for, and how many there are. */
export interface SegmentPage {
  readonly segments: readonly SegmentDto[];
  readonly total: number;
}

/** What the HTTP face reads of the running line; the engine implements it. */
export interface LineView {
  status(): StatusDto;
  line(): LineDto;
  tags(): readonly TagDto[];
  tagNames(): readonly string[];
  tagPage(query: TagQuery): TagPage;
  /** Event tags on which gaps are told, and whose they are: a connector's, or the spool's. */
  gapTags(): ReadonlyMap<TagId, string>;
  /** The newest of the range, at most `limit`. */
  segments(query: CoilRange & { readonly limit: number }): SegmentPage;
  cells(query: CoilRange & { lane?: number }): readonly PlannedCellDto[];
  proposals(): readonly ProposalDto[];
  /** What corrects the predictions, and how it is. */
  models(): LineModelsDto;
  readiness(): readonly ComponentReadiness[];
  readonly events: Observable<StreamEvent>;
}
