import { PhysicsError } from '../../core/errors.ts';
import type { ActiveMaterial, CellParameters, Electrode } from '../cell-parameters.ts';
import type { FurtherSettings } from '../settings.ts';
import type { BpxFunction, BpxTable } from './bpx-function.ts';
import { cellSetters, electrolyteSetters, stateSetters } from './cell-setters.ts';
import { contactResistanceField } from './check-extras.ts';
import {
  electrodeSetters,
  initialStateSetter,
  materialSetters,
  poreSetters,
} from './electrode-setters.ts';
import { lackingFields } from './model-needs.ts';
import { readField } from './read-section.ts';
import {
  cellRules,
  electrodeRules,
  electrodeSections,
  electrolyteRules,
  type FieldRule,
  hysteresisStateFields,
  hysteresisStateRule,
  initialConditionRules,
  movedFields,
  particleRules,
  type SectionRules,
  type Setters,
  separatorRules,
  thermalEnvironmentRules,
} from './schema.ts';

const sections: readonly string[] = [
  'Cell',
  ...Object.values(electrodeSections),
  'Electrolyte',
  'Separator',
  'Initial conditions',
  'Thermal environment',
  'User-defined',
];

interface Setting {
  /** As in a document: Cell > Nominal cell capacity [A.h]. */
  readonly path: string;
  readonly field: string;
  readonly rule: FieldRule;
  readonly set: (value: number | BpxFunction) => CellParameters;
}

/** The names of BPX as further keys of `applySettings`. */
export const bpxSettings: FurtherSettings = {
  apply: bpxSetting,
  what: "the BPX v1 name of a field, such as 'Nominal cell capacity [A.h]', with its section where several have it: 'Separator > Thickness [m]'",
};

/**
 * A set with one value changed by its BPX name: section, particle where the electrode is a blend, and field, as in
 * "Negative electrode Thickness [m]", "Positive electrode > Large Particles > OCP [V]", "Initial conditions Initial
 * state-of-charge"; a field that only one section has is enough, as in "Nominal cell capacity [A.h]". What the name does not say stays, with these exceptions: the active
 * share follows the surface area per unit volume, the initial stoichiometries follow the state of charge and the
 * limits, and the reference of the exchange currents the initial concentration. A porosity leaves the tortuosity
 * factor or Bruggeman's exponent, a radius the active share. The electrode area is that of one pair.
 *
 * @param value - a number; where BPX allows a function also a formula in x, or a table
 * @returns undefined for a text that is no name of BPX
 * @throws PhysicsError PHY_UNKNOWN_PARAMETER for a name that the set has no value of, or several; BPX_INVALID_VALUE,
 *   BPX_INVALID_EXPRESSION
 */
export function bpxSetting(
  parameters: CellParameters,
  bpxName: string,
  value: number | string | BpxTable,
): CellParameters | undefined {
  const name = bpxName.replace(/^(?:Parameterisation|State) > /, '').replaceAll(' > ', ' ');
  const settings = settingsOf(parameters);
  const all = [...settings.values()];
  const ofField = all.filter(({ field }) => field === name);
  const setting = settings.get(name) ?? (ofField.length === 1 ? ofField[0] : undefined);
  if (setting === undefined) {
    refuseName(bpxName, name, all);
    return undefined;
  }
  return setting.set(readField(value, [setting.path], setting.rule));
}

/** Refuses what looks like a name of BPX, with the names that it is nearest to. */
function refuseName(found: string, name: string, all: readonly Setting[]): void {
  const section = sections.find((title) => name.startsWith(`${title} `));
  const likely = all.filter(({ field }) => name.endsWith(field));
  const within = all.filter(({ path }) => section !== undefined && path.startsWith(section));
  const both = likely.filter((setting) => within.includes(setting));
  const [candidates = []] = [both, likely, within].filter((some) => some.length > 0);
  const isName = candidates.length > 0 || /\[.*\]| > /.test(found);
  if (!isName) return;
  const moved = Object.entries(movedFields).find(([field]) => name.endsWith(field))?.[1];
  const names = candidates.length > 0 ? candidates : all;
  const allowed = names.map(({ path }) => `'${path}'`).join(', ');
  const parameter = found.slice(0, 80);
  const message = `'${parameter}' names no number of the set by itself; allowed is ${allowed}`;
  throw new PhysicsError(
    'PHY_UNKNOWN_PARAMETER',
    moved === undefined ? message : `${message}. ${moved}`,
    { parameter, allowed },
  );
}

/** The names that `bpxSetting` knows for a set. */
export function bpxSettingNames(parameters: CellParameters): readonly string[] {
  return [...settingsOf(parameters).keys()];
}

function settingsOf(parameters: CellParameters): ReadonlyMap<string, Setting> {
  const settings = new Map<string, Setting>();
  function add<T>(
    section: readonly string[],
    rules: SectionRules,
    setters: Setters<T>,
    put: (part: T) => CellParameters,
  ): void {
    const own = (field: string) => ({
      path: [...section, field].join(' > '),
      field,
      rule: rules[field]!,
    });
    for (const [field, set] of Object.entries(setters.numbers)) {
      settings.set([...section, field].join(' '), {
        ...own(field),
        set: (value) => put(set(value as number)),
      });
    }
    for (const [field, set] of Object.entries(setters.curves ?? {})) {
      settings.set([...section, field].join(' '), {
        ...own(field),
        set: (value) => put(set(value as BpxFunction)),
      });
    }
  }
  const whole = lackingFields(parameters).length === 0;
  const itself = (changed: CellParameters) => changed;
  const { conditions, environment } = stateSetters(parameters);
  add(['Cell'], cellRules, cellSetters(parameters), itself);
  add(['Initial conditions'], initialConditionRules, conditions, itself);
  add(['Thermal environment'], thermalEnvironmentRules, environment, itself);
  add(
    ['User-defined'],
    { [contactResistanceField]: { kind: 'number', low: 0 } },
    {
      numbers: {
        [contactResistanceField]: (contactResistance) => ({ ...parameters, contactResistance }),
      },
    },
    itself,
  );
  if (whole) {
    add(['Electrolyte'], electrolyteRules, electrolyteSetters(parameters), itself);
    add(['Separator'], separatorRules, poreSetters(parameters.separator), (separator) => ({
      ...parameters,
      separator,
    }));
  }
  for (const side of ['negative', 'positive'] as const) {
    const electrode = parameters[side];
    if (electrode.kind !== 'porous') continue;
    const put = (changed: Electrode): CellParameters => ({ ...parameters, [side]: changed });
    const section = electrodeSections[side];
    add([section], electrodeRules, electrodeSetters(electrode, whole), put);
    const { materials } = electrode;
    for (const [index, material] of materials.entries()) {
      const isBlend = materials.length > 1;
      const own = isBlend ? [section, material.name] : [section];
      const putMaterial = (changed: ActiveMaterial): CellParameters =>
        put({ ...electrode, materials: materials.with(index, changed) });
      const setters = materialSetters(material, { side, section: own.join(' '), parameters });
      add(own, particleRules, setters, putMaterial);
      if (material.hysteresis === undefined) continue;
      const field = hysteresisStateFields[side];
      const [of, name] = isBlend
        ? [['Initial conditions', field], material.name]
        : [['Initial conditions'], field];
      const numbers = { [name]: initialStateSetter(material) };
      add(of, { [name]: hysteresisStateRule }, { numbers }, putMaterial);
    }
  }
  return settings;
}
