import type {
  ActiveMaterial,
  CellParameters,
  Electrode,
  Electrolyte,
  LumpedThermal,
  Separator,
} from '../cell-parameters.ts';
import { constant } from '../cell-parameters.ts';
import { bpxError } from './bpx-error.ts';
import { checkCurve } from './check-curve.ts';
import { checkExtras } from './check-extras.ts';
import { keepDensity } from './density.ts';
import { hysteresisOf } from './hysteresis.ts';
import { migrate } from './migrations.ts';
import { absentElectrolyte } from './model-needs.ts';
import { readDocument } from './read-document.ts';
import { asProperty, readElectrode } from './read-electrode.ts';
import {
  asObject,
  checkNames,
  type JsonObject,
  readSection,
  type SectionValues,
} from './read-section.ts';
import {
  cellRules,
  electrodeSections,
  electrolyteRules,
  hysteresisStateFields,
  initialConditionRules,
  type Side,
  separatorRules,
  thermalEnvironmentRules,
} from './schema.ts';

const standardTemperature = 298.15;
const standardConcentration = 1000;
const singleParticleGaps = [
  'Parameterisation > Electrolyte',
  'Parameterisation > Separator',
  ...Object.values(electrodeSections).flatMap((section) =>
    ['Porosity', 'Transport efficiency', 'Conductivity [S.m-1]'].map(
      (field) => `Parameterisation > ${section} > ${field}`,
    ),
  ),
];

/**
 * A cell from a BPX document of version 0.1 to 0.5 or 1.x: Battery Parameter eXchange.
 *
 * Tables are read along straight lines and go on along their first and last line. Exchange current: F k
 * (c_e/c_e0)^0.5 s^0.5 (1 - s)^0.5; D_eff = D x transport efficiency; active share = surface area per unit volume x
 * radius / 3; 100 % state of charge is the maximum stoichiometry of the negative and the minimum of the positive
 * electrode. Heat per electrode area is spread over the volume of the cell: layersThickness = volume / area.
 *
 * @param document - the object, or its JSON text
 * @param name - of the set, as messages and results give it
 * @throws PhysicsError BPX_UNREADABLE, BPX_UNKNOWN_VERSION, BPX_UNKNOWN_FIELD, BPX_MISSING_FIELD, BPX_INVALID_VALUE,
 *   BPX_INVALID_EXPRESSION; message and data name the path of the field, what was found and what is allowed
 * @see Faraday Institution, bpxstandard.com
 */
export function readBpx(document: unknown, name: string): CellParameters {
  const original = readDocument(document);
  const { document: bpx, notes: ofMigration } = migrate(original);
  checkNames(bpx, [], ['Header', 'Parameterisation', 'State', 'Validation']);
  const header = readHeader(bpx['Header']);
  const notes = [...ofMigration];
  const parts = asObject(bpx['Parameterisation'], ['Parameterisation']);
  const whole = isWhole(header.model, parts);
  checkNames(
    parts,
    ['Parameterisation'],
    [
      'Cell',
      ...Object.values(electrodeSections),
      ...(whole ? ['Electrolyte', 'Separator'] : []),
      'User-defined',
    ],
  );
  const cell = readCell(parts['Cell']);
  const state = readState(bpx['State']);
  const concentration = state.conditions['Initial electrolyte concentration [mol.m-3]'];
  if (whole && concentration === undefined) {
    throw bpxError(
      'BPX_MISSING_FIELD',
      ['State', 'Initial conditions', 'Initial electrolyte concentration [mol.m-3]'],
      { found: undefined, allowed: 'a number above 0' },
    );
  }
  if (!whole) {
    notes.push('Made for the single-particle model: no electrolyte, separator, pores, electrons.');
  }
  const stateOfCharge = state.conditions['Initial state-of-charge'];
  if (stateOfCharge === undefined) notes.push('No initial state of charge is given: full.');
  const electrode = (side: Side): Electrode =>
    readElectrode(parts[electrodeSections[side]], {
      side,
      whole,
      stateOfCharge: stateOfCharge ?? 1,
      electrolyteConcentration: concentration ?? standardConcentration,
      hysteresisState: state.hysteresis[side],
    });
  const [negative, positive] = [electrode('negative'), electrode('positive')];
  const electrolyte = whole
    ? readElectrolyte(parts['Electrolyte'], concentration!)
    : absentElectrolyte(name, concentration ?? standardConcentration, singleParticleGaps);
  const reference = cell['Reference temperature [K]'] ?? standardTemperature;
  const ambient = state.environment['Ambient temperature [K]'];
  const initial = state.conditions['Initial temperature [K]'] ?? ambient;
  if (cell['Reference temperature [K]'] === undefined) {
    notes.push(`No reference temperature is given: ${standardTemperature} K.`);
  }
  if (ambient === undefined) notes.push('No ambient temperature is given: that of reference.');
  if (initial === undefined) notes.push('No initial temperature is given: that of reference.');
  const electrodePairs = cell['Number of electrode pairs connected in parallel to make a cell'];
  const area = cell['Electrode area [m2]'] * electrodePairs;
  const transfer = state.environment['Heat transfer coefficient [W.m-2.K-1]'];
  const thermal = thermalOf(cell, area, transfer);
  notes.push(...thermalNotes(thermal, transfer), ...hysteresisNotes(negative, positive));
  const { userDefined, contactResistance } = checkExtras(bpx, parts);
  if (userDefined.length > 0) notes.push(`User-defined, not used: ${userDefined.join(', ')}.`);
  notes.push(...windowNotes(negative, positive, cell));
  return {
    name,
    source: `BPX ${String(asObject(original['Header'], [])['BPX'])}${header.title ? `: ${header.title}` : ''}`,
    notes,
    area,
    electrodePairs,
    nominalCapacity: cell['Nominal cell capacity [A.h]'] * 3600,
    lowerCutoff: cell['Lower voltage cut-off [V]'],
    upperCutoff: cell['Upper voltage cut-off [V]'],
    referenceTemperature: reference,
    ambientTemperature: ambient ?? reference,
    initialTemperature: initial ?? reference,
    contactResistance,
    negative,
    separator: whole ? readSeparator(parts['Separator']) : absentSeparator,
    positive,
    electrolyte,
    ...(thermal && { thermal }),
  };
}

