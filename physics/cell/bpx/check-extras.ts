import { type BpxPath, bpxError } from './bpx-error.ts';
import { readColumn, readTable } from './bpx-function.ts';
import { parseExpression } from './expression.ts';
import { asObject, checkNames, type JsonObject, readField } from './read-section.ts';

/** Series resistance of the cell, where User-defined gives it; the name is PyBaMM's. */
export const contactResistanceField = 'Contact resistance [Ohm]';
const experimentFields = ['Time [s]', 'Current [A]', 'Voltage [V]', 'Temperature [K]'] as const;

/** What the checks of the sections beside the parameters found. */
interface Extras {
  /** Names that nothing uses. */
  readonly userDefined: readonly string[];
  /** [ohm] */
  readonly contactResistance: number;
}

/**
 * Checks User-defined, Validation and State > Degradation. Of User-defined, "Contact resistance [Ohm]" is used; a loss
 * of lithium or of active material other than 0 is refused.
 * @throws PhysicsError BPX_INVALID_VALUE, BPX_UNKNOWN_FIELD, BPX_MISSING_FIELD, BPX_INVALID_EXPRESSION
 */
export function checkExtras(bpx: JsonObject, parts: JsonObject): Extras {
  if (bpx['Validation'] !== undefined) checkValidation(bpx['Validation']);
  const state = bpx['State'];
  if (state !== undefined) checkDegradation(asObject(state, ['State'])['Degradation']);
  if (parts['User-defined'] === undefined) return { userDefined: [], contactResistance: 0 };
  const path = ['Parameterisation', 'User-defined'];
  const userDefined = asObject(parts['User-defined'], path);
  checkUserDefined(userDefined, path);
  const resistance = userDefined[contactResistanceField];
  const rule = { kind: 'number', low: 0 } as const;
  return {
    userDefined: Object.keys(userDefined).filter(
      (name) => name !== 'description' && name !== contactResistanceField,
    ),
    contactResistance:
      resistance === undefined
        ? 0
        : (readField(resistance, [...path, contactResistanceField], rule) as number),
  };
}

function checkUserDefined(section: JsonObject, path: BpxPath): void {
  for (const [name, found] of Object.entries(section)) {
    const at = [...path, name];
    const isDescription = name === 'description' && typeof found === 'string';
    if (isDescription || (typeof found === 'number' && Number.isFinite(found))) continue;
    if (typeof found === 'string') parseExpression(found, at);
    else if (typeof found === 'object' && found !== null && !Array.isArray(found)) {
      if (Object.values(found).some(Array.isArray)) readTable(found, at);
      else checkUserDefined(found as JsonObject, at);
    } else {
      throw bpxError('BPX_INVALID_VALUE', at, {
        found,
        allowed: 'a number, a formula in x as text, a table, or an object of these',
      });
    }
  }
}

function checkValidation(section: unknown): void {
  for (const [name, found] of Object.entries(asObject(section, ['Validation']))) {
    const path = ['Validation', name];
    const experiment = asObject(found, path);
    checkNames(experiment, path, experimentFields);
    const rows = readColumn(experiment['Time [s]'], [...path, 'Time [s]'], 1).length;
    for (const field of experimentFields) {
      if (field === 'Temperature [K]' && experiment[field] === undefined) continue;
      const column = readColumn(experiment[field], [...path, field], 1);
      if (column.length !== rows) {
        throw bpxError('BPX_INVALID_VALUE', [...path, field], {
          found: `${column.length} values`,
          allowed: `as many as Time [s] has, ${rows}`,
        });
      }
    }
  }
}

function checkDegradation(section: unknown): void {
  if (section === undefined) return;
  const path = ['State', 'Degradation'];
  const fields = ['LLI', 'LAM: Positive electrode', 'LAM: Negative electrode'];
  const degradation = asObject(section, path);
  checkNames(degradation, path, fields);
  for (const field of fields) {
    const found = degradation[field];
    const values = typeof found === 'object' && found !== null ? Object.values(found) : [found];
    if (values.every((value) => value === 0)) continue;
    throw bpxError(
      found === undefined ? 'BPX_MISSING_FIELD' : 'BPX_INVALID_VALUE',
      [...path, field],
      {
        found,
        allowed:
          '0: a fresh cell. Losses are not modelled; change thickness, share or stoichiometry',
      },
    );
  }
}
