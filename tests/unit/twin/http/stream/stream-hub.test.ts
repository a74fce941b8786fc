import { Subject } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StreamEvent } from '../../../../../twin/http/line-view.ts';
import {
  defaultStreamLimits,
  StreamHub,
  type StreamOutput,
} from '../../../../../twin/http/stream/stream-hub.ts';

class Output implements StreamOutput {
  writableLength = 0;
  readonly texts: string[] = [];
  ended = false;
  destroyed = false;
  write(text: string): boolean {
    this.texts.push(text);
    return true;
  }
  end(): void {
    this.ended = true;
  }
  destroy(): void {
    this.destroyed = true;
  }
}

const everything = { filter: () => true, rate_Hz: 4 };
const at = '2026-01-01T00:00:00.000Z';

function sample(tag: string, value: number): StreamEvent {
  const samples = [{ tag, value, quality: 'good' as const, sourceTimestamp: at }];
  return { name: 'sample', data: { serverTime: at, samples } };
}

describe('StreamHub', () => {
  let events: Subject<StreamEvent>;
  let hub: StreamHub;
  beforeEach(() => {
    vi.useFakeTimers();
    events = new Subject();
    hub = new StreamHub(events, { now: () => Date.now() }, defaultStreamLimits);
  });
  afterEach(() => {
    hub.close();
    vi.useRealTimers();
  });

  it('has timers only while it has clients', () => {
    expect(vi.getTimerCount()).toBe(0);
    const leave = hub.join(new Output(), everything);
    const leaveToo = hub.join(new Output(), everything);
    expect(vi.getTimerCount()).toBe(3);
    leave();
    leaveToo();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('leaves no timer, no client and no subscription after close', () => {
    const output = new Output();
    hub.join(output, everything);
    hub.close();
    expect([vi.getTimerCount(), hub.clientCount, events.observed, output.ended]).toEqual([
      0,
      0,
      false,
      true,
    ]);
  });

  it('sends a tag at most at the rate that the client asked for', () => {
    const slow = new Output();
    const fast = new Output();
    hub.join(slow, { ...everything, rate_Hz: 2 });
    hub.join(fast, { ...everything, rate_Hz: 10 });
    const before = [slow.texts.length, fast.texts.length];
    for (let i = 0; i < 100; i += 1) {
      events.next(sample('a', i));
      vi.advanceTimersByTime(10);
    }
    const sent = [slow, fast].map(
      (output, i) =>
        output.texts.slice(before[i]).filter((text) => text.startsWith('event: sample')).length,
    );
    expect(sent).toEqual([2, 10]);
  });

  it('beats every second', () => {
    const output = new Output();
    hub.join(output, everything);
    vi.advanceTimersByTime(3_000);
    const beats = output.texts.filter((text) => text.startsWith('event: heartbeat'));
    expect(beats).toHaveLength(4);
  });

  it('closes a client that has left more than a megabyte unread', () => {
    const output = new Output();
    hub.join(output, everything);
    output.writableLength = 1_000_000;
    vi.advanceTimersByTime(1_000);
    expect(output.destroyed).toBe(false);
    output.writableLength = 1_000_001;
    vi.advanceTimersByTime(1_000);
    expect([output.destroyed, hub.clientCount, hub.slowClosed]).toEqual([true, 0, 1]);
  });

  it('takes two hundred clients and no more', () => {
    for (let i = 0; i < 200; i += 1) hub.join(new Output(), everything);
    expect(() => hub.join(new Output(), everything)).toThrow('200 live streams');
  });
});
