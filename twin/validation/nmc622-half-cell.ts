import { type CellParameters, constant } from '../../physics/cell/cell-parameters.ts';
import {
  landesfeindConductivity,
  landesfeindDiffusivity,
  landesfeindThermodynamicFactor,
  landesfeindTransferenceNumber,
} from '../../physics/cell/sets/parts/electrolyte-landesfeind2019.ts';
import { nmc622Potential } from '../../physics/cell/sets/parts/nmc622-potential.ts';
import { rateConstantKinetics } from '../../physics/cell/sets/parts/rate-constant-kinetics.ts';
import { xu2019 } from '../../physics/cell/sets/xu2019.ts';
import { faradayConstant } from '../../physics/core/constants.ts';
import { nmc622HalfCell } from '../../physics/materials/nmc622-half-cell.ts';
import { findRoot } from '../../physics/numerics/roots.ts';

/** A calendered coating as measured; SI. */
export interface Coating {
  /** [kg.m-2] */
  readonly loading: number;
  /** [m] */
  readonly thickness: number;
  readonly porosity: number;
}

/** The constants of the cell that are fitted. */
export interface FittedTransport {
  /** Of lithium in the oxide [m2.s-1]. */
  readonly diffusivity: number;
  /** Exponents b of D_eff = D porosity^b in electrode and separator [-]. */
  readonly electrodeExponent: number;
  readonly separatorExponent: number;
}

/** What differs between forms of the half-cell that are compared; those of `nmc622HalfCell` where absent. */
export interface HalfCellForm {
  /** [V] */
  readonly lowerCutoff?: number;
  readonly electrolyte?: CellParameters['electrolyte'];
  /** [S.m-1] */
  readonly conductivity?: number;
  /** [m] */
  readonly particleRadius?: number;
  readonly separatorThickness?: number;
  /** Factors on the exchange currents of oxide and metal. */
  readonly oxideKinetics?: number;
  readonly metalKinetics?: number;
}

/** LiPF6 in EC:EMC (3:7 by weight). */
const electrolyte: CellParameters['electrolyte'] = {
  initialConcentration: nmc622HalfCell.saltConcentration,
  diffusivity: { at: landesfeindDiffusivity },
  conductivity: { at: landesfeindConductivity },
  transferenceNumber: { at: landesfeindTransferenceNumber },
  thermodynamicFactor: { at: landesfeindThermodynamicFactor },
};

const { coating: oxide, kinetics, separator, window, discDiameter } = nmc622HalfCell;
/** Sites of lithium per volume of oxide [mol/m3]. */
const maximumConcentration = oxide.activeDensity / oxide.activeMolarMass;
const area = (Math.PI / 4) * discDiameter ** 2;

/** Stoichiometry that rests at the upper voltage: the cell is charged at constant voltage until no current flows. */
const chargedStoichiometry = findRoot((s) => nmc622Potential(s) - window.upper, {
  low: 0.3,
  high: 0.6,
  tolerance: 1e-12,
});

/**
 * Half-cell of a calendered NMC622 coating against lithium metal, charged and at rest, without contact resistance.
 * @param specificCharge - whose current is 1C [A.s.kg-1 of oxide]
 */
export function halfCellOf(
  coating: Coating,
  specificCharge: number,
  { diffusivity, electrodeExponent, separatorExponent }: FittedTransport,
  form: HalfCellForm = {},
): CellParameters {
  const activeLoading = coating.loading * oxide.activeMassFraction;
  return {
    name: nmc622HalfCell.name,
    source: 'doi:10.17632/wwhm2frfmy.1; constants in physics/materials/nmc622-half-cell.ts',
    notes: ['the contact resistance is taken off the voltage afterwards'],
    area,
    nominalCapacity: activeLoading * area * specificCharge,
    lowerCutoff: form.lowerCutoff ?? window.lower,
    upperCutoff: window.upper,
    referenceTemperature: 298.15,
    ambientTemperature: 298.15,
    initialTemperature: 298.15,
    contactResistance: 0,
    negative: metal(form.metalKinetics ?? 1),
    separator: {
      thickness: form.separatorThickness ?? separator.thickness,
      porosity: separator.porosity,
      transport: { bruggemanExponent: separatorExponent },
    },
    positive: {
      kind: 'porous',
      thickness: coating.thickness,
      porosity: coating.porosity,
      transport: { bruggemanExponent: electrodeExponent },
      conductivity: form.conductivity ?? oxide.conductivity,
      activeSurfaceFactor: 1,
      materials: [
        {
          name: 'NMC 622',
          volumeFraction: activeLoading / oxide.activeDensity / coating.thickness,
          particleRadius: form.particleRadius ?? oxide.particleRadius,
          maximumConcentration,
          diffusivity: constant(diffusivity),
          openCircuitPotential: nmc622Potential,
          potentialRange: [0.3, 1],
          entropicChange: () => 0,
          exchangeCurrent: rateConstantKinetics({
            rateConstant: (form.oxideKinetics ?? 1) * faradayConstant * kinetics.rateConstant,
            maximumConcentration,
          }),
          initialStoichiometry: chargedStoichiometry,
        },
      ],
    },
    electrolyte: form.electrolyte ?? electrolyte,
  };
}

/** Lithium metal with the kinetics of Xu2019, J. Electrochem. Soc. 166, A3456. */
function metal(factor: number): CellParameters['negative'] {
  const { negative } = xu2019;
  if (negative.kind !== 'lithiumMetal') return negative;
  const { exchangeCurrent } = negative;
  return {
    ...negative,
    exchangeCurrent: { ...exchangeCurrent, reference: factor * exchangeCurrent.reference },
  };
}
