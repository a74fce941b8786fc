import { faradayConstant } from '../../core/constants.ts';
import { PhysicsError } from '../../core/errors.ts';
import {
  type ActiveMaterial,
  type CellParameters,
  type Electrode,
  surfacePerVolume,
  transportFactor,
} from '../cell-parameters.ts';
import { type BpxPath, pathText } from './bpx-error.ts';
import type { BpxFunctionSource } from './bpx-function.ts';
import { type ChargeWindow, chargeWindow } from './charge-window.ts';
import { contactResistanceField } from './check-extras.ts';
import { densityOf } from './density.ts';
import { writtenHysteresis } from './hysteresis.ts';
import { lackingFields } from './model-needs.ts';
import { electrodeSections, hysteresisStateFields, type Side } from './schema.ts';
import { type FunctionWriter, functionWriter, tableBounds } from './write-function.ts';

/** A value of a BPX document. */
type BpxValue = BpxFunctionSource | { readonly [name: string]: BpxValue };

/** A document of BPX v1, ready for JSON. */
export interface BpxDocument {
  readonly Header: Readonly<Record<string, string>>;
  readonly Parameterisation: Readonly<Record<string, Readonly<Record<string, BpxValue>>>>;
  readonly State: Readonly<Record<string, Readonly<Record<string, BpxValue>>>>;
}

/** What BPX has no fields for. */
const sideReactions = {
  interphase: 'growth of an interphase',
  plating: 'plating of lithium',
} as const;

/** What a caller may leave out of a document that cannot hold it; the description of the document says so. */
export const bpxOmissions = ['interphase', 'plating', 'temperatureDependence'] as const;
export type BpxOmission = (typeof bpxOmissions)[number];

/** Version that is written. */
const version = '1.1.0';
/** Relative difference that round-off explains. */
const roundOff = 1e-9;
/** Where only density times specific heat is known, as for paper sets [kg/m3]. */
const nominalDensity = 2000;
/** Lithium salt in solvents saturates below this multiple of the usual concentration. */
const concentrationReach = 4;

type Refuse = (path: BpxPath, reason: string) => void;

/**
 * A cell as a document of BPX v1. Functions that a BPX file gave are written as they stood there; others become tables
 * that follow them along straight lines within 1e-5 V (potentials), 1e-8 V/K (entropic change) and 1e-5 relative
 * (diffusivities, conductivities), over stoichiometry 0 to 1 (where that cannot be, between its limits) and concentration 0 to four times the initial one; an end where the function is not finite is moved inwards by up to 1 %. A set
 * that does not say how many electrode pairs it has is written as one.
 * @param options - without: what may be left out, where BPX cannot say it
 * @throws PhysicsError BPX_CANNOT_EXPRESS with `reasons`, every path and why: what BPX has no field for is refused
 */
export function writeBpx(
  parameters: CellParameters,
  { without = [] }: { readonly without?: readonly BpxOmission[] } = {},
): BpxDocument {
  const reasons: string[] = [];
  const refuse: Refuse = (path, reason) => reasons.push(`${pathText(path)}: ${reason}`);
  const { referenceTemperature } = parameters;
  const atReference = without.includes('temperatureDependence');
  const writer = functionWriter({ referenceTemperature, atReference }, refuse);
  const notes: string[] = [];
  const document = assemble(parameters, { writer, refuse, notes, without });
  if (reasons.length > 0 || !document) {
    throw new PhysicsError(
      'BPX_CANNOT_EXPRESS',
      `BPX cannot express ${parameters.name}: ${reasons.join('; ')}`,
      { name: parameters.name, reasons },
    );
  }
  return document;
}

interface Tools {
  readonly writer: FunctionWriter;
  readonly refuse: Refuse;
  readonly notes: string[];
  readonly without: readonly BpxOmission[];
}

