import { PhysicsError } from '../../core/errors.ts';
import type { UncertainRoute } from './propagate.ts';
import { checkSettings, runSteps } from './route.ts';
import { drawnSources, type Source, timesCovariance } from './sources.ts';
import type { ElectrodeLine, ProcessStep, Values } from './step.ts';

/** Standard deviations that a variable is moved by to both sides: that of the fourth moment of a normal distribution. */
const reach = Math.sqrt(3);
/** Second order over first order, and its inverse, from which on either is rough. */
const bent = 1.2;

/** A standard deviation that takes the bend of the law into account. */
export interface BentDeviation {
  /** In the unit of the variable. */
  readonly sd: number;
  /** True where the law bends so much over what is not known, or has no value there, that a standard deviation says little. */
  readonly isRough: boolean;
}

/**
 * Standard deviations of what each step makes, by the second order in the direction in which a variable moves most. Where all
 * sources are off together as they most probably are when the variable is h standard deviations s_y above its value,
 * x_i = x_i(h (C s)_i / s_y), it is y_+; below, y_-; and
 *
 *   var(y) = (y_+ - y_-)^2 / (4 h^2) + (h^2 - 1) (y_+ + y_- - 2 y)^2 / (4 h^4),   h^2 = 3
 *
 * Constants go by their own spread (`departed`), so that a product of powers of log-normal constants is taken as what it is.
 * Bends in other directions are left out: that a few draws of a hundred leave the dryer wet is not seen at a dry one.
 * @param settings - those of `uncertain`, SI
 * @returns by step in the order of the route, by key of what it makes or carries
 * @throws PhysicsError as `checkSettings`
 * @see Norgaard, Poulsen, Ravn 2000, Automatica 36(11), 1627-1638, doi:10.1016/S0005-1098(00)00089-3 (divided differences of second
 *   order, not read; along one direction only, of this repository)
 */
export function bentDeviations(
  route: readonly ProcessStep[],
  line: ElectrodeLine,
  settings: Values,
  { sources, covariance, behind }: UncertainRoute,
): readonly Readonly<Record<string, BentDeviation>>[] {
  const all = checkSettings(route, line, settings);
  const times = timesCovariance(sources, covariance);
  return behind.map(({ web, sensitivities, standardDeviation }, i) => {
    const steps = route.slice(0, i + 1);
    const { makes, carries = [] } = route[i]!;
    const keys = [...makes, ...carries].filter((key) => web[key] !== undefined);
    return Object.fromEntries(
      keys.map((key): [string, BentDeviation] => {
        const straight = standardDeviation[key]!;
        if (straight === 0) return [key, { sd: 0, isRough: false }];
        const shared = times(sensitivities.get(key)!);
        const moved = (deviations: number): number | undefined => {
          const off = shared.map((share, j) =>
            share === 0 ? 0 : (deviations * share) / (straight * sources[j]!.sd),
          );
          return webAt(steps, line, all, sources, off)?.[key];
        };
        const [high, low] = [moved(reach), moved(-reach)];
        if (high === undefined || low === undefined) return [key, { sd: straight, isRough: true }];
        const bend = high + low - 2 * web[key]!;
        const sd = Math.sqrt(
          (high - low) ** 2 / (4 * reach ** 2) + ((reach ** 2 - 1) * bend ** 2) / (4 * reach ** 4),
        );
        const ratio = sd / straight;
        return [key, { sd, isRough: ratio > bent || ratio < 1 / bent }];
      }),
    );
  });
}

/** The web behind the last of some steps with its sources off by standard deviations; undefined where a law has no value. */
function webAt(
  steps: readonly ProcessStep[],
  line: ElectrodeLine,
  settings: Values,
  sources: readonly Source[],
  deviations: Float64Array,
): Values | undefined {
  try {
    const drawn = drawnSources(sources, deviations);
    return runSteps(steps, line, { ...settings, ...drawn.settings }, drawn).at(-1)!.web;
  } catch (error) {
    if (error instanceof PhysicsError) return undefined;
    throw error;
  }
}
