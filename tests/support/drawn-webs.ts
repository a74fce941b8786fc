import { PhysicsError } from '../../physics/core/errors.ts';
import { randomStreams } from '../../physics/core/random.ts';
import { runRoute, type WebBehind } from '../../physics/process/route/route.ts';
import { drawnSources, type Source } from '../../physics/process/route/sources.ts';
import type { Product } from './products.ts';

/** Draws of everything that is not known of a product, each in the spread that it is said to have, at its full size; scatter is that of the constants as they are. */
export function drawnWebs(
  { route, line, settings }: Product,
  sources: readonly Source[],
  draws: number,
  seed = 5,
): {
  readonly webs: readonly (readonly WebBehind[])[];
  /** What the laws that draws have left said. */
  readonly refused: readonly string[];
} {
  const rng = randomStreams(seed).stream('monte-carlo');
  const webs: (readonly WebBehind[])[] = [];
  const refused: string[] = [];
  for (let n = 0; n < draws; n++) {
    const deviations = sources.map(({ sd }) => (sd === 0 ? 0 : rng.normal()));
    try {
      const drawn = drawnSources(sources, deviations);
      webs.push(runRoute(route, line, { ...settings, ...drawn.settings }, drawn));
    } catch (error) {
      if (!(error instanceof PhysicsError)) throw error;
      refused.push(error.message);
    }
  }
  return { webs, refused };
}
