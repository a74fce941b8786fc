import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { EncodedEvent } from '../../../../../twin/http/stream/encoded-event.ts';
import { EventRing } from '../../../../../twin/http/stream/event-ring.ts';

it('keeps exactly the newest events whose sizes fit, whatever their sizes', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 3_000 });
  fc.assert(
    fc.property(sizes, (list) => {
      const ring = new EventRing(1_000);
      list.forEach((size, id) => {
        ring.push({ id, size, name: 'state', json: '{}' } satisfies EncodedEvent);
      });
      const newest = list.length - 1;
      let oldest = newest + 1;
      let size = 0;
      while (oldest > 0 && size + list[oldest - 1]! <= 1_000) {
        oldest -= 1;
        size += list[oldest]!;
      }
      const kept = ring.after(oldest - 1, newest);
      expect(kept?.map((event) => event.id)).toEqual(list.map((_, id) => id).slice(oldest));
      expect(ring.after(oldest - 2, newest)).toBeUndefined();
      expect(ring.after(newest + 1, newest)).toBeUndefined();
    }),
    { seed: 20260101, numRuns: 40 },
  );
});

it('keeps nothing of an event larger than itself', () => {
  const ring = new EventRing(10);
  ring.push({ id: 1, size: 11, name: 'state', json: '{}' });
  expect(ring.after(1, 1)).toEqual([]);
  expect(ring.after(0, 1)).toBeUndefined();
});
