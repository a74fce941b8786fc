/**
 * A function whose text was put together at run time: for small dense systems of known size, half the time of loops.
 * @returns undefined where the content security policy of a page forbids it
 */
export function runTimeFunction<T>(
  names: readonly string[],
  lines: readonly string[],
): T | undefined {
  try {
    return new Function(...names, lines.join('\n')) as T;
  } catch (error) {
    if (error instanceof EvalError) return undefined;
    throw error;
  }
}

/** The text of a sum. */
export function sumText(terms: readonly string[]): string {
  return terms.length === 0 ? '0' : terms.join('+');
}

/** A number as text; the sign may follow another. */
export function numberText(value: number | undefined): string {
  return `(${value})`;
}
