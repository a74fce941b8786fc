import { isUnitName } from '../../physics/core/units.ts';
import type { TagMapping } from '../../twin/domain/connector.ts';
import type { TagId } from '../../twin/domain/sample.ts';
import { parseTag, splitBoundaryName } from '../../twin/domain/tag.ts';
import { conversionFor, unitOfTag } from '../source/source-unit.ts';

/** What a name of the source stands for. */
export type NamedTag =
  | {
      readonly tag: TagId;
      /** True where the tag names a unit, so that its values are numbers. */
      readonly isNumber: boolean;
      readonly convert: ((value: number) => number) | undefined;
    }
  | { readonly refusal: string }
  /** The map does not name it. */
  | undefined;

const longestTag = 512;
/** What no store takes in a name. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const odd = /[\u0000-\u001f\u007f-\u009f\\]|\p{Surrogate}/u;
/** Most names that are remembered: a file has a bounded number of them, hostile ones are worked out each time. */
const mostKnown = 100_000;

/** Tags behind the names of a source: by a map, whose addresses are such names, or the names themselves. */
export class SourceNames {
  readonly #byAddress: ReadonlyMap<string, TagMapping> | undefined;
  readonly #known = new Map<string, NamedTag>();

  /** @param map - none: every name must be a tag */
  constructor(map: readonly TagMapping[] | undefined) {
    this.#byAddress = map && new Map(map.map((row) => [row.address, row]));
  }

  /**
   * @param name - a tag, or the name of a column
   * @param unit - what the source says of the unit besides; else the end of the name says it
   */
  find(name: string, unit = ''): NamedTag {
    const key = unit === '' ? name : `${name}\n${unit}`;
    if (this.#known.has(key)) return this.#known.get(key);
    const found = this.#find(name, unit);
    if (this.#known.size < mostKnown) this.#known.set(key, found);
    return found;
  }

  #find(name: string, unit: string): NamedTag {
    const mapping = this.#byAddress?.get(name);
    if (this.#byAddress !== undefined && mapping === undefined) return undefined;
    const tag = mapping?.tag ?? (name as TagId);
    if (parseTag(tag) === undefined || tag.length > longestTag || odd.test(tag)) {
      return {
        refusal: `${JSON.stringify(tag.slice(0, 200))} is no tag site.area.line.unit.name_unit`,
      };
    }
    const said = unit === '' ? splitBoundaryName(name.slice(name.lastIndexOf('.') + 1)).unit : unit;
    if (unit !== '' && !isUnitName(unit))
      return { refusal: `unit '${unit}' is not in the unit table` };
    const conversion = conversionFor(
      tag,
      mapping?.sourceUnit,
      said === undefined ? {} : { label: said },
    );
    if ('refusal' in conversion) return conversion;
    return { tag, isNumber: unitOfTag(tag) !== undefined, convert: conversion.convert };
  }
}
