/** Where wall-clock time comes from; `main.ts` makes the real one, tests a steered one. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number;
}
