import type { Clock } from '../../twin/domain/clock.ts';
import { TwinError } from '../../twin/domain/errors.ts';
import { type Historian, type HistorianHealth, noUpkeep } from '../../twin/domain/historian.ts';
import { checkQuery, refusedIn } from './check-input.ts';
import { bookmark, readBookmark } from './influx-bookmark.ts';
import { probeServer, type ServerAbilities, unfit } from './influx-probe.ts';
import { bucketsOfServer, newestOfServer, pagesOfServer } from './influx-query.ts';
import { type InfluxAddress, InfluxServer } from './influx-server.ts';
import { writeGroup } from './influx-write.ts';
import { NewestSamples } from './newest-samples.ts';
import { WriteQueue } from './write-queue.ts';

interface InfluxHistorianOptions extends InfluxAddress {
  /** Days after which the server forgets a sample; what the database keeps otherwise. */
  readonly retention_d?: number;
  readonly clock: Clock;
}

/** What is known once the server has answered. */
interface Contact {
  readonly queue: WriteQueue;
  readonly newest: NewestSamples;
}

/**
 * The historian in a database of an InfluxDB server, which belongs to one twin. Opens at once, be the server there or not:
 * what needs it is rejected with HISTORIAN_UNAVAILABLE until it has answered, and whoever calls comes back.
 */
export function openInfluxHistorian(options: InfluxHistorianOptions): Historian {
  return new InfluxHistorian(options);
}

class InfluxHistorian implements Historian {
  readonly capabilities = {
    sql: false,
    parquet: false,
    retention: true,
    dedupe: false,
    durable: true,
  };
  readonly #options: InfluxHistorianOptions;
  readonly #server: InfluxServer;
  #abilities: ServerAbilities | undefined;
  #contact: Contact | undefined;
  #reaching: Promise<Contact> | undefined;
  #failure: TwinError | undefined;
  #isClosed = false;
  #refused = 0;
  #expired = 0;

  constructor(options: InfluxHistorianOptions) {
    this.#options = options;
    this.#server = new InfluxServer(options);
  }

  async append(batch: Parameters<Historian['append']>[0]): Promise<void> {
    const { queue } = await this.#reach();
    try {
      await queue.append(batch);
      this.#failure = undefined;
    } catch (error) {
      this.#refused += refusedIn(error);
      if (refusedIn(error) === 0) this.#lose(error);
      throw error;
    }
  }

  async *range(query: Parameters<Historian['range']>[0]): ReturnType<Historian['range']> {
    checkQuery(query);
    const { newest } = await this.#reach();
    if (newest.covers(query)) yield* newest.pages(query);
    else yield* pagesOfServer(this.#readable(), query);
  }

  async aggregate(
    query: Parameters<Historian['aggregate']>[0],
  ): ReturnType<Historian['aggregate']> {
    checkQuery(query);
    await this.#reach();
    return bucketsOfServer(this.#readable(), query);
  }

  async last(tags: Parameters<Historian['last']>[0]): ReturnType<Historian['last']> {
    return (await this.#reach()).newest.lastOf(tags);
  }

  async tags(): ReturnType<Historian['tags']> {
    const { newest } = await this.#reach();
    this.#readable();
    return newest.tags();
  }

  async nextSequence(): Promise<number> {
    const { queue } = await this.#reach();
    this.#readable();
    return queue.nextSequence;
  }

  health(): HistorianHealth {
    const { unreadable, retentionFailure } = this.#abilities ?? {};
    const trouble =
      this.#failure ?? (unreadable === undefined ? undefined : unfit(this.#server, unreadable));
    const reason =
      trouble?.message ??
      this.#silence() ??
      (retentionFailure && `samples are not forgotten as they should be: ${retentionFailure}`);
    return {
      state: reason === undefined ? 'ok' : 'degraded',
      ...(reason === undefined ? {} : { reason }),
      ...(trouble === undefined ? {} : { code: trouble.code }),
      refusedSamples: this.#refused,
      expiredSamples: this.#expired,
    };
  }

  /** Who was asked for the first time and has not answered yet is neither well nor away. */
  #silence(): string | undefined {
    if (this.#contact !== undefined || this.#reaching === undefined) return undefined;
    return `waits for the first answer of the history at ${this.#server.name}`;
  }

  /** The server forgets by itself. */
  upkeep(): ReturnType<Historian['upkeep']> {
    return Promise.resolve(noUpkeep);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#contact?.queue.drained();
  }

  /** The first who comes finds out what the server is; all who come meanwhile share the answer. */
  #reach(): Promise<Contact> {
    if (this.#isClosed) {
      return Promise.reject(this.#server.unavailable('this', 'it was closed'));
    }
    if (this.#contact !== undefined && this.#abilities !== undefined) {
      return Promise.resolve(this.#contact);
    }
    this.#reaching ??= this.#probe().finally(() => {
      this.#reaching = undefined;
    });
    return this.#reaching;
  }

  async #probe(): Promise<Contact> {
    const { database, retention_d, clock } = this.#options;
    const keeping = retention_d === undefined ? {} : { retention_d };
    try {
      const now = clock.now();
      const abilities = await probeServer(this.#server, { database, ...keeping, now });
      this.#contact ??= await this.#begin(abilities);
      this.#abilities = abilities;
      this.#failure = undefined;
      return this.#contact;
    } catch (error) {
      this.#lose(error);
      throw error;
    }
  }

  async #begin({ unreadable }: ServerAbilities): Promise<Contact> {
    const isReadable = unreadable === undefined;
    const newest = new NewestSamples(isReadable ? await newestOfServer(this.#server) : []);
    const next = isReadable ? await readBookmark(this.#server) : 0;
    // What an earlier run stored is not known by number: a repeat of it is written again, and falls on itself.
    const stored = { next, gaps: next === 0 ? [] : [{ from: 0, to: next }] };
    const queue = new WriteQueue(
      stored,
      async (group) => {
        await this.#server.write([bookmark(group.ledger.next, this.#options.clock.now())]);
        const { refusals, expired } = await writeGroup(this.#server, group);
        this.#expired += expired;
        return refusals;
      },
      (sample, sequence) => newest.add(sample, sequence),
    );
    return { queue, newest };
  }

  /** A server that has failed may come back as another one, or without its database: it is looked at again. */
  #lose(error: unknown): void {
    this.#abilities = undefined;
    if (error instanceof TwinError) this.#failure = error;
  }

  #readable(): InfluxServer {
    const { unreadable } = this.#abilities ?? {};
    if (unreadable !== undefined) throw unfit(this.#server, unreadable);
    return this.#server;
  }
}