function assemble(parameters: CellParameters, tools: Tools): BpxDocument | undefined {
  const { refuse, notes, writer, without } = tools;
  const { negative, positive, electrolyte, separator } = parameters;
  const whole = lackingFields(parameters).length === 0;
  for (const reaction of ['interphase', 'plating'] as const) {
    if (parameters[reaction] === undefined) continue;
    const what = sideReactions[reaction];
    if (without.includes(reaction)) notes.push(`Left out: ${what}.`);
    else refuse([reaction], `BPX has no ${what}`);
  }
  if (negative.kind !== 'porous') {
    refuse(['negative'], 'BPX has no electrode of lithium metal');
    return undefined;
  }
  const window = windowOf(parameters, negative, refuse);
  if (!window) return undefined;
  const electrode = (side: Side, of: Electrode) =>
    writeElectrode(of, side, { ...tools, parameters, window, whole });
  const sections: Record<string, Readonly<Record<string, BpxValue>>> = {
    Cell: writeCell(parameters, notes),
    [electrodeSections.negative]: electrode('negative', negative),
    [electrodeSections.positive]: electrode('positive', positive),
  };
  if (whole) {
    sections['Electrolyte'] = writeElectrolyte(parameters, tools);
    sections['Separator'] = {
      'Thickness [m]': separator.thickness,
      Porosity: separator.porosity,
      'Transport efficiency': transportFactor(separator.porosity, separator.transport),
    };
  }
  if (parameters.contactResistance !== 0) {
    sections['User-defined'] = { [contactResistanceField]: parameters.contactResistance };
  }
  if (window.origin === 'cutoffs') {
    notes.push('Stoichiometric limits are those of the open-circuit voltage at the cut-offs.');
  }
  if (writer.frozen.length > 0) {
    notes.push(`As they are at the reference temperature: ${writer.frozen.join(', ')}.`);
  }
  if (writer.tables.length > 0) {
    notes.push(
      `Tables, read along straight lines, follow the functions of the source within ${tableBounds.potential} V, ${tableBounds.entropicChange} V/K and ${tableBounds.transport} relative: ${writer.tables.join(', ')}.`,
    );
  }
  return {
    Header: {
      BPX: version,
      Title: parameters.name,
      Description: [...parameters.notes, ...notes]
        .map((note) => note.replace(/\.?$/, '.'))
        .join(' '),
      References: parameters.source,
      Model: whole ? 'DFN' : 'SPM',
    },
    Parameterisation: sections,
    State: {
      'Initial conditions': {
        'Initial state-of-charge': window.stateOfCharge,
        'Initial temperature [K]': parameters.initialTemperature,
        ...(whole && {
          'Initial electrolyte concentration [mol.m-3]': electrolyte.initialConcentration,
        }),
        ...hysteresisStates('negative', negative),
        ...hysteresisStates('positive', positive),
      },
      'Thermal environment': {
        'Ambient temperature [K]': parameters.ambientTemperature,
        ...(parameters.thermal && {
          'Heat transfer coefficient [W.m-2.K-1]': parameters.thermal.heatTransferCoefficient,
        }),
      },
    },
  };
}

function windowOf(
  parameters: CellParameters,
  negative: Electrode,
  refuse: Refuse,
): ChargeWindow | undefined {
  try {
    return chargeWindow(parameters, negative);
  } catch (error) {
    if (!(error instanceof PhysicsError) || error.code !== 'CELL_STATE_UNREACHABLE') throw error;
    refuse(['Minimum and maximum stoichiometry'], error.message);
    return undefined;
  }
}

