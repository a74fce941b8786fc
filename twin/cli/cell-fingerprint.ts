import { createHash } from 'node:crypto';
import type { CellParameters } from '../../physics/cell/cell-parameters.ts';

/** Points at which a curve enters the canonical form, over stoichiometry and over salt concentration [mol/m3]. */
const points = Array.from({ length: 33 }, (_, i) => (i + 1) / 34);
const salt = points.map((point) => 3000 * point);

/** SHA-256 of bytes or text, in hexadecimal. */
export function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/** JSON with the keys of every object in alphabetical order. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/**
 * A parameter set as canonical JSON: keys in order, and in place of each curve its values at fixed points (and, where it
 * takes a temperature, at that of the set and 20 K above), to 12 digits, so that the same set gives the same text on every machine.
 */
export function canonicalParameters(parameters: CellParameters): string {
  const sampled = (curve: (x: number, temperature: number) => number, at: readonly number[]) =>
    at.flatMap((x) =>
      [0, 20].map((more) =>
        Number(curve(x, parameters.referenceTemperature + more).toPrecision(12)),
      ),
    );
  const replaced = (value: unknown, at: readonly number[]): unknown => {
    if (typeof value === 'function') return sampled(value as (x: number) => number, at);
    if (Array.isArray(value)) return value.map((entry) => replaced(entry, at));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, entry]) => [
        key,
        replaced(entry, key === 'electrolyte' ? salt : at),
      ]),
    );
  };
  return canonicalJson(replaced(parameters, points));
}
