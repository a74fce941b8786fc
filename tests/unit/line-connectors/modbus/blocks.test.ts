import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { modbusTables } from '../../../../line-connectors/modbus/address.ts';
import {
  type Block,
  planBlocks,
  type Span,
  splitBlock,
} from '../../../../line-connectors/modbus/blocks.ts';

const span = (first: number, count = 1, table: Span['table'] = 'holding'): Span => ({
  table,
  first,
  count,
});
const isBits = ({ table }: Span): boolean => table === 'coil' || table === 'discrete';
const limit = (block: Span): number => (isBits(block) ? 2000 : 125);
const spans = fc.array(
  fc.record({
    table: fc.constantFrom(...modbusTables),
    first: fc.oneof(fc.nat(400), fc.nat(65_000)),
    count: fc.oneof(
      fc.constant(1),
      fc.nat({ max: 124 }).map((n) => n + 1),
    ),
  }),
  { maxLength: 120 },
);

function covers(block: Span, { table, first, count }: Span): boolean {
  return (
    block.table === table && block.first <= first && first + count <= block.first + block.count
  );
}

function expectReadable(blocks: readonly Block<Span>[], wanted: readonly Span[]): void {
  expect(blocks.flatMap((block) => block.spans)).toHaveLength(wanted.length);
  for (const one of wanted) {
    expect(blocks.filter((block) => block.spans.includes(one))).toHaveLength(1);
  }
  for (const block of blocks) {
    expect(block.count).toBeLessThanOrEqual(limit(block));
    for (const one of block.spans) expect(covers(block, one)).toBe(true);
    expect(Math.min(...block.spans.map(({ first }) => first))).toBe(block.first);
    expect(Math.max(...block.spans.map(({ first, count }) => first + count))).toBe(
      block.first + block.count,
    );
  }
}

describe('blocks of registers', () => {
  it('hold every span whole, once, within the limits of a request', () => {
    fc.assert(
      fc.property(spans, (wanted) => expectReadable(planBlocks(wanted), wanted)),
      { seed: 7 },
    );
  });

  it('read no register twice where spans do not overlap', () => {
    const apart = spans.map((list) => {
      const free = new Map<string, number>();
      return [...list]
        .sort((a, b) => a.first - b.first)
        .filter(({ table, first, count }) => {
          if (first < (free.get(table) ?? 0)) return false;
          free.set(table, first + count);
          return true;
        });
    });
    fc.assert(
      fc.property(apart, (wanted) => {
        const blocks = planBlocks(wanted);
        for (const [i, block] of blocks.entries()) {
          for (const other of blocks.slice(i + 1)) {
            if (other.table !== block.table) continue;
            const from = Math.max(block.first, other.first);
            expect(
              Math.min(block.first + block.count, other.first + other.count),
            ).toBeLessThanOrEqual(from);
          }
        }
      }),
      { seed: 7 },
    );
  });

  it('bridge gaps of eight registers and no more', () => {
    expect(planBlocks([span(0), span(9)])).toHaveLength(1);
    expect(planBlocks([span(0), span(10)])).toHaveLength(2);
    expect(planBlocks([span(0, 1, 'coil'), span(129, 1, 'coil')])).toHaveLength(1);
    expect(planBlocks([span(0, 1, 'coil'), span(130, 1, 'coil')])).toHaveLength(2);
    expect(planBlocks([span(0), span(1, 1, 'input')])).toHaveLength(2);
  });

  it('ask for as few as there can be of registers without a gap', () => {
    const blocks = planBlocks(Array.from({ length: 300 }, (_, i) => span(i)));
    expect(blocks.map(({ count }) => count)).toEqual([125, 125, 50]);
  });
});

describe('a refused block', () => {
  it('comes apart into single registers, with every span in one of them', () => {
    fc.assert(
      fc.property(spans, (wanted) => {
        const whole = planBlocks(wanted);
        const single: Block<Span>[] = [];
        const open = [...whole];
        let cuts = 0;
        for (let block = open.pop(); block !== undefined; block = open.pop()) {
          const halves = splitBlock(block);
          if (halves === undefined) single.push(block);
          else {
            cuts += 1;
            open.push(...halves);
          }
        }
        expectReadable(single, wanted);
        expect(cuts).toBe(single.length - whole.length);
        for (const { spans: same } of single) {
          for (const { first, count } of same) {
            expect([first, count]).toEqual([same[0]!.first, same[0]!.count]);
          }
        }
      }),
      { seed: 7 },
    );
  });
});
