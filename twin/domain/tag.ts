import { fromUnit, isUnitName, type UnitName } from '../../physics/core/units.ts';
import type { TagId } from './sample.ts';

/** The parts of a tag `site.area.line.unit.<name>_<unit>`; a tag without a unit holds text or a plain number. */
export interface TagParts {
  readonly site: string;
  readonly area: string;
  readonly line: string;
  /** Station or machine. */
  readonly unit: string;
  /** Name without unit and lane, for example `thickness`. */
  readonly name: string;
  /** Cross-web lane, counted from 1, of a name such as `thicknessLane3`. */
  readonly lane: number | undefined;
  readonly boundaryUnit: UnitName | undefined;
}

/** Splits `<name>_<unit>`; the longest suffix that names a unit is the unit. */
export function splitBoundaryName(text: string): { name: string; unit: UnitName | undefined } {
  for (let at = text.indexOf('_'); at > 0; at = text.indexOf('_', at + 1)) {
    const suffix = text.slice(at + 1);
    if (isUnitName(suffix)) return { name: text.slice(0, at), unit: suffix };
  }
  return { name: text, unit: undefined };
}

/** The parts of a tag, or undefined where it is not made of five parts joined by dots. */
export function parseTag(tag: TagId | string): TagParts | undefined {
  const parts = tag.split('.');
  if (parts.length !== 5 || parts.some((part) => part === '')) return undefined;
  const [site, area, line, unit, last] = parts as [string, string, string, string, string];
  const { name, unit: boundaryUnit } = splitBoundaryName(last);
  const lane = /^(.+)Lane(\d+)$/.exec(name);
  return {
    site,
    area,
    line,
    unit,
    name: lane?.[1] ?? name,
    lane: lane?.[2] === undefined ? undefined : Number(lane[2]),
    boundaryUnit,
  };
}

/**
 * Event tag on which a replay tells its beginning and its end.
 * @param line - prefix `site.area.line`
 * @param source - id of a connector
 */
export function replayTag(line: string, source: string): TagId {
  return `${line}.${source}.replay` as TagId;
}

/**
 * Event tag on which gaps in the history are told.
 * @param line - prefix `site.area.line`
 * @param source - id of a connector, or `spool`
 */
export function gapTag(line: string, source: string): TagId {
  return `${line}.${source}.gap` as TagId;
}

/** A value of a tag in SI; a tag without a unit holds a plain number. */
export function inSi(value: number, { boundaryUnit }: Pick<TagParts, 'boundaryUnit'>): number {
  return boundaryUnit === undefined ? value : fromUnit(value, boundaryUnit);
}