/** Of a set without separator: thin enough to be none, as in the single-particle model. */
const absentSeparator: Separator = {
  thickness: 1e-9,
  porosity: 1,
  transport: { tortuosityFactor: 1 },
};

function readHeader(section: unknown): { readonly model: string; readonly title: string } {
  const path = ['Header'];
  const header = asObject(section, path);
  checkNames(header, path, ['BPX', 'Title', 'Description', 'References', 'Model']);
  for (const name of ['Title', 'Description', 'References']) {
    const found = header[name];
    if (found === undefined || typeof found === 'string') continue;
    throw bpxError('BPX_INVALID_VALUE', [...path, name], { found, allowed: 'text' });
  }
  const model = header['Model'];
  const allowed = '"SPM", "SPMe", "DFN" or "Partial"';
  if (model === undefined) {
    throw bpxError('BPX_MISSING_FIELD', [...path, 'Model'], { found: model, allowed });
  }
  if (typeof model !== 'string' || !['SPM', 'SPMe', 'DFN', 'Partial'].includes(model)) {
    throw bpxError('BPX_INVALID_VALUE', [...path, 'Model'], { found: model, allowed });
  }
  return { model, title: (header['Title'] as string | undefined) ?? '' };
}

/** Whether a file is to be read with electrolyte; one that says SPM or Partial shows it by having one. */
function isWhole(model: string, parts: JsonObject): boolean {
  if (model === 'DFN' || model === 'SPMe') return true;
  return Object.hasOwn(parts, 'Electrolyte') || Object.hasOwn(parts, 'Separator');
}

type CellValues = SectionValues<typeof cellRules>;

function readCell(section: unknown): CellValues {
  const path = ['Parameterisation', 'Cell'];
  const cell = readSection(section, { path, rules: cellRules });
  const [low, high] = [cell['Lower voltage cut-off [V]'], cell['Upper voltage cut-off [V]']];
  if (!(low < high)) {
    const allowed = `below the upper voltage cut-off, ${high}`;
    throw bpxError('BPX_INVALID_VALUE', [...path, 'Lower voltage cut-off [V]'], {
      found: low,
      allowed,
    });
  }
  return cell;
}

function readState(section: unknown) {
  const state = section === undefined ? {} : asObject(section, ['State']);
  checkNames(state, ['State'], ['Initial conditions', 'Thermal environment', 'Degradation']);
  const conditionPath = ['State', 'Initial conditions'];
  const conditions = asObject(state['Initial conditions'] ?? {}, conditionPath);
  return {
    conditions: readSection(conditions, {
      path: conditionPath,
      rules: initialConditionRules,
      nested: Object.values(hysteresisStateFields),
    }),
    hysteresis: {
      negative: conditions[hysteresisStateFields.negative],
      positive: conditions[hysteresisStateFields.positive],
    },
    environment: readSection(state['Thermal environment'] ?? {}, {
      path: ['State', 'Thermal environment'],
      rules: thermalEnvironmentRules,
    }),
  };
}

