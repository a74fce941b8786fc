import {
  type ActiveMaterial,
  type CellParameters,
  type Electrode,
  transportFactor,
} from '../../../physics/cell/cell-parameters.ts';
import { sites } from '../../../physics/cell/initial-state.ts';
import { faradayConstant, gasConstant } from '../../../physics/core/constants.ts';
import { fromUnit } from '../../../physics/core/units.ts';
import { poreFreeDensity } from '../../../physics/process/solids.ts';
import { type CellDesign, type DesignNumbers, designInputs } from './design-box.ts';
import type { DesignFrame } from './surrogate-cells.ts';

/** True density of carbon black (1900) and PVDF (1780) together, equal masses but for rounding [kg.m-3]. */
const additiveDensity = 1840;

/** A cell as designed, and what its outputs are counted by. */
export interface DesignedCell {
  readonly parameters: CellParameters;
  /** Mass of active material per area of the cathode [kg.m-2]. */
  readonly activeLoading: number;
  /** Current per area that moves the nominal capacity in an hour [A.m-2]. */
  readonly currentAt1C: number;
}

/**
 * The cell of a design. The cathode has the thickness that its loading needs; its solids are active material and additive.
 * The anode has the share of active material in its solids of the set, and the thickness at which it has as many sites for
 * lithium over those of the cathode as in the set: all designs are balanced alike, and 1C is the current per site of the set.
 */
export function designedCell(
  { parameters, activeDensity }: DesignFrame,
  design: CellDesign,
): DesignedCell {
  const [porosity, loadingShown, bruggeman, conductivity, activeFraction, radius, ...anode] =
    design as DesignNumbers;
  const [anodePorosity, anodeBruggeman] = anode;
  const loading = fromUnit(loadingShown, 'mg_per_cm2');
  const density = poreFreeDensity([
    { name: 'active material', massFraction: activeFraction, density: activeDensity },
    { name: 'additive', massFraction: 1 - activeFraction, density: additiveDensity },
  ]);
  const { positive: setPositive, area, nominalCapacity } = parameters;
  const positive: Electrode = {
    ...setPositive,
    thickness: loading / (density * (1 - porosity)),
    porosity,
    transport: { bruggemanExponent: bruggeman },
    conductivity,
    materials: changed(setPositive, {
      volumeFraction: ((1 - porosity) * activeFraction * density) / activeDensity,
      particleRadius: fromUnit(radius, 'um'),
    }),
  };
  const grown = sites(positive) / sites(setPositive);
  const setNegative = parameters.negative as Electrode;
  const solidsShare = (1 - anodePorosity) / (1 - setNegative.porosity);
  const negative: Electrode = {
    ...setNegative,
    thickness: (setNegative.thickness * grown) / solidsShare,
    porosity: anodePorosity,
    transport: { bruggemanExponent: anodeBruggeman },
    materials: changed(setNegative, {
      volumeFraction: solidsShare * setNegative.materials[0]!.volumeFraction,
    }),
  };
  return {
    parameters: { ...parameters, positive, negative, nominalCapacity: nominalCapacity * grown },
    activeLoading: loading * activeFraction,
    currentAt1C: (nominalCapacity * grown) / area / 3600,
  };
}

/** The one material of an electrode with other numbers; its surface is that of its spheres. */
function changed({ materials }: Electrode, changes: Partial<ActiveMaterial>): ActiveMaterial[] {
  const { surfacePerVolume: _, ...material } = materials[0]!;
  return [{ ...material, ...changes }];
}

/** What a surrogate learns from beside the numbers of a design; i is the current per area at 1C. */
const featureNames = [
  'cathodePoreDrop_1',
  'anodePoreDrop_1',
  'cathodeSolidDrop_1',
  'arealCapacity_1',
] as const;

/** Columns of a row that models learn from: the numbers of the design, logarithms where it is spread by them, and features. */
export const surrogateColumns: readonly string[] = [
  ...designInputs.map(({ header, isLogarithmic }) => (isLogarithmic ? `ln ${header}` : header)),
  ...featureNames.map((name) => `ln ${name}`),
];

/**
 * The row of a design. Its four features say why a cell fails at a rate, which no single number of the design does:
 *
 *   ln(i L / (eps^b kappa V_T)) of both electrodes, ln(i L / (sigma V_T)), ln(areal capacity over that of the set)
 *
 * the drops of potential along the pores and the solid over the thermal voltage V_T = R T / F, with kappa at the initial
 * concentration of salt.
 */
export function surrogateRow(frame: DesignFrame, design: CellDesign): readonly number[] {
  const { parameters, currentAt1C } = designedCell(frame, design);
  const { positive, electrolyte, referenceTemperature } = parameters;
  const thermalVoltage = (gasConstant * referenceTemperature) / faradayConstant;
  const { initialConcentration, conductivity } = electrolyte;
  const kappa = conductivity.at(initialConcentration, referenceTemperature);
  const drop = (thickness: number, conducting: number): number =>
    Math.log((currentAt1C * thickness) / (conducting * thermalVoltage));
  const inPores = ({ thickness, porosity, transport }: Electrode): number =>
    drop(thickness, transportFactor(porosity, transport) * kappa);
  return [
    ...design.map((value, i) => (designInputs[i]!.isLogarithmic ? Math.log(value) : value)),
    inPores(positive),
    inPores(parameters.negative as Electrode),
    drop(positive.thickness, positive.conductivity),
    Math.log(parameters.nominalCapacity / frame.parameters.nominalCapacity),
  ];
}
