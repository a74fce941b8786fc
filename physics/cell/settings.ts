import { PhysicsError } from '../core/errors.ts';
import {
  type ActiveMaterial,
  type CellParameters,
  constant,
  type Electrode,
  type Property,
  type Separator,
  transportFactor,
} from './cell-parameters.ts';
import { checkCellNumbers } from './check-cell.ts';
import { checkParameter, type ParameterRange, parameterRanges, toSi } from './parameter-range.ts';

/** A number that may be set, with what it changes; values are in SI. */
interface Setting<T> {
  readonly range: ParameterRange;
  /** Undefined where the part has no such number, for it follows from others or is not one but a curve. */
  readonly get: (part: T) => number | undefined;
  readonly set: (part: T, value: number) => T;
  /** Size of it, where it may be zero; its own value where absent. */
  readonly size?: number;
}

/** A setting of a cell, found by its key. */
export interface CellSetting {
  readonly range: ParameterRange;
  /** In SI; undefined where the cell has no such number, for it follows from others or is not one but a curve. */
  readonly value: number | undefined;
  /** What a small change of it is small against, in SI. */
  readonly size: number;
  /** The cell with another value, in SI, which is not checked. */
  readonly changedTo: (value: number) => CellParameters;
}

/** Keys that the table lacks, such as the names of an exchange format. */
export interface FurtherSettings {
  /** The cell with a number replaced; undefined for a key that is none of these. */
  readonly apply: (
    parameters: CellParameters,
    key: string,
    value: number,
  ) => CellParameters | undefined;
  /** What they are, for a message that lists what is allowed. */
  readonly what: string;
}

const electrodeSettings = {
  thickness_um: {
    range: parameterRanges.thickness_um,
    get: ({ thickness }) => thickness,
    set: (electrode, thickness) => ({ ...electrode, thickness }),
  },
  porosity_frac: {
    range: parameterRanges.porosity_frac,
    get: ({ porosity }) => porosity,
    set: (electrode, porosity) => ({ ...electrode, porosity }),
  },
  bruggeman_1: {
    range: parameterRanges.bruggeman_1,
    get: bruggemanExponent,
    size: 1,
    set: (electrode, bruggemanExponent) => ({ ...electrode, transport: { bruggemanExponent } }),
  },
  tortuosityFactor_1: {
    range: parameterRanges.tortuosityFactor_1,
    get: tortuosityFactor,
    set: (electrode, tortuosityFactor) => ({ ...electrode, transport: { tortuosityFactor } }),
  },
  conductivity_S_per_m: {
    range: parameterRanges.conductivity_S_per_m,
    get: ({ conductivity }) => conductivity,
    set: (electrode, conductivity) => ({ ...electrode, conductivity }),
  },
  activeSurfaceFactor_1: {
    range: parameterRanges.activeSurfaceFactor_1,
    get: ({ activeSurfaceFactor }) => activeSurfaceFactor,
    set: (electrode, activeSurfaceFactor) => ({ ...electrode, activeSurfaceFactor }),
  },
} satisfies Record<string, Setting<Electrode>>;

const materialSettings = {
  activeFraction_frac: {
    range: parameterRanges.activeFraction_frac,
    get: ({ volumeFraction }) => volumeFraction,
    set: (material, volumeFraction) => ({ ...withDerivedSurface(material), volumeFraction }),
  },
  particleRadius_um: {
    range: parameterRanges.particleRadius_um,
    get: ({ particleRadius }) => particleRadius,
    set: (material, particleRadius) => ({ ...withDerivedSurface(material), particleRadius }),
  },
  particleDiffusivity_m2_per_s: {
    range: parameterRanges.particleDiffusivity_m2_per_s,
    get: ({ diffusivity }) => constantValue(diffusivity),
    set: (material, value) => ({
      ...material,
      diffusivity: constant(value, material.diffusivity.activationEnergy),
    }),
  },
  initialStoichiometry_1: {
    range: parameterRanges.initialStoichiometry_1,
    get: ({ initialStoichiometry }) => initialStoichiometry,
    set: (material, initialStoichiometry) => ({ ...material, initialStoichiometry }),
  },
} satisfies Record<string, Setting<ActiveMaterial>>;

const separatorSettings = {
  thickness_um: {
    range: parameterRanges.thickness_um,
    get: ({ thickness }) => thickness,
    set: (separator, thickness) => ({ ...separator, thickness }),
  },
  porosity_frac: {
    range: parameterRanges.separatorPorosity_frac,
    get: ({ porosity }) => porosity,
    set: (separator, porosity) => ({ ...separator, porosity }),
  },
  bruggeman_1: {
    range: parameterRanges.bruggeman_1,
    get: bruggemanExponent,
    size: 1,
    set: (separator, bruggemanExponent) => ({ ...separator, transport: { bruggemanExponent } }),
  },
  tortuosityFactor_1: {
    range: parameterRanges.tortuosityFactor_1,
    get: tortuosityFactor,
    set: (separator, tortuosityFactor) => ({ ...separator, transport: { tortuosityFactor } }),
  },
} satisfies Record<string, Setting<Separator>>;

