import type { Configuration } from '../contract/configuration.ts';
import { isMapped } from '../contract/connectors/connector.ts';
import { connectorProblems } from './check-configuration.ts';
import { usageError } from './options.ts';
import { readTagMapRows, type TagMapRow, tagMapCsv, tagMapError } from './tag-map.ts';

/** What `config tags` is run with. */
interface ConfigTagsInput {
  readonly configuration: Configuration;
  /** Arguments after the command. */
  readonly rest: readonly string[];
  readonly json: boolean;
  readonly stderr: (text: string) => void;
}

/**
 * The configured tag maps in one, or one from a file that is checked as they are, as CSV or, with `json`, as a document:
 * either can be named as a map. What the file would change, and tags of another line, are told on stderr.
 * @throws TwinError USAGE; CONFIG_UNREADABLE and TABLE_INVALID as `readTagMapRows`, of connectors and addresses too
 */
export function configTags({ configuration, rest, json, stderr }: ConfigTagsInput): string {
  const [file, ...more] = rest;
  if (more.length > 0) {
    const found = rest.join(' ');
    throw usageError(`'config tags' takes one file at most, found '${found}'`, { found });
  }
  const rows = file === undefined ? configuredRows(configuration, stderr) : readTagMapRows(file);
  if (file !== undefined) {
    check(file, rows, configuration);
    tellForeign(rows, configuration, stderr);
    tellChanges(
      rows,
      configuredRows(configuration, () => undefined, true),
      stderr,
    );
  }
  const written = rows.map(({ row: _, ...mapping }) => mapping);
  return json ? `${JSON.stringify({ rows: written }, undefined, 1)}\n` : tagMapCsv(written);
}

/** Rows of every map once. The map of the virtual line is not in a file. */
function configuredRows(
  configuration: Configuration,
  stderr: (text: string) => void,
  mayLack = false,
): readonly TagMapRow[] {
  const mapped = configuration.connectors.filter(isMapped);
  for (const { id, map } of mapped) {
    if (map === 'virtual-line') stderr(`left out: ${id} reads the virtual line by its own map\n`);
  }
  const files = new Set(mapped.map(({ map }) => map).filter((map) => map !== 'virtual-line'));
  return [...files].flatMap((file) => {
    try {
      const rows = readTagMapRows(file);
      check(file, rows, configuration);
      return rows;
    } catch (error) {
      // A map that is being mended may be compared with none.
      if (mayLack) return [];
      throw error;
    }
  });
}

function check(file: string, rows: readonly TagMapRow[], configuration: Configuration): void {
  const waveforms = new Set(configuration.waveforms.map(({ tag }) => tag));
  const problems = connectorProblems(rows, configuration.connectors.filter(isMapped), waveforms);
  if (problems.length > 0) throw tagMapError(file, problems);
}

/** Tags of which the twin of this line knows nothing. */
function tellForeign(
  rows: readonly TagMapRow[],
  { plant }: Configuration,
  stderr: (text: string) => void,
): void {
  const line = `${plant.site}.${plant.area}.${plant.line.id}`;
  for (const { row, tag } of rows) {
    if (tag.startsWith(`${line}.`)) continue;
    stderr(
      `row ${row}, tag: '${tag}' is not of ${line}: it is stored and shown, but not followed\n`,
    );
  }
}

const compared = ['connector', 'address', 'sourceUnit', 'samplingInterval_ms'] as const;

function tellChanges(
  rows: readonly TagMapRow[],
  configured: readonly TagMapRow[],
  stderr: (text: string) => void,
): void {
  const before = new Map(configured.map((row) => [row.tag, row]));
  const after = new Set(rows.map(({ tag }) => tag));
  let changes = 0;
  const tell = (text: string): void => {
    changes += 1;
    stderr(`${text}\n`);
  };
  for (const row of rows) {
    const old = before.get(row.tag);
    if (old === undefined) tell(`row ${row.row}: new is ${row.tag}`);
    for (const column of old === undefined ? [] : compared) {
      const [was, is] = [old?.[column] ?? '', row[column] ?? ''];
      if (was !== is) tell(`row ${row.row}: ${row.tag}, ${column}: '${was}' becomes '${is}'`);
    }
  }
  for (const { tag } of configured) if (!after.has(tag)) tell(`gone is ${tag}`);
  const much = changes === 0 ? 'no change' : `${changes} changes`;
  stderr(`${rows.length} rows, ${much} of what is configured\n`);
}
