import { wellMixed } from '../../slurry.ts';
import { processVariables as variable } from '../../variables.ts';
import type { ProcessStep } from '../step.ts';

/** Slurry as it comes from the feed tank, where its making is not followed: well mixed and fresh. */
export const slurryFeed: ProcessStep = {
  name: 'slurryFeed',
  needs: [],
  makes: ['solidsContent', 'slurryTemperature', 'dispersion', 'chainLength', 'batchAge'],
  feed: 'slurry',
  constants: [],
  settings: () => [
    { key: 'coater.solidsContent', variable: variable.solidsContent },
    { key: 'coater.slurryTemperature', variable: variable.slurryTemperature },
  ],
  run: (_, __, settings) => ({
    web: {
      solidsContent: settings['coater.solidsContent']!,
      slurryTemperature: settings['coater.slurryTemperature']!,
      dispersion: wellMixed.dispersion,
      chainLength: wellMixed.chainLength,
      batchAge: wellMixed.age,
    },
    warnings: [],
  }),
};
