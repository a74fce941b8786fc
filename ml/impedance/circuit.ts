/**
 * Which elements stand in series beside a resistance: arcs (a resistance beside a constant-phase element, also called ZARC),
 * an inductance, and a semi-infinite Warburg element.
 */
export interface CircuitShape {
  readonly arcs: number;
  readonly inductance: boolean;
  readonly warburg: boolean;
}

/** Z = resistance / (1 + (j omega time)^exponent) */
export interface Arc {
  /** [ohm], > 0 */
  readonly resistance: number;
  /** [s], > 0; the arc is highest at omega = 1/time */
  readonly time: number;
  /** 1 for an ideal capacitance */
  readonly exponent: number;
}

/** A circuit with its values. */
export interface Circuit {
  /** R0 [ohm] */
  readonly resistance: number;
  /** L [H], 0 where there is none. */
  readonly inductance: number;
  /** By rising time. */
  readonly arcs: readonly Arc[];
  /** A of Z = A / sqrt(j omega) [ohm.s-0.5], 0 where there is none. */
  readonly warburg: number;
}

/**
 * Z of a circuit; arcs by Cole and Cole's equation.
 * @param omega - [rad.s-1], > 0
 * @param real - Z' by frequency [ohm], overwritten
 * @param imaginary - Z'' by frequency [ohm], overwritten
 * @see Barsoukov2018, Impedance Spectroscopy, 3rd ed., sections 2.1.2.3 and 2.2.2.2
 */
export function circuitImpedance(
  { resistance, inductance, arcs, warburg }: Circuit,
  omega: Float64Array,
  real: Float64Array,
  imaginary: Float64Array,
): void {
  for (let i = 0; i < omega.length; i++) {
    const diffusion = warburg === 0 ? 0 : warburg / Math.sqrt(2 * omega[i]!);
    real[i] = resistance + diffusion;
    imaginary[i] = inductance * omega[i]! - diffusion;
  }
  for (const { resistance: size, time, exponent } of arcs) {
    const cosine = Math.cos((exponent * Math.PI) / 2);
    const sine = Math.sin((exponent * Math.PI) / 2);
    for (let i = 0; i < omega.length; i++) {
      const power = Math.exp(exponent * Math.log(omega[i]! * time));
      const re = 1 + power * cosine;
      const im = power * sine;
      const scale = size / (re * re + im * im);
      real[i] = real[i]! + re * scale;
      imaginary[i] = imaginary[i]! - im * scale;
    }
  }
}

/**
 * The distribution of relaxation times of an arc with an exponent below 1 [ohm].
 * @see Schichlein2002, J. Appl. Electrochem. 32, 875-882, doi:10.1023/A:1020599525160 (equation of the ZARC)
 */
export function arcDensity({ resistance, time, exponent }: Arc, at: number): number {
  const angle = (1 - exponent) * Math.PI;
  const spread = Math.cosh(exponent * Math.log(at / time)) - Math.cos(angle);
  return ((resistance / (2 * Math.PI)) * Math.sin(angle)) / spread;
}
