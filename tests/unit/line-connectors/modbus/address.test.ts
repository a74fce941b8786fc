import { describe, expect, it } from 'vitest';
import { parseModbusAddress } from '../../../../line-connectors/modbus/address.ts';

const zeroBased = { firstRegister: 0 } as const;

describe('the address of a value', () => {
  it('names unit, table, register, type, order, scale and offset', () => {
    expect(
      parseModbusAddress(' 17  holding 40 float32 CDAB offset=-40 scale=0.1 ', zeroBased),
    ).toEqual({
      unit: 17,
      table: 'holding',
      first: 40,
      count: 2,
      type: { kind: 'number', type: 'float32', order: 'CDAB', scale: 0.1, offset: -40 },
    });
    expect(parseModbusAddress('3 discrete 9', zeroBased)).toMatchObject({
      first: 9,
      count: 1,
      type: { kind: 'bool' },
    });
    expect(parseModbusAddress('3 input 9 text:8', zeroBased)).toMatchObject({ count: 8 });
    expect(parseModbusAddress('3 input 9 bit:4', zeroBased)).toMatchObject({
      type: { kind: 'bit', bit: 4 },
    });
  });

  it('counts registers as the connector says', () => {
    const oneBased = { firstRegister: 1 } as const;
    expect(parseModbusAddress('1 holding 1 int16', oneBased)).toMatchObject({ first: 0 });
    expect(parseModbusAddress('1 holding 65536 int16', oneBased)).toMatchObject({ first: 65_535 });
    expect(parseModbusAddress('1 holding 0 int16', oneBased)).toMatchObject({ found: '0' });
    expect(parseModbusAddress('1 holding 65535 int16', zeroBased)).toMatchObject({ first: 65_535 });
  });

  it('takes the order of the connector where it names none, and asks for one from two registers on', () => {
    const rules = { firstRegister: 0, wordOrder: 'DCBA' } as const;
    expect(parseModbusAddress('1 holding 0 int32', rules)).toMatchObject({
      type: { order: 'DCBA' },
    });
    expect(parseModbusAddress('1 holding 0 int32 ABCD', rules)).toMatchObject({
      type: { order: 'ABCD' },
    });
    expect(parseModbusAddress('1 holding 0 int32', zeroBased)).toMatchObject({ found: 'int32' });
    expect(parseModbusAddress('1 holding 0 int16', zeroBased)).toMatchObject({
      type: { order: 'ABCD' },
    });
  });

  it.each([
    ['', ''],
    ['x holding 0 int16', 'x'],
    ['256 holding 0 int16', '256'],
    ['1 register 0 int16', 'register'],
    ['1 holding', ''],
    ['1 holding -1 int16', '-1'],
    ['1 holding 0x10 int16', '0x10'],
    ['1 holding 65536 int16', '65536'],
    ['1 holding 65535 float32 ABCD', '65535'],
    ['1 holding 65533 float64 ABCD', '65533'],
    ['1 holding 0', ''],
    ['1 holding 0 float', 'float'],
    ['1 holding 0 toString', 'toString'],
    ['1 holding 0 bit:16', 'bit:16'],
    ['1 holding 0 bit:1 CDAB', 'CDAB'],
    ['1 holding 0 text:0', 'text:0'],
    ['1 holding 0 text:126', 'text:126'],
    ['1 holding 0 text:4 CDAB', 'CDAB'],
    ['1 holding 0 text:4 BADC x', 'x'],
    ['1 holding 0 float32 ACBD', 'ACBD'],
    ['1 holding 0 float32 ABCD CDAB', 'CDAB'],
    ['1 holding 0 int16 scale=0', 'scale=0'],
    ['1 holding 0 int16 scale=1e999', 'scale=1e999'],
    ['1 holding 0 int16 offset=two', 'offset=two'],
    ['1 holding 0 int16 offset=1 offset=2', 'offset=2'],
    ['1 coil 0 int16', 'int16'],
    ['1 coil 0 bool x', 'x'],
  ])("'%s' is refused at '%s', with what is allowed there", (text, found) => {
    const parsed = parseModbusAddress(text, zeroBased);
    expect(parsed).toMatchObject({ found });
    expect('allowed' in parsed && parsed.allowed.length).toBeGreaterThan(5);
  });
});
