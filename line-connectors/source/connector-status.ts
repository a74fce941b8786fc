import type { ConnectorHealth, ConnectorState } from '../../twin/domain/connector.ts';
import { TwinError } from '../../twin/domain/errors.ts';

/** The part of its health that every connector to a server tells in the same way. */
type CommonHealth = Pick<
  ConnectorHealth,
  'state' | 'reason' | 'code' | 'endpoint' | 'lastData' | 'lastKeepAlive' | 'reconnects'
>;

/** What changes while a connector runs: its state, why, and when it heard what. */
export class ConnectorStatus {
  readonly #log: (text: string) => void;
  #state: ConnectorState = 'connecting';
  #error: unknown;
  /** Time of the last value and of the last sign of life [ms]. */
  lastData: number | undefined;
  lastKeepAlive: number | undefined;
  reconnects = 0;

  /** @param log - hears each new reason */
  constructor(log: (text: string) => void) {
    this.#log = log;
  }

  get state(): ConnectorState {
    return this.#state;
  }

  /** Why it is not live, where that is an error. */
  get error(): unknown {
    return this.#error;
  }

  set(state: ConnectorState, error?: unknown): void {
    const said = this.#error instanceof Error ? this.#error.message : undefined;
    this.#state = state;
    this.#error = error;
    if (error instanceof Error && error.message !== said) this.#log(error.message);
  }

  /** A source that was never heard has failed; the values of one that was are old. */
  lost(error: unknown, wasHeard = this.lastKeepAlive !== undefined): void {
    this.set(wasHeard ? 'stale' : 'failed', error);
  }

  health(endpoint: string): CommonHealth {
    return {
      state: this.#state,
      ...(this.#error instanceof Error ? { reason: this.#error.message } : {}),
      ...(this.#error instanceof TwinError ? { code: this.#error.code } : {}),
      endpoint,
      ...(this.lastData === undefined ? {} : { lastData: this.lastData }),
      ...(this.lastKeepAlive === undefined ? {} : { lastKeepAlive: this.lastKeepAlive }),
      reconnects: this.reconnects,
    };
  }
}
