import { checkBetween } from '../../materials/check-between.ts';
import { gaussLegendre } from '../../numerics/gauss-legendre.ts';
import { fallingRoot } from '../../numerics/newton-root.ts';
import type { PowerLaw } from '../mixing/flow-curve.ts';
import { filmDragPressure, gradientOfFlow } from './couette-poiseuille.ts';

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
  return solvedFilm(geometry, flow).factor;
}

/** A film factor, and what it took. */
export interface SolvedFilm {
  readonly factor: number;
  /** Films tried, and profiles of the flow across the gap. */
  readonly work: { readonly films: number; readonly profiles: number };
}

/** As `filmFactor`, with the work. @throws PhysicsError PHY_OUT_OF_RANGE */
export function solvedFilm(geometry: MeteringGap, flow: MeteredFlow): SolvedFilm {
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
  // Where the flow changes little from one guess to the next, so does the slope of its stress.
  const placeOf = (squared: number, flowIndex: number, weight: number): Place => ({
    squared,
    flowIndex,
    weight,
    slope: Number.NaN,
    slopePerFlow: 0,
  });
  const places = Array.from(rule.nodes, (node, i) => {
    const squared = Math.cos(node * lastAngle) ** 2;
    const { stress, flowIndex } = stressIn(powerLawAt, webSpeed, gap / squared);
    // dx = arc / cos^2 da and 1 / h = cos^2 / H: the cosines cancel.
    return placeOf(squared, flowIndex, (rule.weights[i]! * arc * stress) / gap);
  });
  places.push(placeOf(1, atEdge.flowIndex, (landLength * atEdge.stress) / gap));

  let before = Number.NaN;
  const work = { films: 0, profiles: 0 };
  /** Pressure at the film's meniscus as the gap leaves it, less what the meniscus asks for [Pa]; falls with the factor. */
  const surplus = (factor: number): { readonly value: number; readonly slope: number } => {
    let [viscous, viscousSlope] = [0, 0];
    for (const place of places) {
      const { squared, flowIndex, weight } = place;
      const near = place.slope + place.slopePerFlow * (factor - before) * squared;
      const found = gradientOfFlow(
        factor * squared,
        flowIndex,
        Number.isNaN(near) ? undefined : near,
      );
      work.profiles += found.profiles;
      place.slope = found.slope;
      place.slopePerFlow = found.slopePerFlow;
      viscous += weight * found.gradient;
      viscousSlope += weight * squared * found.perFlow;
    }
    work.films++;
    before = factor;
    const filmThickness = factor * gap;
    const drag = filmDragPressure({ filmThickness, capillaryNumber, surfaceTension });
    return { value: entryPressure + viscous + drag, slope: viscousSlope - drag / factor };
  };
  const factor = fallingRoot(surplus, { start: 0.6, low: 0, tolerance: 1e-9 });
  return { factor, work };
}

/** One place of the quadrature along the gap. */
interface Place {
  /** Least height over the height there [-] */
  readonly squared: number;
  readonly flowIndex: number;
  /** Of the dimensionless gradient [Pa] */
  readonly weight: number;
  /** Slope of the stress across the gap for the factor of before, and by the flow; NaN before the first. */
  slope: number;
  slopePerFlow: number;
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
