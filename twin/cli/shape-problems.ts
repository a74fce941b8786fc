import type { z } from 'zod';

/** One place of a document that is not as its schema wants it. */
export interface ShapeProblem {
  readonly key: string;
  readonly found: string;
  readonly allowed: string;
}

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
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((unknown) => ({
        key: name([...issue.path, unknown]),
        found: 'a key that does not exist',
        allowed: shapeKeys(schemaAt(schema, issue.path)).join(', ') || 'no such key',
      }));
    case 'invalid_value':
      return [{ key, found, allowed: issue.values.map(String).join(', ') }];
    case 'invalid_union': {
      const allowed = issue.errors.flatMap((branch) => branch.flatMap((inner) => inner.message));
      return [{ key, found, allowed: [...new Set(allowed)].join(' or ') }];
    }
    default:
      return [
        {
          key,
          found,
          allowed: issue.message
            .replace(/^Invalid input: expected /, '')
            .replace(/, received .*$/, '')
            .replace(/^array$/, 'a list')
            .replace(/^object$/, 'keys and values'),
        },
      ];
  }
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
      value !== null && typeof value === 'object'
        ? (value as Record<PropertyKey, unknown>)[key]
        : undefined,
    raw,
  );
}

/** What stands at a key, in words; JSON has none for numbers that are not finite. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}