function readElectrolyte(section: unknown, initialConcentration: number): Electrolyte {
  const path = ['Parameterisation', 'Electrolyte'];
  const values = readSection(section, { path, rules: electrolyteRules });
  const range = { low: initialConcentration / 2, high: 1.5 * initialConcentration, positive: true };
  const property = (quantity: 'Diffusivity [m2.s-1]' | 'Conductivity [S.m-1]') => {
    checkCurve(values[quantity], [...path, quantity], range);
    const energy =
      `${quantity.slice(0, quantity.indexOf(' ['))} activation energy [J.mol-1]` as const;
    return asProperty(
      values[quantity],
      values[energy as 'Diffusivity activation energy [J.mol-1]'],
    );
  };
  return {
    initialConcentration,
    diffusivity: property('Diffusivity [m2.s-1]'),
    conductivity: property('Conductivity [S.m-1]'),
    transferenceNumber: constant(values['Cation transference number']),
    thermodynamicFactor: constant(1),
  };
}

function readSeparator(section: unknown): Separator {
  const path = ['Parameterisation', 'Separator'];
  const values = readSection(section, { path, rules: separatorRules });
  return {
    thickness: values['Thickness [m]'],
    porosity: values.Porosity,
    transport: { tortuosityFactor: values.Porosity / values['Transport efficiency'] },
  };
}

function thermalOf(
  cell: CellValues,
  area: number,
  heatTransferCoefficient = 0,
): LumpedThermal | undefined {
  const density = cell['Density [kg.m-3]'];
  const heat = cell['Specific heat capacity [J.K-1.kg-1]'];
  const volume = cell['Volume [m3]'];
  const coolingArea = cell['External surface area [m2]'];
  if (!density || !heat || !volume || !coolingArea) return undefined;
  const thermal: LumpedThermal = {
    heatCapacity: density * heat,
    layersThickness: volume / area,
    coolingArea,
    volume,
    heatTransferCoefficient,
  };
  keepDensity(thermal, density);
  return thermal;
}

function thermalNotes(thermal: LumpedThermal | undefined, transfer?: number): readonly string[] {
  if (!thermal) {
    return ['Isothermal only: density, specific heat, volume and external surface are needed all.'];
  }
  const heat = 'Heat is spread over the volume of the cell: layersThickness is volume / area.';
  return transfer === undefined
    ? [heat, 'No heat transfer coefficient is given: adiabatic unless the caller says one.']
    : [heat];
}

function hysteresisNotes(...electrodes: readonly Electrode[]): readonly string[] {
  const told = electrodes
    .flatMap(({ materials }) => materials)
    .filter(({ openCircuitPotential }) => hysteresisOf(openCircuitPotential));
  const namesOf = (materials: readonly ActiveMaterial[]): string =>
    materials.map(({ name }) => name).join(', ');
  const modelled = told.filter(({ hysteresis }) => hysteresis);
  const halfway = modelled.filter(
    ({ openCircuitPotential }) => hysteresisOf(openCircuitPotential)?.initialState === undefined,
  );
  const left = told.filter(({ hysteresis }) => !hysteresis);
  return [
    ...(modelled.length === 0
      ? []
      : [`Hysteresis with one state, between both branches of the OCP: ${namesOf(modelled)}.`]),
    ...(halfway.length === 0
      ? []
      : [`No initial state of hysteresis is given, halfway is taken: ${namesOf(halfway)}.`]),
    ...(left.length === 0
      ? []
      : [
          `Hysteresis is kept but not modelled without both branches and the decay constant; OCP [V] is used: ${namesOf(left)}.`,
        ]),
  ];
}

/** Compares the stoichiometric limits with the cut-offs, to 1 mV as the bpx package does; blends are not compared. */
function windowNotes(
  negative: Electrode,
  positive: Electrode,
  { 'Upper voltage cut-off [V]': upper, 'Lower voltage cut-off [V]': lower }: CellValues,
): readonly string[] {
  const [ofNegative, ofPositive] = [negative.materials, positive.materials];
  if (ofNegative.length > 1 || ofPositive.length > 1) return [];
  const voltage = (end: 'full' | 'empty') =>
    ofPositive[0]!.openCircuitPotential(ofPositive[0]!.window![end]) -
    ofNegative[0]!.openCircuitPotential(ofNegative[0]!.window![end]);
  const [full, empty] = [voltage('full'), voltage('empty')];
  const notes: string[] = [];
  if (full > upper + 1e-3) {
    notes.push(
      `Full, the cell stands at ${full.toFixed(4)} V, above its upper cut-off ${upper} V.`,
    );
  }
  if (empty < lower - 1e-3) {
    notes.push(
      `Empty, the cell stands at ${empty.toFixed(4)} V, below its lower cut-off ${lower} V.`,
    );
  }
  return notes;
}
