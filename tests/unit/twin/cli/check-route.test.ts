import { expect, it } from 'vitest';
import { checkConfiguration } from '../../../../twin/cli/check-configuration.ts';
import { demonstrationConfiguration } from '../../../../twin/cli/demonstration.ts';
import { configurationSchema } from '../../../../twin/contract/configuration.ts';
import { TwinError } from '../../../../twin/domain/errors.ts';

function refusal(settings: Readonly<Record<string, number>>): TwinError | undefined {
  const [recipe] = demonstrationConfiguration.recipes;
  const changed = { ...recipe!, settings: { ...recipe!.settings, ...settings } };
  try {
    const configuration = { ...demonstrationConfiguration, recipes: [changed] };
    checkConfiguration(configurationSchema.parse(configuration));
    return undefined;
  } catch (error) {
    if (error instanceof TwinError) return error;
    throw error;
  }
}

it('lets pass what process runs, also with a warning', () => {
  expect(refusal({})).toBeUndefined();
  expect(refusal({ 'dryerZone2.solventContent_ppm': 600 })).toBeUndefined();
});

it.each([
  ['dryerZone2.airTemperature_degC', 15, '15 degC', '22 to 250 degC'],
  ['calender.lineLoad_N_per_mm', 800, '800 N_per_mm', '0 to 500 N_per_mm'],
])('refuses %s of %d by key, found and allowed', (name, value, found, allowed) => {
  const error = refusal({ [name]: value });
  expect(error?.code).toBe('CONFIG_INVALID');
  expect(error?.data).toEqual({ key: `recipes.0.settings.${name}`, found, allowed });
  expect(error?.message).toContain(
    `recipes.0.settings.${name}: found ${found}; allowed: ${allowed}`,
  );
});

it('refuses two sides for the twin that is served, which follows one', () => {
  const error = refusal({ 'calender.coatedSides_count': 2 });
  expect(error?.message).toContain(
    'recipes.0.settings.calender.coatedSides_count: found 2; allowed: 1',
  );
});
