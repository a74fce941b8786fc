import { PhysicsError } from '../../core/errors.ts';
import { asObject, type JsonObject } from './read-section.ts';

/**
 * The object that a BPX text holds. NaN and Infinity, which Python writes and JSON does not know, are left in as text,
 * so that whoever reads the field names its place.
 * @throws PhysicsError BPX_UNREADABLE when it is no JSON, BPX_INVALID_VALUE when it is no object
 */
export function readDocument(document: unknown): JsonObject {
  return asObject(typeof document === 'string' ? parse(document) : document, []);
}

function parse(text: string): unknown {
  const quoted = text.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (word) =>
    word.startsWith('"') ? word : `"${word}"`,
  );
  try {
    return JSON.parse(quoted);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PhysicsError('BPX_UNREADABLE', `not JSON: ${reason}`, { reason }, { cause });
  }
}
