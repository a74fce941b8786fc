import { gasConstant, zeroCelsius } from '../../core/constants.ts';

/** N-methyl-2-pyrrolidone: molar mass [kg.mol-1]; latent heat near 100 degC, by Clausius and Clapeyron from the law below [J.kg-1]. */
export const molarMass = 0.099_13;
export const latentHeat = 5.1e5;

/** Thermal diffusivity of air over diffusivity of the vapour in it by Fuller, Schettler and Giddings, 298 to 383 K [-]. */
const lewisNumber = 2.6;

/**
 * Vapour pressure of NMP by Antoine's equation [Pa], for mmHg and degC. The constants are in circulation, their primary
 * source was not seen; they are within 5 % of Landolt-Boernstein IV/20C from 353 to 477 K and give 32 Pa at 20 degC.
 * @param temperature - [K], 290 to 480
 */
function vapourPressure(temperature: number): number {
  return 133.322 * 10 ** (7.548_26 - 1979.68 / (temperature - zeroCelsius + 222.162));
}

/** Change of the logarithm of that pressure with temperature [K-1]. */
function vapourPressureSlope(temperature: number): number {
  return (Math.LN10 * 1979.68) / (temperature - zeroCelsius + 222.162) ** 2;
}

/** Air of a dryer zone as the film meets it. */
interface ZoneAir {
  /** [K] */
  readonly temperature: number;
  /** Heat-transfer coefficient of one side [W.m-2.K-1]. */
  readonly heatTransfer: number;
  /** Solvent vapour in the air [kg.m-3]. */
  readonly vapour: number;
}

/** Drying at the surface of a fully wet film. */
export interface WetBulb {
  /** [K] */
  readonly temperature: number;
  /** Evaporation rate, >= 0 [kg.m-2.s-1]. */
  readonly rate: number;
}

/**
 * Constant-rate drying: the film sits at the temperature where heat from both sides equals the heat of evaporation.
 *
 *   2 h (Ta - Tw) = k_g (M p_sat(Tw)/(R Tw) - c) dh,  k_g = h / (rho_a c_p Le^(2/3))
 *
 * with 1 kg.m-3 and 1008 J.kg-1.K-1 of warm air. The difference of both falls with Tw and bends downward, so that
 * Newton's method converges from any start; where air is saturated the rate is 0 and the film has the temperature of
 * the air.
 * @param guess - of the temperature, for example that of a moment ago [K]
 */
export function wetBulb(air: ZoneAir, guess = air.temperature): WetBulb {
  const { heatTransfer, vapour } = air;
  const massTransfer = heatTransfer / (1.0 * 1008 * lewisNumber ** (2 / 3));
  const perKelvin = molarMass / gasConstant;
  if (
    massTransfer * ((perKelvin * vapourPressure(air.temperature)) / air.temperature - vapour) <=
    0
  )
    return { temperature: air.temperature, rate: 0 };
  let temperature = guess;
  for (let i = 0; i < 60; i++) {
    const saturated = (perKelvin * vapourPressure(temperature)) / temperature;
    const slope = saturated * (vapourPressureSlope(temperature) - 1 / temperature);
    const excess =
      2 * heatTransfer * (air.temperature - temperature) -
      latentHeat * massTransfer * (saturated - vapour);
    const step = excess / (2 * heatTransfer + latentHeat * massTransfer * slope);
    temperature += step;
    if (Math.abs(step) < 1e-9) break;
  }
  return { temperature, rate: (2 * heatTransfer * (air.temperature - temperature)) / latentHeat };
}

/** The last solvent of a film: bound in its binder, and slow to leave it. */
export interface BoundSolvent {
  /** Xb, below which what is left has to diffuse out of the binder [kg.kg-1]. */
  readonly content: number;
  /** tau of that diffusion at `boundReference` [s], > 0. */
  readonly time: number;
  /** By which it grows in the cold [J.mol-1]. */
  readonly activationEnergy: number;
}

/** Temperature that the time of the bound solvent goes with [K]. */
const boundReference = 373.15;

/**
 * Time constant in which bound solvent leaves the binder at a temperature, by Arrhenius [s].
 * @param temperature - of the film [K], > 0
 */
export function boundTime({ time, activationEnergy }: BoundSolvent, temperature: number): number {
  return time * Math.exp((activationEnergy / gasConstant) * (1 / temperature - 1 / boundReference));
}

/**
 * Solvent per solids in balance with the vapour in air, by Henry's law: X* = Xb p / p_sat, and Xb in saturated air. The
 * line and its end at Xb are assumed (the twin's film takes Flory and Huggins).
 * @param air - [K] and [kg.m-3]
 */
export function equilibriumContent(
  { temperature, vapour }: Pick<ZoneAir, 'temperature' | 'vapour'>,
  bound: number,
): number {
  const pressure = (vapour * gasConstant * temperature) / molarMass;
  return bound * Math.min(1, pressure / vapourPressure(temperature));
}

/** Solvent that is left in the binder and where it ends, as the falling rate meets it. */
export interface Tail {
  /** Xb and X*, X* <= Xb [kg.kg-1]. */
  readonly bound: number;
  readonly equilibrium: number;
  /** tau [s], > 0. */
  readonly time: number;
}

/**
 * Solvent per solids after a time, by van Meel's characteristic drying curve: the rate is constant above the critical
 * content and falls as (X/Xc)^n below it, down to the bound content. From there dX/dt = -(X - X*)/tau: what is left
 * diffuses out of the binder, as far as the vapour in the air lets it; a drier film takes solvent up. Each part is
 * integrated exactly, so that any time step gives the same curve.
 * @param content - X [kg.kg-1]
 * @param perSolids - constant rate over areal solids mass [s-1]
 * @param critical - Xc [kg.kg-1]
 * @param exponent - n in (0, 1)
 * @param duration - [s]
 * @see Coumans2000, Chem. Eng. Process. 39, 53-68 (overview of such curves; van Meel's paper of 1958 was not read); the power law below Xc and the first-order tail are assumed
 */
export function dryFor(
  content: number,
  perSolids: number,
  critical: number,
  exponent: number,
  duration: number,
  { bound, equilibrium, time }: Tail,
): number {
  let left = duration;
  let now = content;
  if (now > critical) {
    const constant = Math.min(left, (now - critical) / perSolids);
    now -= perSolids * constant;
    left -= constant;
    if (left <= 0 || perSolids === 0) return now;
  }
  const end = Math.min(bound, critical);
  if (now > end) {
    const order = 1 - exponent;
    const rate = (order * perSolids) / critical;
    const from = (now / critical) ** order;
    const relative = from - rate * left;
    const last = (end / critical) ** order;
    if (relative >= last) return critical * relative ** (1 / order);
    left -= (from - last) / rate;
    now = end;
  }
  return equilibrium + (now - equilibrium) * Math.exp(-left / time);
}
