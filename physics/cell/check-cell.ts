import { PhysicsError } from '../core/errors.ts';
import { lackingFields } from './bpx/model-needs.ts';
import type {
  ActiveMaterial,
  CellParameters,
  Electrode,
  ExchangeCurrent,
  LithiumMetal,
  PoreTransport,
  Property,
} from './cell-parameters.ts';
import { checkParameter, fromSi, type ParameterRange, parameterRanges } from './parameter-range.ts';

const finite: ParameterRange = {
  unit: '',
  minimum: Number.NEGATIVE_INFINITY,
  maximum: Number.POSITIVE_INFINITY,
};
const positive: ParameterRange = { ...finite, minimum: 0, aboveMinimum: true };
const notNegative: ParameterRange = { ...finite, minimum: 0 };
const share: ParameterRange = { unit: '', minimum: 0, maximum: 1 };

/** Volume fractions of an electrode may exceed 1 by the rounding of their sum only. */
const roundingOfSum = 1e-9;
/** Points at which a curve is looked at. */
const pointsOfCurve = 99;

/** Name at the boundary of what belongs to one of the materials of an electrode; a single one is not named. */
export function materialPrefix(side: string, electrode: Electrode, index: number): string {
  return electrode.materials.length === 1 ? side : `${side}.${electrode.materials[index]!.name}`;
}

/**
 * Checks a whole parameter set: every number against its range, volume fractions of each electrode to 1 at most, and every
 * curve for a value that is not finite, or not positive where it must be.
 * @throws PhysicsError PHY_PARAMETER_OUT_OF_RANGE (data: parameter, value, allowed), PHY_PARAMETERS_CONTRADICT
 */
export function checkCell(parameters: CellParameters): void {
  checkCellNumbers(parameters);
  checkCurves(parameters);
}

/**
 * Checks the numbers of a parameter set, not its curves.
 * @throws PhysicsError as `checkCell`
 */
export function checkCellNumbers(parameters: CellParameters): void {
  const { negative, separator, positive: cathode, electrolyte } = parameters;
  const { thermal, interphase, plating } = parameters;
  checkSi('cell.area_m2', parameters.area, parameterRanges.area_m2);
  checkSi(
    'cell.contactResistance_mohm',
    parameters.contactResistance,
    parameterRanges.contactResistance_mohm,
  );
  checkParameter('cell.nominalCapacity_As', parameters.nominalCapacity, {
    ...positive,
    unit: 'A.s',
  });
  for (const name of ['reference', 'ambient', 'initial'] as const) {
    const value = parameters[`${name}Temperature`];
    checkSi(`cell.${name}Temperature_degC`, value, parameterRanges.temperature_degC);
  }
  checkCutoffs(parameters);
  if (negative.kind === 'porous') checkElectrode('negative', negative);
  else checkMetal(negative);
  checkSi('separator.thickness_um', separator.thickness, parameterRanges.thickness_um);
  checkParameter(
    'separator.porosity_frac',
    separator.porosity,
    parameterRanges.separatorPorosity_frac,
  );
  checkTransport('separator', separator.transport);
  checkElectrode('positive', cathode);
  checkParameter(
    'electrolyte.initialConcentration_mol_per_m3',
    electrolyte.initialConcentration,
    positive,
  );
  checkAll('thermal', thermal, (name) =>
    name === 'heatTransferCoefficient' ? notNegative : positive,
  );
  checkAll('interphase', interphase, (name) =>
    name === 'openCircuitPotential' ? finite : notNegative,
  );
  checkAll('plating.kinetics', plating?.kinetics, () => notNegative);
  if (plating !== undefined) {
    checkParameter('plating.transferCoefficient', plating.transferCoefficient, share);
  }
}

function checkSi(parameter: string, value: number, range: ParameterRange): void {
  checkParameter(parameter, fromSi(value, range), range);
}

function checkAll(
  group: string,
  values: object | undefined,
  rangeOf: (name: string) => ParameterRange,
): void {
  for (const [name, value] of Object.entries(values ?? {})) {
    checkParameter(`${group}.${name}`, value as number, rangeOf(name));
  }
}

