import { gaussLegendre } from '../../numerics/gauss-legendre.ts';
import { findRoot } from '../../numerics/roots.ts';

const rule = gaussLegendre(64);
/** Wave number beyond which exp(-k^4) is below round-off. */
const lastWaveNumber = 2.5;

/**
 * Shape of the edge of a film that levels under surface tension with its contact line pinned:
 *
 *   F(x) = (2 / pi) int_0^inf exp(-k^4) (sin kx + cos kx - exp(-kx)) / k dk
 *
 * It is the similarity solution of dh/dt = -(sigma t^3 / 3 eta) d4h/dx4 in x = distance / (sigma t^3 time / (3 eta))^(1/4)
 * with F(0) = 0, no flow through the edge, F''(0) not bound otherwise, and F(inf) = 1. What the taper lacks is piled up in the
 * ridge behind it, so that int (F - 1) dx = 0.
 * @param distance - x [-], 0 to 30
 * @returns film thickness over that far from the edge [-]
 * @remarks Linear: made for small slopes and depths; the taper of a real edge, where the film is thin, levels more slowly.
 * @see Orchard1963, Appl. Sci. Res. A 11, 451-464, doi:10.1007/BF03184629 (levelling equation, not read); the solution is derived here
 */
export function levelledEdge(distance: number): number {
  let sum = 0;
  for (const [i, node] of rule.nodes.entries()) {
    const k = lastWaveNumber * node;
    const phase = k * distance;
    sum +=
      (rule.weights[i]! *
        Math.exp(-(k ** 4)) *
        (Math.sin(phase) + Math.cos(phase) - Math.exp(-phase))) /
      k;
  }
  return (2 / Math.PI) * lastWaveNumber * sum;
}

/** Its slope dF/dx [-]. */
function slope(distance: number): number {
  let sum = 0;
  for (const [i, node] of rule.nodes.entries()) {
    const k = lastWaveNumber * node;
    const phase = k * distance;
    sum +=
      rule.weights[i]! *
      Math.exp(-(k ** 4)) *
      (Math.cos(phase) - Math.sin(phase) + Math.exp(-phase));
  }
  return (2 / Math.PI) * lastWaveNumber * sum;
}

/** Landmarks of `levelledEdge`, in its length. */
export interface EdgeLandmarks {
  /** Where the film first has its full thickness: end of the taper. */
  readonly taperEnd: number;
  /** Top of the ridge. */
  readonly ridge: number;
  /** Excess at the top over the thickness. */
  readonly overshoot: number;
  /** Where it has its thickness again: end of the ridge. */
  readonly ridgeEnd: number;
}

/** Found once from the solution itself. */
export const edgeLandmarks: EdgeLandmarks = findLandmarks();

function findLandmarks(): EdgeLandmarks {
  const tolerance = 1e-13;
  const excess = (distance: number): number => levelledEdge(distance) - 1;
  const ridge = findRoot(slope, { low: 1, high: 5, tolerance });
  return {
    taperEnd: findRoot(excess, { low: 0.1, high: ridge, tolerance }),
    ridge,
    overshoot: excess(ridge),
    ridgeEnd: findRoot(excess, { low: ridge, high: ridge + 4, tolerance }),
  };
}

/**
 * Integral of `levelledEdge` from the edge to a distance [-]; far from the edge it is the distance.
 * @param distance - 0 to 30
 */
export function levelledArea(distance: number): number {
  let sum = 0;
  for (const [i, node] of rule.nodes.entries()) {
    const k = lastWaveNumber * node;
    const phase = k * distance;
    // sin - cos + exp is of second order in a small phase: its halves are taken together before they are added.
    const halved = Math.sin(phase / 2);
    const numerator = Math.sin(phase) + 2 * halved * halved + Math.expm1(-phase);
    sum += (rule.weights[i]! * Math.exp(-(k ** 4)) * numerator) / (k * k);
  }
  return (2 / Math.PI) * lastWaveNumber * sum;
}
