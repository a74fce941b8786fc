import { PhysicsError } from '../core/errors.ts';
import {
  type ActiveMaterial,
  type CellParameters,
  constant,
  type Electrode,
  type Separator,
} from './cell-parameters.ts';
import { checkCellNumbers } from './check-cell.ts';
import { checkParameter, type ParameterRange, parameterRanges, toSi } from './parameter-range.ts';

/** A number that may be set, with what it changes; the value comes in SI. */
interface Setting<T> {
  readonly range: ParameterRange;
  readonly set: (part: T, value: number) => T;
}

/**
 * Reads keys that the table lacks, such as the names of an exchange format; undefined where it does not know the key
 * either. It may throw PHY_PARAMETER_OUT_OF_RANGE.
 */
export type FurtherSettings = (
  parameters: CellParameters,
  key: string,
  value: number,
) => CellParameters | undefined;

const electrodeSettings = {
  thickness_um: {
    range: parameterRanges.thickness_um,
    set: (electrode, thickness) => ({ ...electrode, thickness }),
  },
  porosity_frac: {
    range: parameterRanges.porosity_frac,
    set: (electrode, porosity) => ({ ...electrode, porosity }),
  },
  bruggeman_1: {
    range: parameterRanges.bruggeman_1,
    set: (electrode, bruggemanExponent) => ({ ...electrode, transport: { bruggemanExponent } }),
  },
  tortuosityFactor_1: {
    range: parameterRanges.tortuosityFactor_1,
    set: (electrode, tortuosityFactor) => ({ ...electrode, transport: { tortuosityFactor } }),
  },
  conductivity_S_per_m: {
    range: parameterRanges.conductivity_S_per_m,
    set: (electrode, conductivity) => ({ ...electrode, conductivity }),
  },
  activeSurfaceFactor_1: {
    range: parameterRanges.activeSurfaceFactor_1,
    set: (electrode, activeSurfaceFactor) => ({ ...electrode, activeSurfaceFactor }),
  },
} satisfies Record<string, Setting<Electrode>>;

const materialSettings = {
  activeFraction_frac: {
    range: parameterRanges.activeFraction_frac,
    set: (material, volumeFraction) => ({ ...withDerivedSurface(material), volumeFraction }),
  },
  particleRadius_um: {
    range: parameterRanges.particleRadius_um,
    set: (material, particleRadius) => ({ ...withDerivedSurface(material), particleRadius }),
  },
  particleDiffusivity_m2_per_s: {
    range: parameterRanges.particleDiffusivity_m2_per_s,
    set: (material, value) => ({
      ...material,
      diffusivity: constant(value, material.diffusivity.activationEnergy),
    }),
  },
  initialStoichiometry_1: {
    range: parameterRanges.initialStoichiometry_1,
    set: (material, initialStoichiometry) => ({ ...material, initialStoichiometry }),
  },
} satisfies Record<string, Setting<ActiveMaterial>>;

const separatorSettings = {
  thickness_um: {
    range: parameterRanges.thickness_um,
    set: (separator, thickness) => ({ ...separator, thickness }),
  },
  porosity_frac: {
    range: parameterRanges.separatorPorosity_frac,
    set: (separator, porosity) => ({ ...separator, porosity }),
  },
  bruggeman_1: {
    range: parameterRanges.bruggeman_1,
    set: (separator, bruggemanExponent) => ({ ...separator, transport: { bruggemanExponent } }),
  },
  tortuosityFactor_1: {
    range: parameterRanges.tortuosityFactor_1,
    set: (separator, tortuosityFactor) => ({ ...separator, transport: { tortuosityFactor } }),
  },
} satisfies Record<string, Setting<Separator>>;

const cellSettings = {
  contactResistance_mohm: {
    range: parameterRanges.contactResistance_mohm,
    set: (cell, contactResistance) => ({ ...cell, contactResistance }),
  },
  area_m2: {
    range: parameterRanges.area_m2,
    set: (cell, area) => ({ ...cell, area }),
  },
  /** Ambient and initial; the temperature that the constants of the set are given at stays. */
  temperature_degC: {
    range: parameterRanges.temperature_degC,
    set: (cell, temperature) => ({
      ...cell,
      ambientTemperature: temperature,
      initialTemperature: temperature,
    }),
  },
} satisfies Record<string, Setting<CellParameters>>;

/** Every key of `applySettings`; in a blend, the material's name stands before those of a material. */
export const settingKeys: readonly string[] = [
  ...['negative', 'positive'].flatMap((side) =>
    [...Object.keys(electrodeSettings), ...Object.keys(materialSettings)].map(
      (name) => `${side}.${name}`,
    ),
  ),
  ...Object.keys(separatorSettings).map((name) => `separator.${name}`),
  ...Object.keys(cellSettings).map((name) => `cell.${name}`),
];

