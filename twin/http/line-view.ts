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

/** What the HTTP face reads of the running line; the engine implements it. */
export interface LineView {
  status(): StatusDto;
  line(): LineDto;
  tags(): readonly TagDto[];
  segments(query: CoilRange): readonly SegmentDto[];
  cells(query: CoilRange & { lane?: number }): readonly PlannedCellDto[];
  proposals(): readonly ProposalDto[];
  readiness(): readonly ComponentReadiness[];
  readonly events: Observable<StreamEvent>;
}
