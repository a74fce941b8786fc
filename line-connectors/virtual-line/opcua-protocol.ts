import type { Fault } from '../../physics/virtual-line/faults.ts';
import type { LineDefinition } from '../../physics/virtual-line/line-definition.ts';

/** What the thread of the virtual line is started with. */
export interface VirtualLineOptions {
  readonly line: LineDefinition;
  readonly seed: number;
  /** Instead of the faults of the line's definition. */
  readonly faults?: readonly Fault[];
  /** 0 lets the system choose; a taken port falls back to that. */
  readonly port: number;
  readonly endpointPath: string;
  /** Folder of the server's certificates; made where it is missing. */
  readonly pkiFolder: string;
  /** Seconds of the line per second of the clock. */
  readonly speedFactor: number;
}

/** What the thread says: where it will listen, as soon as it knows, then that it does. */
export type VirtualLineMessage =
  | { readonly kind: 'endpoint'; readonly endpoint: string; readonly port: number }
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };
