import { type BpxPath, bpxError } from './bpx-error.ts';
import { type BpxFunction, compileFunction } from './bpx-function.ts';
import { type FieldRule, movedFields, type SectionRules } from './schema.ts';

/** An object of a JSON document. */
export type JsonObject = Readonly<Record<string, unknown>>;

type ValueOf<R extends FieldRule> = R extends { readonly kind: 'function' } ? BpxFunction : number;

/** The values of a section: numbers as they are, functions compiled. */
export type SectionValues<S extends SectionRules> = {
  readonly [N in keyof S]: S[N] extends { readonly optional: true }
    ? ValueOf<S[N]> | undefined
    : ValueOf<S[N]>;
};

/**
 * Reads the fields of one section by its rules.
 * @param nested - names of fields that hold sections of their own, and are not looked at
 * @throws PhysicsError BPX_UNKNOWN_FIELD, BPX_MISSING_FIELD, BPX_INVALID_VALUE, BPX_INVALID_EXPRESSION
 */
export function readSection<S extends SectionRules>(
  section: unknown,
  { path, rules, nested = [] }: { path: BpxPath; rules: S; nested?: readonly string[] },
): SectionValues<S> {
  const object = asObject(section, path);
  checkNames(object, path, [...Object.keys(rules), ...nested]);
  const values: Record<string, BpxFunction | number | undefined> = {};
  for (const [name, rule] of Object.entries(rules)) {
    const value = Object.hasOwn(object, name) ? object[name] : undefined;
    if (value !== undefined) values[name] = readField(value, [...path, name], rule);
    else if (!rule.optional) {
      throw bpxError('BPX_MISSING_FIELD', [...path, name], {
        found: undefined,
        allowed: allowedText(rule),
      });
    }
  }
  return values as SectionValues<S>;
}

/** One value by its rule. */
export function readField(value: unknown, path: BpxPath, rule: FieldRule): BpxFunction | number {
  if (rule.kind === 'function') return compileFunction(value, path);
  const { low = -Infinity, high = Infinity, open, aboveLow, whole } = rule;
  const fits =
    typeof value === 'number' &&
    Number.isFinite(value) &&
    (open || aboveLow ? value > low : value >= low) &&
    (open ? value < high : value <= high) &&
    (!whole || Number.isInteger(value));
  if (!fits) {
    throw bpxError('BPX_INVALID_VALUE', path, { found: value, allowed: allowedText(rule) });
  }
  return value;
}

/** An object, not a list. */
export function asObject(value: unknown, path: BpxPath): JsonObject {
  if (value === undefined) {
    throw bpxError('BPX_MISSING_FIELD', path, { found: undefined, allowed: 'an object' });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw bpxError('BPX_INVALID_VALUE', path, { found: value, allowed: 'an object' });
  }
  return value as JsonObject;
}

/** Refuses any field but these. */
export function checkNames(object: JsonObject, path: BpxPath, allowed: readonly string[]): void {
  for (const name of Object.keys(object)) {
    if (allowed.includes(name)) continue;
    throw bpxError('BPX_UNKNOWN_FIELD', [...path, name], {
      found: name,
      allowed: allowed.join(', '),
      hint: movedFields[name],
    });
  }
}

function allowedText(rule: FieldRule): string {
  if (rule.kind === 'function') return 'a number, a formula in x as text, or a table';
  const { low, high, open, aboveLow, whole } = rule;
  const words = [
    low === undefined ? '' : `${open || aboveLow ? 'above' : 'from'} ${low}`,
    high === undefined ? '' : `${open ? 'below' : 'to'} ${high}`,
  ].filter((word) => word !== '');
  return [whole ? 'a whole number' : 'a number', ...words].join(' ');
}
