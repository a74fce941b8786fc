import { assembledState } from '../../physics/cell/assembled-state.ts';
import type { CellParameters, Electrode } from '../../physics/cell/cell-parameters.ts';
import { checkCell } from '../../physics/cell/check-cell.ts';
import { applySettings } from '../../physics/cell/settings.ts';
import { toUnit } from '../../physics/core/units.ts';
import type { ElectrodeMaterial } from '../../physics/materials/electrode-material.ts';
import { coatingTransport } from '../../physics/process/pore-transport.ts';
import { solidVolumeShare } from '../../physics/process/solids.ts';
import type { SheetCoating } from '../domain/planned-cell.ts';
import type { SegmentWarning } from '../domain/segment.ts';

/** What completes a sheet of the line to a cell. */
export interface CellRecipe {
  /** All of the cell but the electrode of the line, in which only what is not the coating's counts. */
  readonly frame: CellParameters;
  /** Of the line's electrode. */
  readonly material: ElectrodeMaterial;
  /** Lithium that the first cycles bind, over the sites of the positive electrode [-]. */
  readonly formationLoss: number;
}

/**
 * The cell that a coating becomes, fully charged. Thickness, porosity, the volume of active material and the transport
 * in the pores are those of the coating; what kind of particles they are, the frame says.
 * @throws PhysicsError PHY_PARAMETER_OUT_OF_RANGE, PHY_UNKNOWN_PARAMETER, PHY_PARAMETERS_CONTRADICT,
 *   CELL_STATE_UNREACHABLE for a cell that cannot be
 */
export function cellOf(
  { frame, material, formationLoss }: CellRecipe,
  { thickness, porosity }: SheetCoating,
): CellParameters {
  const { side, solids } = material;
  const { tortuosityFactor, conductivity } = coatingTransport(material, porosity);
  const cell = applySettings(frame, {
    [`${side}.thickness_um`]: toUnit(thickness, 'um'),
    [`${side}.porosity_frac`]: porosity,
    [`${side}.activeFraction_frac`]: (1 - porosity) * solidVolumeShare(solids, 'active'),
    [`${side}.tortuosityFactor_1`]: tortuosityFactor,
    [`${side}.conductivity_S_per_m`]: conductivity,
  });
  const start = assembledState(cell, formationLoss);
  return {
    ...cell,
    negative: startingAt(cell.negative as Electrode, start.negative),
    positive: startingAt(cell.positive, start.positive),
  };
}

function startingAt(electrode: Electrode, initialStoichiometry: number): Electrode {
  return {
    ...electrode,
    materials: electrode.materials.map((material) => ({ ...material, initialStoichiometry })),
  };
}

/**
 * Checks a recipe by the cell of a coating as the line shall make it, its curves too.
 * @param recipe - the parameter set that completes the cell, and the material of the line
 * @param coating - one side, at the targets of the line (SI)
 * @throws PhysicsError as `cellOf` and `checkCell`
 */
export function checkCellRecipe(recipe: CellRecipe, coating: SheetCoating): void {
  checkCell(cellOf(recipe, coating));
}

/** What is not the line's own in its electrode: the kind of particles, where the frame has others than the recipe. */
export function standInWarnings({ frame, material }: CellRecipe): readonly SegmentWarning[] {
  const electrode = frame[material.side] as Electrode;
  const made = material.solids.filter(({ role }) => role === 'active').map(({ name }) => name);
  const solved = electrode.materials.map(({ name }) => name);
  const plain = (names: readonly string[]): string =>
    names.join().replaceAll(' ', '').toLowerCase();
  if (plain(made) === plain(solved)) return [];
  return [
    {
      code: 'CELL_MATERIAL_STANDS_IN',
      message: `${solved.join(', ')} of ${frame.name} stands in for ${made.join(', ')}: potentials, kinetics, diffusion and size of its particles are not those of the material on the line`,
      data: {
        electrode: material.side,
        material: made.join(),
        standIn: solved.join(),
        set: frame.name,
      },
    },
  ];
}
