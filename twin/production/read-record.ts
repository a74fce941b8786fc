import {
  type ProductionRecord,
  type RecordKind,
  recordKinds,
  recordSchemas,
} from '../contract/mes.ts';
import { shapeProblems, shown } from '../contract/shape-problems.ts';
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
  if (!isKind(kind)) throw invalid(kind, 'kind', shown(kind), recordKinds.join(', '));
  const result = recordSchemas[kind].safeParse(content);
  if (!result.success) {
    const { key, found, allowed } = shapeProblems(result.error, content, recordSchemas[kind])[0]!;
    throw invalid(kind, key, found, allowed);
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
      throw invalid(kind, field, shown(value), `a name of values: ${names.join(', ')}`);
    if (value <= 0) throw invalid(kind, field, shown(value), 'a number above 0');
  }
}

function checkUnit(kind: RecordKind, field: string, name: string): void {
  const last = name.slice(name.lastIndexOf('.') + 1);
  if (splitBoundaryName(last).unit !== undefined && /^[A-Za-z][\w.]*$/.test(name)) return;
  throw invalid(
    kind,
    `${field}.${name}`,
    shown(name),
    '<name>_<unit> with a unit of the unit table, as porosity_frac',
  );
}

function isKind(kind: string): kind is RecordKind {
  return (recordKinds as readonly string[]).includes(kind);
}

function invalid(kind: string, field: string, found: string, allowed: string): TwinError {
  return new TwinError(
    'RECORD_INVALID',
    `${kind}, field ${field}: found ${found}, allowed is ${allowed}`,
    { kind, field, found, allowed },
  );
}
