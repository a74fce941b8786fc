import { type DrawnSpread, drawnIntervals } from '../../physics/process/route/drawn-intervals.ts';
import { causes, propagate, type UncertainRoute } from '../../physics/process/route/propagate.ts';
import type { TravellingWarning } from '../../physics/process/route/route.ts';
import { type BentDeviation, bentDeviations } from '../../physics/process/route/second-order.ts';
import { type KnownCovariance, timesCovariance } from '../../physics/process/route/sources.ts';
import type {
  ElectrodeLine,
  ProcessStep,
  Values,
  WebWithin,
} from '../../physics/process/route/step.ts';

/** A variable of the web behind a step, before and after a change of settings (SI). */
interface ChangedVariable {
  readonly key: string;
  readonly before: number;
  readonly after: number;
  /** Standard deviation of the value after, with the bend of the laws; where it is rough, that of the draws. */
  readonly sd: number;
  /** True where the law is so bent over what is not known that the standard deviations say little. */
  readonly isRough: boolean;
  /** What holds 90 % of draws of all that is not known; absent where nothing is not known or no law could be drawn. */
  readonly interval90?: { readonly lower: number; readonly upper: number };
  /** Of the difference, to first order: mostly far less, for what is not known of a constant is the same before and after. */
  readonly sdOfChange: number;
  /** Sources of the variance after, largest share first. */
  readonly causes: ReturnType<typeof causes>;
}

/** The web behind one step, before and after. */
export interface ChangedWeb {
  readonly step: string;
  readonly variables: readonly ChangedVariable[];
  /** Of the web after the change. */
  readonly warnings: readonly TravellingWarning[];
  /** Of the web before it, and no more. */
  readonly goneWarnings: readonly TravellingWarning[];
  /** The web on its way through the step after the change. */
  readonly within: readonly WebWithin[];
}

/** Draws of what is not known that the intervals come from. */
const draws = 200;
/** Standard deviation of the draws over that of the second order, and its inverse, from which on it is rough; 200 draws know theirs to 5 %. */
const missed = 1.25;

/**
 * What a route makes of the web where some settings are others.
 * @param settings - all of the route, SI
 * @param changed - new values of some, SI
 * @param covariance - of calibrated constants; takes the place of their own standard deviations
 * @param settingSd - how well the machine holds settings: their standard deviations, SI; left out: exactly
 * @param seed - of the draws that the intervals come from
 * @throws PhysicsError as `propagate`
 */
export function whatIf(
  route: readonly ProcessStep[],
  line: ElectrodeLine,
  settings: Values,
  changed: Values,
  covariance?: KnownCovariance,
  settingSd: Values = {},
  seed = 1,
): readonly ChangedWeb[] {
  const options = { settingSd, ...(covariance === undefined ? {} : { covariance }) };
  const after = propagate(route, line, { ...settings, ...changed }, options);
  const isChanged = Object.keys(changed).length > 0;
  const before = isChanged ? propagate(route, line, settings, options) : after;
  const now = { ...settings, ...changed };
  const bent = bentDeviations(route, line, now, after);
  const drawn = drawnIntervals(route, line, now, after, { draws, seed });
  return after.behind.map((web, i) => {
    const earlier = before.behind[i]!;
    const { makes, carries = [] } = route[i]!;
    const keys = [...makes, ...carries.filter((key) => web.web[key] !== undefined)];
    return {
      step: web.step,
      warnings: web.warnings,
      goneWarnings: earlier.warnings.filter(
        (old) => !web.warnings.some(({ step, code }) => step === old.step && code === old.code),
      ),
      within: web.within,
      variables: keys.map((key) => ({
        key,
        before: earlier.web[key]!,
        after: web.web[key]!,
        ...spread(bent[i]![key]!, drawn.behind[i]![key]),
        sdOfChange: deviationOfChange(after, slopes(before, i, key), slopes(after, i, key)),
        causes: causes(after, web, key),
      })),
    };
  });
}

/** The deviation by the second order, unless draws say that it misses a good part of what there is. */
function spread(
  { sd, isRough }: BentDeviation,
  drawn: DrawnSpread | undefined,
): Pick<ChangedVariable, 'sd' | 'isRough' | 'interval90'> {
  if (sd === 0 || drawn === undefined) return { sd, isRough };
  const ratio = drawn.sd / sd;
  const rough = isRough || ratio > missed || ratio < 1 / missed;
  const interval90 = { lower: drawn.lower90, upper: drawn.upper90 };
  return { sd: rough ? drawn.sd : sd, isRough: rough, interval90 };
}

/** Derivatives of a variable by the names of the sources. */
function slopes(
  { sources, behind }: UncertainRoute,
  step: number,
  key: string,
): Map<string, number> {
  const row = behind[step]!.sensitivities.get(key)!;
  return new Map(sources.slice(0, row.length).map(({ name }, i) => [name, row[i]!]));
}

function deviationOfChange(
  { sources, covariance }: UncertainRoute,
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): number {
  const slopesOfChange = Float64Array.from(
    sources,
    ({ name }) => (after.get(name) ?? 0) - (before.get(name) ?? 0),
  );
  const shared = timesCovariance(sources, covariance)(slopesOfChange);
  const variance = slopesOfChange.reduce((sum, slope, i) => sum + slope * shared[i]!, 0);
  return Math.sqrt(Math.max(0, variance));
}
