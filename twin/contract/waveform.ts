import { z } from 'zod';
import { number, positive, wholeNumber } from './bounded-number.ts';

const band = z
  .strictObject({
    /** As it stands in the tag: `Bearing` gives `<name>BearingRms_<unit>`. */
    name: z
      .string()
      .regex(/^[A-Z][A-Za-z0-9]{0,31}$/, 'letters and digits, beginning with a capital letter'),
    from_Hz: number({ min: 0 }),
    to_Hz: positive(),
  })
  .refine(({ from_Hz, to_Hz }) => from_Hz < to_Hz, 'from_Hz < to_Hz');

/** A tag whose values come too fast to be stored one by one: features of windows take their place in the history. */
export const waveformSchema = z
  .strictObject({
    /** Stands in a tag map. */
    tag: z.string().min(1),
    /** `arrays`: each array is one window. `stream`: values, alone or in arrays, that follow each other. */
    form: z.enum(['arrays', 'stream']),
    samplingRate_Hz: number({ above: 0, max: 1e6 }),
    windowLength_count: wholeNumber({ min: 16, max: 65_536 }),
    /** Which value of an array its time is that of. */
    arrayTime: z.enum(['first', 'last']).default('last'),
    features: z
      .array(
        z.enum([
          'mean',
          'rms',
          'peak',
          'crestFactor',
          'dominantFrequency',
          'dominantAmplitude',
          'missing',
        ]),
      )
      .default(['rms', 'peak', 'crestFactor', 'dominantFrequency', 'dominantAmplitude', 'missing'])
      .refine((features) => new Set(features).size === features.length, 'each feature once'),
    bands: z
      .array(band)
      .max(16)
      .default([])
      .refine(
        (bands) => new Set(bands.map(({ name }) => name)).size === bands.length,
        'each name once',
      ),
    /** Below it nothing counts as dominant: above the drift of a tension, for example. */
    lowestFrequency_Hz: number({ min: 0 }).default(0),
    /** Each window is stored as text too. */
    keepWindows: z.boolean().default(false),
  })
  .refine(({ features, bands }) => features.length + bands.length > 0, 'a feature or a band')
  .refine(
    ({ bands, samplingRate_Hz, lowestFrequency_Hz }) =>
      Math.max(lowestFrequency_Hz, ...bands.map(({ to_Hz }) => to_Hz)) <= samplingRate_Hz / 2,
    'frequencies up to half of samplingRate_Hz',
  )
  .refine(
    ({ keepWindows, windowLength_count }) => !keepWindows || windowLength_count <= 4096,
    'windowLength_count up to 4096 where keepWindows is true',
  );
