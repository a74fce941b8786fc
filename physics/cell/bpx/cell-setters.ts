import type { CellParameters, Electrode, LumpedThermal, Property } from '../cell-parameters.ts';
import { constant } from '../cell-parameters.ts';
import { stateAtCharge } from '../initial-state.ts';
import type { BpxFunction } from './bpx-function.ts';
import { checkCurve } from './check-curve.ts';
import { densityOf, keepDensity } from './density.ts';
import { asProperty } from './read-electrode.ts';
import type { Setters, Side } from './schema.ts';

/** Fields of Parameterisation > Cell; those of temperature where the set has them. */
export function cellSetters(parameters: CellParameters): Setters<CellParameters> {
  const { thermal, area, electrodePairs = 1 } = parameters;
  const withArea = (whole: number): CellParameters => ({
    ...(thermal
      ? warmed(parameters, { layersThickness: (thermal.layersThickness * area) / whole })
      : parameters),
    area: whole,
  });
  const numbers: Record<string, (value: number) => CellParameters> = {
    'Electrode area [m2]': (ofPair) => withArea(ofPair * electrodePairs),
    'Number of electrode pairs connected in parallel to make a cell': (pairs) => ({
      ...withArea((area / electrodePairs) * pairs),
      electrodePairs: pairs,
    }),
    'Lower voltage cut-off [V]': (lowerCutoff) => ({ ...parameters, lowerCutoff }),
    'Upper voltage cut-off [V]': (upperCutoff) => ({ ...parameters, upperCutoff }),
    'Nominal cell capacity [A.h]': (hours) => ({ ...parameters, nominalCapacity: hours * 3600 }),
    'Reference temperature [K]': (referenceTemperature) => ({
      ...parameters,
      referenceTemperature,
    }),
  };
  if (!thermal) return { numbers };
  const density = densityOf(thermal);
  numbers['External surface area [m2]'] = (coolingArea) => warmed(parameters, { coolingArea });
  numbers['Volume [m3]'] = (volume) =>
    warmed(parameters, {
      volume,
      layersThickness: (thermal.layersThickness * volume) / thermal.volume,
    });
  if (density !== undefined) {
    const specific = thermal.heatCapacity / density;
    numbers['Density [kg.m-3]'] = (value) =>
      warmed(parameters, { heatCapacity: specific * value }, value);
    numbers['Specific heat capacity [J.K-1.kg-1]'] = (value) =>
      warmed(parameters, { heatCapacity: density * value });
  }
  return { numbers };
}

/** Changes what is known of heat; the density that BPX gives apart is kept, or follows. */
function warmed(
  parameters: CellParameters,
  changes: Partial<LumpedThermal>,
  density = densityOf(parameters.thermal!),
): CellParameters {
  const thermal = { ...parameters.thermal!, ...changes };
  if (density !== undefined) keepDensity(thermal, density);
  return { ...parameters, thermal };
}

/** Fields of the sections of State. */
export function stateSetters(parameters: CellParameters): {
  readonly conditions: Setters<CellParameters>;
  readonly environment: Setters<CellParameters>;
} {
  const { thermal } = parameters;
  return {
    conditions: {
      numbers: {
        'Initial temperature [K]': (initialTemperature) => ({ ...parameters, initialTemperature }),
        'Initial electrolyte concentration [mol.m-3]': (value) =>
          withConcentration(parameters, value),
        'Initial state-of-charge': (value) => withCharge(parameters, value),
      },
    },
    environment: {
      numbers: {
        'Ambient temperature [K]': (ambientTemperature) => ({ ...parameters, ambientTemperature }),
        ...(thermal && {
          'Heat transfer coefficient [W.m-2.K-1]': (heatTransferCoefficient: number) =>
            warmed(parameters, { heatTransferCoefficient }),
        }),
      },
    },
  };
}

/** Fields of Parameterisation > Electrolyte. */
export function electrolyteSetters(parameters: CellParameters): Setters<CellParameters> {
  const { electrolyte } = parameters;
  const { diffusivity, conductivity, initialConcentration } = electrolyte;
  const put = (changes: Partial<CellParameters['electrolyte']>): CellParameters => ({
    ...parameters,
    electrolyte: { ...electrolyte, ...changes },
  });
  const curve = (value: BpxFunction, field: string, property: Property): Property => {
    const range = { low: initialConcentration / 2, high: 1.5 * initialConcentration };
    checkCurve(value, ['Electrolyte', field], { ...range, positive: true });
    return asProperty(value, property.activationEnergy);
  };
  return {
    numbers: {
      'Cation transference number': (value) => put({ transferenceNumber: constant(value) }),
      'Diffusivity activation energy [J.mol-1]': (activationEnergy) =>
        put({ diffusivity: { ...diffusivity, activationEnergy } }),
      'Conductivity activation energy [J.mol-1]': (activationEnergy) =>
        put({ conductivity: { ...conductivity, activationEnergy } }),
    },
    curves: {
      'Diffusivity [m2.s-1]': (value) =>
        put({ diffusivity: curve(value, 'Diffusivity [m2.s-1]', diffusivity) }),
      'Conductivity [S.m-1]': (value) =>
        put({ conductivity: curve(value, 'Conductivity [S.m-1]', conductivity) }),
    },
  };
}

type Change = (electrode: Electrode, side: Side) => Electrode;

function withElectrodes(parameters: CellParameters, change: Change): CellParameters {
  const { negative, positive } = parameters;
  return {
    ...parameters,
    negative: negative.kind === 'porous' ? change(negative, 'negative') : negative,
    positive: change(positive, 'positive'),
  };
}

function withCharge(parameters: CellParameters, charge: number): CellParameters {
  const state = stateAtCharge(parameters, charge);
  return withElectrodes(parameters, (electrode, side) => ({
    ...electrode,
    materials: electrode.materials.map((material, i) => ({
      ...material,
      initialStoichiometry: state[side][i]!,
    })),
  }));
}

/** BPX counts exchange currents from the initial concentration: they follow it where the set does so too. */
function withConcentration(parameters: CellParameters, value: number): CellParameters {
  const before = parameters.electrolyte.initialConcentration;
  const changed = withElectrodes(parameters, (electrode) => ({
    ...electrode,
    materials: electrode.materials.map((material) =>
      material.exchangeCurrent.electrolyteReference === before
        ? {
            ...material,
            exchangeCurrent: { ...material.exchangeCurrent, electrolyteReference: value },
          }
        : material,
    ),
  }));
  return { ...changed, electrolyte: { ...parameters.electrolyte, initialConcentration: value } };
}
