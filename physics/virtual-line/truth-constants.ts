import type { RandomStreams } from '../core/random.ts';

/** Constants of the true line. Drawn per seed around published or fitted values, unknown to the twin. SI. */
export interface TruthConstants {
  /** Share of the set pump flow that leaks back [-]. */
  readonly pumpSlip: number;
  /** Relative bow (edge over middle) and tilt (last over first lane) of the die, and sd of its flutter per segment [-]. */
  readonly dieBow: number;
  readonly dieTilt: number;
  readonly dieFlutter: number;
  /** Porosity of a film dried at the reference rate [-]. */
  readonly dryPorosity: number;
  /** Rise of dry porosity for a drying rate twice the reference [-]. */
  readonly dryPorosityPerRate: number;
  /** Critical solvent content over that of full pores [-], and exponent of the falling rate [-]. */
  readonly criticalSaturation: number;
  readonly fallingRateExponent: number;
  /** Solvent over solids that the binder holds back [-], time in which it lets go of it at 100 degC [s], and by which energy that grows in the cold [J.mol-1]: assumed, some tenths of a gram per gram of binder and some ten seconds. */
  readonly boundSolvent: number;
  readonly boundSolventTime: number;
  readonly boundSolventActivation: number;
  /** Heat-transfer coefficient at 10 m/s jets [W.m-2.K-1]; grows as v^0.7. */
  readonly heatTransfer: number;
  /** Binder at the surface: rise per Peclet number and its limit [-], diffusion [kg.m-1.s-1]. */
  readonly binderGain: number;
  readonly binderLimit: number;
  readonly binderDiffusion: number;
  /** Peel strength of a fresh coating without migration [N.m-1], fall of its logarithm per binder ratio, gain of full compaction [-], hot time in which it falls to 1/e [s]. */
  readonly peelStrength: number;
  readonly peelPerBinderRatio: number;
  readonly peelPerCompaction: number;
  readonly peelHotTime: number;
  /** Heckel's constant at 80 degC and 0.18 kg.m-2 [Pa-1], its growth per kelvin, its power of loading. */
  readonly heckelConstant: number;
  readonly heckelPerKelvin: number;
  readonly heckelLoadingPower: number;
  readonly springBack: number;
  /** Growth of Heckel's constant by endless passes [-]. */
  readonly passGain: number;
  /** Elongation of the foil per line load [m.N-1], and that of a further pass over that of the first [-]. */
  readonly elongationCompliance: number;
  readonly elongationRepeat: number;
  readonly rollRadius: number;
  readonly rollModulus: number;
  /** Frame compliance [m.N-2/3] and zero of the gap display [m]. */
  readonly frameCompliance: number;
  readonly gapZero: number;
  readonly maximumPacking: number;
  /** No model of the twin has these: dry porosity per relative humidity and per hour of slurry age. */
  readonly porosityPerHumidity: number;
  readonly porosityPerHour: number;
  readonly humidityPhase: number;
  /** Lot to lot: sd of dry porosity [-], of the logarithms of hardness and adhesion [-]; batch to batch: sd of solids content [-]. */
  readonly lotPorosity: number;
  readonly lotHardness: number;
  readonly lotAdhesion: number;
  readonly batchSolids: number;
  /** Factors of the matched laws on the constants of the material: compaction resistance, softening, packing porosity. */
  readonly matchedResistance: number;
  readonly matchedSoftening: number;
  readonly matchedPacking: number;
}

/** Draws the constants of a run; each has its own stream, so that a new one shifts no other. */
export function drawTruthConstants(streams: RandomStreams): TruthConstants {
  const near = (name: string, value: number, scatter: number) =>
    value * (1 + scatter * streams.stream(`truth/${name}`).normal());
  return {
    pumpSlip: near('pumpSlip', 0.012, 0.2),
    dieBow: near('dieBow', -0.012, 0.3),
    dieTilt: near('dieTilt', 0.006, 0.6),
    dieFlutter: 0.002,
    dryPorosity: near('dryPorosity', 0.46, 0.004),
    dryPorosityPerRate: near('dryPorosityPerRate', 0.008, 0.2),
    criticalSaturation: near('criticalSaturation', 0.55, 0.05),
    fallingRateExponent: near('fallingRateExponent', 0.6, 0.05),
    boundSolvent: near('boundSolvent', 0.011, 0.08),
    boundSolventTime: near('boundSolventTime', 50, 0.08),
    boundSolventActivation: near('boundSolventActivation', 60e3, 0.05),
    heatTransfer: near('heatTransfer', 62, 0.03),
    binderGain: near('binderGain', 0.5, 0.1),
    binderLimit: near('binderLimit', 3, 0.1),
    binderDiffusion: near('binderDiffusion', 2e-7, 0.1),
    peelStrength: near('peelStrength', 22, 0.05),
    peelPerBinderRatio: near('peelPerBinderRatio', 0.9, 0.1),
    peelPerCompaction: near('peelPerCompaction', 0.8, 0.1),
    peelHotTime: near('peelHotTime', 2400, 0.1),
    heckelConstant: near('heckelConstant', 6.68e-9, 0.015),
    heckelPerKelvin: near('heckelPerKelvin', 0.0085, 0.04),
    heckelLoadingPower: near('heckelLoadingPower', 0.5, 0.1),
    springBack: near('springBack', 0.1, 0.1),
    passGain: near('passGain', 0.2, 0.1),
    elongationCompliance: near('elongationCompliance', 4.4e-8, 0.1),
    elongationRepeat: near('elongationRepeat', 0.3, 0.1),
    rollRadius: 0.125,
    rollModulus: near('rollModulus', 1.15e11, 0.01),
    frameCompliance: near('frameCompliance', 2.4e-7, 0.03),
    gapZero: near('gapZero', 2.1e-4, 0.05),
    maximumPacking: near('maximumPacking', 0.55, 0.01),
    porosityPerHumidity: near('porosityPerHumidity', 0.03, 0.2),
    porosityPerHour: near('porosityPerHour', 0.001, 0.3),
    humidityPhase: 2 * Math.PI * streams.stream('truth/humidityPhase').uniform(),
    lotPorosity: near('lotPorosity', 0.002, 0.1),
    lotHardness: near('lotHardness', 0.012, 0.1),
    lotAdhesion: near('lotAdhesion', 0.05, 0.1),
    batchSolids: near('batchSolids', 0.0015, 0.1),
    matchedResistance: near('matchedResistance', 1, 0.03),
    matchedSoftening: near('matchedSoftening', 1, 0.1),
    matchedPacking: near('matchedPacking', 1, 0.004),
  };
}
