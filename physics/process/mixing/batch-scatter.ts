import type { Mixer } from '../../materials/coater.ts';
import type { SlurryMaterial } from '../../materials/electrode-material.ts';
import { type MixedSlurry, type MixingSetting, mixSlurry } from './mix-slurry.ts';

/** Standard deviations between batches of one recipe and setting. */
export interface BatchScatter {
  /** [-] */
  readonly solidsContent: number;
  /** [kg.m-3] */
  readonly density: number;
  /** At `coatingShearRate` [Pa.s]. */
  readonly coatingViscosity: number;
  /** [Pa] */
  readonly yieldStress: number;
}

/** Relative departures of a batch from its recipe; temperature in K. */
interface Departure {
  readonly solids?: number;
  readonly liquid?: number;
  readonly temperature?: number;
  readonly time?: number;
  readonly packing?: number;
}

/**
 * Batch-to-batch standard deviations by propagation of what differs between batches: weighing of solids and liquid,
 * temperature, mixing time, and the powder's packing by lot, taken as independent. Derivatives by central differences
 * over a hundredth of the standard deviation.
 * @throws PhysicsError PHY_OUT_OF_RANGE as `mixSlurry`
 */
export function batchScatter(
  material: SlurryMaterial,
  mixer: Mixer,
  setting: MixingSetting,
): BatchScatter {
  const { scatter } = mixer;
  const sources: readonly (readonly [keyof Departure, number])[] = [
    ['solids', scatter.solidsWeighing],
    ['liquid', scatter.liquidWeighing],
    ['temperature', scatter.temperature],
    ['time', scatter.mixingTime],
    ['packing', scatter.packing],
  ];
  const variance = { solidsContent: 0, density: 0, coatingViscosity: 0, yieldStress: 0 };
  for (const [source, deviation] of sources) {
    const step = deviation / 100;
    if (step === 0) continue;
    const above = departed(material, mixer, setting, { [source]: step });
    const below = departed(material, mixer, setting, { [source]: -step });
    for (const key of Object.keys(variance) as (keyof BatchScatter)[]) {
      variance[key] += (((above[key] - below[key]) / (2 * step)) * deviation) ** 2;
    }
  }
  return {
    solidsContent: Math.sqrt(variance.solidsContent),
    density: Math.sqrt(variance.density),
    coatingViscosity: Math.sqrt(variance.coatingViscosity),
    yieldStress: Math.sqrt(variance.yieldStress),
  };
}

/** The batch that these departures make. */
function departed(
  material: SlurryMaterial,
  mixer: Mixer,
  setting: MixingSetting,
  { solids = 0, liquid = 0, temperature = 0, time = 0, packing = 0 }: Departure,
): MixedSlurry {
  const weighed = setting.solidsContent * (1 + solids);
  const { rheology } = material;
  return mixSlurry(
    {
      ...material,
      rheology: { ...rheology, maximumPacking: rheology.maximumPacking * (1 + packing) },
    },
    mixer,
    {
      ...setting,
      solidsContent: weighed / (weighed + (1 - setting.solidsContent) * (1 + liquid)),
      temperature: setting.temperature + temperature,
      mixingTime: setting.mixingTime * (1 + time),
    },
  );
}
