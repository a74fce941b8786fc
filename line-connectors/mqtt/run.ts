import type { SampleSink } from '../../twin/domain/connector.ts';
import { sampleFlags, type TagId } from '../../twin/domain/sample.ts';
import { backOff_ms } from '../source/back-off.ts';
import type { createClockOffset } from '../source/clock-offset.ts';
import type { ConnectorStatus } from '../source/connector-status.ts';
import { gapSample } from '../source/gap-record.ts';
import { createOutbox, type Outbox } from '../source/outbox.ts';
import { pause, within } from '../source/wait.ts';
import { messageLimit_bytes, nameLimit } from './limits.ts';
import { type Link, openLink } from './link.ts';
import type { Message, MessageReader, ReaderOutput } from './message-reader.ts';
import type { MqttConnectorOptions } from './options.ts';
import { type Receipt, Receipts } from './receipts.ts';
import { Silence } from './silence.ts';
import { createSparkplugHost } from './sparkplug-host.ts';
import { createTopicReader } from './topic-reader.ts';

/** Longest that a sample waits for others [ms]. */
const batch_ms = 100;
const tick_ms = 100;
/** Longest that leaving a broker may hold us up [ms]. */
const goodbye_ms = 1000;
/** After a silence, time for what the broker held back to arrive before old values count again [ms]. */
const settle_ms = 1000;
/** After a link is open, time in which messages may be old, so that they say nothing of clocks [ms]. */
const backlog_ms = 2000;
/** Samples that may be in memory, gathered or on their way to the sink, before the broker has to wait. */
const mostWaiting = 100_000;
/** A link that lasted so long was a good one: the next attempts begin with short waits again [ms]. */
const goodLink_ms = 10_000;

/** One run of a connector, from its start to the signal. */
export class MqttRun {
  readonly #options: MqttConnectorOptions;
  readonly #status: ConnectorStatus;
  readonly #offset: ReturnType<typeof createClockOffset>;
  readonly #outbox: Outbox;
  readonly #signal: AbortSignal;
  readonly #log: (message: string) => void;
  readonly #receipts = new Receipts();
  readonly reader: MessageReader;
  #link: Link | undefined;
  #linkOpened = 0;
  #sessions = 0;
  #soon = false;
  /** Acknowledgements keep the order of the messages. */
  #acknowledged: Promise<void> = Promise.resolve();
  #held: (() => void) | undefined;

