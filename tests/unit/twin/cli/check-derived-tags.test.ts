import { describe, expect, it } from 'vitest';
import { checkDerivedTags } from '../../../../twin/cli/check-derived-tags.ts';
import { configurationSchema } from '../../../../twin/contract/configuration.ts';

const recipe = {
  name: 'r',
  material: 'nmc622-demonstration',
  porosity_frac: { min: 0.3, target: 0.33, max: 0.36 },
  loading_g_per_m2: { min: 190, target: 200, max: 210 },
  thickness_um: { min: 60, target: 65, max: 70 },
};
const line = 'demo.electrode.line1';
const good = {
  tag: `${line}.quality.density_g_per_cm3`,
  formula: 'w / t',
  inputs: { w: `${line}.lab.weight_g_per_m2`, t: `${line}.lab.thickness_um` },
};
const check = (...derivedTags: object[]) =>
  checkDerivedTags(configurationSchema.parse({ recipes: [recipe], derivedTags }));

describe('checkDerivedTags', () => {
  it('takes formulas over tags of the laboratory and over each other', async () => {
    const twice = { tag: `${line}.quality.x_kg_per_m3`, formula: '2 * d', inputs: { d: good.tag } };
    await check();
    await check(good, twice);
  });

  it.each([
    [[{ ...good, tag: 'density' }], /derivedTags\.0\.tag: found "density"; allowed: site\.area/],
    [[good, good], /derivedTags\.1\.tag.*each tag once/s],
    [
      [{ ...good, inputs: { ...good.inputs, t: `${line}.press.gap_um` } }],
      /derivedTags\.0\.inputs\.t: found "demo\.electrode\.line1\.press\.gap_um"; allowed: a tag of/,
    ],
    [[{ ...good, formula: 'w + t' }], /one unit on both sides/],
  ])('refuses %j', async (tags, message) => {
    await expect(check(...tags)).rejects.toThrow(message);
  });
});
