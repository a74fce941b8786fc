import { expect, it } from 'vitest';
import { whatIf } from '../../../../twin/prediction/what-if.ts';
import { powderProducts } from '../../../support/products.ts';

const { route, line, settings } = powderProducts[0]!;
const load = 'calender.lineLoad';
const pressed = (settingSd: Readonly<Record<string, number>>) =>
  whatIf(route, line, settings, { [load]: 200e3 }, undefined, settingSd)
    .at(-1)!
    .variables.find(({ key }) => key === 'porosity')!;

it('counts how well the machine holds its settings', () => {
  const [exact, held] = [pressed({}), pressed({ [load]: 30e3 })];
  expect(held.after).toBe(exact.after);
  expect(held.sd).toBeGreaterThan(exact.sd);
  const share = ({ causes }: typeof held): number =>
    causes.find(({ source }) => source.name === load)!.share;
  expect(share(exact)).toBe(0);
  expect(share(held)).toBeGreaterThan(0.05);
});

it('refuses a spread of what is no setting, and one below nothing', () => {
  expect(() => pressed({ 'oven.heat': 1 })).toThrow(
    expect.objectContaining({ code: 'PHY_UNKNOWN_PARAMETER' }),
  );
  expect(() => pressed({ [load]: -1 })).toThrow(
    expect.objectContaining({ code: 'PHY_OUT_OF_RANGE' }),
  );
});
