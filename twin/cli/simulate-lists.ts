import { toUnit } from '../../physics/core/units.ts';
import { pathLength } from '../../physics/process/web-path.ts';
import type { LineDefinition } from '../../physics/virtual-line/line-definition.ts';
import { lineSignalTable } from '../../physics/virtual-line/signals/all.ts';
import { playableFaults } from '../studies/fault-list.ts';

/** `simulate --list-lines`: what can be simulated. */
export function lineList(lines: readonly LineDefinition[], json: boolean): string {
  const rows = lines.map((definition) => {
    const { name, path, coatedWidth } = definition;
    return {
      name,
      lanes: path.lanes,
      segmentLength_m: path.segmentLength,
      pathLength_m: pathLength(path),
      coatedWidth_mm: toUnit(coatedWidth, 'mm'),
      signals: lineSignalTable(definition).length,
    };
  });
  if (json) return `${JSON.stringify(rows)}\n`;
  return rows
    .map(
      ({ name, lanes, segmentLength_m, pathLength_m, coatedWidth_mm, signals }) =>
        `${name.padEnd(10)}${lanes} lanes on ${coatedWidth_mm} mm, ${pathLength_m} m of web in segments of ${segmentLength_m} m, ${signals} signals\n`,
    )
    .join('');
}

/** `simulate --list-faults`: every kind that a schedule may hold, where, in which unit and range. */
export function faultList(definition: LineDefinition, json: boolean): string {
  const rows = playableFaults(definition);
  if (json) return `${JSON.stringify(rows)}\n`;
  const lanes = { none: '', needed: '; lane needed', optional: '; lane optional' } as const;
  return rows
    .map(
      ({ kind, appliesTo, lane, unit, low, high, meaning }) =>
        `${kind.padEnd(20)}${low} to ${high} ${unit}; ${appliesTo.join(', ')}${lanes[lane]}${meaning === undefined ? '' : `; ${meaning}`}\n`,
    )
    .join('');
}
