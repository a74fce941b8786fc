import type { Observable, Subscription } from 'rxjs';
import type { Clock } from '../../domain/clock.ts';
import { TwinError } from '../../domain/errors.ts';
import type { StreamEvent } from '../line-view.ts';
import { type EncodedEvent, encodeEvent, frame } from './encoded-event.ts';
import { EventRing } from './event-ring.ts';
import { PendingEvents } from './pending-events.ts';
import type { TagFilter } from './tag-filter.ts';

/** The part of an HTTP response that a stream writes to. */
export interface StreamOutput {
  write(text: string): boolean;
  /** Bytes written and not yet taken by the system. */
  readonly writableLength: number;
  end(): void;
  destroy(): void;
}

/** Bounds of the live stream. */
export interface StreamLimits {
  readonly clients: number;
  /** Text kept for replay [characters]. */
  readonly replay: number;
  /** What a client may leave unread before it is closed [bytes]. */
  readonly unsent: number;
  readonly heartbeat_ms: number;
}

export const defaultStreamLimits: StreamLimits = {
  clients: 200,
  replay: 4_000_000,
  unsent: 1_000_000,
  heartbeat_ms: 1_000,
};

interface Client {
  readonly output: StreamOutput;
  readonly pending: PendingEvents;
  /** Number of the last event that the client has, or did not want. */
  seen: number;
  readonly timer: NodeJS.Timeout;
}

/**
 * Numbers the events of the line, keeps the latest of them, and delivers them to every client at its own rate. Numbers
 * begin at the time of start [ms], so that those of an earlier run are always known to be too old.
 */
export class StreamHub {
  private readonly clock: Clock;
  private readonly limits: StreamLimits;
  private readonly ring: EventRing;
  private readonly clients = new Set<Client>();
  private readonly subscription: Subscription;
  private heartbeat: NodeJS.Timeout | undefined;
  private newest: number;
  private closed = false;
  private slow = 0;

  constructor(events: Observable<StreamEvent>, clock: Clock, limits: StreamLimits) {
    this.clock = clock;
    this.limits = limits;
    this.ring = new EventRing(limits.replay);
    this.newest = clock.now();
    this.subscription = events.subscribe((event) => this.publish(event));
  }

  get clientCount(): number {
    return this.clients.size;
  }

  /** Clients that were closed because they did not read. */
  get slowClosed(): number {
    return this.slow;
  }

  /** @throws TwinError HTTP_TOO_MANY_CLIENTS when no client more is taken, or after `close` */
  checkRoom(): void {
    if (!this.closed && this.clients.size < this.limits.clients) return;
    throw new TwinError(
      'HTTP_TOO_MANY_CLIENTS',
      this.closed
        ? 'the server is stopping'
        : `all ${this.limits.clients} live streams are taken; close one or come back later`,
      { limit: this.limits.clients },
    );
  }

  /**
   * Adds a client and sends what it missed after `lastEventId`, or one `resync` where that is no longer known.
   * @returns what to call when the client has gone
   */
  join(
    output: StreamOutput,
    options: {
      readonly filter: TagFilter;
      readonly rate_Hz: number;
      readonly lastEventId?: number;
    },
  ): () => void {
    this.checkRoom();
    const { filter, rate_Hz, lastEventId } = options;
    const client: Client = {
      output,
      pending: new PendingEvents(filter),
      seen: this.newest,
      timer: setInterval(() => this.deliver(client), 1_000 / rate_Hz),
    };
    this.clients.add(client);
    this.heartbeat ??= setInterval(() => this.beat(), this.limits.heartbeat_ms);
    if (lastEventId !== undefined) this.resume(client, lastEventId);
    if (this.clients.has(client)) output.write(this.heartbeatFrame(client));
    return () => this.leave(client);
  }

  /** Ends every stream and leaves no timer. */
  close(): void {
    this.closed = true;
    this.subscription.unsubscribe();
    for (const client of [...this.clients]) {
      this.deliver(client);
      this.leave(client);
      client.output.end();
    }
  }

  private publish(event: StreamEvent): void {
    this.newest += 1;
    const encoded = encodeEvent(this.newest, event);
    this.ring.push(encoded);
    for (const client of this.clients) this.give(client, encoded);
  }

  private give(client: Client, event: EncodedEvent): void {
    const wanted = client.pending.push(event);
    if (!wanted && client.pending.empty) client.seen = event.id;
  }

  private resume(client: Client, lastEventId: number): void {
    const missed = this.ring.after(lastEventId, this.newest);
    if (missed === undefined) {
      this.resync(client, `event ${lastEventId} is no longer kept`);
      return;
    }
    for (const event of missed) client.pending.push(event);
    const text = client.pending.drain();
    if (text.length > this.limits.unsent / 2) {
      this.resync(client, 'too much was missed to be sent again');
    } else if (text !== '') {
      client.output.write(text);
    }
  }

  private resync(client: Client, reason: string): void {
    const data = { serverTime: this.serverTime(), reason };
    client.output.write(frame('resync', this.newest, JSON.stringify(data)));
  }

  private deliver(client: Client): void {
    if (client.output.writableLength > this.limits.unsent) {
      this.slow += 1;
      this.leave(client);
      client.output.destroy();
      return;
    }
    if (client.pending.empty) return;
    const text = client.pending.drain();
    client.seen = this.newest;
    client.output.write(text);
  }

  private beat(): void {
    for (const client of [...this.clients]) {
      this.deliver(client);
      if (this.clients.has(client)) client.output.write(this.heartbeatFrame(client));
    }
  }

  private heartbeatFrame(client: Client): string {
    return frame('heartbeat', client.seen, JSON.stringify({ serverTime: this.serverTime() }));
  }

  private leave(client: Client): void {
    clearInterval(client.timer);
    this.clients.delete(client);
    if (this.clients.size === 0) {
      clearInterval(this.heartbeat);
      this.heartbeat = undefined;
    }
  }

  private serverTime(): string {
    return new Date(this.clock.now()).toISOString();
  }
}
