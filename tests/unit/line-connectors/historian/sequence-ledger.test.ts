import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { claimSpan, emptyLedger } from '../../../../line-connectors/historian/sequence-ledger.ts';

it('claims each sequence number once, in whatever order spans come', () => {
  const span = fc.record({ from: fc.nat(60), length: fc.nat(12) });
  void fc.assert(
    fc.property(fc.array(span, { maxLength: 30 }), (spans) => {
      const stored = new Set<number>();
      let ledger = emptyLedger;
      for (const { from, length } of spans) {
        const claimed = claimSpan(ledger, { from, to: from + length });
        const numbers = claimed.claims.flatMap((c) =>
          Array.from({ length: c.to - c.from }, (_, i) => c.from + i),
        );
        const wanted = Array.from({ length }, (_, i) => from + i);
        expect(numbers).toEqual(wanted.filter((n) => !stored.has(n)));
        for (const n of numbers) stored.add(n);
        ledger = claimed.ledger;
        expect(ledger.next).toBe(Math.max(-1, ...stored) + 1);
      }
    }),
    { seed: 3 },
  );
});
