import { checkBetween } from '../../materials/check-between.ts';
import { gaussLegendre } from '../../numerics/gauss-legendre.ts';
import { fallingRoot } from '../../numerics/newton-root.ts';
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
function profile(p: number, flowIndex: number): StressProfile {
  const m = 1 / flowIndex;
  if (Math.abs(p) <= 0.05) {
    // The closed form below loses digits as 1 / p; here s is all but constant and six nodes reach round-off.
    let [shear, moment, shearSlope, momentSlope] = [0, 0, 0, 0];
    for (let i = 0; i < rule.nodes.length; i++) {
      const place = rule.nodes[i]! - 0.5;
      const stress = 1 - p * place;
      const value = rule.weights[i]! * stress ** m;
      const slope = (-m * place * value) / stress;
      shear += value;
      moment += value * place;
      shearSlope += slope;
      momentSlope += slope * place;
    }
    const flowSlope = (momentSlope - (moment * shearSlope) / shear) / shear;
    return { shear, shearSlope, flow: 0.5 + moment / shear, flowSlope };
  }
  const [a, b] = [1 + p / 2, 1 - p / 2];
  const [powerA, powerB] = [Math.abs(a) ** (m + 1), Math.abs(b) ** (m + 1)];
  const first = (powerA - powerB) / (m + 1);
  const second = (a * powerA - b * powerB) / (m + 2);
  const firstSlope = (a === 0 ? 0 : powerA / a / 2) + (b === 0 ? 0 : powerB / b / 2);
  const secondSlope = (powerA + powerB) / 2;
  const shear = first / p;
  const moment = (first - second) / (p * first);
  return {
    shear,
    shearSlope: (firstSlope - shear) / p,
    flow: 0.5 + moment,
    flowSlope: (firstSlope - secondSlope) / (p * first) - moment * (1 / p + firstSlope / first),
  };
}

/** What `profile` gives, with derivatives by p. */
interface StressProfile {
  /** I */
  readonly shear: number;
  readonly shearSlope: number;
  readonly flow: number;
  /** < 0 */
  readonly flowSlope: number;
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
  return solvedSlope(flow, flowIndex).slope;
}

/** As `slopeOfFlow`, with how many profiles it took. */
function solvedSlope(
  flow: number,
  flowIndex: number,
  near?: number,
): { readonly slope: number; readonly profiles: number } {
  const n = checkBetween('flow index', flowIndex, { min: 0.02, max: 2, unit: '1' });
  checkBetween('flow over web speed and gap', flow, { min: -1e3, max: 1e3, unit: '1' });
  // Near pure drag, and exactly for n = 1, flow = 1/2 - p / (12 n).
  const start = near ?? 12 * n * (0.5 - flow);
  let profiles = 0;
  const miss = (p: number) => {
    profiles++;
    const found = profile(p, n);
    return { value: found.flow - flow, slope: found.flowSlope };
  };
  const slope = fallingRoot(miss, { start, tolerance: 1e-9 * (1 + Math.abs(start)) });
  return { slope, profiles };
}

/** Pressure gradient of a flow, and how it goes with the flow. */
export interface FlowGradient {
  /** G [-], see `dimensionlessGradient` */
  readonly gradient: number;
  /** dG / d(q / (U h)) [-], < 0 */
  readonly perFlow: number;
  /** p, see `slopeOfFlow` */
  readonly slope: number;
  /** dp / d(q / (U h)) [-], < 0 */
  readonly slopePerFlow: number;
  /** Profiles across the gap that it took. */
  readonly profiles: number;
}

/**
 * `dimensionlessGradient` with its derivative.
 * @param near - where the slope p is about; by the flow where absent
 * @throws PhysicsError PHY_OUT_OF_RANGE
 */
export function gradientOfFlow(flow: number, flowIndex: number, near?: number): FlowGradient {
  const { slope, profiles } = solvedSlope(flow, flowIndex, near);
  const { shear, shearSlope, flowSlope } = profile(slope, flowIndex);
  const scale = shear ** -flowIndex;
  return {
    gradient: slope * scale,
    perFlow: (scale * (1 - (flowIndex * slope * shearSlope) / shear)) / flowSlope,
    slope,
    slopePerFlow: 1 / flowSlope,
    profiles: profiles + 1,
  };
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