function writeCell(parameters: CellParameters, notes: string[]): Record<string, BpxValue> {
  const { area, electrodePairs = 1, thermal } = parameters;
  const cell: Record<string, BpxValue> = {
    'Electrode area [m2]': area / electrodePairs,
    'Number of electrode pairs connected in parallel to make a cell': electrodePairs,
    'Lower voltage cut-off [V]': parameters.lowerCutoff,
    'Upper voltage cut-off [V]': parameters.upperCutoff,
    'Nominal cell capacity [A.h]': parameters.nominalCapacity / 3600,
    'Reference temperature [K]': parameters.referenceTemperature,
  };
  if (!thermal) return cell;
  // BPX spreads heat over the volume of the cell; the same temperature follows when the surface is scaled with it.
  const heated = thermal.layersThickness * area;
  const same = Math.abs(heated / thermal.volume - 1) <= roundOff;
  const volume = same ? thermal.volume : heated;
  const density = densityOf(thermal);
  if (!same) {
    notes.push(
      'Volume and external surface area are those of the layers that are heated, so that temperatures are the same.',
    );
  }
  if (density === undefined) {
    notes.push('Only density times specific heat capacity is known; the density is nominal.');
  }
  return {
    ...cell,
    'External surface area [m2]': thermal.coolingArea * (volume / thermal.volume),
    'Volume [m3]': volume,
    'Density [kg.m-3]': density ?? nominalDensity,
    'Specific heat capacity [J.K-1.kg-1]': thermal.heatCapacity / (density ?? nominalDensity),
  };
}

function writeElectrolyte(
  { electrolyte, referenceTemperature }: CellParameters,
  { writer, refuse }: Tools,
): Record<string, BpxValue> {
  const path = ['Parameterisation', 'Electrolyte'];
  const { initialConcentration, transferenceNumber, thermodynamicFactor } = electrolyte;
  const range = { low: 0, high: concentrationReach * initialConcentration };
  const at = (property: CellParameters['electrolyte']['diffusivity'], field: string) =>
    writer.property(property, [...path, field], [range]);
  const diffusivity = at(electrolyte.diffusivity, 'Diffusivity [m2.s-1]');
  const conductivity = at(electrolyte.conductivity, 'Conductivity [S.m-1]');
  const temperatures = [referenceTemperature, referenceTemperature + 20];
  const values = (property: CellParameters['electrolyte']['diffusivity']) =>
    temperatures.flatMap((temperature) =>
      [0.25, 0.5, 1, 1.5, 2].map((share) => property.at(share * initialConcentration, temperature)),
    );
  const [transference = Number.NaN, ...others] = values(transferenceNumber);
  if (transferenceNumber.activationEnergy || others.some((value) => value !== transference)) {
    refuse([...path, 'Cation transference number'], 'BPX has one number, here it is a function');
  }
  if (values(thermodynamicFactor).some((value) => value !== 1)) {
    refuse([...path, 'thermodynamic factor'], 'BPX has no such field, and models take 1');
  }
  return {
    'Cation transference number': transference,
    ...present('Diffusivity [m2.s-1]', diffusivity.value),
    ...energyOf('Diffusivity', diffusivity.energy),
    ...present('Conductivity [S.m-1]', conductivity.value),
    ...energyOf('Conductivity', conductivity.energy),
  };
}

interface ElectrodeTools extends Tools {
  readonly parameters: CellParameters;
  readonly window: ChargeWindow;
  readonly whole: boolean;
}

function writeElectrode(
  electrode: Electrode,
  side: Side,
  tools: ElectrodeTools,
): Record<string, BpxValue> {
  const path = ['Parameterisation', electrodeSections[side]];
  const { materials, porosity } = electrode;
  if (electrode.activeSurfaceFactor !== 1) {
    tools.refuse([...path, 'active surface factor'], 'BPX has no such field');
  }
  const names = new Set(materials.map(({ name }) => name));
  if (names.size < materials.length) tools.refuse([...path, 'Particle'], 'names are not unique');
  const particles = materials.map(
    (material) =>
      [
        material.name,
        writeMaterial(
          material,
          materials.length > 1 ? [...path, 'Particle', material.name] : path,
          tools,
        ),
      ] as const,
  );
  return {
    'Thickness [m]': electrode.thickness,
    ...(tools.whole && {
      Porosity: porosity,
      'Transport efficiency': transportFactor(porosity, electrode.transport),
      'Conductivity [S.m-1]': electrode.conductivity,
    }),
    ...(materials.length > 1 ? { Particle: Object.fromEntries(particles) } : particles[0]?.[1]),
  };
}

