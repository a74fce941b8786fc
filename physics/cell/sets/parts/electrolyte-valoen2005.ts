/**
 * LiPF6 in PC:EC:DMC as functions of concentration [mol.m-3] and temperature [K].
 * @see Valoen2005, J. Electrochem. Soc. 152, A882-A891, doi:10.1149/1.1872737, equations 14 and 17
 */

/** Of salt [m2.s-1]; a Vogel-Fulcher-Tammann law about a glass temperature that rises with the salt. */
export function valoenDiffusivity(c: number, temperature: number): number {
  const molar = c / 1000;
  const glass = 229 + 5 * molar;
  return 1e-4 * 10 ** (-4.43 - 54 / (temperature - glass) - 0.22 * molar);
}

/** Ionic [S.m-1]; the square of a polynomial. */
export function valoenConductivity(c: number, temperature: number): number {
  const molar = c / 1000;
  const t = temperature;
  const root =
    -10.5 +
    0.074 * t -
    6.96e-5 * t * t +
    molar * (0.668 - 0.0178 * t + 2.8e-5 * t * t) +
    molar * molar * (0.494 - 8.86e-4 * t);
  return 0.1 * molar * root * root;
}
