import { lagrangeBasisOf } from '../../../physics/numerics/lagrange.ts';
import { type CommaBarRow, commaFilm } from './coating-law.ts';

/** Points at which the law is asked along the gap, and in one piece of the factor of viscosity. */
const points = { gap: 8, factor: 6 };
/** Zeros of the gap that are foreseen, either way of 0 [m]; others are asked of the law. */
const foreseen = 90e-6;
/** Least true gap that is foreseen [m]. */
const leastGap = 2e-6;
/** Width of a piece of the logarithm of the factor. */
const piece = 2;
/** Logarithm of the factor above which the pool presses nothing through: only drag is left. */
const dragOnly = 8;

/** Film [m] by the zero of the shown gap [m] and the logarithm of the factor of viscosity; NaN where the bar would touch the foil. */
type FilmByZero = (gapZero: number, logFactor: number) => number;

/**
 * Film under the comma bar of each row for a fit that asks thousands of times: polynomials through points of Chebyshev
 * between the logarithms of film, true gap and factor of viscosity, the last in pieces that join and are made when they are asked for. Rows of one flow under one gap share theirs. Where the flow was
 * measured there is no factor.
 */
export function commaFilmsByZero(): (row: CommaBarRow) => FilmByZero {
  const found: { readonly row: CommaBarRow; readonly film: FilmByZero }[] = [];
  return (row) => {
    const like = found.find(({ row: other }) => isLike(row, other));
    if (like !== undefined) return like.film;
    const film = filmByZero(row);
    found.push({ row, film });
    return film;
  };
}

function isLike(row: CommaBarRow, other: CommaBarRow): boolean {
  return (
    row.powerLawAt === other.powerLawAt &&
    row.commaGap === other.commaGap &&
    row.webSpeed === other.webSpeed &&
    row.beadHeight === other.beadHeight &&
    row.slurryDensity === other.slurryDensity &&
    row.surfaceTension === other.surfaceTension
  );
}

function filmByZero(row: CommaBarRow): FilmByZero {
  const low = Math.log(Math.max(leastGap, row.commaGap - foreseen));
  const high = Math.log(row.commaGap + foreseen);
  const gaps = between(low, high, (k) => Math.cos((Math.PI * (k + 0.5)) / points.gap), points.gap);
  const ofFactor = (factor: number): number[] =>
    gaps.map((gap) => Math.log(commaFilm(row, row.commaGap - Math.exp(gap), Math.exp(factor))));
  const alongGap = lagrangeBasisOf(gaps);
  const measured = row.flowTold ? ofFactor(0) : [];
  const pieces = new Map<number, Piece>();
  const pieceOf = (index: number): Piece => {
    const before = pieces.get(index);
    if (before !== undefined) return before;
    // The ends are among these points, so that neighbours join.
    const place = (k: number): number => Math.cos((Math.PI * k) / (points.factor - 1));
    const nodes = between(index * piece, (index + 1) * piece, place, points.factor);
    const made = { alongFactor: lagrangeBasisOf(nodes), logs: nodes.map(ofFactor) };
    pieces.set(index, made);
    return made;
  };
  const filmAt: FilmByZero = (gapZero, asked) => {
    const logFactor = Math.min(asked, dragOnly);
    const at = Math.log(row.commaGap - gapZero);
    if (!(at >= low && at <= high)) return commaFilm(row, gapZero, Math.exp(logFactor));
    const basis = alongGap(at);
    if (row.flowTold) return Math.exp(dot(measured, basis));
    const { alongFactor, logs } = pieceOf(Math.floor(logFactor / piece));
    const share = alongFactor(logFactor);
    return Math.exp(logs.reduce((sum, own, k) => sum + share[k]! * dot(own, basis), 0));
  };
  // Rows that repeat a coating ask for the same film one behind the other.
  let last = { gapZero: Number.NaN, logFactor: Number.NaN, film: Number.NaN };
  return (gapZero, logFactor) => {
    if (last.gapZero !== gapZero || last.logFactor !== logFactor) {
      last = { gapZero, logFactor, film: filmAt(gapZero, logFactor) };
    }
    return last.film;
  };
}

function dot(values: readonly number[], weights: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += values[k]! * weights[k]!;
  return sum;
}

/** Films in one piece of the factor of viscosity. */
interface Piece {
  readonly alongFactor: (logFactor: number) => Float64Array;
  /** Logarithms of film by factor and gap. */
  readonly logs: readonly (readonly number[])[];
}

/** Points from low to high by their places in -1 to 1. */
function between(low: number, high: number, place: (k: number) => number, count: number): number[] {
  return Array.from({ length: count }, (_, k) => (low + high + (high - low) * place(k)) / 2);
}
