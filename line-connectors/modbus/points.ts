import type { TagMapping } from '../../twin/domain/connector.ts';
import type { TagId } from '../../twin/domain/sample.ts';
import type { Waveforms } from '../../twin/domain/waveform.ts';
import { conversionFor } from '../source/source-unit.ts';
import { type AddressRules, parseModbusAddress } from './address.ts';
import { isArray } from './decode.ts';
import type { Point } from './device.ts';

/** A field of a map's row that cannot be used. */
interface RowProblem {
  readonly column: 'address' | 'sourceUnit';
  readonly found: string;
  readonly allowed: string;
}

/** A row of a map as it is read, or what is wrong with it. Registers know no unit: the map must give it. */
export function pointOf(
  mapping: TagMapping,
  rules: AddressRules,
  isWaveform: boolean,
): Point | RowProblem {
  const { tag, sourceUnit, samplingInterval_ms } = mapping;
  const address = parseModbusAddress(mapping.address, rules);
  if ('allowed' in address) return { column: 'address', ...address };
  if (isArray(address) && !isWaveform) {
    const allowed = 'an array only for a tag that is a waveform of the configuration';
    return { column: 'address', found: mapping.address, allowed };
  }
  const conversion = conversionFor(tag, sourceUnit, {});
  if ('refusal' in conversion) {
    return {
      column: 'sourceUnit',
      found: sourceUnit ?? '',
      allowed: `a unit of the tag's kind: ${conversion.refusal}`,
    };
  }
  const { table, first, count } = address;
  return { tag, address, samplingInterval_ms, table, first, count, convert: conversion.convert };
}

/** The rows of a map that can be read, and the tags of the others with the reason. */
export function pointsOf(
  map: readonly TagMapping[],
  rules: AddressRules,
  waveforms: Waveforms | undefined,
): { readonly points: readonly Point[]; readonly refused: Readonly<Record<TagId, string>> } {
  const points: Point[] = [];
  const refused: Record<TagId, string> = {};
  for (const mapping of map) {
    const point = pointOf(mapping, rules, waveforms?.featuresOf(mapping.tag) !== undefined);
    if (!('column' in point)) points.push(point);
    else refused[mapping.tag] = `${point.column} '${point.found}'; allowed: ${point.allowed}`;
  }
  return { points, refused };
}
