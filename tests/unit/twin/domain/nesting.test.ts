import { expect, it } from 'vitest';
import { isTooDeep } from '../../../../twin/domain/nesting.ts';

it('finds nesting of lists and objects of any depth without calling itself', () => {
  let value: unknown = 1;
  const depths: boolean[] = [];
  for (let depth = 0; depth < 100_000; depth++) {
    if (depth < 200) depths.push(isTooDeep(value));
    value = depth % 2 === 0 ? [value] : { value };
  }
  expect(isTooDeep(value)).toBe(true);
  expect(depths.indexOf(true)).toBe(65);
  expect(depths.slice(65).every(Boolean)).toBe(true);
});

it('takes wide values that are not deep', () => {
  expect(isTooDeep(Array.from({ length: 100_000 }, (_, i) => ({ i })))).toBe(false);
});
