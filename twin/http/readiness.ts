import { setTimeout as wait } from 'node:timers/promises';
import type { ReadinessDto } from '../contract/queries.ts';
import type { Clock } from '../domain/clock.ts';
import { TwinError } from '../domain/errors.ts';
import type { Historian } from '../domain/historian.ts';
import type { TagId } from '../domain/sample.ts';
import type { ComponentReadiness, LineView } from './line-view.ts';

/** A historian that has not answered a question about the last second for so long is down [ms]. */
const historianPatience_ms = 2_000;

/** What readiness is judged from. */
interface ReadinessParts {
  readonly view: LineView;
  readonly historian: Historian;
  readonly clock: Clock;
}

const rank = { ok: 0, degraded: 1, down: 2 } as const;

/** Asks the store itself, not the samples that the twin remembers; returns why it is down, if it is. */
async function historianTrouble(
  { view, historian, clock }: ReadinessParts,
  signal: AbortSignal,
): Promise<ComponentReadiness | undefined> {
  const to = clock.now();
  const tags = view.tagNames() as readonly TagId[];
  const component = 'historian';
  try {
    return await Promise.race([
      historian.aggregate({ tags, from: to - 1_000, to, interval_ms: 1_000 }).then(() => undefined),
      wait(historianPatience_ms, undefined, { signal, ref: false }).then((): ComponentReadiness => {
        const reason = `it has not answered for ${historianPatience_ms / 1_000} s`;
        return { component, state: 'down', reason, code: 'HISTORIAN_UNAVAILABLE' };
      }),
    ]);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const code = error instanceof TwinError ? { code: error.code } : {};
    return { component, state: 'down', reason, ...code };
  }
}

/** What the store says of itself, where it asks something of a person. */
function degraded(historian: Historian): ComponentReadiness | undefined {
  const { state, reason, code } = historian.health();
  if (state === 'ok') return undefined;
  return {
    component: 'historian',
    state,
    ...(reason === undefined ? {} : { reason }),
    ...(code === undefined ? {} : { code }),
  };
}

/**
 * How every component is: as the line says, and the historian down where it does not answer a read. Callers that come
 * while it is being asked share the answer, so that a store which hangs gets no heap of questions.
 */
export function componentReader(
  parts: ReadinessParts,
): () => Promise<readonly ComponentReadiness[]> {
  let asking: Promise<ComponentReadiness | undefined> | undefined;
  return async () => {
    const patience = new AbortController();
    asking ??= historianTrouble(parts, patience.signal).finally(() => {
      patience.abort();
      asking = undefined;
    });
    const trouble = await asking;
    const others = parts.view.readiness();
    const row = trouble ?? degraded(parts.historian);
    if (row === undefined) return others;
    return [row, ...others.filter(({ component }) => component !== row.component)];
  };
}

/** The answer of `/readyz`: the worst component counts. */
export function readinessDto(rows: readonly ComponentReadiness[]): ReadinessDto {
  const state = rows.reduce<ReadinessDto['state']>(
    (worst, row) => (rank[row.state] > rank[worst] ? row.state : worst),
    'ok',
  );
  return { state, components: rows.map((row) => ({ ...row })) };
}
