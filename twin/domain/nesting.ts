/** Levels of nesting that JSON from outside may have: far more than any document of ours, far less than a stack of calls. */
const mostLevels = 64;

/** Whether a JSON value is too deeply nested for functions that call themselves, level by level. */
export function isTooDeep(value: unknown): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > mostLevels) return true;
    level = level.flatMap((part) =>
      typeof part === 'object' && part !== null ? Object.values(part) : [],
    );
  }
  return false;
}

/** What is allowed instead, for a message. */
export const allowedNesting = `at most ${mostLevels} levels within one another`;
