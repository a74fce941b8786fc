import type { TagId } from '../../twin/domain/sample.ts';
import { statusCodes } from '../../twin/domain/sample.ts';
import type { ModbusAddress } from './address.ts';
import { type Block, planBlocks, type Span, splitBlock } from './blocks.ts';
import { exceptionMeaning } from './exception.ts';
import type { Answer } from './link.ts';

/** A tag with the piece of the device that holds it. */
export interface Point extends Span {
  readonly tag: TagId;
  readonly address: ModbusAddress;
  readonly samplingInterval_ms: number;
  /** From the source's unit to the tag's; absent where they are the same. */
  readonly convert: ((value: number) => number) | undefined;
}

type Data = Extract<Answer, { kind: 'data' }>;

/** Who is told what a device says. */
export interface DeviceListener {
  data(block: Block<Point>, answer: Data): void;
  /** A unit does not answer. */
  silent(unit: number, reason: string): void;
  /** These points have no value now. */
  bad(points: readonly Point[], status: number): void;
}

/** Why something is not asked for before a time [ms of the steady clock]. */
interface Trouble {
  readonly reason: string;
  readonly wait: number;
  readonly due: number;
}

/** A block with what was wrong when it was asked for last. */
interface Request {
  readonly block: Block<Point>;
  readonly trouble?: Trouble;
}

const shortestWait_ms = 1000;
const longestWait_ms = 8000;

function again(reason: string, before: Trouble | undefined, now: number): Trouble {
  const wait = before === undefined ? shortestWait_ms : Math.min(longestWait_ms, 2 * before.wait);
  return { reason, wait, due: now + wait };
}

/** Tasks one after the other, in the order asked. */
export function createTurns(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const turn = last.then(task);
    last = turn.catch(() => undefined);
    return turn;
  };
}

/**
 * One unit of a connection: its tags by sampling interval in blocks of registers. A block that the device refuses is cut
 * until the guilty registers stand alone; these are tried again after a wait, while the others go on. A device that does
 * not answer is asked again after a wait only, so that it holds up its neighbours by one time-out at most.
 */
export class Device {
  readonly unit: number;
  readonly #read: (unit: number, span: Span) => Promise<Answer>;
  readonly #listener: DeviceListener;
  readonly #points: readonly Point[];
  readonly #requests = new Map<number, readonly Request[]>();
  readonly #turn = createTurns();
  #silence: Trouble | undefined;

  /** @param read - asks the connection, which takes one request at a time */
  constructor(
    unit: number,
    points: readonly Point[],
    read: (unit: number, span: Span) => Promise<Answer>,
    listener: DeviceListener,
  ) {
    this.unit = unit;
    this.#points = points;
    this.#read = read;
    this.#listener = listener;
    for (const { samplingInterval_ms: interval } of points) {
      const ofInterval = points.filter((point) => point.samplingInterval_ms === interval);
      this.#requests.set(interval, withoutTrouble(ofInterval));
    }
  }

  intervals(): readonly number[] {
    return [...this.#requests.keys()];
  }

  silent(): boolean {
    return this.#silence !== undefined;
  }

  /** Tags that the device does not give, and why. */
  refused(): readonly (readonly [TagId, string])[] {
    const { reason } = this.#silence ?? {};
    if (reason !== undefined) return this.#points.map(({ tag }) => [tag, reason] as const);
    return [...this.#requests.values()].flat().flatMap(({ block, trouble }) => {
      return trouble === undefined
        ? []
        : block.spans.map(({ tag }) => [tag, trouble.reason] as const);
    });
  }

  /** Reads all blocks of an interval that are due; false where the device was silent and nothing could be read. */
  async scan(interval_ms: number): Promise<boolean> {
    const waiting = [...this.#requests.get(interval_ms)!];
    const done: Request[] = [];
    let mended = false;
    for (let request = waiting.shift(); request !== undefined; request = waiting.shift()) {
      const { block, trouble } = request;
      if (trouble !== undefined && trouble.due > performance.now()) {
        done.push(request);
        continue;
      }
      const answer = await this.#ask(block);
      if (answer === undefined) {
        this.#requests.set(interval_ms, [...done, request, ...waiting]);
        return false;
      }
      if (answer.kind === 'data') {
        mended ||= trouble !== undefined;
        done.push({ block });
        this.#listener.data(block, answer);
        continue;
      }
      const { cause, text, status } = exceptionMeaning(answer.code);
      const halves = cause === 'split' ? splitBlock(block) : undefined;
      if (halves !== undefined) {
        waiting.unshift(...halves.map((half) => ({ block: half })));
        continue;
      }
      const reason = `MODBUS_REFUSED: unit ${this.unit} refuses ${block.table} ${block.first} (counted from 0, ${block.count} asked): exception ${answer.code}, ${text}`;
      const now = performance.now();
      const wait = again(reason, trouble, now);
      done.push({ block, trouble: cause === 'busy' ? { ...wait, due: now } : wait });
      this.#listener.bad(block.spans, status);
    }
    // What a device refused while it started shall not cost a request of its own for ever.
    this.#requests.set(interval_ms, mended ? replanned(done) : done);
    return true;
  }

  /** One request at a time; undefined where the device is silent. */
  #ask(block: Block<Point>): Promise<Exclude<Answer, { kind: 'timeout' }> | undefined> {
    return this.#turn(async () => {
      if (this.#silence !== undefined && this.#silence.due > performance.now()) return undefined;
      const answer = await this.#read(this.unit, block);
      const silent =
        answer.kind === 'timeout' ||
        (answer.kind === 'exception' && exceptionMeaning(answer.code).cause === 'silent');
      if (!silent) {
        this.#silence = undefined;
        return answer;
      }
      const why = answer.kind === 'exception' ? exceptionMeaning(answer.code).text : 'no answer';
      const reason = `MODBUS_TIMEOUT: unit ${this.unit} does not answer (${why})`;
      this.#silence = again(reason, this.#silence, performance.now());
      this.#listener.silent(this.unit, reason);
      this.#listener.bad(this.#points, statusCodes.badTimeout);
      return undefined;
    });
  }
}

function withoutTrouble(points: readonly Point[]): readonly Request[] {
  return planBlocks(points).map((block) => ({ block }));
}

function replanned(requests: readonly Request[]): readonly Request[] {
  const troubled = requests.filter(({ trouble }) => trouble !== undefined);
  const well = requests.filter(({ trouble }) => trouble === undefined);
  return [...withoutTrouble(well.flatMap(({ block }) => block.spans)), ...troubled];
}
