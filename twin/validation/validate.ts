import { TwinError } from '../domain/errors.ts';
import { coatingWindow } from './coating-window.ts';
import { graphiteCoating, graphiteCoatingFile } from './graphite-coating.ts';
import { jellyrollFile, jellyrollWetting } from './jellyroll-wetting.ts';
import { lineBalances } from './line-balances.ts';
import { p2dComsol } from './p2d-comsol.ts';
import { p2dReferences } from './p2d-references.ts';
import { p2dSideReactions } from './p2d-side-reactions.ts';
import { processDirections } from './process-directions.ts';
import type { AnyRow } from './validation-row.ts';
import { wmgCalendering, wmgCalenderingFile } from './wmg-calendering.ts';
import { wmgRate } from './wmg-rate.ts';

/** Seed of the resampling of the documented table. */
const documentedSeed = 2026;

/** Text of a file of `twin/validation/data`. */
type ReadData = (file: string) => string;

const cases: Readonly<Record<string, (readData: ReadData, seed: number) => readonly AnyRow[]>> = {
  'wmg-calendering': (readData, seed) => wmgCalendering(readData(wmgCalenderingFile), seed),
  'wmg-rate': wmgRate,
  'graphite-coating': (readData, seed) => graphiteCoating(readData(graphiteCoatingFile), seed),
  'jellyroll-wetting': (readData, seed) => jellyrollWetting(readData(jellyrollFile), seed),
  'process-directions': processDirections,
  'coating-window': coatingWindow,
  'line-balances': lineBalances,
  'p2d-references': p2dReferences,
  'p2d-comsol': p2dComsol,
  'p2d-side-reactions': p2dSideReactions,
};

/** Names of the cases, for help and completion. */
export const validationCases: readonly string[] = Object.keys(cases);

/**
 * Scores models against measured data and against solutions by other programs.
 * @param name - one case; all cases when absent
 * @param readData - text of a file of `twin/validation/data`; the caller owns the file system
 * @param seed - of the resampling
 * @throws TwinError VALIDATION_UNKNOWN_CASE (data: name, allowed), TABLE_INVALID
 */
export function validateCase(
  name: string | undefined,
  readData: ReadData,
  seed = documentedSeed,
): AnyRow[] {
  if (name !== undefined && !Object.hasOwn(cases, name)) {
    throw new TwinError(
      'VALIDATION_UNKNOWN_CASE',
      `there is no validation case '${name}'; allowed: ${validationCases.join(', ')}`,
      { name, allowed: validationCases },
    );
  }
  const names = name === undefined ? validationCases : [name];
  return names.flatMap((key) => cases[key]!(readData, seed));
}