/**
 * A parameter set with some of its numbers replaced; what a key does not name stays as it was. Two things follow what
 * they are made of: an active surface that was 3 volumeFraction / particleRadius stays so, and a particle diffusivity
 * that is set is constant but keeps the activation energy of the set.
 *
 * In a blend the material is named: `negative.graphite.particleRadius_um`.
 *
 * @param settings - numbers in the unit of their key: `negative.thickness_um`; keys in `settingKeys`
 * @param further - reads keys that the table lacks
 * @throws PhysicsError PHY_UNKNOWN_PARAMETER (data: parameter, allowed), PHY_PARAMETER_OUT_OF_RANGE (data: parameter,
 *   value, minimum, maximum, unit, allowed), PHY_PARAMETERS_CONTRADICT (data: parameter, value, allowed)
 */
export function applySettings(
  parameters: CellParameters,
  settings: Readonly<Record<string, number>>,
  further?: FurtherSettings,
): CellParameters {
  refuseTwoTransports(settings);
  let changed = parameters;
  for (const [key, value] of Object.entries(settings)) {
    changed =
      applied(changed, key, value) ?? further?.(changed, key, value) ?? unknown(changed, key);
  }
  checkCellNumbers(changed);
  return changed;
}

function refuseTwoTransports(settings: Readonly<Record<string, number>>): void {
  for (const part of ['negative', 'separator', 'positive']) {
    const parameter = `${part}.bruggeman_1`;
    const other = `${part}.tortuosityFactor_1`;
    if (!Object.hasOwn(settings, parameter) || !Object.hasOwn(settings, other)) continue;
    throw new PhysicsError(
      'PHY_PARAMETERS_CONTRADICT',
      `${parameter} is ${settings[parameter]} and ${other} is ${settings[other]}; allowed is one of the two, for each says how pores slow transport`,
      { parameter, value: settings[parameter], allowed: `without ${other}` },
    );
  }
}

function applied(
  parameters: CellParameters,
  key: string,
  value: number,
): CellParameters | undefined {
  const dot = key.indexOf('.');
  const part = key.slice(0, dot);
  const name = key.slice(dot + 1);
  switch (part) {
    case 'cell':
      return changedBy(cellSettings, name, key, value, parameters);
    case 'separator': {
      const separator = changedBy(separatorSettings, name, key, value, parameters.separator);
      return separator && { ...parameters, separator };
    }
    case 'negative':
    case 'positive': {
      const electrode = parameters[part];
      if (electrode.kind !== 'porous') return undefined;
      const changed =
        changedBy(electrodeSettings, name, key, value, electrode) ??
        withMaterial(electrode, name, key, value);
      return changed && { ...parameters, [part]: changed };
    }
    default:
      return undefined;
  }
}

/** The part with a number set in its unit, or undefined where the table has no such name. */
function changedBy<T>(
  table: Readonly<Record<string, Setting<T>>>,
  name: string,
  key: string,
  value: number,
  part: T,
): T | undefined {
  const row = Object.hasOwn(table, name) ? table[name] : undefined;
  if (row === undefined) return undefined;
  checkParameter(key, value, row.range);
  return row.set(part, toSi(value, row.range));
}

function withMaterial(
  electrode: Electrode,
  name: string,
  key: string,
  value: number,
): Electrode | undefined {
  const { materials } = electrode;
  const index =
    materials.length === 1
      ? 0
      : materials.findIndex((material) => name.startsWith(`${material.name}.`));
  const material = materials[index];
  if (material === undefined) return undefined;
  const own = materials.length === 1 ? name : name.slice(material.name.length + 1);
  const changed = changedBy(materialSettings, own, key, value, material);
  return changed && { ...electrode, materials: materials.with(index, changed) };
}

function withDerivedSurface(material: ActiveMaterial): ActiveMaterial {
  const { surfacePerVolume, ...derived } = material;
  const spheres = (3 * material.volumeFraction) / material.particleRadius;
  const isDerived =
    surfacePerVolume === undefined || Math.abs(surfacePerVolume - spheres) <= 1e-12 * spheres;
  return isDerived ? derived : material;
}

function unknown(parameters: CellParameters, key: string): never {
  const [side = ''] = key.split('.');
  const electrode = side === 'negative' || side === 'positive' ? parameters[side] : undefined;
  const own = settingKeys.filter((name) => name.startsWith(`${side}.`));
  const allowed = allowedKeys(side, electrode, own);
  throw new PhysicsError(
    'PHY_UNKNOWN_PARAMETER',
    `there is no parameter '${key.slice(0, 80)}' to set; allowed is ${allowed}`,
    { parameter: key.slice(0, 80), allowed },
  );
}

function allowedKeys(
  side: string,
  electrode: CellParameters['negative'] | undefined,
  own: readonly string[],
): string {
  if (electrode?.kind === 'lithiumMetal')
    return 'none of the negative electrode: it is lithium metal';
  if (electrode !== undefined && electrode.materials.length > 1) {
    const names = electrode.materials.flatMap(({ name }) =>
      Object.keys(materialSettings).map((setting) => `${side}.${name}.${setting}`),
    );
    return [...Object.keys(electrodeSettings).map((name) => `${side}.${name}`), ...names].join(
      ', ',
    );
  }
  return (own.length > 0 ? own : settingKeys).join(', ');
}
