import { describe, expect, it } from 'vitest';
import { uneceCodeOf } from '../../../../line-connectors/opcua/unece-code.ts';

describe('uneceCodeOf', () => {
  it('unpacks the code that Part 8 packs into the unit id', () => {
    expect(uneceCodeOf(4_408_652)).toBe('CEL');
    expect(uneceCodeOf(0x3448)).toBe('4H');
    expect(uneceCodeOf(-1)).toBeUndefined();
    expect(uneceCodeOf(1)).toBeUndefined();
  });
});
