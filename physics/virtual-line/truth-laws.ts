import { demonstrationMachines } from '../materials/demonstration-machines.ts';
import type { ElectrodeMaterial } from '../materials/electrode-material.ts';
import { nmc622Demonstration } from '../materials/nmc622-demonstration.ts';
import { CharacteristicCurve } from './laws/characteristic-curve.ts';
import { type CompactionLaw, HeckelCompaction, MatchedCompaction } from './laws/compaction-law.ts';
import type { DryingLaw } from './laws/drying-law.ts';
import { FilmDrying } from './laws/film-drying.ts';
import type { SlurryRecipe } from './line-definition.ts';
import type { TruthConstants } from './truth-constants.ts';

/** Whether the true line follows laws of its own (`mismatched`) or those of the twin with other constants. */
export type TruthKind = 'mismatched' | 'matched';

/** A law that the true line follows, with the constants that were drawn for it; for manifests, never for the twin. */
export interface TruthModel {
  readonly step: 'coating' | 'drying' | 'binder' | 'calendering' | 'material';
  readonly law: string;
  /** Effects that no model of the twin has. */
  readonly unmodelled: readonly string[];
  readonly constants: Readonly<Record<string, number>>;
}

/** The laws of a line. */
export interface TruthLaws {
  readonly kind: TruthKind;
  readonly drying: DryingLaw;
  readonly compaction: CompactionLaw;
  readonly models: readonly TruthModel[];
}

/** The material of the matched laws: that of the twin with constants of the line's own. */
export function matchedMaterial(
  { solids }: SlurryRecipe,
  constants: TruthConstants,
): ElectrodeMaterial {
  const { drying, compaction } = nmc622Demonstration;
  return {
    ...nmc622Demonstration,
    solids,
    drying: { ...drying, packingPorosity: drying.packingPorosity * constants.matchedPacking },
    compaction: {
      ...compaction,
      resistance: compaction.resistance * constants.matchedResistance,
      softening: compaction.softening * constants.matchedSoftening,
    },
  };
}

/** Chooses the laws of a line. */
export function truthLaws(
  kind: TruthKind,
  recipe: SlurryRecipe,
  constants: TruthConstants,
): TruthLaws {
  const pick = (keys: readonly (keyof TruthConstants)[]) =>
    Object.fromEntries(keys.map((key) => [key, constants[key]]));
  const binder: TruthModel = {
    step: 'binder',
    law: "binder at the surface and peel strength by laws of the line's own, matched or not: Peclet number, time in the heat, compaction",
    unmodelled: ['peel strength lost in the heat', 'peel strength gained by compaction'],
    constants: pick([
      'binderGain',
      'binderLimit',
      'binderDiffusion',
      'peelStrength',
      'peelPerBinderRatio',
      'peelPerCompaction',
      'peelHotTime',
    ]),
  };
  if (kind === 'matched') {
    const material = matchedMaterial(recipe, constants);
    return {
      kind,
      drying: new FilmDrying(material, constants),
      compaction: new MatchedCompaction(material, demonstrationMachines),
      models: [
        { step: 'coating', law: 'pure displacement, even die', unmodelled: [], constants: {} },
        {
          step: 'drying',
          law: 'film equations of physics/process/drying-film.ts, without its binder',
          unmodelled: [],
          constants: { packingPorosity: material.drying.packingPorosity },
        },
        binder,
        {
          step: 'calendering',
          law: 'Meyer with a linear frame, of a web that the rolls warm, physics/process/heated-nip.ts',
          unmodelled: [],
          constants: {
            resistance: material.compaction.resistance,
            softening: material.compaction.softening,
            sidesExponent: material.compaction.sidesExponent,
          },
        },
        {
          step: 'material',
          law: 'batch to batch',
          unmodelled: [],
          constants: pick(['batchSolids']),
        },
      ],
    };
  }
  return {
    kind,
    drying: new CharacteristicCurve(constants, recipe.solventDensity),
    compaction: new HeckelCompaction(constants),
    models: [
      {
        step: 'coating',
        law: 'pump with slip, die with bow, tilt and flutter',
        unmodelled: ['pump slip', 'die flutter'],
        constants: pick(['pumpSlip', 'dieBow', 'dieTilt', 'dieFlutter']),
      },
      {
        step: 'drying',
        law: 'wet bulb, characteristic drying curve of van Meel, first-order tail of bound solvent, heat balance with that rate',
        unmodelled: ['humidity of the room', 'age of the slurry'],
        constants: pick([
          'dryPorosity',
          'dryPorosityPerRate',
          'criticalSaturation',
          'fallingRateExponent',
          'boundSolvent',
          'boundSolventTime',
          'boundSolventActivation',
          'heatTransfer',
          'porosityPerHumidity',
          'porosityPerHour',
          'humidityPhase',
        ]),
      },
      binder,
      {
        step: 'calendering',
        law: "Heckel on nip pressure, Hertz's flattening and frame",
        unmodelled: ['flattening of the rolls'],
        constants: pick([
          'heckelConstant',
          'heckelPerKelvin',
          'heckelLoadingPower',
          'springBack',
          'passGain',
          'elongationCompliance',
          'elongationRepeat',
          'rollRadius',
          'rollModulus',
          'frameCompliance',
          'gapZero',
        ]),
      },
      {
        step: 'material',
        law: 'lots of active material and binder, batch to batch',
        unmodelled: ['lot to lot hardness and packing'],
        constants: pick(['lotPorosity', 'lotHardness', 'lotAdhesion', 'batchSolids']),
      },
    ],
  };
}
