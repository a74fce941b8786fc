import type { CellParameters, Electrode } from '../cell-parameters.ts';
import type { BpxFunction, BpxTable } from './bpx-function.ts';
import { cellSetters, electrolyteSetters, stateSetters } from './cell-setters.ts';
import { contactResistanceField } from './check-extras.ts';
import { electrodeSetters, materialSetters, poreSetters } from './electrode-setters.ts';
import { lackingFields } from './model-needs.ts';
import { readField } from './read-section.ts';
import {
  cellRules,
  electrodeRules,
  electrodeSections,
  electrolyteRules,
  type FieldRule,
  initialConditionRules,
  particleRules,
  type SectionRules,
  type Setters,
  separatorRules,
  thermalEnvironmentRules,
} from './schema.ts';

interface Setting {
  readonly rule: FieldRule;
  readonly set: (value: number | BpxFunction) => CellParameters;
}

/**
 * A set with one value changed by its BPX name: section, particle where the electrode is a blend, and field, as in
 * "Negative electrode Thickness [m]", "Positive electrode Large Particles OCP [V]", "Cell Nominal cell capacity [A.h]",
 * "Initial conditions Initial state-of-charge". What the name does not say stays, with these exceptions: the active
 * share follows the surface area per unit volume, the initial stoichiometries follow the state of charge and the
 * limits, and the reference of the exchange currents the initial concentration. A porosity leaves the tortuosity
 * factor or Bruggeman's exponent, a radius the active share. The electrode area is that of all pairs.
 *
 * @param value - a number; where BPX allows a function also a formula in x, or a table
 * @returns undefined where the set has no value of this name
 * @throws PhysicsError BPX_INVALID_VALUE, BPX_INVALID_EXPRESSION
 */
export function bpxSetting(
  parameters: CellParameters,
  bpxName: string,
  value: number | string | BpxTable,
): CellParameters | undefined {
  const name = bpxName.replace(/^(?:Parameterisation|State) > /, '').replaceAll(' > ', ' ');
  const setting = settingsOf(parameters).get(name);
  return setting?.set(readField(value, [name], setting.rule));
}

/** The names that `bpxSetting` knows for a set. */
export function bpxSettingNames(parameters: CellParameters): readonly string[] {
  return [...settingsOf(parameters).keys()];
}

function settingsOf(parameters: CellParameters): ReadonlyMap<string, Setting> {
  const settings = new Map<string, Setting>();
  function add<T>(
    section: string,
    rules: SectionRules,
    setters: Setters<T>,
    put: (part: T) => CellParameters,
  ): void {
    for (const [field, set] of Object.entries(setters.numbers)) {
      settings.set(`${section} ${field}`, {
        rule: rules[field]!,
        set: (value) => put(set(value as number)),
      });
    }
    for (const [field, set] of Object.entries(setters.curves ?? {})) {
      settings.set(`${section} ${field}`, {
        rule: rules[field]!,
        set: (value) => put(set(value as BpxFunction)),
      });
    }
  }
  const whole = lackingFields(parameters).length === 0;
  const itself = (changed: CellParameters) => changed;
  const { conditions, environment } = stateSetters(parameters);
  add('Cell', cellRules, cellSetters(parameters), itself);
  add('Initial conditions', initialConditionRules, conditions, itself);
  add('Thermal environment', thermalEnvironmentRules, environment, itself);
  add(
    'User-defined',
    { [contactResistanceField]: { kind: 'number', low: 0 } },
    {
      numbers: {
        [contactResistanceField]: (contactResistance) => ({ ...parameters, contactResistance }),
      },
    },
    itself,
  );
  if (whole) {
    add('Electrolyte', electrolyteRules, electrolyteSetters(parameters), itself);
    add('Separator', separatorRules, poreSetters(parameters.separator), (separator) => ({
      ...parameters,
      separator,
    }));
  }
  for (const side of ['negative', 'positive'] as const) {
    const electrode = parameters[side];
    if (electrode.kind !== 'porous') continue;
    const put = (changed: Electrode): CellParameters => ({ ...parameters, [side]: changed });
    const section = electrodeSections[side];
    add(section, electrodeRules, electrodeSetters(electrode, whole), put);
    const { materials } = electrode;
    for (const [index, material] of materials.entries()) {
      const prefix = materials.length > 1 ? `${section} ${material.name}` : section;
      const setters = materialSetters(material, { side, section: prefix, parameters });
      add(prefix, particleRules, setters, (changed) =>
        put({ ...electrode, materials: materials.with(index, changed) }),
      );
    }
  }
  return settings;
}
