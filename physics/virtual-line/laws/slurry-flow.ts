/**
 * Density of the slurry by volume addition [kg.m-3].
 * @param solidDensity - of its solids without pores [kg.m-3]
 * @param solventDensity - [kg.m-3]
 * @param solidsContent - mass of solids over mass of slurry [-]
 */
export function slurryDensity(
  solidDensity: number,
  solventDensity: number,
  solidsContent: number,
): number {
  return 1 / (solidsContent / solidDensity + (1 - solidsContent) / solventDensity);
}

/**
 * Viscosity at the die by Maron and Pierce, eta = eta_b (1 - phi/phi_m)^-2, with the binder solution by Arrhenius: its
 * 0.35 Pa.s at 25 degC and 2400 K are assumed.
 * @param solidsVolume - phi, volume fraction of solids, < maximumPacking [-]
 * @param maximumPacking - phi_m [-]
 * @param temperature - [K]
 * @returns [Pa.s]
 * @see Maron and Pierce 1956, J. Colloid Sci. 11, 80-95 (not read; the form is that of later works that name it)
 */
export function slurryViscosity(
  solidsVolume: number,
  maximumPacking: number,
  temperature: number,
): number {
  const binderSolution = 0.35 * Math.exp(2400 * (1 / temperature - 1 / 298.15));
  return binderSolution * (1 - solidsVolume / maximumPacking) ** -2;
}
