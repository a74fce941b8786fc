import type { Configuration } from '../contract/configuration.ts';
import { isMapped } from '../contract/connectors/connector.ts';
import { TwinError } from '../domain/errors.ts';
import type { TagId } from '../domain/sample.ts';
import { featureTags, type WaveformDefinition } from '../waveforms/definition.ts';
import { readTagMap } from './tag-map.ts';

/** Values in the windows of all waveforms together: with their spectra, some 60 MB. */
const mostValues = 2 ** 19;

/** The configured waveforms. */
export function waveformDefinitions({
  waveforms,
}: Pick<Configuration, 'waveforms'>): readonly WaveformDefinition[] {
  return waveforms.map((configured) => ({
    tag: configured.tag as TagId,
    form: configured.form,
    samplingRate: configured.samplingRate_Hz,
    windowLength: configured.windowLength_count,
    arrayTime: configured.arrayTime,
    features: configured.features,
    bands: configured.bands.map(({ name, from_Hz, to_Hz }) => ({ name, from: from_Hz, to: to_Hz })),
    lowestFrequency: configured.lowestFrequency_Hz,
    keepWindows: configured.keepWindows,
  }));
}

/** Tags that the waveforms of a configuration reach the history on. */
export function waveformTags(configuration: Pick<Configuration, 'waveforms'>): readonly TagId[] {
  return waveformDefinitions(configuration).flatMap((definition) => {
    const tags = featureTags(definition);
    return typeof tags === 'string' ? [] : tags.all;
  });
}

/**
 * Checks that waveforms are tags of a tag map with a unit, and that their features have tags of their own.
 * @throws TwinError CONFIG_INVALID (data: problems of key, found, allowed)
 */
export function checkWaveforms(configuration: Configuration): void {
  const { connectors, derivedTags, plant } = configuration;
  const mapped = connectors.filter(isMapped);
  const isOpen = mapped.some(({ map }) => map === 'virtual-line');
  const ofLine = `${plant.site}.${plant.area}.${plant.line.id}.`;
  const inMaps = new Set<string>(
    mapped.flatMap(({ id, map }) =>
      map === 'virtual-line' ? [] : readTagMap(map, id).map(({ tag }) => tag),
    ),
  );
  const taken = new Map<string, string>(derivedTags.map(({ tag }) => [tag, 'a derived tag']));
  for (const tag of inMaps) taken.set(tag, 'a tag of a tag map');
  const seen = new Set<string>();
  let values = 0;
  for (const [i, definition] of waveformDefinitions(configuration).entries()) {
    const key = `waveforms.${i}.tag`;
    const { tag, windowLength } = definition;
    const tags = featureTags(definition);
    if (typeof tags === 'string') throw invalid(key, tag, tags);
    if (seen.has(tag)) throw invalid(key, tag, 'each tag once');
    seen.add(tag);
    const isKnown = inMaps.has(tag) || (isOpen && tag.startsWith(ofLine));
    if (!isKnown || tag.includes('{')) {
      throw invalid(key, tag, 'a tag of a tag map, without captures');
    }
    for (const feature of tags.all) {
      const other = taken.get(feature);
      if (other !== undefined) {
        throw invalid(key, feature, `a feature whose tag is not already that of ${other}`);
      }
      taken.set(feature, `a feature of ${tag}`);
    }
    values += windowLength;
    if (values > mostValues) {
      throw invalid(
        `waveforms.${i}.windowLength_count`,
        `${values} values in all windows so far`,
        `at most ${mostValues} together`,
      );
    }
  }
}

function invalid(key: string, found: string, allowed: string): TwinError {
  return new TwinError(
    'CONFIG_INVALID',
    `the configuration is not valid:\n  ${key}: found ${JSON.stringify(found)}; allowed: ${allowed}`,
    { problems: [{ key, found, allowed }] },
  );
}
