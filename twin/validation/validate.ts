import { TwinError } from '../domain/errors.ts';
import type { ValidationRow } from './validation-row.ts';
import { wmgCalendering, wmgCalenderingFile } from './wmg-calendering.ts';

/** Seed of the resampling, fixed so that the documented table can be made again. */
const bootstrapSeed = 2026;

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
 * @throws TwinError VALIDATION_UNKNOWN_CASE (data: name, allowed), TABLE_INVALID
 */
export function validateCase(
  name: string | undefined,
  readData: (file: string) => string,
): ValidationRow[] {
  if (name !== undefined && !Object.hasOwn(cases, name)) {
    throw new TwinError('VALIDATION_UNKNOWN_CASE', `there is no validation case '${name}'`, {
      name,
      allowed: validationCases,
    });
  }
  const names = name === undefined ? validationCases : [name];
  return names.flatMap((key) => {
    const { file, run } = cases[key]!;
    return run(readData(file), bootstrapSeed);
  });
}
