import type { z } from 'zod';
import { TwinError } from '../domain/errors.ts';

/** The error for a query that cannot be answered: which parameter, what it held, what it may hold. */
export function badQuery(parameter: string, found: unknown, allowed: string): TwinError {
  const shown = found === undefined ? 'nothing' : JSON.stringify(found);
  return new TwinError(
    'HTTP_BAD_QUERY',
    `query parameter '${parameter}': found ${shown}, allowed is ${allowed}`,
    { parameter, found: found ?? null, allowed },
  );
}

/**
 * Reads a query by its schema.
 * @throws TwinError HTTP_BAD_QUERY for the first parameter that is unknown, missing or malformed
 */
export function parseQuery<S extends z.ZodObject>(schema: S, query: object): z.output<S> {
  const result = schema.safeParse(query);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const found = query as Readonly<Record<string, unknown>>;
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0]!;
    const known = Object.keys(schema.shape);
    const allowed = known.length === 0 ? 'no parameter at all' : `one of ${known.join(', ')}`;
    throw new TwinError(
      'HTTP_BAD_QUERY',
      `query parameter '${key}' is unknown, allowed is ${allowed}`,
      { parameter: key, found: found[key] ?? null, allowed },
    );
  }
  const parameter = String(issue.path[0]);
  throw badQuery(parameter, found[parameter], issue.message);
}
