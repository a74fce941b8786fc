import { InfluxDB, type IPoint } from 'influx';
import { TwinError } from '../../twin/domain/errors.ts';

/** Where an InfluxDB listens, and who we are there. */
export interface InfluxAddress {
  /** Such as http://127.0.0.1:8086, with the path of a proxy where there is one. */
  readonly url: string;
  readonly database: string;
  readonly username?: string;
  readonly password?: string;
  /** A write that is not answered for so long has failed; the server may have it nevertheless [ms]. Default 5 s. */
  readonly patience_ms?: number;
}

/** The server has read a write and will not take it, or not all of it: it is never sent again as it was. */
export class WriteRefusal extends Error {
  /** Points older than the retention policy; they were dropped, all others of the write are stored. */
  readonly expired: number;

  constructor(detail: string) {
    super(detail);
    this.expired = Number(/beyond retention policy dropped=(\d+)/.exec(detail)?.[1] ?? 0);
  }
}

/** The server has answered a statement, but with no rows: asked again it says the same. */
class StatementRefusal extends Error {}

const defaultPatience_ms = 5_000;
/** Queries count and sort before the first byte comes: they are given so many times the patience of a write. */
const readFactor = 6;

/** Rows of one series as the server gives them. */
export interface InfluxSeries {
  readonly name?: string;
  readonly columns: readonly string[];
  readonly values: readonly (readonly unknown[])[];
  readonly tags?: Readonly<Record<string, string>>;
}

/** An error of the library, or one of the server's that it passes on. */
interface LibraryError extends Error {
  readonly res?: { readonly statusCode?: number };
}

/** One InfluxDB by its 1.x interface: requests with a deadline, and errors that say whether to come back. */
export class InfluxServer {
  readonly name: string;
  private readonly writer: InfluxDB;
  private readonly reader: InfluxDB;
  private readonly patience_ms: number;

  constructor({ url, database, username, password, patience_ms }: InfluxAddress) {
    this.patience_ms = patience_ms ?? defaultPatience_ms;
    const { protocol, hostname, port, pathname } = new URL(url);
    const isSecure = protocol === 'https:';
    const connect = (requestTimeout: number): InfluxDB =>
      new InfluxDB({
        host: hostname.replace(/^\[|\]$/g, ''),
        port: Number(port || (isSecure ? 443 : 80)),
        protocol: isSecure ? 'https' : 'http',
        path: pathname === '/' ? '' : pathname,
        database,
        username: username ?? '',
        password: password ?? '',
        // Whoever calls waits and repeats, by its own measure: the library must neither wait nor repeat.
        pool: { requestTimeout, maxRetries: 0, backoff: noBackoff },
      });
    this.name = `${url} (database ${database})`;
    this.writer = connect(this.patience_ms);
    this.reader = connect(this.patience_ms * readFactor);
  }

  /**
   * Version that the server names, if it does.
   * @throws TwinError HISTORIAN_UNAVAILABLE
   */
  async version(): Promise<string | undefined> {
    const [answer] = await this.attempt('ping', 2 * this.patience_ms, () =>
      this.writer.ping(this.patience_ms),
    );
    if (answer?.online !== true) throw this.unavailable('ping', 'nothing answers there');
    return answer.version;
  }

  /**
   * Sends points; resolves when the server has stored them.
   * @throws WriteRefusal; TwinError HISTORIAN_UNAVAILABLE
   */
  async write(points: readonly IPoint[]): Promise<void> {
    await this.attempt('write', 2 * this.patience_ms, async () => {
      try {
        await this.writer.writePoints([...points], { precision: 'n' });
      } catch (cause) {
        const { message, res } = cause as LibraryError;
        if (res?.statusCode === 400 || res?.statusCode === 413) throw new WriteRefusal(message);
        throw cause;
      }
    });
  }

  /**
   * Rows of one statement, times in whole ms.
   * @throws TwinError HISTORIAN_UNAVAILABLE
   */
  async query(statement: string): Promise<readonly InfluxSeries[]> {
    const abort = new AbortController();
    try {
      return await this.attempt('query', 2 * readFactor * this.patience_ms, async () => {
        const { signal } = abort;
        const asked = { precision: 'ms', method: 'POST', signal } as const;
        const answer = await this.reader.queryRaw(statement, asked);
        const [result] = answer?.results ?? [];
        if (result?.error !== undefined) throw new StatementRefusal(String(result.error));
        const series: readonly Partial<InfluxSeries>[] = result?.series ?? [];
        // A table without rows, as SHOW DATABASES of a new server, has no values at all.
        return series.map((one) => ({ columns: [], values: [], ...one }));
      });
    } catch (error) {
      abort.abort();
      throw error;
    }
  }

  /** Whether a failure is the server's answer, so that waiting does not help. */
  isAnswer(error: unknown): boolean {
    const cause = error instanceof TwinError ? error.cause : error;
    if (cause instanceof StatementRefusal || cause instanceof SyntaxError) return true;
    const { statusCode } = (cause as Partial<LibraryError>)?.res ?? {};
    return statusCode !== undefined && statusCode >= 400 && statusCode < 500 && statusCode !== 429;
  }

  unavailable(doing: string, detail: string, cause?: unknown): TwinError {
    return new TwinError(
      'HISTORIAN_UNAVAILABLE',
      `The history at ${this.name} failed at ${doing}: ${detail}`,
      { server: this.name, detail },
      { cause },
    );
  }

  /** The library waits for ever for the rest of an answer that was cut off: nobody waits longer than the deadline here. */
  private async attempt<T>(doing: string, deadline_ms: number, act: () => Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('the answer was cut off')), deadline_ms);
    });
    try {
      return await Promise.race([act(), late]);
    } catch (cause) {
      if (cause instanceof WriteRefusal || cause instanceof TwinError) throw cause;
      const detail = cause instanceof Error ? cause.message : String(cause);
      throw this.unavailable(doing, detail, cause);
    } finally {
      clearTimeout(timer);
    }
  }
}

const noBackoff = {
  getDelay: () => 0,
  next: () => noBackoff,
  reset: () => noBackoff,
};
