/**
 * Ionic conductivity of LiPF6 in carbonates [S.m-1], the polynomial in mol.cm-3 that Ramadass and Prada print; no
 * range is stated.
 * @param c - [mol.m-3]
 * @see Ramadass2004, J. Electrochem. Soc. 151, A196, doi:10.1149/1.1634273
 * @see Prada2013, J. Electrochem. Soc. 160, A616, doi:10.1149/2.053304jes
 */
export function ramadassConductivity(c: number): number {
  const x = c / 1e6;
  return 1000 * (4.1253e-4 + x * (5.007 + x * (-4721.2 + x * (1.5094e6 - 1.6018e8 * x))));
}
