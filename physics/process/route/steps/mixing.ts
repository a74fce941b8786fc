import { batchScatter } from '../../mixing/batch-scatter.ts';
import { type MixingSetting, mixSlurry } from '../../mixing/mix-slurry.ts';
import { processVariables as variable } from '../../variables.ts';
import type { ProcessStep, Values } from '../step.ts';

function settingOf(settings: Values): MixingSetting {
  return {
    solidsContent: settings['mixer.solidsContent']!,
    mixerSpeed: settings['mixer.mixerSpeed']!,
    mixingTime: settings['mixer.mixingTime']!,
    temperature: settings['mixer.slurryTemperature']!,
    batchAge: settings['mixer.batchAge']!,
  };
}

/** A batch of slurry, mixed and kept until it is coated. */
export const mixing: ProcessStep = {
  name: 'mixing',
  needs: [],
  makes: [
    'solidsContent',
    'slurryTemperature',
    'dispersion',
    'chainLength',
    'batchAge',
    'slurryDensity',
    'yieldStress',
    'storageModulus',
    'settlingVelocity',
  ],
  feed: 'slurry',
  constants: ['material.solids', 'material.solvent', 'material.rheology', 'mixer'],
  settings: () => [
    { key: 'mixer.solidsContent', variable: variable.solidsContent },
    { key: 'mixer.mixerSpeed', variable: variable.mixerSpeed },
    { key: 'mixer.mixingTime', variable: variable.mixingTime },
    { key: 'mixer.slurryTemperature', variable: variable.slurryTemperature },
    { key: 'mixer.batchAge', variable: variable.batchAge },
  ],
  run({ material, mixer }, _, settings) {
    const batch = mixSlurry(material, mixer, settingOf(settings));
    const { solidsContent, dispersion, chainLength, yieldStress, storageModulus } = batch;
    return {
      web: {
        solidsContent,
        slurryTemperature: batch.temperature,
        dispersion,
        chainLength,
        batchAge: batch.age,
        slurryDensity: batch.density,
        yieldStress,
        storageModulus,
        settlingVelocity: batch.settlingVelocity,
      },
      warnings: batch.warnings,
    };
  },
  scatter({ material, mixer }, _, settings) {
    const causes = batchScatter(material, mixer, settingOf(settings));
    return Object.fromEntries(
      Object.entries(causes).map(([cause, { temperature, density, ...effects }]) => [
        cause,
        { ...effects, slurryTemperature: temperature, slurryDensity: density },
      ]),
    );
  },
};
