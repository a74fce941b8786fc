import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type FaultKindRow, faultKinds } from '../../../../physics/virtual-line/fault-kinds.ts';
import { virtualLines } from '../../../../physics/virtual-line/lines/by-name.ts';
import { scrapReasons } from '../../../../physics/virtual-line/web-state.ts';

const text = readFileSync(new URL('../../../../docs/virtual-line.md', import.meta.url), 'utf8');
const cells = text
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) => line.split('|').map((cell) => cell.trim()));

test('docs/virtual-line.md has one row for each kind of fault, as the table of kinds says it', () => {
  const rows = cells.filter(([, kind]) => Object.hasOwn(faultKinds, kind!));
  expect(rows.map((row) => row.slice(1, 6))).toEqual(
    Object.entries<FaultKindRow>(faultKinds).map(([kind, row]) => [
      kind,
      row.units === 'any' ? 'any' : row.units.join(', '),
      row.lane,
      `${row.low} to ${row.high} ${row.unit.replace('|', ' or ')}`,
      row.meaning,
    ]),
  );
});

test('docs/virtual-line.md names every line and every reason of scrap', () => {
  for (const { name } of virtualLines) expect(cells.map(([, first]) => first)).toContain(name);
  for (const reason of scrapReasons) expect(text).toContain(reason);
});
