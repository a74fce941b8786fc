import { TwinError } from '../domain/errors.ts';
import type { ValidationRow } from './validation-row.ts';
import { wmgCalendering, wmgCalenderingFile } from './wmg-calendering.ts';

/** Seed of the resampling of the documented table. */
const documentedSeed = 2026;

const cases: Readonly<
  Record<string, { readonly file: string; run(text: string, seed: number): ValidationRow[] }>
> = {
  'wmg-calendering': { file: wmgCalenderingFile, run: wmgCalendering },
};

/** Names of the cases, for help and completion. */
export const validationCases: readonly string[] = Object.keys(cases);

/**
 * Scores models against measured data.
 * @param name - one case; all cases when absent
 * @param readData - text of a file of `twin/validation/data`; the caller owns the file system
 * @param seed - of the resampling
 * @throws TwinError VALIDATION_UNKNOWN_CASE (data: name, allowed), TABLE_INVALID
 */
export function validateCase(
  name: string | undefined,
  readData: (file: string) => string,
  seed = documentedSeed,
): ValidationRow[] {
  if (name !== undefined && !Object.hasOwn(cases, name)) {
    throw new TwinError(
      'VALIDATION_UNKNOWN_CASE',
      `there is no validation case '${name}'; allowed: ${validationCases.join(', ')}`,
      { name, allowed: validationCases },
    );
  }
  const names = name === undefined ? validationCases : [name];
  return names.flatMap((key) => {
    const { file, run } = cases[key]!;
    return run(readData(file), seed);
  });
}
