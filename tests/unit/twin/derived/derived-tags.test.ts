import { parse } from 'mathjs/number';
import { describe, expect, it } from 'vitest';
import { type DerivedTagDefinition, DerivedTags } from '../../../../twin/derived/derived-tags.ts';
import { type Sample, statusCodes, type TagId } from '../../../../twin/domain/sample.ts';
import { expectClose } from '../../../support/close.ts';

const exact = { rtol: 1e-12, atol: 0 };

const tag = (name: string) => `a.b.c.gauge.${name}` as TagId;
const density: DerivedTagDefinition = {
  tag: tag('density_g_per_cm3'),
  formula: 'weight / thickness',
  inputs: { weight: tag('weight_g_per_m2'), thickness: tag('thickness_um') },
};

function sample(name: string, time: number, value: Sample['value'], more: object = {}): Sample {
  const common = { status: 0, flags: 0, receivedTimestamp: time + 5 };
  return { tag: tag(name), sourceTimestamp: time, value, ...common, ...more };
}

/** What is told after each batch. */
async function told(
  definitions: readonly DerivedTagDefinition[],
  ...batches: (readonly Sample[])[]
): Promise<Sample[]> {
  const all: Sample[] = [];
  const tags = new DerivedTags(
    definitions,
    {
      offer: async (batch) => {
        all.push(...batch);
      },
    },
    parse,
  );
  for (const batch of batches) {
    tags.take(batch);
    await Promise.resolve();
  }
  return all;
}

describe('DerivedTags', () => {
  it('tells one value for inputs of one time, in the unit of its tag', async () => {
    const result = await told(
      [density],
      [
        sample('weight_g_per_m2', 1, 210, { flags: 8 }),
        sample('thickness_um', 1, 70),
        sample('weight_g_per_m2', 2, 217),
      ],
    );
    expect(result.map(({ sourceTimestamp, flags }) => [sourceTimestamp, flags])).toEqual([
      [1, 8],
      [2, 0],
    ]);
    expectClose(result[0]!.value as number, 3, exact);
    expectClose(result[1]!.value as number, 3.1, exact);
    expect(result[0]!.receivedTimestamp).toBe(6);
  });

  it('is silent until all inputs were heard, and to what comes late', async () => {
    const first = [sample('weight_g_per_m2', 5, 210)];
    const second = [sample('thickness_um', 6, 70)];
    expect(await told([density], first)).toEqual([]);
    expect(await told([density], first, second)).toHaveLength(1);
    expect(await told([density], first, second, [sample('thickness_um', 3, 1)])).toHaveLength(1);
  });

  it('has the worst state of its inputs, and no value where one has none or the result is none', async () => {
    const [weight, thickness] = [sample('weight_g_per_m2', 1, 210), sample('thickness_um', 1, 70)];
    const uncertain = { ...thickness, status: statusCodes.uncertainLastUsable };
    const [kept] = await told([density], [weight, uncertain]);
    expect([kept!.status, typeof kept!.value]).toEqual([statusCodes.uncertainLastUsable, 'number']);
    const lost = { ...thickness, value: null, status: statusCodes.badNoCommunication };
    expect(await told([density], [weight, lost])).toMatchObject([
      { value: null, status: statusCodes.badNoCommunication },
    ]);
    expect(await told([density], [weight, { ...thickness, value: 'wide' }])).toMatchObject([
      { value: null, status: statusCodes.badDataUnavailable },
    ]);
    expect(await told([density], [weight, { ...thickness, value: 0 }])).toMatchObject([
      { value: null, status: statusCodes.badOutOfRange },
    ]);
  });

  it('refuses tags that follow from each other', async () => {
    const ring = [
      { tag: tag('x_um'), formula: 'y', inputs: { y: tag('y_um') } },
      { tag: tag('y_um'), formula: 'x', inputs: { x: tag('x_um') } },
    ];
    await expect(told(ring)).rejects.toThrow(/follow from each other: a\.b\.c\.gauge\.x_um from/);
  });

  it('knows what its inputs were before, and tells nothing of it', async () => {
    const offered: Sample[] = [];
    const offer = async (batch: readonly Sample[]): Promise<void> => void offered.push(...batch);
    const tags = new DerivedTags([density], { offer }, parse);
    expect(tags.inputs()).toEqual(Object.values(density.inputs));
    tags.remember([sample('weight_g_per_m2', 1, 210), sample('other_um', 1, 5)]);
    await Promise.resolve();
    expect(offered).toEqual([]);
    tags.take([sample('thickness_um', 2, 70)]);
    await Promise.resolve();
    expect(offered.map(({ sourceTimestamp }) => sourceTimestamp)).toEqual([2]);
    expectClose(offered[0]!.value as number, 3, exact);
  });

  it('names the tag of a formula that it refuses', async () => {
    await expect(told([{ ...density, formula: 'weight + thickness' }])).rejects.toMatchObject({
      code: 'FORMULA_INVALID',
      message: expect.stringContaining(`derived tag ${density.tag}: formula 'weight + thickness'`),
      data: { tag: density.tag },
    });
  });
});
