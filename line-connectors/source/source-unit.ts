import {
  convertUnit,
  isUnitName,
  sameDimension,
  type UnitName,
  unitByUneceCode,
  unitNames,
  unitOf,
} from '../../physics/core/units.ts';
import { splitBoundaryName } from '../../twin/domain/tag.ts';

/** What a source says of a variable's unit (EUInformation, OPC UA Part 8, 5.6.4). */
export interface SourceUnit {
  readonly code?: string;
  readonly label?: string;
}

/** Our name of the source's unit: by UNECE code, else by a label that is unique in the unit table or is its ASCII name. */
export function unitOfSource({ code, label }: SourceUnit): UnitName | undefined {
  const byCode = code === undefined ? undefined : unitByUneceCode(code);
  if (byCode !== undefined || label === undefined || label === '') return byCode;
  if (isUnitName(label)) return label;
  const fits = unitNames.filter((name) => unitOf(name).label === label);
  return fits.length === 1 ? fits[0] : undefined;
}

/** What a bare text says of a unit: a name or label of ours first, else a UNECE code. */
export function sourceUnitOf(text: string | undefined): SourceUnit {
  if (text === undefined) return {};
  return unitOfSource({ label: text }) === undefined
    ? { code: text, label: text }
    : { label: text };
}

/** Unit that a tag names; a tag without one takes values as they are. */
export function unitOfTag(tag: string): UnitName | undefined {
  return splitBoundaryName(tag.slice(tag.lastIndexOf('.') + 1)).unit;
}

/** Turns a number of the source into the tag's unit, or says why that cannot be done. */
type Conversion =
  | { readonly convert: ((value: number) => number) | undefined }
  | { readonly refusal: string };

/**
 * Conversion from the source's unit to the one that the tag names; a tag without a unit takes values as they are.
 * A unit is never assumed: a source that names none is refused unless the tag is a plain number (`_1`, `_count`).
 */
export function conversionFor(
  tag: string,
  mapped: string | undefined,
  source: SourceUnit,
): Conversion {
  const to = unitOfTag(tag);
  if (to === undefined) return { convert: undefined };
  if (mapped !== undefined && !isUnitName(mapped)) {
    return { refusal: `the map's source unit '${mapped}' is not in the unit table` };
  }
  const from = mapped ?? unitOfSource(source);
  if (from === undefined) {
    const said = source.code ?? source.label;
    if (said !== undefined && said !== '') {
      return {
        refusal: `the source's unit '${said}' is not in the unit table; give sourceUnit in the map`,
      };
    }
    if (to === '1' || to === 'count') return { convert: undefined };
    return { refusal: `the source names no unit for '${to}'; give sourceUnit in the map` };
  }
  if (!sameDimension(from, to)) {
    return {
      refusal: `the source's unit '${from}' measures something else than the tag's '${to}'`,
    };
  }
  return { convert: from === to ? undefined : (value) => convertUnit(value, from, to) };
}
