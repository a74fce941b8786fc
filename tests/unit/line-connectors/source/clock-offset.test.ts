import { describe, expect, it } from 'vitest';
import { createClockOffset } from '../../../../line-connectors/source/clock-offset.ts';

describe('createClockOffset', () => {
  it('is the median of the newest offsets: one late message does not move it', () => {
    const offset = createClockOffset();
    expect(offset.median_ms()).toBeUndefined();
    for (const each of [10, 12, 60_000]) offset.add(each);
    expect(offset.median_ms()).toBe(12);
    expect(offset.suspect()).toBe(false);
  });

  it('suspects a clock that is more than 30 s off, either way, and forgets old offsets', () => {
    const offset = createClockOffset();
    for (let i = 0; i < 31; i++) offset.add(-90_000);
    expect(offset.suspect()).toBe(true);
    for (let i = 0; i < 31; i++) offset.add(5);
    expect(offset.suspect()).toBe(false);
  });
});
