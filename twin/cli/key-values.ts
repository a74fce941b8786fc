import { usageError } from './options.ts';

/**
 * A number as written on the command line; `NaN` is one, so that it is refused with the range of what it was given for.
 * @throws TwinError USAGE (data: option, found)
 */
export function numberOf(option: string, text: string): number {
  const value = /^(?:[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|NaN|[+-]?Infinity)$/i.test(text.trim())
    ? Number(text)
    : undefined;
  if (value !== undefined) return value;
  throw usageError(`${option}: found '${text}', allowed is a number`, { option, found: text });
}

/**
 * Numbers by key from the texts `KEY=VALUE` of an option that may be repeated.
 * @param example - for the message
 * @throws TwinError USAGE for a text of another form, a key given twice, a value that is no number (data: option, found)
 */
export function keyValues(
  option: string,
  texts: readonly string[],
  example: string,
): Record<string, number> {
  const values = new Map<string, number>();
  for (const text of texts) {
    const refuse = (allowed: string) =>
      usageError(`${option}: found '${text}', allowed is ${allowed}`, { option, found: text });
    const at = text.lastIndexOf('=');
    if (at <= 0) throw refuse(`KEY=VALUE, such as ${example}`);
    const key = text.slice(0, at).trim();
    if (values.has(key)) throw refuse(`one value of ${key}`);
    values.set(key, numberOf(`${option} ${key}`, text.slice(at + 1)));
  }
  return Object.fromEntries(values);
}
