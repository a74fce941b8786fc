import { checkBetween } from '../../materials/check-between.ts';
import { gaussLegendre } from '../../numerics/gauss-legendre.ts';
import { findRoot } from '../../numerics/roots.ts';
import type { PowerLaw } from '../mixing/flow-curve.ts';
import { dimensionlessGradient, filmDragPressure } from './couette-poiseuille.ts';

const rule = gaussLegendre(32);

/** A gap that narrows along a cylinder to its least height and ends there, or goes on as a flat land. */
export interface MeteringGap {
  /** Least height H [m]. */
  readonly gap: number;
  /** Radius R of the cylinder against a flat web: 1/R is the sum of the inverse radii of bar and roll [m]. */
  readonly radius: number;
  /** Length of the flat land at the least height [m], >= 0. */
  readonly landLength: number;
  /** Height of the gap where the pool of slurry begins [m], > H. */
  readonly entryHeight: number;
}

/** What flows through it. */
export interface MeteredFlow {
  /** Tangent to the flow curve at a shear rate [s-1]. */
  readonly powerLawAt: (shearRate: number) => PowerLaw;
  /** U [m.s-1] */
  readonly webSpeed: number;
  /** Pressure at the entry over the air's [Pa]. */
  readonly entryPressure: number;
  /** [N.m-1] */
  readonly surfaceTension: number;
}

/**
 * Film factor of a self-metered coater, q / (U H): the flow whose pressure goes from that of the pool to that of the
 * film's meniscus, by the lubrication equation of a power-law fluid,
 *
 *   int dp/dx(q, h(x)) dx + L dp/dx(q, H) = -p_film - p_pool,   h = H + x^2 / (2 R)
 *
 * with dp/dx of `pressureGradient`, everywhere for the power law that touches the flow curve at U / h, and p_film of
 * `filmDragPressure`. Integrated in the angle a where h = H / cos^2(a).
 * A long land without pressures gives 0.5, a cylinder cut at the least gap 2/3 for a Newtonian fluid; pressure of the pool
 * adds to it, the more the wider the gap and the slower the web.
 * @returns [-], > 0; smooth in all inputs
 * @throws PhysicsError PHY_OUT_OF_RANGE
 * @see Reynolds1886, Phil. Trans. R. Soc. 177, 157-234 (lubrication); Ross, Wilson, Duffy 1999, Phys. Fluids 11, 958-970,
 *   doi:10.1063/1.869968 (blade coating of a power-law fluid; abstract read)
 */
export function filmFactor(geometry: MeteringGap, flow: MeteredFlow): number {
  const { gap, radius, landLength } = geometry;
  const { powerLawAt, webSpeed, entryPressure, surfaceTension } = flow;
  const entry = checkBetween('entryHeight', geometry.entryHeight, {
    min: gap * (1 + 1e-9),
    max: 1,
    unit: 'm',
  });
  const lastAngle = Math.atan(Math.sqrt(entry / gap - 1));
  const arc = Math.sqrt(2 * radius * gap) * lastAngle;
  const atEdge = stressIn(powerLawAt, webSpeed, gap);
  const capillaryNumber = (atEdge.stress * gap) / surfaceTension;
  const places = Array.from(rule.nodes, (node, i) => {
    const squared = Math.cos(node * lastAngle) ** 2;
    const { stress, flowIndex } = stressIn(powerLawAt, webSpeed, gap / squared);
    // dx = arc / cos^2 da and 1 / h = cos^2 / H: the cosines cancel.
    return { squared, flowIndex, weight: (rule.weights[i]! * arc * stress) / gap };
  });
  const land = (landLength * atEdge.stress) / gap;

  /** Pressure at the film's meniscus as the gap leaves it, less what the meniscus asks for [Pa]; falls with the factor. */
  const surplus = (factor: number): number => {
    let viscous = land * dimensionlessGradient(factor, atEdge.flowIndex);
    for (const { squared, flowIndex, weight } of places) {
      viscous += weight * dimensionlessGradient(factor * squared, flowIndex);
    }
    const filmThickness = factor * gap;
    return (
      entryPressure + viscous + filmDragPressure({ filmThickness, capillaryNumber, surfaceTension })
    );
  };
  let [low, high] = [0.25, 1];
  for (let times = 0; times < 60 && surplus(low) < 0; times++) low /= 2;
  for (let times = 0; times < 10 && surplus(high) > 0; times++) high *= 2;
  return findRoot(surplus, { low, high, tolerance: 1e-14 });
}

/** Stress of the drag flow in a gap of a height [Pa], and the index of the fluid there. */
function stressIn(
  powerLawAt: MeteredFlow['powerLawAt'],
  webSpeed: number,
  height: number,
): { readonly stress: number; readonly flowIndex: number } {
  const { consistency, flowIndex } = powerLawAt(webSpeed / height);
  return { stress: consistency * (webSpeed / height) ** flowIndex, flowIndex };
}
