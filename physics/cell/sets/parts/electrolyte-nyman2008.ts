/**
 * LiPF6 in EC:EMC (3:7) at 298 K: fits over 200 to 2000 mol.m-3, used beyond by the sets.
 * @see Nyman2008, Electrochim. Acta 53, 6356-6365
 */

/** [mol.m-3] */
export const nymanRange = [200, 2000] as const;

/** Of salt [m2.s-1], c in mol.m-3. */
export function nymanDiffusivity(c: number): number {
  const molar = c / 1000;
  return 8.794e-11 * molar ** 2 - 3.972e-10 * molar + 4.862e-10;
}

/** Ionic [S.m-1], c in mol.m-3. */
export function nymanConductivity(c: number): number {
  const molar = c / 1000;
  return 0.1297 * molar ** 3 - 2.51 * molar ** 1.5 + 3.329 * molar;
}
