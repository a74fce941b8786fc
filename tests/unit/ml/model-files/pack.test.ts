import { expect, it } from 'vitest';
import { pack, unpack } from '../../../../ml/model-files/pack.ts';

const numbers = Float64Array.of(0.1, -0, Number.NaN, 5e-324, Number.MAX_VALUE);
const tree = {
  name: 'a',
  list: [Int16Array.of(-1, 2, 3), { deep: Float32Array.of(0.1) }, 1 / 3],
  none: new Uint8Array(0),
  numbers,
};

it('gives back every bit, also from JSON and from bytes that begin anywhere', () => {
  const { structure, bytes } = pack(tree);
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  const read = unpack({
    structure: JSON.parse(JSON.stringify(structure)),
    bytes: shifted.subarray(3),
  }) as typeof tree;
  expect(read).toEqual(tree);
  expect(new Uint8Array(read.numbers.buffer)).toEqual(new Uint8Array(numbers.buffer));
});

it('takes the part of an array that is a window on a larger one', () => {
  const window = Float64Array.of(1, 2, 3, 4).subarray(1, 3);
  expect(unpack(pack({ window }))).toEqual({ window: Float64Array.of(2, 3) });
});

it('refuses bytes that end too early', () => {
  const { structure, bytes } = pack(tree);
  expect(() => unpack({ structure, bytes: bytes.slice(0, 8) })).toThrow(RangeError);
});
