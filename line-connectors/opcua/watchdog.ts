/** What to do about a silent link: the rungs of the ladder, cheapest first. */
export type Rung = 'stale' | 'recreateSubscription' | 'newSession' | 'newClient';

/** What the caller knows of the link besides its silence. */
export interface LinkSigns {
  /** The socket is gone and the library is building a new one. */
  readonly socketLost: boolean;
}

/**
 * Silence after which each rung is climbed [ms]. The first is two keep-alives (0.5 s each) and a margin; with our tick
 * (0.1 s), the batch (0.1 s), the live stream (0.25 s) and the frame (0.1 s) the screen is stale after 1.75 s at most.
 */
const ladder: readonly { readonly rung: Rung; readonly silence_ms: number }[] = [
  { rung: 'stale', silence_ms: 1200 },
  { rung: 'recreateSubscription', silence_ms: 3500 },
  { rung: 'newSession', silence_ms: 6000 },
  { rung: 'newClient', silence_ms: 9000 },
];
/** A lost socket that is not back by then gets a new client: a new session is quicker than the library's repair [ms]. */
const socketPatience_ms = 4000;
/** A tick later than this means that we ourselves were held up and have not yet read what came [ms]. */
const lateTick_ms = 700;

/** Judges a link by what it says (data and keep-alives), never by "connected". */
export interface Watchdog {
  /** A notification or a keep-alive came. */
  heard(now: number): void;
  /** The rung to climb now, each at most once per silence. */
  tick(now: number, signs: LinkSigns): Rung | undefined;
  /** True while the link is silent for longer than its keep-alives allow. */
  silent(): boolean;
}

/** A watchdog for a link that was opened at `start` [ms of any steady clock; the same clock feeds `heard` and `tick`]. */
export function createWatchdog(start: number): Watchdog {
  let lastHeard = start;
  let lastTick = start;
  let climbed = 0;
  return {
    heard(now) {
      lastHeard = now;
      climbed = 0;
    },
    tick(now, { socketLost }) {
      const late = now - lastTick > lateTick_ms;
      lastTick = now;
      if (late && !socketLost) return undefined;
      const silence = now - lastHeard;
      if (climbed === 0 && socketLost) {
        climbed = 1;
        return 'stale';
      }
      if (climbed > 0 && climbed < ladder.length && socketLost) {
        if (silence < socketPatience_ms) return undefined;
        climbed = ladder.length;
        return 'newClient';
      }
      const next = ladder[climbed];
      if (next === undefined || silence < next.silence_ms) return undefined;
      climbed += 1;
      return next.rung;
    },
    silent: () => climbed > 0,
  };
}
