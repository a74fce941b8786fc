import { PhysicsError, type PhysicsErrorCode } from '../../core/errors.ts';

/** The way to a field, from the top of the document: ['Parameterisation', 'Cell', 'Volume [m3]']. */
export type BpxPath = readonly string[];

/** A path as messages and data give it. */
export function pathText(path: BpxPath): string {
  return path.join(' > ') || 'the document';
}

/** What was found, short enough for a message. */
export function foundText(found: unknown): string {
  if (found === undefined) return 'nothing';
  if (typeof found === 'number') return String(found);
  const text = JSON.stringify(found) ?? String(found);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** An error of one field that names its path, what was found and what is allowed. */
export function bpxError(
  code: PhysicsErrorCode,
  path: BpxPath,
  { found, allowed, hint }: { found: unknown; allowed: string; hint?: string | undefined },
): PhysicsError {
  const said = foundText(found);
  const message = `${pathText(path)}: found ${said}; allowed: ${allowed}${hint ? `. ${hint}` : ''}`;
  return new PhysicsError(code, message, { path: pathText(path), found: said, allowed });
}
