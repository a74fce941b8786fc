import type {
  LineDto,
  SegmentDto,
  StatusDto,
  StreamEventDto,
  StreamEventName,
  TagDto,
} from '../../../twin/contract/api.ts';

/** What one read of the server tells about the whole line. */
export interface LineSnapshot {
  readonly line: LineDto;
  readonly tags: readonly TagDto[];
  readonly status: StatusDto;
}

/** A stream event that changes what is shown; `resync` is answered by the transport with a new snapshot. */
export type LineEvent = {
  [N in Exclude<StreamEventName, 'resync'>]: { readonly name: N; readonly data: StreamEventDto[N] };
}[Exclude<StreamEventName, 'resync'>];

/** Everything that the transport hands to the store, in order. */
export type LineMessage =
  | { readonly kind: 'snapshot'; readonly snapshot: LineSnapshot }
  | {
      readonly kind: 'history';
      readonly coil: string;
      /** Server time of the snapshot after which it was asked for. */
      readonly after: string;
      readonly segments: readonly SegmentDto[];
    }
  | { readonly kind: 'historyFailed'; readonly reason: string }
  | { readonly kind: 'event'; readonly event: LineEvent }
  | { readonly kind: 'closed'; readonly reason: string };
