import type { Configuration } from '../contract/configuration.ts';
import { isMapped } from '../contract/connectors/connector.ts';
import { openDerivedTags } from '../derived/open-derived-tags.ts';
import { TwinError } from '../domain/errors.ts';
import { parseTag } from '../domain/tag.ts';
import { readTagMap } from './tag-map.ts';
import { waveformTags } from './waveforms.ts';

/**
 * Checks that the formulas of derived tags can be read, that their units go together, and that their inputs are tags of
 * a tag map, of the laboratory or derived themselves. Tags of the virtual line's own map are taken as they are.
 * @throws TwinError CONFIG_INVALID (data: key, found, allowed), FORMULA_INVALID
 */
export async function checkDerivedTags(configuration: Configuration): Promise<void> {
  const { derivedTags, connectors, plant } = configuration;
  if (derivedTags.length === 0) return;
  const line = `${plant.site}.${plant.area}.${plant.line.id}`;
  const mapped = connectors.filter(isMapped);
  const known = new Set<string>([
    ...derivedTags.map(({ tag }) => tag),
    ...waveformTags(configuration),
    ...mapped.flatMap(({ id, map }) =>
      map === 'virtual-line' ? [] : readTagMap(map, id).map(({ tag }) => tag),
    ),
  ]);
  // A replay without a map brings the tags of its source.
  const isOpen =
    mapped.some(({ map }) => map === 'virtual-line') ||
    connectors.some((connector) => connector.kind === 'replay' && !isMapped(connector));
  for (const [i, { tag, inputs }] of derivedTags.entries()) {
    const key = `derivedTags.${i}`;
    if (parseTag(tag) === undefined)
      throw invalid(`${key}.tag`, tag, 'site.area.line.unit.name_unit');
    if (derivedTags.findIndex((other) => other.tag === tag) !== i) {
      throw invalid(`${key}.tag`, tag, 'each tag once');
    }
    for (const [name, input] of Object.entries(inputs)) {
      const own = input.startsWith(`${line}.`) && (isOpen || input.startsWith(`${line}.lab.`));
      if (known.has(input) || (own && parseTag(input) !== undefined)) continue;
      const allowed = 'a tag of a tag map, of the laboratory, or another derived tag';
      throw invalid(`${key}.inputs.${name}`, input, allowed);
    }
  }
  await openDerivedTags(derivedTags, { offer: async () => undefined });
}

function invalid(key: string, found: string, allowed: string): TwinError {
  return new TwinError(
    'CONFIG_INVALID',
    `the configuration is not valid:\n  ${key}: found "${found}"; allowed: ${allowed}`,
    { key, found, allowed },
  );
}
