import { describe, expect, it } from 'vitest';
import {
  capturesIn,
  capturesOf,
  filledTag,
  parseSparkplugAddress,
  parseTopicAddress,
} from '../../../../twin/domain/mqtt-address.ts';

describe('parseSparkplugAddress', () => {
  it('takes all behind the first # for the name of the metric', () => {
    expect(parseSparkplugAddress('g/e/d#Air/#1;x')).toEqual({
      group: 'g',
      edgeNode: 'e',
      device: 'd',
      metric: 'Air/#1;x',
    });
    expect(parseSparkplugAddress('g/e#m')).toEqual({ group: 'g', edgeNode: 'e', metric: 'm' });
  });

  it.each(['', 'g', 'g/e', 'g/e#', 'g#m', 'g/e/d/f#m', '/e#m', 'g/+#m'])(
    'refuses %j',
    (address) => {
      expect(parseSparkplugAddress(address)).toEqual(expect.any(String));
    },
  );
});

describe('parseTopicAddress', () => {
  it('takes pointers in the form of a URI fragment', () => {
    expect(parseTopicAddress('a/+/c#/x~1y/~0z/k%3Bl;time=/t;quality=')).toEqual({
      filter: 'a/+/c',
      levels: ['a', '+', 'c'],
      json: { value: ['x/y', '~z', 'k;l'], time: ['t'], quality: [] },
    });
    expect(parseTopicAddress('a#')).toMatchObject({ json: { value: [] } });
    expect(parseTopicAddress('a/b')).toEqual({ filter: 'a/b', levels: ['a', 'b'] });
  });

  it.each([
    '',
    '#/v',
    'a/b+#/v',
    '$SYS/a',
    'a#v',
    'a#/~2',
    'a#/v;time=/t;time=/u',
    'a#/v;x=/y',
    'a#/%E0',
    'a#/v;value=/w',
  ])('refuses %j', (address) => {
    expect(parseTopicAddress(address)).toEqual(expect.any(String));
  });
});

describe('captures', () => {
  it('stand for one level each and fill the tag by their number', () => {
    const address = parseTopicAddress('a/+/c/+');
    if (typeof address === 'string') throw new Error(address);
    expect(capturesOf(address, 'a/x/c/y')).toEqual(['x', 'y']);
    expect(capturesOf(address, 'a/x/d/y')).toBeUndefined();
    expect(capturesOf(address, 'a/x/c/y/z')).toBeUndefined();
    expect(capturesIn('s.a.l.u.n{2}_um')).toEqual([2]);
    expect(filledTag('s.a.{1}.u.n{2}_um', ['x', 'y'])).toBe('s.a.x.u.ny_um');
  });
});
