import type { UnitName } from '../../physics/core/units.ts';
import { unitOf } from '../../physics/core/units.ts';
import type { TagId } from '../domain/sample.ts';
import { parseTag } from '../domain/tag.ts';

/** What can be told of every window. */
export const waveformFeatures = [
  'mean',
  'rms',
  'peak',
  'crestFactor',
  'dominantFrequency',
  'dominantAmplitude',
  'missing',
] as const;
export type WaveformFeature = (typeof waveformFeatures)[number];

/** A band of frequencies of which the root mean square is told [Hz]. */
export interface WaveformBand {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** A waveform as it is configured. */
export interface WaveformDefinition {
  readonly tag: TagId;
  /** `arrays`: each array is one window. `stream`: values, alone or in arrays, that follow each other. */
  readonly form: 'arrays' | 'stream';
  /** [Hz] */
  readonly samplingRate: number;
  /** Values in a window. */
  readonly windowLength: number;
  /** Which value of an array its source time is that of. */
  readonly arrayTime: 'first' | 'last';
  readonly features: readonly WaveformFeature[];
  readonly bands: readonly WaveformBand[];
  /** Below it nothing counts as dominant [Hz]. */
  readonly lowestFrequency: number;
  /** Each window is stored as text too. */
  readonly keepWindows: boolean;
}

/** Longest window [values]: 1 MB with its spectrum. */
export const longestWindow = 65_536;

/** Tags of the features of a waveform. */
export interface FeatureTags {
  readonly of: Readonly<Partial<Record<WaveformFeature, TagId>>>;
  /** In the order of the bands. */
  readonly bands: readonly TagId[];
  readonly window: TagId | undefined;
  readonly all: readonly TagId[];
}

/** Name and unit of each feature behind the name of the waveform; without a unit it has that of the waveform. */
const parts: Readonly<Record<WaveformFeature, readonly [string, UnitName?]>> = {
  mean: ['Mean'],
  rms: ['Rms'],
  peak: ['Peak'],
  crestFactor: ['CrestFactor', '1'],
  dominantFrequency: ['DominantFrequency', 'Hz'],
  dominantAmplitude: ['DominantAmplitude'],
  missing: ['Missing', 'count'],
};

/**
 * Tags that a waveform reaches the history on, `<name>Rms_<unit>` and so on; a lane stays at the end of the name.
 * @returns what is wrong with the tag, where it cannot be that of a waveform
 */
export function featureTags(definition: WaveformDefinition): FeatureTags | string {
  const { tag, features, bands, keepWindows } = definition;
  const found = parseTag(tag);
  if (found?.boundaryUnit === undefined) return 'site.area.line.unit.name_unit';
  const { site, area, line, unit, name, lane, boundaryUnit } = found;
  if (unitOf(boundaryUnit).offset !== 0) return 'a tag whose unit has no shifted zero, such as K';
  const place = `${site}.${area}.${line}.${unit}.${name}`;
  const ofLane = lane === undefined ? '' : `Lane${lane}`;
  const named = (part: string, measure: UnitName = boundaryUnit): TagId =>
    `${place}${part}${ofLane}_${measure}` as TagId;
  const of = Object.fromEntries(features.map((feature) => [feature, named(...parts[feature])]));
  const ofBands = bands.map((band) => named(`${band.name}Rms`));
  const window = keepWindows ? (`${place}Window${ofLane}` as TagId) : undefined;
  const all = [...(Object.values(of) as TagId[]), ...ofBands];
  return {
    of,
    bands: ofBands,
    window,
    all: window === undefined ? all : [...all, window],
  };
}
