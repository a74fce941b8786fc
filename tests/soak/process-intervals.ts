import { PhysicsError } from '../../physics/core/errors.ts';
import { type Rng, randomStreams } from '../../physics/core/random.ts';
import { propagate } from '../../physics/process/route/propagate.ts';
import { runRoute } from '../../physics/process/route/route.ts';
import { roughVariables } from '../../physics/process/route/straightness.ts';
import { type Product, powderProducts, slurryProducts } from '../support/products.ts';
import { rounded } from './soak-run.ts';

const draws = 1500;
const seed = 2026;
/** Standard deviations to both sides that hold 90 % of a normal distribution. */
const normal90 = 1.6449;

/** How often the 90 % interval of `twinline process` holds a draw of all that is not known. */
export interface IntervalCoverage {
  readonly step: string;
  readonly variable: string;
  readonly isRough: boolean;
  readonly coverage: number;
  /** Standard deviation of the draws over the one that was propagated. */
  readonly spread: number;
}

/** Intervals of first order against draws at the full width of what is not known. */
export interface ProcessIntervalsRun {
  readonly seed: number;
  readonly draws: number;
  readonly products: readonly {
    readonly product: string;
    /** Draws that a law refuses, for example a batch that jams. */
    readonly refused: number;
    readonly variables: readonly IntervalCoverage[];
  }[];
}

/** Draws constants, assumed settings and scatter of every product at their full standard deviations (`draw`). */
export function run(progress: (text: string) => void): ProcessIntervalsRun {
  const products = [...slurryProducts, ...powderProducts].map((product) => {
    progress(product.name);
    return { product: product.name, ...covered(product) };
  });
  return { seed, draws, products };
}

function covered({ name, route, line, settings }: Product) {
  const uncertain = propagate(route, line, settings);
  const rough = roughVariables(route, line, settings, uncertain);
  const rng = randomStreams(seed).stream(`soak/process-intervals/${name}`);
  const tallies = uncertain.behind.map(() => new Map<string, Tally>());
  let refused = 0;
  for (let n = 0; n < draws; n++) {
    const drawn: Record<'setting' | 'constant' | 'scatter', Record<string, number>> = {
      setting: { ...settings },
      constant: {},
      scatter: {},
    };
    for (const { name: source, kind, value, sd } of uncertain.sources) {
      if (kind === 'setting' && sd === 0) continue;
      drawn[kind][source] = draw(value, sd, rng);
    }
    try {
      const { setting, constant: constants, scatter: added } = drawn;
      const behind = runRoute(route, line, setting, { constants, added });
      for (const [i, { web }] of behind.entries()) count(tallies[i]!, web, uncertain.behind[i]!);
    } catch (error) {
      if (!(error instanceof PhysicsError)) throw error;
      refused++;
    }
  }
  const variables = tallies.flatMap((tally, i) =>
    route[i]!.makes.flatMap((variable): IntervalCoverage[] => {
      const sd = uncertain.behind[i]!.standardDeviation[variable]!;
      const { held, sum, squares, n } = tally.get(variable) ?? {
        held: 0,
        sum: 0,
        squares: 0,
        n: 0,
      };
      if (!(sd > 1e-9 * Math.abs(uncertain.behind[i]!.web[variable]!)) || n === 0) return [];
      return [
        {
          step: route[i]!.name,
          variable,
          isRough: rough[i]!.has(variable),
          coverage: rounded(held / n),
          spread: rounded(Math.sqrt(Math.max(0, squares / n - (sum / n) ** 2)) / sd),
        },
      ];
    }),
  );
  return { refused, variables };
}

/**
 * A draw with a mean and a standard deviation: normal where a value is 0 or a scatter, else log-normal, for a constant that
 * is known within half of itself does not change its sign.
 */
function draw(mean: number, sd: number, rng: Rng): number {
  if (mean === 0) return sd * rng.normal();
  const width = Math.log1p((sd / mean) ** 2);
  return mean * Math.exp(Math.sqrt(width) * rng.normal() - width / 2);
}

interface Tally {
  n: number;
  held: number;
  sum: number;
  squares: number;
}

function count(
  tallies: Map<string, Tally>,
  web: Readonly<Record<string, number>>,
  told: {
    readonly web: Readonly<Record<string, number>>;
    readonly standardDeviation: Readonly<Record<string, number>>;
  },
): void {
  for (const [key, value] of Object.entries(web)) {
    const tally = tallies.get(key) ?? { n: 0, held: 0, sum: 0, squares: 0 };
    // Counted from the middle, so that squares lose no digits.
    const off = value - told.web[key]!;
    tally.n++;
    tally.sum += off;
    tally.squares += off * off;
    if (Math.abs(off) <= normal90 * told.standardDeviation[key]!) tally.held++;
    tallies.set(key, tally);
  }
}
