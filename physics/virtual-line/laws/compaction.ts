import { PhysicsError } from '../../core/errors.ts';

/** Rolls of a nip and what they press with. SI. */
interface Nip {
  /** Roll force per coated width, q [N.m-1], >= 0. */
  readonly lineLoad: number;
  /** Radius of each of the two rolls, R [m]. */
  readonly rollRadius: number;
  /** Plane-strain modulus of the roll pair, E* [Pa]. */
  readonly rollModulus: number;
}

/** Coating of one side of the web before the nip. */
export interface Layer {
  /** [-], in (0, 1). */
  readonly porosity: number;
  /** [m], > 0. */
  readonly thickness: number;
  /** Share of the volume without air that residual solvent fills [-]. */
  readonly liquidPorosity: number;
  /** Heckel's constant at this temperature and loading, K [Pa-1]. */
  readonly heckelConstant: number;
}

/**
 * Mean pressure in a nip [Pa] that carries its line load on the coating of one side or of both.
 *
 *   eps = eps0 exp(-K p),  q = p l(p),  l = sqrt(R dL + b^2) + b,  b^2 = 4 q (R/2) / (pi E*)
 *
 * l is the contact length of a strip between rolls of radius R that thin it by dL and are flattened by Hertz's half
 * width b; the two are joined so that l is the arc sqrt(R dL) for rigid rolls and Hertz's width 2 b where nothing is
 * thinned. dL is what all layers lose together: each dL = L0 - L by solids conservation. So coating on both sides takes
 * more load for the same pressure.
 * @throws PhysicsError PHY_NO_ROOT when the pressure equation has no bracket (data: lineLoad)
 * @see Heckel1961, Density-Pressure Relationships in Powder Compaction, Trans. Metall. Soc. AIME 221, 671-675 (law); Johnson1985, Contact Mechanics, chapter 4 (Hertz's line contact)
 */
export function nipPressure(layers: readonly Layer[], nip: Nip): number {
  const { lineLoad, rollRadius, rollModulus } = nip;
  if (lineLoad === 0) return 0;
  const flattening = Math.sqrt((2 * lineLoad * rollRadius) / (Math.PI * rollModulus));
  const load = (pressure: number) => {
    let thinning = 0;
    for (let i = 0; i < layers.length; i++) {
      thinning += layers[i]!.thickness * (1 - squeezed(layers[i]!, pressure));
    }
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
  return (low + high) / 2;
}

/**
 * Porosity of a layer behind the nip [-]: Heckel's in the nip, where liquid left in the pores does not compress, and then
 * it takes back a share of its thinning.
 * @param springBack - that share [-], in [0, 1)
 */
export function porosityBehind(layer: Layer, pressure: number, springBack: number): number {
  if (pressure === 0) return layer.porosity;
  const inNip = squeezed(layer, pressure);
  const recovered = inNip + springBack * (1 - inNip);
  return 1 - (1 - layer.porosity) / recovered;
}

/** Thickness of a layer in the nip over that before it [-]. */
function squeezed({ porosity, liquidPorosity, heckelConstant }: Layer, pressure: number): number {
  const inNip = Math.max(porosity * Math.exp(-heckelConstant * pressure), liquidPorosity);
  return (1 - porosity) / (1 - inNip);
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
