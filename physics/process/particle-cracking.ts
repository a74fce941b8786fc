import { checkBetween } from '../materials/check-between.ts';
import type { ElectrodeMaterial } from '../materials/electrode-material.ts';

/** What the nip breaks. */
export interface ParticleCracking {
  /** Share of the particles that crack [-]. */
  readonly crackedShare: number;
  /** Peak pressure at which that share reaches the material's limit [Pa]. */
  readonly pressureLimit: number;
}

/**
 * Share of the particles that crack in the nip, by the distribution of their strength,
 *
 *   f = 1 - exp(-(p / p_0)^m)
 *
 * Calculations of a cathode in compression show it as three ranges of pressure: particles move, some break, all are crushed.
 * @param pressed - particleStrength p_0 [Pa] and weibullModulus m [-], both in terms of the pressure on the coating, not of
 *   the stress inside a particle; crackedShareLimit [-]
 * @param peakPressure - p in the nip [Pa]
 * @throws PhysicsError PHY_OUT_OF_RANGE
 * @see Weibull1951, J. Appl. Mech. 18, 293-297; for grains in a bed McDowell and Bolton 1998, Geotechnique 48, 667-679,
 *   doi:10.1680/geot.1998.48.5.667; the ranges: Guichard, Mathieu, Woillez 2026, arXiv:2601.02879 (abstract read)
 */
export function particleCracking(
  { pressed }: Pick<ElectrodeMaterial, 'pressed'>,
  peakPressure: number,
): ParticleCracking {
  checkBetween('peak pressure', peakPressure, { min: 0, max: Number.MAX_VALUE, unit: 'Pa' });
  const { particleStrength, weibullModulus, crackedShareLimit } = pressed;
  return {
    crackedShare: -Math.expm1(-((peakPressure / particleStrength) ** weibullModulus)),
    pressureLimit: particleStrength * (-Math.log1p(-crackedShareLimit)) ** (1 / weibullModulus),
  };
}
