import { readFileSync } from 'node:fs';
import { isUnitName } from '../../physics/core/units.ts';
import type { TagMapping } from '../domain/connector.ts';
import { TwinError } from '../domain/errors.ts';
import type { TagId } from '../domain/sample.ts';
import { parseTag } from '../domain/tag.ts';
import { csvRows } from '../validation/csv.ts';

/**
 * The rows of a tag map (CSV: tag, connector, address, sourceUnit, samplingInterval_ms) that belong to a connector.
 * @throws TwinError CONFIG_UNREADABLE when the file cannot be read; TABLE_INVALID with every bad row (line, column, found, allowed)
 */
export function readTagMap(file: string, connector: string): readonly TagMapping[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new TwinError(
      'CONFIG_UNREADABLE',
      `the tag map ${file} cannot be read: ${(error as Error).message}`,
      { file },
      { cause: error },
    );
  }
  const problems: string[] = [];
  const seen = new Set<string>();
  const rows = csvRows(text, file).flatMap((row, i): TagMapping[] => {
    const at = `line ${i + 2}`;
    const { tag = '', address = '', sourceUnit = '', samplingInterval_ms = '' } = row;
    const interval = Number(samplingInterval_ms);
    const bad = [
      parseTag(tag) === undefined ? `tag '${tag}': allowed is site.area.line.unit.name_unit` : '',
      seen.has(tag) ? `tag '${tag}' stands twice` : '',
      address === '' ? 'address is empty' : '',
      sourceUnit !== '' && !isUnitName(sourceUnit) ? `sourceUnit '${sourceUnit}' is unknown` : '',
      interval >= 10 ? '' : `samplingInterval_ms '${samplingInterval_ms}': allowed is 10 or more`,
    ].filter((problem) => problem !== '');
    seen.add(tag);
    problems.push(...bad.map((problem) => `${at}: ${problem}`));
    if (bad.length > 0 || row['connector'] !== connector) return [];
    return [
      {
        tag: tag as TagId,
        address,
        ...(sourceUnit === '' ? {} : { sourceUnit }),
        samplingInterval_ms: interval,
      },
    ];
  });
  if (problems.length > 0) {
    throw new TwinError('TABLE_INVALID', `${file}:\n  ${problems.join('\n  ')}`, {
      file,
      problems,
    });
  }
  return rows;
}
