/** Resistance of the coating against the rolls (see physics/process/calendering.ts). */
export interface Compaction {
  /** Porosity that no load goes below [-], > 0. */
  readonly minimumPorosity: number;
  /** Compaction resistance at reference loading and temperature, one pass, one coated side [N.m-1]. */
  readonly resistance: number;
  /** [kg.m-2] */
  readonly referenceLoading: number;
  /** [K] */
  readonly referenceTemperature: number;
  /** Exponent of loading in the resistance [-]. */
  readonly loadingExponent: number;
  /** Exponent n of line load over resistance [-], > 0; 1 where absent. */
  readonly loadExponent?: number;
  /** Exponent of the number of coated sides in the resistance [-], 0 to 1. */
  readonly sidesExponent: number;
  /** Fall of the logarithm of resistance per kelvin of roll temperature [K-1]. */
  readonly softening: number;
  /** Share by which endless passes raise the effective load [-]. */
  readonly passGain: number;
  /** Share of the compression in the nip that comes back behind it [-]. */
  readonly springBack: number;
  /** Elongation of the foil per line load [m.N-1]. */
  readonly elongationCompliance: number;
  /** Line loads on one coated side that the constants were fitted in [N.m-1]. */
  readonly fittedLineLoad: { readonly min: number; readonly max: number };
  /** Temperatures of rolls and coating that the constants hold for [K]. */
  readonly fittedTemperature: { readonly min: number; readonly max: number };
}
