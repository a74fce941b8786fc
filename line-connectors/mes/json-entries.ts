import { TwinError } from '../../twin/domain/errors.ts';
import { allowedNesting, isTooDeep } from '../../twin/domain/nesting.ts';
import { b2mmlEntries, isB2mml } from './b2mml.ts';
import type { RecordEntry } from './entry.ts';

/** Keys of our own JSON file and the kind of the records in their lists. */
const lists: Readonly<Record<string, string>> = {
  workOrders: 'workOrder',
  recipes: 'recipe',
  batches: 'batch',
  coils: 'coil',
  labResults: 'labResult',
  defects: 'defect',
};

/**
 * The records of a JSON file: lists by kind, or B2MML as JSON.
 * @throws TwinError TABLE_INVALID where it is no JSON, nested too deeply, or holds neither
 */
export function jsonEntries(file: string, text: string): RecordEntry[] {
  const document = parse(file, text);
  if (isTooDeep(document)) throw refused(file, 'it is nested too deeply', allowedNesting);
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw refused(file, 'it is no object', `an object with ${Object.keys(lists).join(', ')}`);
  }
  if (isB2mml(document)) return b2mmlEntries(file, document);
  return Object.entries(document).flatMap(([key, list]) => {
    const kind = Object.hasOwn(lists, key) ? lists[key] : undefined;
    if (kind === undefined) {
      throw refused(file, `key '${key}' is unknown`, Object.keys(lists).join(', '));
    }
    if (!Array.isArray(list)) throw refused(file, `'${key}' is no list`, `a list of ${kind}`);
    return list.map((content: unknown, i) => ({ place: `/${key}/${i}`, kind, content }));
  });
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw refused(file, `it is no JSON: ${(error as Error).message}`, 'one JSON object');
  }
}

function refused(file: string, why: string, allowed: string): TwinError {
  return new TwinError('TABLE_INVALID', `${file}: ${why}; allowed is ${allowed}`, {
    file,
    allowed,
  });
}