function checkCutoffs({ lowerCutoff, upperCutoff }: CellParameters): void {
  checkParameter('cell.lowerCutoff_V', lowerCutoff, { ...finite, unit: 'V' });
  checkParameter('cell.upperCutoff_V', upperCutoff, { ...finite, unit: 'V' });
  if (lowerCutoff < upperCutoff) return;
  throw new PhysicsError(
    'PHY_PARAMETERS_CONTRADICT',
    `cell.lowerCutoff_V is ${lowerCutoff} V and cell.upperCutoff_V is ${upperCutoff} V; allowed is a lower one below the upper one`,
    { parameter: 'cell.lowerCutoff_V', value: lowerCutoff, allowed: `below ${upperCutoff} V` },
  );
}

function checkTransport(part: string, transport: PoreTransport): void {
  if ('tortuosityFactor' in transport) {
    const { tortuosityFactor } = transport;
    checkParameter(
      `${part}.tortuosityFactor_1`,
      tortuosityFactor,
      parameterRanges.tortuosityFactor_1,
    );
  } else {
    checkParameter(`${part}.bruggeman_1`, transport.bruggemanExponent, parameterRanges.bruggeman_1);
  }
}

function checkElectrode(side: string, electrode: Electrode): void {
  const { thickness, porosity, conductivity, activeSurfaceFactor, materials } = electrode;
  checkSi(`${side}.thickness_um`, thickness, parameterRanges.thickness_um);
  checkParameter(`${side}.porosity_frac`, porosity, parameterRanges.porosity_frac);
  checkTransport(side, electrode.transport);
  checkParameter(
    `${side}.conductivity_S_per_m`,
    conductivity,
    parameterRanges.conductivity_S_per_m,
  );
  checkParameter(
    `${side}.activeSurfaceFactor_1`,
    activeSurfaceFactor,
    parameterRanges.activeSurfaceFactor_1,
  );
  if (materials.length === 0) {
    throw new PhysicsError(
      'PHY_PARAMETERS_CONTRADICT',
      `${side}.materials is empty; allowed is one active material or more`,
      { parameter: `${side}.materials`, value: 0, allowed: 'one or more' },
    );
  }
  for (const [i, material] of materials.entries()) {
    checkMaterial(materialPrefix(side, electrode, i), material);
  }
  const active = materials.reduce((sum, { volumeFraction }) => sum + volumeFraction, 0);
  if (porosity + active <= 1 + roundingOfSum) return;
  const names = materials.map(
    (_, i) => `${materialPrefix(side, electrode, i)}.activeFraction_frac`,
  );
  checkParameter(
    [`${side}.porosity_frac`, ...names].join(' + '),
    porosity + active,
    { unit: '', minimum: 0, maximum: 1 },
    ` (${[porosity, ...materials.map(({ volumeFraction }) => volumeFraction)].join(' + ')})`,
  );
}

function checkMaterial(part: string, material: ActiveMaterial): void {
  const { volumeFraction, particleRadius, initialStoichiometry, surfacePerVolume } = material;
  checkParameter(
    `${part}.activeFraction_frac`,
    volumeFraction,
    parameterRanges.activeFraction_frac,
  );
  checkSi(`${part}.particleRadius_um`, particleRadius, parameterRanges.particleRadius_um);
  checkParameter(
    `${part}.initialStoichiometry_1`,
    initialStoichiometry,
    parameterRanges.initialStoichiometry_1,
  );
  if (surfacePerVolume !== undefined) {
    checkParameter(`${part}.surfacePerVolume_per_m`, surfacePerVolume, positive);
  }
  checkParameter(
    `${part}.maximumConcentration_mol_per_m3`,
    material.maximumConcentration,
    positive,
  );
  checkAll(`${part}.window`, material.window, () => share);
  checkExchange(part, material.exchangeCurrent);
}

