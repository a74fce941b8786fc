import { expect, it } from 'vitest';
import { Instruments } from '../../../../twin/domain/instrument.ts';
import type { TagId } from '../../../../twin/domain/sample.ts';

it('knows the instrument of a tag, and of all lanes of a name that has none of its own', () => {
  const all = { tag: 'a.b.c.gauge.thickness_um', standardUncertainty: 0.4 };
  const third = { tag: 'a.b.c.gauge.thicknessLane3_um', standardUncertainty: 0.8 };
  const instruments = new Instruments([all, third]);
  expect(instruments.of('a.b.c.gauge.thicknessLane1_um' as TagId)).toBe(all);
  expect(instruments.of('a.b.c.gauge.thicknessLane3_um' as TagId)).toBe(third);
  expect(instruments.of('a.b.c.gauge.weightLane1_um' as TagId)).toBeUndefined();
});
