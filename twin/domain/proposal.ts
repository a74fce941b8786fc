import type { TagId } from './sample.ts';

/** Allowed band of a quality and where its middle should be (SI). */
export interface Band {
  readonly min: number;
  readonly target: number;
  readonly max: number;
}

/** What a setting may be (SI). */
export interface ActuatorLimits {
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

/** One change that the advisor proposes; it never makes it (SI). */
export interface Proposal {
  readonly id: string;
  readonly state: 'open' | 'withdrawn' | 'unreachable';
  /** Source time [ms]. */
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly tag: TagId;
  readonly from: number;
  readonly to: number;
  readonly limits: ActuatorLimits;
  readonly band: Band;
  /** Predicted mean porosity of the coming metres as things stand, and with the change. */
  readonly before: number;
  readonly after: number;
  readonly comingSegments: number;
  readonly reason: string;
  /** First metre that the change can reach, and when it passes the thickness gauge at present speed. */
  readonly shows:
    | { readonly coil: string; readonly metre: number; readonly gauge: string; readonly at: number }
    | undefined;
  readonly withdrawnReason?: string;
}
