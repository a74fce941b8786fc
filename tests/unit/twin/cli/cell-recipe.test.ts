import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cellSet } from '../../../../physics/cell/sets/by-name.ts';
import { cellRecipe } from '../../../../twin/cli/cell-recipe.ts';
import { cellSource } from '../../../../twin/cli/cell-source.ts';
import { loadConfiguration } from '../../../../twin/cli/configuration.ts';
import { demonstrationConfiguration } from '../../../../twin/cli/demonstration.ts';
import {
  type Configuration,
  type ConfigurationInput,
  configurationSchema,
} from '../../../../twin/contract/configuration.ts';
import { solveCell } from '../../../../twin/quality/solve-cell.ts';
import { expectClose } from '../../../support/close.ts';
import { coatingOf } from '../quality/demonstration-cell.ts';

const [plain] = demonstrationConfiguration.recipes;

function withCell(changes: object): ConfigurationInput {
  return {
    ...demonstrationConfiguration,
    recipes: [{ ...plain!, cell: { ...plain!.cell!, ...changes } }],
  };
}

const read = (input: ConfigurationInput): Configuration => configurationSchema.parse(input);
const recipeOf = (changes: object) => cellRecipe(cellSource(read(withCell(changes)))!);

it('completes the set by the other electrode, separator, area and temperature of the recipe', () => {
  const { frame } = recipeOf({
    temperature_degC: 30,
    separator: { thickness_um: 16, tortuosityFactor_1: 2.5 },
  });
  const set = cellSet('Mohtat2020');
  // A sheet of 0.2 m, of one of five lanes of 0.3 m.
  expectClose(frame.area, 0.012, { rtol: 1e-12, atol: 0 });
  expectClose(frame.initialTemperature, 303.15, { rtol: 1e-12, atol: 0 });
  expect(frame.separator).toMatchObject({
    thickness: 16e-6,
    porosity: set.separator.porosity,
    transport: { tortuosityFactor: 2.5 },
  });
  expect(frame.negative).toMatchObject({ thickness: 79e-6, porosity: 0.3 });
  expect(frame.electrolyte).toBe(set.electrolyte);
});

it('loses in formation what the set itself lacks of lithium', () => {
  const { positive, negative } = cellSet('Mohtat2020');
  if (negative.kind !== 'porous') throw new Error('the set has a porous negative electrode');
  const lithium = (electrode: typeof positive): number => {
    const { volumeFraction, maximumConcentration, initialStoichiometry } = electrode.materials[0]!;
    return electrode.thickness * volumeFraction * maximumConcentration * initialStoichiometry;
  };
  const { thickness, materials } = positive;
  const sites = thickness * materials[0]!.volumeFraction * materials[0]!.maximumConcentration;
  const lost = 1 - (lithium(positive) + lithium(negative)) / sites;
  // To four digits.
  expectClose(plain!.cell!.formationLoss_frac, lost, { rtol: 0, atol: 1e-4 });
});

it('takes a BPX file, meant from the folder of the configuration', () => {
  const folder = mkdtempSync(join(tmpdir(), 'twinline-cell-'));
  try {
    const bpx = new URL('../../../fixtures/bpx/nmc_pouch_cell_BPX.json', import.meta.url);
    copyFileSync(bpx, join(folder, 'pouch.json'));
    const file = join(folder, 'twinline.yaml');
    writeFileSync(file, JSON.stringify(withCell({ parameters: 'pouch.json' })));
    const recipe = cellRecipe(cellSource(loadConfiguration(file, {}))!);
    const { rates, warnings } = solveCell(recipe, coatingOf(), () => false);
    expect(rates.map(({ status }) => status)).toEqual(['event', 'event', 'event']);
    expect(warnings[0]).toMatchObject({ code: 'CELL_MATERIAL_STANDS_IN' });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('has no cell where the recipe names none', () => {
  const { cell: _, ...bare } = plain!;
  expect(cellSource(read({ ...demonstrationConfiguration, recipes: [bare] }))).toBeUndefined();
});

describe('refuses', () => {
  it('a recipe without a counter electrode, by its shape', () => {
    const { counterElectrode: _, ...cell } = plain!.cell!;
    const input = { ...demonstrationConfiguration, recipes: [{ ...plain!, cell }] };
    const issues = configurationSchema.safeParse(input).error?.issues;
    expect(issues?.map(({ path }) => path.join('.'))).toEqual(['recipes.0.cell.counterElectrode']);
  });

  const counter = plain!.cell!.counterElectrode;
  it.each([
    [
      'pores and active material of more than the electrode',
      { counterElectrode: { ...counter, porosity_frac: 0.5 } },
      'PHY_PARAMETER_OUT_OF_RANGE',
    ],
    [
      'a counter electrode that cannot hold the lithium',
      { counterElectrode: { ...counter, thickness_um: 50 } },
      'CELL_STATE_UNREACHABLE',
    ],
    ['a set that does not exist', { parameters: 'Mohtat2021' }, 'PHY_UNKNOWN_CELL_SET'],
    ['a half-cell', { parameters: 'Xu2019' }, 'PHY_UNKNOWN_PARAMETER'],
  ])('%s', (_, changes, code) => {
    expect(() => recipeOf(changes)).toThrow(
      expect.objectContaining({
        code: 'CONFIG_INVALID',
        data: expect.objectContaining({ key: 'recipes.0.cell', code }),
      }),
    );
  });

  it('a parameter file that is not there', () => {
    const configuration = read(withCell({ parameters: '/nowhere/cell.json' }));
    expect(() => cellSource(configuration)).toThrow(
      expect.objectContaining({ code: 'INPUT_UNREADABLE' }),
    );
  });
});
