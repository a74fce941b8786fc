import { describe, expect, it } from 'vitest';
import { createWatchdog } from '../../../../line-connectors/opcua/watchdog.ts';

/** The rungs climbed while nothing is heard, with the silence at which each was climbed. */
function silence(until_ms: number, socketLost = false): [number, string][] {
  const watchdog = createWatchdog(0);
  const climbed: [number, string][] = [];
  for (let now = 100; now <= until_ms; now += 100) {
    const rung = watchdog.tick(now, { socketLost });
    if (rung !== undefined) climbed.push([now, rung]);
  }
  return climbed;
}

describe('createWatchdog', () => {
  it('climbs each rung once, cheapest first, while the link is silent', () => {
    expect(silence(60_000)).toEqual([
      [1200, 'stale'],
      [3500, 'recreateSubscription'],
      [6000, 'newSession'],
      [9000, 'newClient'],
    ]);
  });

  it('calls a lost socket stale at once, leaves it to the library for 4 s, then asks for a new client', () => {
    expect(silence(60_000, true)).toEqual([
      [100, 'stale'],
      [4000, 'newClient'],
    ]);
  });

  it('is content for ever while keep-alives come', () => {
    const watchdog = createWatchdog(0);
    for (let now = 200; now < 60_000; now += 200) {
      if (now % 1000 === 0) watchdog.heard(now);
      expect(watchdog.tick(now, { socketLost: false })).toBeUndefined();
    }
    expect(watchdog.silent()).toBe(false);
  });

  it('starts the ladder anew after a sign of life', () => {
    const watchdog = createWatchdog(0);
    for (let now = 200; now <= 4000; now += 200) watchdog.tick(now, { socketLost: false });
    expect(watchdog.silent()).toBe(true);
    watchdog.heard(4100);
    expect(watchdog.silent()).toBe(false);
    expect(watchdog.tick(4200, { socketLost: false })).toBeUndefined();
    for (let now = 4400; now < 5300; now += 200) watchdog.tick(now, { socketLost: false });
    expect(watchdog.tick(5300, { socketLost: false })).toBe('stale');
  });

  it('does not blame the link for its own late tick', () => {
    const watchdog = createWatchdog(0);
    watchdog.tick(200, { socketLost: false });
    expect(watchdog.tick(5000, { socketLost: false })).toBeUndefined();
    expect(watchdog.tick(5200, { socketLost: false })).toBe('stale');
  });

  it('needs no punctual tick to see that the socket is gone', () => {
    const watchdog = createWatchdog(0);
    watchdog.tick(200, { socketLost: false });
    expect(watchdog.tick(5000, { socketLost: true })).toBe('stale');
  });
});
