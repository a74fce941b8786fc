import { checkBetween } from '../../materials/check-between.ts';
import { gaussLegendre } from '../../numerics/gauss-legendre.ts';
import { findRoot } from '../../numerics/roots.ts';
import type { PowerLaw } from '../mixing/flow-curve.ts';

const rule = gaussLegendre(6);

/**
 * Stress of the drag flow and share of flow of a power-law fluid between a moving wall (y = 0, speed 1) and a wall at
 * rest (y = 1). With the stress in proportion to s(y) = 1 - p (y - 1/2) and phi(s) = sign(s) |s|^(1/n),
 *
 *   I = int phi dy,   flow = 1/2 + int (y - 1/2) phi dy / I
 *
 * p = 0 is pure drag, p > 0 a pressure that rises in the direction of the moving wall.
 */
function profile(p: number, flowIndex: number): { readonly shear: number; readonly flow: number } {
  const m = 1 / flowIndex;
  if (Math.abs(p) <= 0.05) {
    // The closed form below loses digits as 1 / p; here s is all but constant and six nodes reach round-off.
    let shear = 0;
    let moment = 0;
    for (const [i, node] of rule.nodes.entries()) {
      const value = rule.weights[i]! * (1 - p * (node - 0.5)) ** m;
      shear += value;
      moment += value * (node - 0.5);
    }
    return { shear, flow: 0.5 + moment / shear };
  }
  const [a, b] = [1 + p / 2, 1 - p / 2];
  const first = (Math.abs(a) ** (m + 1) - Math.abs(b) ** (m + 1)) / (m + 1);
  const second = (a * Math.abs(a) ** (m + 1) - b * Math.abs(b) ** (m + 1)) / (m + 2);
  return { shear: first / p, flow: 0.5 + (first - second) / (p * first) };
}

/** Plane flow between web and resting wall for a slope p of its stress; see `flowOfSlope`. */
export interface SlopedFlow {
  /** q / (U h) [-] */
  readonly flow: number;
  /** G [-], see `dimensionlessGradient` */
  readonly gradient: number;
}

/**
 * Flow and pressure gradient where the stress is in proportion to 1 - p (y - 1/2) across the gap: both explicit, which spares a
 * root where an unknown flow is sought.
 * @param slope - p [-]
 * @param flowIndex - n [-], 0.02 to 2
 */
export function flowOfSlope(slope: number, flowIndex: number): SlopedFlow {
  const { shear, flow } = profile(slope, flowIndex);
  return { flow, gradient: slope * shear ** -flowIndex };
}

/**
 * The slope p at which `flowOfSlope` has a flow.
 * @param flow - q / (U h) [-], -1000 to 1000
 * @param flowIndex - n [-], 0.02 to 2
 * @returns p [-], falls as the flow rises
 * @throws PhysicsError PHY_OUT_OF_RANGE
 */
export function slopeOfFlow(flow: number, flowIndex: number): number {
  const n = checkBetween('flow index', flowIndex, { min: 0.02, max: 2, unit: '1' });
  checkBetween('flow over web speed and gap', flow, { min: -1e3, max: 1e3, unit: '1' });
  const miss = (p: number): number => profile(p, n).flow - flow;
  // Near pure drag, and exactly for n = 1, flow = 1/2 - p / (12 n).
  let low = Math.min(0, 12 * n * (0.5 - flow));
  let high = Math.max(0, 12 * n * (0.5 - flow));
  const widen = 0.5 + 0.1 * (high - low);
  [low, high] = [low - widen, high + widen];
  for (let times = 0; times < 200 && miss(low) < 0; times++) low = 2 * low - 1;
  for (let times = 0; times < 200 && miss(high) > 0; times++) high = 2 * high + 1;
  return findRoot(miss, { low, high, tolerance: 1e-15 * (high - low) });
}

/**
 * Pressure gradient in plane Couette-Poiseuille flow of a power-law fluid: a wall moves with speed U along a gap h and
 * carries the flow q per width,
 *
 *   dp/dx = K (U / h)^n / h  G(q / (U h), n)
 *
 * This returns G. For a Newtonian fluid (n = 1) it is 12 (1/2 - q / (U h)); at q = U h / 2 it is 0 for all n.
 * @param flow - q / (U h) [-], -1000 to 1000
 * @param flowIndex - n [-], 0.02 to 2
 * @returns G [-], falls as the flow rises
 * @throws PhysicsError PHY_OUT_OF_RANGE
 * @see Bird, Armstrong, Hassager, Dynamics of Polymeric Liquids, vol. 1, chapter 4 (generalised Newtonian fluids between
 *   plates; the parametrisation by the place of zero stress is made here)
 */
export function dimensionlessGradient(flow: number, flowIndex: number): number {
  return flowOfSlope(slopeOfFlow(flow, flowIndex), flowIndex).gradient;
}

/**
 * Pressure gradient in web direction of a flow in a gap between web and a wall at rest [Pa.m-1]; see `dimensionlessGradient`.
 * @param state - gap h [m], webSpeed U [m.s-1], flow q per width [m2.s-1]
 * @throws PhysicsError PHY_OUT_OF_RANGE
 */
export function pressureGradient(
  { consistency, flowIndex }: PowerLaw,
  {
    gap,
    webSpeed,
    flow,
  }: { readonly gap: number; readonly webSpeed: number; readonly flow: number },
): number {
  return (
    ((consistency * (webSpeed / gap) ** flowIndex) / gap) *
    dimensionlessGradient(flow / (webSpeed * gap), flowIndex)
  );
}

/**
 * Pressure that a film which leaves a gap draws at its meniscus, 1.34 Ca^(2/3) sigma / t below the air [Pa].
 * @param film - filmThickness t [m], capillaryNumber Ca [-], surfaceTension sigma [N.m-1]
 * @remarks A law of small Ca; above 1 it is extrapolated, where it is small against viscous pressures.
 * @see Landau and Levich 1942, Acta Physicochim. URSS 17, 42-54, in the form of Ruschak1976, Chem. Eng. Sci. 31, 1057-1060,
 *   doi:10.1016/0009-2509(76)87026-1 (not read)
 */
export function filmDragPressure(film: {
  readonly filmThickness: number;
  readonly capillaryNumber: number;
  readonly surfaceTension: number;
}): number {
  return (1.34 * film.capillaryNumber ** (2 / 3) * film.surfaceTension) / film.filmThickness;
}
