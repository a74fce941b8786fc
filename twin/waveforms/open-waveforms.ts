import { TwinError } from '../domain/errors.ts';
import type { Quarantine } from '../domain/quarantine.ts';
import type { TagId } from '../domain/sample.ts';
import type { WaveformPiece, Waveforms } from '../domain/waveform.ts';
import { featureTags, type WaveformDefinition } from './definition.ts';
import { Waveform } from './waveform.ts';

/** Values of a piece that are kept for people to see. */
const valuesKept = 200;

/**
 * The waveforms of a connector; undefined where it has none.
 * @throws TwinError CONFIG_INVALID where a tag cannot be that of a waveform (data: found, allowed)
 */
export function openWaveforms(
  definitions: readonly WaveformDefinition[],
  connector: string,
  quarantine: Quarantine,
): Waveforms | undefined {
  if (definitions.length === 0) return undefined;
  const refuse = (piece: WaveformPiece, reason: string): void =>
    quarantine.put({
      connector,
      source: piece.tag,
      reason,
      code: 'WAVEFORM_REFUSED',
      receivedTimestamp: piece.receivedTimestamp,
      raw: new TextEncoder().encode(shown(piece.values)),
    });
  const waveforms = new Map<TagId, { reader: Waveform; tags: readonly TagId[] }>();
  for (const definition of definitions) {
    const tags = featureTags(definition);
    if (typeof tags === 'string') {
      const { tag } = definition;
      throw new TwinError('CONFIG_INVALID', `waveform ${tag}: allowed is ${tags}`, {
        found: tag,
        allowed: tags,
      });
    }
    waveforms.set(definition.tag, {
      reader: new Waveform(definition, tags, refuse),
      tags: tags.all,
    });
  }
  return {
    featuresOf: (tag) => waveforms.get(tag)?.tags,
    take: (piece) => waveforms.get(piece.tag)?.reader.take(piece) ?? [],
  };
}

/** The first values as text; what a hostile source sent may be of any size. */
function shown(values: ArrayLike<unknown>): string {
  const parts: string[] = [];
  for (let i = 0; i < Math.min(values.length, valuesKept); i++) {
    const value = values[i];
    parts.push(
      typeof value === 'string'
        ? JSON.stringify(value.slice(0, 100))
        : typeof value === 'object' && value !== null
          ? 'an object'
          : String(value),
    );
  }
  return `${values.length} values: ${parts.join(', ')}`;
}
