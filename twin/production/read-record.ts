import {
  type ProductionRecord,
  type RecordKind,
  recordKinds,
  recordSchemas,
} from '../contract/mes.ts';
import { TwinError } from '../domain/errors.ts';
import { splitBoundaryName } from '../domain/tag.ts';

/** A record as its schema and the unit table know it. */
export interface ReadRecord<K extends RecordKind = RecordKind> {
  readonly kind: K;
  readonly record: ProductionRecord<K>;
}

/**
 * A record of a kind, checked.
 * @throws TwinError RECORD_INVALID for the first field that is unknown, missing or malformed, or names no unit of the
 *   unit table (data: kind, field, found, allowed)
 */
export function readRecord(kind: string, content: unknown): ReadRecord {
  if (!isKind(kind)) throw invalid(kind, 'kind', kind, recordKinds.join(', '));
  const result = recordSchemas[kind].safeParse(content);
  if (!result.success) {
    const issue = result.error.issues[0]!;
    if (issue.code === 'unrecognized_keys') {
      const known = Object.keys(recordSchemas[kind].shape).join(', ');
      throw invalid(kind, [...issue.path, issue.keys[0]!].join('.'), undefined, `one of ${known}`);
    }
    const found = issue.path.reduce<unknown>(inside, content);
    throw invalid(kind, issue.path.join('.') || 'the record', found, issue.message);
  }
  checkQuantities(kind, result.data);
  return { kind, record: result.data };
}

/** Names of quantities end in a unit; an uncertainty belongs to a value. */
function checkQuantities(kind: RecordKind, record: ProductionRecord): void {
  if ('parameters' in record) {
    for (const name of Object.keys(record.parameters)) checkUnit(kind, 'parameters', name);
  }
  if (!('values' in record)) return;
  for (const name of Object.keys(record.values)) checkUnit(kind, 'values', name);
  const names = Object.keys(record.values);
  for (const [name, value] of Object.entries(record.standardUncertainty)) {
    const field = `standardUncertainty.${name}`;
    if (!names.includes(name))
      throw invalid(kind, field, value, `a name of values: ${names.join(', ')}`);
    if (value <= 0) throw invalid(kind, field, value, 'a number above 0');
  }
}

function checkUnit(kind: RecordKind, field: string, name: string): void {
  const last = name.slice(name.lastIndexOf('.') + 1);
  if (splitBoundaryName(last).unit !== undefined && /^[A-Za-z][\w.]*$/.test(name)) return;
  throw invalid(
    kind,
    `${field}.${name}`,
    name,
    '<name>_<unit> with a unit of the unit table, as porosity_frac',
  );
}

function isKind(kind: string): kind is RecordKind {
  return (recordKinds as readonly string[]).includes(kind);
}

function inside(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<PropertyKey, unknown>)[key]
    : undefined;
}

function invalid(kind: string, field: string, found: unknown, allowed: string): TwinError {
  const shown = found === undefined ? 'nothing' : JSON.stringify(found).slice(0, 80);
  return new TwinError(
    'RECORD_INVALID',
    `${kind}, field ${field}: found ${shown}, allowed is ${allowed}`,
    { kind, field, found: shown, allowed },
  );
}
