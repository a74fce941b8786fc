import type { ModelWarning } from '../../core/errors.ts';
import { checkRange } from '../../core/variables.ts';
import type { Mixer } from '../../materials/coater.ts';
import type { SlurryMaterial } from '../../materials/electrode-material.ts';
import { type SlurryCondition, slurryDensity, slurryVolumes } from '../slurry.ts';
import { processVariables } from '../variables.ts';
import { stir } from './dispersion.ts';
import { type FlowCurve, flowCurve, jammingWarnings, viscosityAt } from './flow-curve.ts';
import { settling } from './settling.ts';
import { storageModulusOf } from './structure.ts';

/** How a batch is mixed; its recipe is the material's (`withRecipe` changes it). */
export interface MixingSetting {
  /** Mass of solids over mass of slurry [-]. */
  readonly solidsContent: number;
  /** Turns of the tool [s-1], > 0. */
  readonly mixerSpeed: number;
  /** [s] */
  readonly mixingTime: number;
  /** [K] */
  readonly temperature: number;
  /** Time between the end of mixing and use [s]. */
  readonly batchAge: number;
}

/** A mixed batch. */
export interface MixedSlurry extends SlurryCondition {
  /** Work of the mixer per mass of slurry [J.kg-1]. */
  readonly specificEnergy: number;
  readonly solidsContent: number;
  /** [K] */
  readonly temperature: number;
  /** [kg.m-3] */
  readonly density: number;
  /** Dry solids per volume of slurry [-]. */
  readonly solidsVolume: number;
  /** eta(shear rate), by `viscosityAt`. */
  readonly flow: FlowCurve;
  /** At `coatingShearRate` [Pa.s]. */
  readonly coatingViscosity: number;
  /** At rest [Pa.s]. */
  readonly restViscosity: number;
  /** [Pa] */
  readonly yieldStress: number;
  /** Proxy of the storage modulus at rest [Pa]. */
  readonly storageModulus: number;
  /** Proxy of the loss modulus at 1 rad/s, eta(1/s) x 1/s as Cox and Merz say [Pa]. */
  readonly lossModulus: number;
  /** [m.s-1] */
  readonly settlingVelocity: number;
  /** Yield stress over what the weight of a particle puts on the liquid [-]; above about 0.05 single particles are held. */
  readonly yieldNumber: number;
  readonly warnings: readonly ModelWarning[];
}

/** Shear rate at which slurries are compared, that of coating to the order of magnitude [s-1]. */
export const coatingShearRate = 100;

/** Least dispersion without a warning [-]. */
const leastDispersion = 0.95;
/** Least chain length without a warning [-]. */
const leastChainLength = 0.8;
/** Share of the batch's depth that may clear by settling without a warning [-]. */
const mostCleared = 0.01;

/**
 * Mixing as a batch step: the tool's mean shear rate is k_s N (Metzner and Otto), its work disperses the additive and in
 * the end breaks the binder (`stir`); flow, structure, density and settling follow from the condition reached and the
 * batch's age.
 * @returns the batch. Warns SLURRY_UNDISPERSED, SLURRY_OVERMIXED, SLURRY_SETTLING and VISCOSITY_NEAR_JAMMING
 * @throws PhysicsError PHY_OUT_OF_RANGE, also where mass fractions do not sum to 1, or the undispersed slurry is jammed
 * @see Metzner and Otto 1957, AIChE J. 3(1), 3-10, doi:10.1002/aic.690030103 (not read)
 */
export function mixSlurry(
  material: SlurryMaterial,
  mixer: Mixer,
  setting: MixingSetting,
): MixedSlurry {
  const { solidsContent, temperature } = setting;
  const speed = checkRange(processVariables.mixerSpeed, setting.mixerSpeed, {
    min: 1e-3,
    max: mixer.maximumSpeed,
  });
  checkRange(processVariables.slurryTemperature, temperature);
  const stirred = stir(material, {
    shearRate: mixer.shearPerTurn * speed,
    time: checkRange(processVariables.mixingTime, setting.mixingTime),
    solidsContent,
    temperature,
  });
  const { dispersion, chainLength } = stirred;
  const condition = { dispersion, chainLength, age: setting.batchAge };
  const state = { solidsContent, temperature, condition };
  const volumes = slurryVolumes(material, state);
  const flow = flowCurve(material, state);
  const { velocity, yieldNumber } = settling(material, volumes, flow, temperature);
  const cleared = (velocity * setting.batchAge) / mixer.fillDepth;
  return {
    ...condition,
    specificEnergy: stirred.specificEnergy,
    solidsContent,
    temperature,
    density: slurryDensity(material, solidsContent, temperature),
    solidsVolume: volumes.solids,
    flow,
    coatingViscosity: viscosityAt(flow, coatingShearRate),
    restViscosity: viscosityAt(flow, 0),
    yieldStress: flow.yieldStress,
    storageModulus: storageModulusOf(material, volumes, condition),
    lossModulus: viscosityAt(flow, 1),
    settlingVelocity: velocity,
    yieldNumber,
    warnings: [
      ...(dispersion < leastDispersion ? [undispersed(dispersion)] : []),
      ...(chainLength < leastChainLength ? [overmixed(chainLength)] : []),
      ...(cleared > mostCleared ? [settled(cleared, setting.batchAge)] : []),
      ...jammingWarnings(flow),
    ],
  };
}

const percent = (share: number): string => (100 * share).toFixed(1);

function undispersed(dispersion: number): ModelWarning {
  return {
    code: 'SLURRY_UNDISPERSED',
    message: `${percent(1 - dispersion)} % of the agglomerates are left, ${percent(1 - leastDispersion)} % is allowed: mix longer or faster`,
    data: { dispersion, least: leastDispersion },
  };
}

function overmixed(chainLength: number): ModelWarning {
  return {
    code: 'SLURRY_OVERMIXED',
    message: `mixing has cut the binder's chains to ${percent(chainLength)} % of their length, ${percent(leastChainLength)} % is allowed: mix less`,
    data: { chainLength, least: leastChainLength },
  };
}

function settled(cleared: number, age: number): ModelWarning {
  return {
    code: 'SLURRY_SETTLING',
    message: `${percent(cleared)} % of the batch's depth has cleared after ${age.toFixed(0)} s without stirring, ${percent(mostCleared)} % is allowed: use it sooner, stir it or thicken it`,
    data: { cleared, largest: mostCleared, age },
  };
}
