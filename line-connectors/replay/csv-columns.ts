import { TwinError } from '../../twin/domain/errors.ts';
import type { NamedTag, SourceNames } from './source-names.ts';

/** Columns of the long form, one row a sample; all but the first two may be missing. */
const longColumns = [
  'tag',
  'sourceTimestamp',
  'unit',
  'serverTimestamp',
  'receivedTimestamp',
  'value',
  'text',
  'status',
  'flags',
  'sequence',
] as const;
export type LongColumn = (typeof longColumns)[number];

/** What an export says of the sample besides: it follows from the samples themselves, and is joined to them again. */
const joinedColumns: readonly string[] = ['order', 'batch', 'coil', 'metre_m'];

/** Names that the column of times of the wide form may have. */
const timeColumns: readonly string[] = ['sourceTimestamp', 'time', 'timestamp'];

/** How the rows of a CSV are read. */
export type CsvForm =
  | {
      readonly kind: 'long';
      readonly columns: number;
      /** Place of each column; -1 where it is missing. */
      readonly places: Readonly<Record<LongColumn, number>>;
    }
  | {
      readonly kind: 'wide';
      readonly columns: number;
      readonly time: number;
      /** A tag a column; what no row of the map names is left out. */
      readonly tags: readonly {
        readonly place: number;
        readonly name: string;
        readonly named: NamedTag;
      }[];
    };

/**
 * The form of a table by its header.
 * @throws TwinError TABLE_INVALID (data: file, line, column, allowed)
 */
export function csvForm(header: readonly string[], file: string, names: SourceNames): CsvForm {
  const columns = header.length;
  if (header.includes('tag')) {
    const places = Object.fromEntries(
      longColumns.map((name) => [name, header.indexOf(name)]),
    ) as Record<LongColumn, number>;
    const known: readonly string[] = [...longColumns, ...joinedColumns];
    const unknown = header.find((name) => !known.includes(name));
    if (unknown !== undefined) throw refused(file, unknown, known.join(', '));
    if (places.sourceTimestamp < 0)
      throw refused(file, 'tag', 'tag with sourceTimestamp beside it');
    if (places.value < 0 && places.text < 0) {
      throw refused(file, 'tag', 'tag with value, text or both beside it');
    }
    return { kind: 'long', columns, places };
  }
  const time = header.findIndex((name) => timeColumns.includes(name));
  if (time < 0) {
    const allowed = `tag and sourceTimestamp (one row a sample), or one of ${timeColumns.join(', ')} and a column a tag`;
    throw refused(file, header.join(',').slice(0, 200), allowed);
  }
  const tags = header.flatMap((name, place) => {
    if (place === time) return [];
    const named = names.find(name);
    if (named !== undefined && 'refusal' in named) {
      const allowed = `a tag, or a name that the map gives one (${named.refusal})`;
      throw refused(file, name, allowed);
    }
    return [{ place, name, named }];
  });
  if (!tags.some(({ named }) => named !== undefined)) {
    throw refused(file, header.join(',').slice(0, 200), 'at least one column that the map names');
  }
  return { kind: 'wide', columns, time, tags };
}

function refused(file: string, column: string, allowed: string): TwinError {
  return new TwinError(
    'TABLE_INVALID',
    `${file}, line 1: found column '${column}'; allowed is ${allowed}`,
    { file, line: 1, column, allowed },
  );
}
