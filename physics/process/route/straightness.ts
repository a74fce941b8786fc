import { PhysicsError } from '../../core/errors.ts';
import { departed } from '../../materials/constant-spread.ts';
import { causes, type UncertainRoute } from './propagate.ts';
import { runRoute } from './route.ts';
import type { Source } from './sources.ts';
import type { ElectrodeLine, ProcessStep, Values } from './step.ts';

/** Share of the variance from which on a source is looked at. */
const looked = 0.2;
/** Bend over a standard deviation to both sides, over the straight part, from which on a first order says little. */
const bent = 0.5;

/**
 * Variables whose standard deviation by first order is rough: a standard deviation of one of their main causes, up and
 * down, bends them by more than half of what it moves them, or leaves the range of a law.
 * @param settings - those of `uncertain`, SI
 * @returns keys by step, in the order of the route
 * @see JCGM 100:2008 (GUM), 5.1.2 note (higher orders where the function is not straight)
 */
export function roughVariables(
  route: readonly ProcessStep[],
  line: ElectrodeLine,
  settings: Values,
  uncertain: UncertainRoute,
): readonly ReadonlySet<string>[] {
  const { behind } = uncertain;
  const moved = new Map<string, readonly (readonly Values[] | undefined)[]>();
  const webs = (source: Source): readonly (readonly Values[] | undefined)[] => {
    const known = moved.get(source.name);
    if (known !== undefined) return known;
    const found = [1, -1].map((sign) => atShift(route, line, settings, source, sign));
    moved.set(source.name, found);
    return found;
  };
  return behind.map((web, step) => {
    const keys = Object.keys(web.web).filter((key) => {
      const main = causes(uncertain, web, key).filter(
        ({ share, source }) => share > looked && source.kind === 'constant',
      );
      return main.some(({ source }) => {
        const [up, down] = webs(source);
        if (up === undefined || down === undefined) return true;
        const [high, low] = [up[step]![key]!, down[step]![key]!];
        return Math.abs(high + low - 2 * web.web[key]!) > bent * Math.abs(high - low);
      });
    });
    return new Set(keys);
  });
}

/** The web behind each step with one constant off by some standard deviations; undefined where a law has no value there. */
function atShift(
  route: readonly ProcessStep[],
  line: ElectrodeLine,
  settings: Values,
  source: Source,
  deviations: number,
): readonly Values[] | undefined {
  try {
    const constants = { [source.name]: departed(source, deviations) };
    return runRoute(route, line, settings, { constants }).map(({ web }) => web);
  } catch (error) {
    if (error instanceof PhysicsError) return undefined;
    throw error;
  }
}