const cellSettings = {
  contactResistance_mohm: {
    range: parameterRanges.contactResistance_mohm,
    get: ({ contactResistance }) => contactResistance,
    size: 1e-2,
    set: (cell, contactResistance) => ({ ...cell, contactResistance }),
  },
  area_m2: {
    range: parameterRanges.area_m2,
    get: ({ area }) => area,
    set: (cell, area) => ({ ...cell, area }),
  },
  /** Ambient and initial; the temperature that the constants of the set are given at stays. */
  temperature_degC: {
    range: parameterRanges.temperature_degC,
    get: ({ ambientTemperature, initialTemperature }) =>
      ambientTemperature === initialTemperature ? ambientTemperature : undefined,
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
 * @param further - keys that the table lacks
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
      applied(changed, key, value) ??
      further?.apply(changed, key, value) ??
      unknown(changed, key, further);
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

/**
 * The setting of a key.
 * @throws PhysicsError PHY_UNKNOWN_PARAMETER (data: parameter, allowed)
 */
export function cellSetting(parameters: CellParameters, key: string): CellSetting {
  return found(parameters, key) ?? unknown(parameters, key);
}

function applied(
  parameters: CellParameters,
  key: string,
  value: number,
): CellParameters | undefined {
  const setting = found(parameters, key);
  if (setting === undefined) return undefined;
  checkParameter(key, value, setting.range);
  return setting.changedTo(toSi(value, setting.range));
}

function found(parameters: CellParameters, key: string): CellSetting | undefined {
  const dot = key.indexOf('.');
  const part = key.slice(0, dot);
  const name = key.slice(dot + 1);
  switch (part) {
    case 'cell':
      return foundIn(cellSettings, name, parameters, (cell) => cell);
    case 'separator': {
      const put = (separator: Separator): CellParameters => ({ ...parameters, separator });
      return foundIn(separatorSettings, name, parameters.separator, put);
    }
    case 'negative':
    case 'positive': {
      const electrode = parameters[part];
      if (electrode.kind !== 'porous') return undefined;
      const put = (changed: Electrode): CellParameters => ({ ...parameters, [part]: changed });
      return (
        foundIn(electrodeSettings, name, electrode, put) ?? foundInMaterial(electrode, name, put)
      );
    }
    default:
      return undefined;
  }
}

/** The setting of a part of the cell, or undefined where the table has no such name. */
function foundIn<T>(
  table: Readonly<Record<string, Setting<T>>>,
  name: string,
  part: T,
  put: (changed: T) => CellParameters,
): CellSetting | undefined {
  const row = Object.hasOwn(table, name) ? table[name] : undefined;
  if (row === undefined) return undefined;
  const value = row.get(part);
  return {
    range: row.range,
    value,
    size: Math.max(Math.abs(value ?? 0), row.size ?? 0),
    changedTo: (changed) => put(row.set(part, changed)),
  };
}

function foundInMaterial(
  electrode: Electrode,
  name: string,
  put: (changed: Electrode) => CellParameters,
): CellSetting | undefined {
  const { materials } = electrode;
  const index =
    materials.length === 1
      ? 0
      : materials.findIndex((material) => name.startsWith(`${material.name}.`));
  const material = materials[index];
  if (material === undefined) return undefined;
  const own = materials.length === 1 ? name : name.slice(material.name.length + 1);
  return foundIn(materialSettings, own, material, (changed) =>
    put({ ...electrode, materials: materials.with(index, changed) }),
  );
}

/** The exponent that transport in pores has, or would have by their porosity; pores that fill a layer have none. */
function bruggemanExponent({ porosity, transport }: Electrode | Separator): number | undefined {
  if ('bruggemanExponent' in transport) return transport.bruggemanExponent;
  if (porosity === 1) return undefined;
  return Math.log(transportFactor(porosity, transport)) / Math.log(porosity);
}

/** The tortuosity factor that transport in pores has, or would have by their porosity. */
function tortuosityFactor({ porosity, transport }: Electrode | Separator): number {
  return 'tortuosityFactor' in transport
    ? transport.tortuosityFactor
    : porosity / transportFactor(porosity, transport);
}

/** The value of a property that is the same everywhere, but for an activation energy. */
function constantValue({ at }: Property): number | undefined {
  const value = at(0.5, 298.15);
  const isConstant = [0.02, 0.11, 0.23, 0.37, 0.61, 0.74, 0.86, 0.98].every(
    (s) => at(s, 273.15) === value && at(s, 323.15) === value,
  );
  return isConstant ? value : undefined;
}

function withDerivedSurface(material: ActiveMaterial): ActiveMaterial {
  const { surfacePerVolume, ...derived } = material;
  const spheres = (3 * material.volumeFraction) / material.particleRadius;
  const isDerived =
    surfacePerVolume === undefined || Math.abs(surfacePerVolume - spheres) <= 1e-12 * spheres;
  return isDerived ? derived : material;
}

function unknown(parameters: CellParameters, key: string, further?: FurtherSettings): never {
  const [side = ''] = key.split('.');
  const electrode = side === 'negative' || side === 'positive' ? parameters[side] : undefined;
  const own = settingKeys.filter((name) => name.startsWith(`${side}.`));
  const listed = allowedKeys(side, electrode, own);
  const allowed = further === undefined ? listed : `${listed}; or ${further.what}`;
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
