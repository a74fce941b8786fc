import type { ConstantOrigins } from './constant-origins.ts';

/** The machine side of calendering: what the shown gap means. */
export interface Press {
  readonly name: string;
  /** Gap shown at which unloaded rolls at `referenceTemperature` touch the foil, foil included [m]. */
  readonly gapZero: number;
  /** Change of that zero per kelvin of roll temperature [m.K-1]: above 0, warm rolls grow into the gap. */
  readonly gapZeroPerKelvin: number;
  /** [K] */
  readonly referenceTemperature: number;
  /** Line load per opening of frame, bearings and rolls [N.m-2]. */
  readonly stiffness: number;
  readonly maximumLineLoad: number;
  readonly origins: ConstantOrigins;
}

/** The rolls of a press: how they touch the web. */
export interface Rolls {
  readonly name: string;
  /** [m] */
  readonly diameter: number;
  /** Length of their barrel, the widest coating that they press [m]. */
  readonly width: number;
  /** Between the bearings of a roll [m], at least the width. */
  readonly bearingSpan: number;
  /** Radius in the middle of a roll over that at the ends of its barrel, ground against bending [m]. */
  readonly crown: number;
  /** Young's modulus of the rolls [Pa]. */
  readonly youngsModulus: number;
  /** Their Poisson's ratio [-]. */
  readonly poissonRatio: number;
  /** Angle over which the web lies on a warm roll before the nip [rad], >= 0. */
  readonly wrapAngle: number;
  /** Heat-transfer coefficient between roll and web on that angle [W.m-2.K-1]. */
  readonly wrapConductance: number;
  /** Heat-transfer coefficient between roll and web in the nip [W.m-2.K-1]. */
  readonly nipConductance: number;
  readonly origins: ConstantOrigins;
}
