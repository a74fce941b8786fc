/**
 * LiPF6 in EC:EMC (3:7 by weight) as functions of concentration [mol.m-3] and temperature [K], with the constants that
 * the paper tabulates; no range is stated by the sets.
 * @see Landesfeind2019, J. Electrochem. Soc. 166, A3079-A3097
 */

/** Ionic [S.m-1]. */
export function landesfeindConductivity(c: number, temperature: number): number {
  const molar = c / 1000;
  const boost = Math.exp(1000 / temperature);
  const dilute = 0.521 * (1 + (temperature - 228)) * molar;
  const rise = 1 - 1.06 * Math.sqrt(molar) + 0.353 * (1 - 0.00359 * boost) * molar;
  return (0.1 * dilute * rise) / (1 + molar ** 4 * (0.00148 * boost));
}

/** Of salt [m2.s-1]. */
export function landesfeindDiffusivity(c: number, temperature: number): number {
  const molar = c / 1000;
  return (
    1010e-10 *
    Math.exp(1.01 * molar) *
    Math.exp(-1560 / temperature) *
    Math.exp((-487 * molar) / temperature)
  );
}

/** 1 + d ln f / d ln c [-]. */
export function landesfeindThermodynamicFactor(c: number, temperature: number): number {
  return surface(
    [25.7, -45.1, -0.177, 1.94, 0.295, 3.08e-4, 0.259, -9.46e-3, -4.54e-4],
    c / 1000,
    temperature,
  );
}

/** Of the cation [-]. */
export function landesfeindTransferenceNumber(c: number, temperature: number): number {
  return surface(
    [-12.8, -6.12, 0.0821, 0.904, 0.0318, -1.27e-4, 0.0175, -3.12e-3, -3.96e-5],
    c / 1000,
    temperature,
  );
}

type SurfaceCoefficients = readonly [
  one: number,
  c: number,
  t: number,
  cc: number,
  ct: number,
  tt: number,
  ccc: number,
  cct: number,
  ctt: number,
];

/** Polynomial of third order in molarity c and temperature t, without t^3. */
function surface(p: SurfaceCoefficients, c: number, t: number): number {
  return (
    p[0] +
    c * (p[1] + c * (p[3] + c * p[6])) +
    t * (p[2] + c * (p[4] + c * p[7])) +
    t * t * (p[5] + c * p[8])
  );
}
