import { expect, it } from 'vitest';
import { qualityOf } from '../../../../twin/domain/sample.ts';
import { parseTag, splitBoundaryName } from '../../../../twin/domain/tag.ts';

it('splits a tag into place, name, lane and unit', () => {
  expect(parseTag('demo.electrode.line1.thicknessGauge.thicknessLane3_um')).toEqual({
    site: 'demo',
    area: 'electrode',
    line: 'line1',
    unit: 'thicknessGauge',
    name: 'thickness',
    lane: 3,
    boundaryUnit: 'um',
  });
});

it('takes the longest suffix that is a unit', () => {
  expect(splitBoundaryName('loading_g_per_m2')).toEqual({ name: 'loading', unit: 'g_per_m2' });
  expect(splitBoundaryName('speed_m_per_min')).toEqual({ name: 'speed', unit: 'm_per_min' });
  expect(splitBoundaryName('coilId')).toEqual({ name: 'coilId', unit: undefined });
});

it('refuses a path that is not five parts', () => {
  expect(parseTag('a.b.c.d')).toBeUndefined();
  expect(parseTag('a.b..d.e')).toBeUndefined();
});

it('reads quality from the severity bits', () => {
  expect([0, 0x4090_0000, 0x8031_0000, 0xc000_0000].map(qualityOf)).toEqual([
    'good',
    'uncertain',
    'bad',
    'bad',
  ]);
});