function writeMaterial(
  material: ActiveMaterial,
  path: BpxPath,
  { writer, refuse, parameters, window }: ElectrodeTools,
): Record<string, BpxValue> {
  const { exchangeCurrent, particleRadius, volumeFraction, openCircuitPotential } = material;
  const surface = surfacePerVolume(material);
  const share = (surface * particleRadius) / 3;
  if (Math.abs(share / volumeFraction - 1) > roundOff) {
    refuse([...path, 'surface per volume'], 'BPX takes it as 3 x active share / radius');
  }
  for (const exponent of ['electrolyte', 'lithiation', 'vacancy'] as const) {
    const value = exchangeCurrent[`${exponent}Exponent`];
    if (value === 0.5) continue;
    refuse(
      [...path, `${exponent} exponent of the exchange current`],
      `BPX takes 0.5, not ${value}`,
    );
  }
  if (exchangeCurrent.factor) {
    refuse(
      [...path, 'factor of the exchange current'],
      'BPX has no function of stoichiometry here',
    );
  }
  const { empty, full } = window.windows.get(material)!;
  const limits = { low: Math.min(empty, full), high: Math.max(empty, full) };
  const ranges = [{ low: 0, high: 1 }, limits];
  const diffusivityPath = [...path, 'Diffusivity [m2.s-1]'];
  const diffusivity = writer.property(material.diffusivity, diffusivityPath, ranges);
  const concentrationRatio =
    parameters.electrolyte.initialConcentration / exchangeCurrent.electrolyteReference;
  const entropicPath = [...path, 'Entropic change coefficient [V.K-1]'];
  const hysteresis = writtenHysteresis(material);
  const { potential, entropicChange } = tableBounds;
  return {
    'Minimum stoichiometry': limits.low,
    'Maximum stoichiometry': limits.high,
    'Maximum concentration [mol.m-3]': material.maximumConcentration,
    'Particle radius [m]': particleRadius,
    'Surface area per unit volume [m-1]': surface,
    ...present('Diffusivity [m2.s-1]', diffusivity.value),
    ...energyOf('Diffusivity', diffusivity.energy),
    ...present(
      'OCP [V]',
      writer.curve(openCircuitPotential, [...path, 'OCP [V]'], potential, ranges),
    ),
    ...present('OCP (delithiation) [V]', hysteresis?.delithiation?.source),
    ...present('OCP (lithiation) [V]', hysteresis?.lithiation?.source),
    ...present('OCP hysteresis decay constant', hysteresis?.decayConstant),
    ...present(
      'Entropic change coefficient [V.K-1]',
      writer.curve(material.entropicChange, entropicPath, entropicChange, ranges),
    ),
    'Reaction rate constant [mol.m-2.s-1]':
      (exchangeCurrent.reference * concentrationRatio ** 0.5) / faradayConstant,
    ...energyOf('Reaction rate constant', exchangeCurrent.activationEnergy ?? 0),
  };
}

function hysteresisStates(side: Side, { materials }: Electrode): Record<string, BpxValue> {
  const states = materials.map(
    (material) => [material.name, writtenHysteresis(material)?.initialState] as const,
  );
  const [first] = states;
  const known = states.flatMap(([name, state]) => (state === undefined ? [] : [[name, state]]));
  if (known.length === 0) return {};
  const value = states.length > 1 ? Object.fromEntries(known) : first![1]!;
  return { [hysteresisStateFields[side]]: value };
}

function present(name: string, value: BpxValue | undefined): Record<string, BpxValue> {
  return value === undefined ? {} : { [name]: value };
}

function energyOf(quantity: string, energy: number): Record<string, number> {
  return energy === 0 ? {} : { [`${quantity} activation energy [J.mol-1]`]: energy };
}
