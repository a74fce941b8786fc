import { MlError } from '../errors.ts';

/**
 * Refuses labels that are not one for each row.
 * @throws MlError ML_TABLE_INVALID (data: labels, rows)
 */
export function checkLabels(labels: readonly string[] | undefined, rows: number): void {
  if (labels === undefined || labels.length === rows) return;
  const message = `${labels.length} labels for ${rows} rows; allowed is one for each row`;
  throw new MlError('ML_TABLE_INVALID', message, { labels: labels.length, rows });
}