  constructor(
    options: MqttConnectorOptions,
    status: ConnectorStatus,
    offset: ReturnType<typeof createClockOffset>,
    sink: SampleSink,
    signal: AbortSignal,
  ) {
    const { id, map, mode, random } = options;
    this.#options = options;
    this.#status = status;
    this.#offset = offset;
    this.#signal = signal;
    this.#log = (message) => options.log?.(`${id}: ${message}`);
    this.#outbox = createOutbox(
      sink,
      [],
      (error) => this.#log(`a batch is lost: ${String(error)}`),
      options.waveforms,
    );
    const output = this.#output();
    this.reader =
      mode.kind === 'sparkplug'
        ? createSparkplugHost({ ...mode, map, random }, output)
        : createTopicReader(map, output);
    for (const tag of this.reader.tags()) this.#outbox.admit(tag);
  }

  /** Opens links until the signal. */
  async keepLinked(): Promise<void> {
    const { clock, random } = this.#options;
    for (let attempt = 0; !this.#signal.aborted; attempt += 1) {
      const opened = performance.now();
      try {
        await this.#followOne();
      } catch (error) {
        if (!this.#signal.aborted) {
          this.#status.lost(error);
        }
      }
      if (this.#signal.aborted) break;
      await this.#leave();
      this.reader.linkLost(clock.now());
      this.#hole();
      if (performance.now() - opened > goodLink_ms) attempt = 0;
      await pause(backOff_ms(attempt, random), this.#signal);
      this.#status.reconnects += 1;
    }
  }

  async flushAlways(): Promise<void> {
    while (!this.#signal.aborted) {
      await pause(batch_ms, this.#signal);
      void this.#deliver();
    }
  }

  /** Gives what was read to the sink, acknowledges what it takes, and leaves the broker. */
  async end(): Promise<void> {
    await this.#deliver();
    await this.#outbox.settled();
    await this.#leave();
  }

  #output(): ReaderOutput {
    const { id, quarantine, gapTag, waveforms } = this.#options;
    return {
      put: (sample) => this.#outbox.put(sample),
      isWaveform: (tag) => waveforms?.featuresOf(tag) !== undefined,
      take: (piece) => this.#outbox.take(piece),
      pass: (sample) => this.#outbox.pass(sample),
      admit: (tag) => this.#outbox.admit(tag),
      hole: (received, tags, atSource) => this.#hole(received, tags, atSource),
      gap: (gap, received) => this.#outbox.pass(gapSample(gapTag, gap, received)),
      offset: (offset_ms) => {
        if (performance.now() - this.#linkOpened > backlog_ms) this.#offset.add(offset_ms);
      },
      flags: () => (this.#offset.suspect() ? sampleFlags.clockSuspect : 0),
      refuse: ({ topic, received, payload }, code, reason) =>
        quarantine.put({
          connector: id,
          source: topic,
          reason,
          code,
          receivedTimestamp: received,
          ...(payload === undefined ? {} : { raw: payload }),
        }),
      publish: (topic, payload) => {
        this.#log(`asks ${topic}`);
        this.#link?.publish(topic, payload);
      },
    };
  }

  /** Ends what tags say (all, unless said), at the time that the clock of the source shows now. */
  #hole(received = this.#options.clock.now(), tags?: Iterable<TagId>, atSource?: number): void {
    const behind = this.#offset.median_ms();
    this.#outbox.hole(
      {
        received,
        atServer: behind === undefined ? undefined : received - behind,
        ...(atSource === undefined ? {} : { atSource }),
      },
      tags,
    );
  }

  /** Follows one link until it has to be given up or the signal comes. */
  async #followOne(): Promise<void> {
    const { clock, endpoint } = this.#options;
    const silence = new Silence(performance.now());
    let closed = false;
    let subscribed = false;
    let wasLive = false;
    let settled = 0;
    const link = await openLink(
      this.#options,
      {
        heard: () => {
          silence.heard(performance.now());
          if (!subscribed) return;
          this.#status.lastKeepAlive = clock.now();
          if (this.#status.state === 'live') return;
          if (wasLive) settled = performance.now() + settle_ms;
          wasLive = true;
          this.#status.set('live');
        },
        message: (packet, next) => {
          const payload = Buffer.isBuffer(packet.payload)
            ? packet.payload
            : Buffer.from(packet.payload);
          this.#take({ ...packet, payload }, next);
        },
        closed: () => {
          closed = true;
        },
      },
      clock.now(),
    );
    this.#link = link;
    this.#linkOpened = performance.now();
    if (this.#signal.aborted) return;
    this.#beginSession(link);
    link.begin();
    await link.subscribe(this.reader.filters);
    await link.announce();
    this.reader.linkOpened(clock.now());
    subscribed = true;
    link.ping();
    while (!this.#signal.aborted && !closed) {
      await pause(tick_ms, this.#signal);
      const now = performance.now();
      this.reader.tick(clock.now());
      this.#letGo();
      if (settled > 0 && now > settled && this.#status.state === 'live') {
        settled = 0;
        this.#confirm();
      }
      // While the broker has to wait for us, what it says waits with it.
      if (this.#held !== undefined) silence.heard(now);
      const step = silence.look(now);
      if (step === 'giveUp') break;
      if (step === 'ask' || this.#held !== undefined) link.ping();
      if (step === 'stale') {
        this.#status.set('stale', new Error(`nothing came from ${endpoint} for 3 s`));
        this.#hole();
      }
    }
    if (closed && !this.#signal.aborted) {
      this.#status.set('stale', new Error(`the connection to ${endpoint} was lost`));
    }
  }

  /** What the broker does not know from before is lost, and its numbers of messages begin anew. */
  #beginSession({ sessionPresent }: Link): void {
    const { clock, endpoint, gapTag, mode } = this.#options;
    if (!sessionPresent) this.#receipts.newSession();
    if (mode.kind === 'topics' && !sessionPresent && this.#sessions > 0) {
      const now = clock.now();
      const reason = 'the broker has forgotten the session: what was sent meanwhile is lost';
      const gap = { from: this.#status.lastData ?? now, to: now, source: endpoint, reason };
      this.#outbox.pass(gapSample(gapTag, gap, now));
    }
    this.#sessions += 1;
  }

  /** After a silence in which the connection stood, nothing was lost: what tags said last is still true. */
  #confirm(): void {
    const receivedTimestamp = this.#options.clock.now();
    for (const { tag, last } of this.#outbox.inHole()) {
      if (last !== undefined && this.reader.isAlive(tag)) {
        this.#outbox.put({ ...last, receivedTimestamp });
      }
    }
  }

  #take(
    packet: {
      readonly topic: string;
      readonly payload: Buffer;
      readonly qos: number;
      readonly retain: boolean;
      readonly dup: boolean;
      readonly messageId?: number;
    },
    next: () => void,
  ): void {
    const { topic, payload, messageId } = packet;
    if (this.#signal.aborted) return;
    this.#status.lastData = this.#options.clock.now();
    const known =
      packet.dup && messageId !== undefined
        ? this.#receipts.known(messageId, topic, payload)
        : undefined;
    if (known !== undefined) {
      if (known.safe) this.#acknowledge([known]);
    } else {
      this.#read({
        topic,
        payload,
        retained: packet.retain,
        received: this.#options.clock.now(),
      });
      if (packet.qos > 0 && messageId !== undefined) {
        this.#receipts.add(messageId, topic, payload);
        this.#deliverSoon();
      }
    }
    if (this.#outbox.waiting() > mostWaiting) this.#held = next;
    else next();
  }

  #read(message: Message): void {
    const { quarantine, id } = this.#options;
    const reason =
      message.payload.length > messageLimit_bytes
        ? `the message has ${message.payload.length} bytes; at most ${messageLimit_bytes} are taken`
        : message.topic.length > nameLimit
          ? `the topic has ${message.topic.length} characters; at most ${nameLimit} are taken`
          : undefined;
    const failure = reason ?? this.#readOrFail(message);
    if (failure === undefined) return;
    quarantine.put({
      connector: id,
      source: message.topic,
      reason: failure,
      code: 'MQTT_MESSAGE_REFUSED',
      receivedTimestamp: message.received,
      raw: message.payload,
    });
  }

  /** A message on which the reader fails is an error of ours; it is put aside, and the stream goes on. */
  #readOrFail(message: Message): string | undefined {
    try {
      this.reader.take(message);
      return undefined;
    } catch (error) {
      this.#log(`cannot read ${message.topic}: ${error instanceof Error ? error.stack : error}`);
      return `the reader failed: ${String(error)}`;
    }
  }

  /** Takes the next packet again once the sink has caught up. */
  #letGo(): void {
    if (this.#held === undefined || this.#outbox.waiting() > mostWaiting / 2) return;
    const next = this.#held;
    this.#held = undefined;
    next();
  }

  /** Messages that come together are stored together, and at once: the broker sends no more than a few unacknowledged. */
  #deliverSoon(): void {
    if (this.#soon) return;
    this.#soon = true;
    setImmediate(() => {
      void this.#deliver().finally(() => {
        this.#soon = false;
        if (this.#receipts.hasGathered) this.#deliverSoon();
      });
    });
  }

  #deliver(): Promise<void> {
    const receipts = this.#receipts.takeGathered();
    const delivery = this.#outbox.deliver();
    if (receipts.length === 0) return delivery.then(() => undefined);
    this.#acknowledged = this.#acknowledged
      .then(() => delivery)
      .then((result) => {
        if (result.taken) this.#acknowledge(receipts);
        else this.#sendAgain(receipts);
      });
    return this.#acknowledged;
  }

  #acknowledge(receipts: readonly Receipt[]): void {
    for (const receipt of receipts) {
      receipt.safe = true;
      if (this.#receipts.isOfSession(receipt)) this.#link?.acknowledge(receipt.messageId);
    }
  }

  /** What the sink has not taken stays with the broker, which gives it to the next connection again. */
  #sendAgain(receipts: readonly Receipt[]): void {
    for (const receipt of receipts) this.#receipts.forget(receipt);
    if (!this.#signal.aborted) this.#link?.destroy();
  }

  async #leave(): Promise<void> {
    const link = this.#link;
    this.#link = undefined;
    this.#held = undefined;
    if (link === undefined) return;
    await within(goodbye_ms, link.close()).catch(() => undefined);
    link.destroy();
  }
}
