import type { Mixer, MixerScatter } from '../../materials/coater.ts';
import type { SlurryMaterial } from '../../materials/electrode-material.ts';
import { type MixedSlurry, type MixingSetting, mixSlurry } from './mix-slurry.ts';

/** What differs between batches of one recipe and setting, one standard deviation of each cause on its own. */
export type BatchScatter = Readonly<Record<keyof MixerScatter, BatchEffects>>;

/** Departures of a batch from its recipe, by the causes of a mixer's scatter; relative, temperature in K. */
type Departure = Partial<MixerScatter>;

const effectKeys = [
  'solidsContent',
  'temperature',
  'dispersion',
  'chainLength',
  'density',
  'yieldStress',
  'storageModulus',
  'settlingVelocity',
] as const;

/** Differences of a batch, in the units of `MixedSlurry`. */
type BatchEffects = Readonly<Record<(typeof effectKeys)[number], number>>;

/**
 * What a standard deviation of each cause makes of a batch: weighing of solids and liquid, temperature, mixing time, and the
 * powder's packing by lot. The causes are independent; what one of them does to solids, density and yield stress, it does
 * together. By central differences over a hundredth of the standard deviation.
 * @throws PhysicsError PHY_OUT_OF_RANGE as `mixSlurry`
 */
export function batchScatter(
  material: SlurryMaterial,
  mixer: Mixer,
  setting: MixingSetting,
): BatchScatter {
  const { scatter } = mixer;
  const effects = (cause: keyof MixerScatter, deviation: number): BatchEffects => {
    const step = deviation / 100;
    const above = departed(material, mixer, setting, { [cause]: step });
    const below = departed(material, mixer, setting, { [cause]: -step });
    return Object.fromEntries(
      effectKeys.map((key) => [key, 50 * (above[key] - below[key])]),
    ) as BatchEffects;
  };
  return {
    solidsWeighing: effects('solidsWeighing', scatter.solidsWeighing),
    liquidWeighing: effects('liquidWeighing', scatter.liquidWeighing),
    temperature: effects('temperature', scatter.temperature),
    mixingTime: effects('mixingTime', scatter.mixingTime),
    packing: effects('packing', scatter.packing),
  };
}

/** The batch that these departures make. */
function departed(
  material: SlurryMaterial,
  mixer: Mixer,
  setting: MixingSetting,
  {
    solidsWeighing = 0,
    liquidWeighing = 0,
    temperature = 0,
    mixingTime = 0,
    packing = 0,
  }: Departure,
): MixedSlurry {
  const weighed = setting.solidsContent * (1 + solidsWeighing);
  const { rheology } = material;
  return mixSlurry(
    {
      ...material,
      rheology: { ...rheology, maximumPacking: rheology.maximumPacking * (1 + packing) },
    },
    mixer,
    {
      ...setting,
      solidsContent: weighed / (weighed + (1 - setting.solidsContent) * (1 + liquidWeighing)),
      temperature: setting.temperature + temperature,
      mixingTime: setting.mixingTime * (1 + mixingTime),
    },
  );
}
