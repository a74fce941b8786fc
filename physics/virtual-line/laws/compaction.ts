import { PhysicsError } from '../../core/errors.ts';

/** What the rolls and the coating are like when a segment passes the nip. SI. */
interface Nip {
  /** Roll force per coated width, q [N.m-1], >= 0. */
  readonly lineLoad: number;
  /** Radius of each of the two rolls, R [m]. */
  readonly rollRadius: number;
  /** Plane-strain modulus of the roll pair, E* [Pa]. */
  readonly rollModulus: number;
  /** Heckel's constant of the coating at this temperature and loading, K [Pa-1]. */
  readonly heckelConstant: number;
  /** Share of the thinning that the coating takes back behind the nip [-], in [0, 1). */
  readonly springBack: number;
}

/** Coating behind the nip. */
interface Compacted {
  readonly porosity: number;
  /** Mean pressure in the contact [Pa]. */
  readonly pressure: number;
}

/**
 * Porosity behind the calender by Heckel's law on the nip pressure, not on the line load.
 *
 *   eps = eps0 exp(-K p),  q = p l(p),  l = sqrt(R dL + b^2) + b,  b^2 = 4 q (R/2) / (pi E*)
 *
 * l is the contact length of a strip between rolls of radius R that thin it by dL and are flattened by Hertz's half
 * width b; the two are joined so that l is the arc sqrt(R dL) for rigid rolls and Hertz's width 2 b where nothing is
 * thinned. dL = L0 - L follows from solids conservation. Behind the nip the coating takes back a share of the
 * thinning. Liquid left in the pores is incompressible: porosity stays above `liquidPorosity`.
 * @param porosity0 - before the nip [-], in (0, 1)
 * @param thickness0 - before the nip [m], > 0
 * @param liquidPorosity - pore share filled by residual solvent [-]
 * @throws PhysicsError PHY_NO_ROOT when the pressure equation has no bracket (data: lineLoad)
 * @see Heckel1961, Density-Pressure Relationships in Powder Compaction, Trans. Metall. Soc. AIME 221, 671-675 (law); Johnson1985, Contact Mechanics, chapter 4 (Hertz's line contact)
 */
export function compact(
  porosity0: number,
  thickness0: number,
  liquidPorosity: number,
  nip: Nip,
): Compacted {
  const { lineLoad, rollRadius, rollModulus, heckelConstant, springBack } = nip;
  if (lineLoad === 0) return { porosity: porosity0, pressure: 0 };
  const flattening = Math.sqrt((2 * lineLoad * rollRadius) / (Math.PI * rollModulus));
  const inNip = (pressure: number) =>
    Math.max(porosity0 * Math.exp(-heckelConstant * pressure), liquidPorosity);
  const load = (pressure: number) => {
    const thinning = thickness0 * (1 - (1 - porosity0) / (1 - inNip(pressure)));
    return pressure * (Math.sqrt(rollRadius * thinning + flattening ** 2) + flattening);
  };
  let low = 0;
  let high = lineLoad / flattening;
  if (!(load(high) >= lineLoad)) {
    throw new PhysicsError('PHY_NO_ROOT', 'no nip pressure carries the line load', { lineLoad });
  }
  for (let i = 0; i < 60 && high - low > 1e-9 * high; i++) {
    const middle = (low + high) / 2;
    if (load(middle) < lineLoad) low = middle;
    else high = middle;
  }
  const pressure = (low + high) / 2;
  const squeezed = (1 - porosity0) / (1 - inNip(pressure));
  const recovered = squeezed + springBack * (1 - squeezed);
  return { porosity: 1 - (1 - porosity0) / recovered, pressure };
}

/**
 * Deflection of the press frame by Hertzian (non-linear) joints, d = c F^(2/3) [m].
 * @param force - F, total roll force [N]
 * @param compliance - c [m.N-2/3]
 * @see Johnson1985, Contact Mechanics, chapter 4 (Hertz's point contact: approach proportional to F^(2/3))
 */
export function frameDeflection(force: number, compliance: number): number {
  return compliance * Math.cbrt(force) ** 2;
}
