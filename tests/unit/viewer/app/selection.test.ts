import { describe, expect, it } from 'vitest';
import {
  formatSelection,
  parseSelection,
  withSelection,
} from '../../../../viewer/src/app/selection.ts';

describe('selection in the address', () => {
  it.each([
    { kind: 'station', id: 'calender' },
    { kind: 'segment', coil: 'C-7', segment: 60, lane: 3 },
    { kind: 'segment', coil: 'a:b/c?&d', segment: 0, lane: 12 },
  ] as const)('comes back as it went in: %o', (selection) => {
    const query = withSelection('?line=1', selection);
    expect(parseSelection(new URLSearchParams(query).get('sel'))).toEqual(selection);
  });

  it.each([
    null,
    '',
    'seg:C:1',
    'seg:C:1:0',
    'seg:C:-1:2',
    'station:',
    'seg:%E0%A4%A:1:1',
    '<img>',
  ])('is none for %o', (text) => {
    expect(parseSelection(text)).toBeNull();
  });

  it('replaces the selection and leaves the rest of the query alone', () => {
    const chosen = { kind: 'station', id: 'coater' } as const;
    expect(withSelection('?a=1&sel=seg:C:1:1&b=2', chosen)).toBe('?a=1&b=2&sel=station:coater');
    expect(withSelection('?sel=x', null)).toBe('');
    expect(formatSelection(chosen)).toBe('station:coater');
  });
});