function checkExchange(part: string, exchange: ExchangeCurrent): void {
  const { reference, electrolyteReference } = exchange;
  checkParameter(`${part}.exchangeCurrent.reference_A_per_m2`, reference, positive);
  checkParameter(
    `${part}.exchangeCurrent.electrolyteReference_mol_per_m3`,
    electrolyteReference,
    positive,
  );
  for (const name of [
    'electrolyteExponent',
    'lithiationExponent',
    'vacancyExponent',
    'activationEnergy',
  ] as const) {
    checkParameter(`${part}.exchangeCurrent.${name}`, exchange[name] ?? 0, finite);
  }
}

function checkMetal({ exchangeCurrent, seriesResistance }: LithiumMetal): void {
  checkExchange('negative', exchangeCurrent);
  checkParameter('negative.seriesResistance_ohm_m2', seriesResistance, notNegative);
}

function checkCurves(parameters: CellParameters): void {
  const { referenceTemperature, initialTemperature } = parameters;
  const temperatureOf = ({ activationEnergy }: Property): number =>
    activationEnergy === undefined ? initialTemperature : referenceTemperature;
  // A set made for the single-particle model has no properties of its electrolyte to look at.
  if (lackingFields(parameters).length === 0) checkElectrolyte(parameters, temperatureOf);
  for (const side of ['negative', 'positive'] as const) {
    const electrode = parameters[side];
    if (electrode.kind !== 'porous') continue;
    for (const [i, material] of electrode.materials.entries()) {
      const part = materialPrefix(side, electrode, i);
      const { diffusivity, openCircuitPotential, entropicChange, exchangeCurrent } = material;
      const { empty, full } = material.window ?? { empty: 0.01, full: 0.99 };
      const bounds = [Math.min(empty, full), Math.max(empty, full)];
      const what = 'stoichiometry';
      const own = diffusivity.range ?? bounds;
      const diffusion = (x: number) => diffusivity.at(x, temperatureOf(diffusivity));
      checkCurve(`${part}.particleDiffusivity_m2_per_s`, diffusion, own, positive, what);
      checkParameter(
        `${part}.particleDiffusivity.activationEnergy`,
        diffusivity.activationEnergy ?? 0,
        finite,
      );
      checkCurve(`${part}.openCircuitPotential_V`, openCircuitPotential, bounds, finite, what);
      checkCurve(`${part}.entropicChange_V_per_K`, entropicChange, bounds, finite, what);
      const factor = exchangeCurrent.factor ?? (() => 1);
      checkCurve(`${part}.exchangeCurrent.factor`, factor, bounds, positive, what);
    }
  }
}

function checkElectrolyte(
  { electrolyte }: CellParameters,
  temperatureOf: (property: Property) => number,
): void {
  const { initialConcentration } = electrolyte;
  const belowOne: ParameterRange = { ...finite, maximum: 1, belowMaximum: true };
  const ranges = {
    diffusivity: positive,
    conductivity: positive,
    transferenceNumber: belowOne,
    thermodynamicFactor: finite,
  } as const;
  for (const name of Object.keys(ranges) as (keyof typeof ranges)[]) {
    const property = electrolyte[name];
    const [low, high] = property.range ?? [0, Number.POSITIVE_INFINITY];
    const bounds = [
      Math.max(0.1 * initialConcentration, low),
      Math.min(2 * initialConcentration, high),
    ];
    const at = (x: number) => property.at(x, temperatureOf(property));
    checkCurve(`electrolyte.${name}`, at, bounds, ranges[name], 'mol/m3 of salt');
    checkParameter(`electrolyte.${name}.activationEnergy`, property.activationEnergy ?? 0, finite);
  }
}

function checkCurve(
  parameter: string,
  at: (x: number) => number,
  [low = 0, high = 0]: readonly number[],
  range: ParameterRange,
  what: string,
): void {
  for (let i = 0; i < pointsOfCurve; i += 1) {
    const x = low + ((high - low) * i) / (pointsOfCurve - 1);
    checkParameter(parameter, at(x), range, ` at ${Number(x.toPrecision(6))} ${what}`);
  }
}
