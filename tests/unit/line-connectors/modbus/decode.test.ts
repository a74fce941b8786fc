import { describe, expect, it } from 'vitest';
import { parseModbusAddress } from '../../../../line-connectors/modbus/address.ts';
import { decode, decodeArray } from '../../../../line-connectors/modbus/decode.ts';

const rules = { firstRegister: 0 } as const;

function read(address: string, hex: string, blockFirst = 0): unknown {
  const parsed = parseModbusAddress(address, rules);
  if ('allowed' in parsed) throw new Error(`${parsed.found}: ${parsed.allowed}`);
  return decode(Buffer.from(hex, 'hex'), blockFirst, parsed);
}

/** Made with struct.pack of Python, then words and bytes swapped there. */
const vectors = [
  ['int16', -12345, 'cfc7', 'cfc7', 'c7cf', 'c7cf'],
  ['uint16', 54321, 'd431', 'd431', '31d4', '31d4'],
  ['int32', -123456789, 'f8a432eb', '32ebf8a4', 'a4f8eb32', 'eb32a4f8'],
  ['uint32', 3735928559, 'deadbeef', 'beefdead', 'addeefbe', 'efbeadde'],
  ['float32', -17.625, 'c18d0000', '0000c18d', '8dc10000', '00008dc1'],
  [
    'int64',
    -1234567890123,
    'fffffee08e04fb35',
    'fb358e04fee0ffff',
    'ffffe0fe048e35fb',
    '35fb048ee0feffff',
  ],
  [
    'uint64',
    9007199254740991,
    '001fffffffffffff',
    'ffffffffffff001f',
    '1f00ffffffffffff',
    'ffffffffffff1f00',
  ],
  [
    'float64',
    -273.15,
    'c071126666666666',
    '666666661266c071',
    '71c0661266666666',
    '66666666661271c0',
  ],
] as const;

describe('a number in registers', () => {
  it.each(vectors)('%s %d reads the same in all four orders', (type, value, ...inOrder) => {
    for (const [i, order] of (['ABCD', 'CDAB', 'BADC', 'DCBA'] as const).entries()) {
      expect(read(`1 holding 0 ${type} ${order}`, inOrder[i]!)).toBe(value);
    }
  });

  it('is scaled, then moved', () => {
    expect(read('1 input 0 int16 scale=0.5 offset=-40', 'ff9c')).toBe(-90);
  });

  it('is not finite where the float is NaN or infinite, or the scale makes it so', () => {
    expect(read('1 holding 0 float32 ABCD', '7fc00000')).toBe(Number.NaN);
    expect(read('1 holding 0 float32 ABCD', 'ff800000')).toBe(-Infinity);
    expect(read('1 holding 0 float64 CDAB scale=1e10', 'ffffffffffff7fef')).toBe(Infinity);
  });

  it('is found where it lies in its block', () => {
    expect(read('1 holding 12 uint16', '000100020003', 10)).toBe(3);
  });
});

describe('bits', () => {
  it('of a register count from the lowest', () => {
    expect(read('1 holding 0 bit:0', '8001')).toBe(true);
    expect(read('1 holding 0 bit:1', '8001')).toBe(false);
    expect(read('1 holding 0 bit:15', '8001')).toBe(true);
    expect(read('1 holding 0 bit:8', '0100')).toBe(true);
  });

  it('of coils lie lowest first in each byte', () => {
    // V1.1b3, 6.1: coils 20 to 38 are CD 6B 05; coil 26 is off, 27 on.
    expect(read('1 coil 26', 'cd6b05', 20)).toBe(true);
    expect(read('1 coil 21', 'cd6b05', 20)).toBe(false);
    expect(read('1 discrete 38', 'cd6b05', 20)).toBe(true);
    expect(read('1 discrete 37', 'cd6b05', 20)).toBe(false);
  });
});

describe('an array', () => {
  const numbers = (address: string, hex: string, blockFirst = 0): number[] => {
    const parsed = parseModbusAddress(address, rules);
    if ('allowed' in parsed) throw new Error(`${parsed.found}: ${parsed.allowed}`);
    return Array.from(decodeArray(Buffer.from(hex, 'hex'), blockFirst, parsed));
  };

  it.each(vectors)('of %s has each number as if it stood alone', (type, value, ...inOrder) => {
    for (const [i, order] of (['ABCD', 'CDAB', 'BADC', 'DCBA'] as const).entries()) {
      const read = numbers(
        `1 holding 3 ${type}[3] ${order}`,
        `ffffffff${inOrder[i]!.repeat(3)}`,
        1,
      );
      expect(read).toEqual([value, value, value]);
    }
  });

  it('is scaled, and NaN where the device has no number', () => {
    expect(numbers('1 holding 0 int16[2] scale=0.5 offset=1', '0002fffe')).toEqual([2, 0]);
    expect(numbers('1 holding 0 float32[2] ABCD', '7fc0000041200000')).toEqual([Number.NaN, 10]);
  });

  it('must fit into one request', () => {
    for (const [type, most] of [
      ['int16', 125],
      ['float32', 62],
      ['float64', 31],
    ] as const) {
      expect(parseModbusAddress(`1 input 0 ${type}[${most}] ABCD`, rules)).toMatchObject({
        first: 0,
      });
      for (const length of [0, 1, most + 1, 999]) {
        expect(parseModbusAddress(`1 input 0 ${type}[${length}] ABCD`, rules)).toMatchObject({
          found: `${type}[${length}]`,
          allowed: `${type}[2] to ${type}[${most}]`,
        });
      }
    }
  });
});

describe('text', () => {
  it('ends at the first NUL, without blanks at its end', () => {
    expect(read('1 holding 0 text:4', Buffer.from('NMC 62\0X', 'latin1').toString('hex'))).toBe(
      'NMC 62',
    );
    expect(read('1 holding 0 text:3', Buffer.from('LFP   ', 'latin1').toString('hex'))).toBe('LFP');
  });

  it('with the low byte first is read so', () => {
    expect(read('1 holding 0 text:2 BADC', Buffer.from('MNC6', 'latin1').toString('hex'))).toBe(
      'NM6C',
    );
  });
});
