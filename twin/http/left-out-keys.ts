import { z } from 'zod';

/**
 * Runs a generator of documents that asks a schema whether it takes `undefined` to find out whether its key may be missing.
 * A key that may be missing but not be undefined answers yes meanwhile; otherwise the document would call it required.
 * @param schemas - with all that lies in them
 */
export function withKeysLeftOut<T>(schemas: Iterable<unknown>, generate: () => T): T {
  const found = new Set<z.ZodExactOptional>();
  const seen = new Set<unknown>();
  for (const schema of schemas) collect(schema, seen, found);
  const parsers = [...found].map((schema) => [schema, schema.safeParse] as const);
  for (const [schema, safeParse] of parsers) {
    schema.safeParse = (value, ...rest) =>
      value === undefined ? { success: true, data: undefined } : safeParse(value, ...rest);
  }
  try {
    return generate();
  } finally {
    for (const [schema, safeParse] of parsers) schema.safeParse = safeParse;
  }
}

function collect(node: unknown, seen: Set<unknown>, found: Set<z.ZodExactOptional>): void {
  if (typeof node !== 'object' || node === null || seen.has(node)) return;
  seen.add(node);
  if (node instanceof z.ZodExactOptional) found.add(node);
  const parts = node instanceof z.ZodType ? Object.values(node.def) : Object.values(node);
  for (const part of parts) collect(part, seen, found);
}
