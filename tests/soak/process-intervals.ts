import { propagate } from '../../physics/process/route/propagate.ts';
import type { Values } from '../../physics/process/route/step.ts';
import { type ChangedWeb, whatIf } from '../../twin/prediction/what-if.ts';
import { drawnWebs } from '../support/drawn-webs.ts';
import { type Product, powderProducts, slurryProducts } from '../support/products.ts';
import { rounded } from './soak-run.ts';

const draws = 1500;
const seed = 2026;

/** How often the 90 % interval of `twinline process` holds a draw of all that is not known. */
export interface IntervalCoverage {
  readonly step: string;
  readonly variable: string;
  readonly isRough: boolean;
  readonly coverage: number;
  /** Standard deviation of the draws over the one that is told. */
  readonly spread: number;
}

/** What `twinline process` tells against other draws at the full width of what is not known. */
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

/** Draws constants, assumed settings and scatter of every product at their full standard deviations. */
export function run(progress: (text: string) => void): ProcessIntervalsRun {
  const products = [...slurryProducts, ...powderProducts].map((product) => {
    progress(product.name);
    return { product: product.name, ...covered(product) };
  });
  return { seed, draws, products };
}

function covered(product: Product) {
  const { route, line, settings } = product;
  const uncertain = propagate(route, line, settings);
  const told = whatIf(route, line, settings, {}).map(
    ({ variables }) => new Map(variables.map((variable) => [variable.key, variable])),
  );
  const { webs, refused } = drawnWebs(product, uncertain.sources, draws, seed);
  const tallies = uncertain.behind.map(() => new Map<string, Tally>());
  for (const behind of webs) {
    for (const [i, { web }] of behind.entries()) {
      count(tallies[i]!, web, told[i]!);
    }
  }
  const variables = tallies.flatMap((tally, i) =>
    route[i]!.makes.flatMap((variable): IntervalCoverage[] => {
      const { sd, isRough } = told[i]!.get(variable)!;
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
          isRough,
          coverage: rounded(held / n),
          spread: rounded(Math.sqrt(Math.max(0, squares / n - (sum / n) ** 2)) / sd),
        },
      ];
    }),
  );
  return { refused: refused.length, variables };
}

interface Tally {
  n: number;
  held: number;
  sum: number;
  squares: number;
}

type Told = ChangedWeb['variables'][number];

function count(tallies: Map<string, Tally>, web: Values, told: ReadonlyMap<string, Told>): void {
  for (const [key, { after, interval90 }] of told) {
    if (interval90 === undefined) continue;
    const tally = tallies.get(key) ?? { n: 0, held: 0, sum: 0, squares: 0 };
    const value = web[key]!;
    // Counted from the middle, so that squares lose no digits.
    const off = value - after;
    tally.n++;
    tally.sum += off;
    tally.squares += off * off;
    if (value >= interval90.lower && value <= interval90.upper) tally.held++;
    tallies.set(key, tally);
  }
}
