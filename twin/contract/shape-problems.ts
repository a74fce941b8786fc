import type { z } from 'zod';

/** One place of a document that is not as its schema wants it. */
export interface ShapeProblem {
  readonly key: string;
  readonly found: string;
  readonly allowed: string;
}

/** Characters of a found value that are repeated. */
const longestShown = 80;

/** How the path of a place is written: `a.0.b`. */
const dotted = (path: readonly PropertyKey[]): string => path.join('.');

/**
 * What a schema found wrong, in words for who wrote the document.
 * @param name - how a path is written
 */
export function shapeProblems(
  error: z.ZodError,
  raw: unknown,
  schema: z.ZodType,
  name: (path: readonly PropertyKey[]) => string = dotted,
): readonly ShapeProblem[] {
  return error.issues.flatMap((issue) => describe(issue, raw, schema, name));
}

/** Keys of an object schema under its defaults and options. */
export function shapeKeys(schema: z.ZodType): readonly string[] {
  return Object.keys(shapeOf(schema));
}

/** Schemas of the keys of an object schema under its defaults and options. */
export function shapeOf(schema: z.ZodType): Readonly<Record<string, z.ZodType>> {
  const { def } = schema as unknown as {
    def: { shape?: Record<string, z.ZodType>; innerType?: z.ZodType };
  };
  return def.shape ?? (def.innerType === undefined ? {} : shapeOf(def.innerType));
}

function describe(
  issue: z.core.$ZodIssue,
  raw: unknown,
  schema: z.ZodType,
  name: (path: readonly PropertyKey[]) => string,
): ShapeProblem[] {
  const key = issue.path.length === 0 ? '(top level)' : name(issue.path);
  const found = shown(valueAt(raw, issue.path));
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((unknown) => ({
      key: name([...issue.path, unknown]),
      found: 'a key that does not exist',
      allowed: shapeKeys(schemaAt(schema, issue.path)).join(', ') || 'no such key',
    }));
  }
  return [{ key, found, allowed: allowedBy(issue) }];
}

/** What a schema says in its own words, or else ours for what the library says. */
function allowedBy(issue: z.core.$ZodIssue): string {
  if (!issue.message.startsWith('Invalid ')) return issue.message;
  if (issue.code === 'invalid_value') return issue.values.map(String).join(', ');
  if (issue.code === 'invalid_union') {
    return [...new Set(issue.errors.flat().map(allowedBy))].join(' or ');
  }
  return issue.message
    .replace(/^Invalid input: expected /, '')
    .replace(/, received .*$/, '')
    .replace(/^array$/, 'a list')
    .replace(/^object$/, 'keys and values');
}

function schemaAt(root: z.ZodType, path: readonly PropertyKey[]): z.ZodType {
  return path.reduce<z.ZodType>(
    (schema, key) => shapeOf(schema)[String(key)] ?? elementOf(schema) ?? schema,
    root,
  );
}

function elementOf(schema: z.ZodType): z.ZodType | undefined {
  const { def } = schema as unknown as { def: { element?: z.ZodType; innerType?: z.ZodType } };
  return def.element ?? (def.innerType === undefined ? undefined : elementOf(def.innerType));
}

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<PropertyKey, unknown>)[key]
        : undefined,
    raw,
  );
}

/** A value as an answer repeats it: JSON, which has no word for numbers that are not finite, cut where it is long. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return text.length > longestShown ? `${text.slice(0, longestShown - 3)}...` : text;
}
