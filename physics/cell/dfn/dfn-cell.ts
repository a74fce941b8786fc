import { faradayConstant, gasConstant } from '../../core/constants.ts';
import {
  type ActiveMaterial,
  type CellParameters,
  type Electrode,
  type LithiumMetal,
  surfacePerVolume,
  transportFactor,
} from '../cell-parameters.ts';
import { lithiumMetalPotential } from '../lithium-metal.ts';
import { CellElectrolyte } from './cell-electrolyte.ts';
import { ElectrodeBlock } from './electrode-block.ts';
import { ElectrodeKinetics } from './electrode-kinetics.ts';
import { saltUnit } from './electrolyte-tables.ts';
import { MaterialBlock } from './material-block.ts';
import type { ParticleResolution } from './particles-of.ts';
import {
  interpolationMatrix,
  type MeshElement,
  type RegionMesh,
  regionMesh,
} from './region-mesh.ts';
import { type MigrationRegion, SaltMigration } from './salt-migration.ts';
import { SeparatorBlock } from './separator-block.ts';
import type { SideReactionLaws, SideReactionModels } from './side-reactions.ts';
import { mixRows } from './small-dense.ts';
import { vector } from './vectors.ts';

/** Collocation points of a cell and the resolution of its particles. */
export interface CellMesh {
  readonly negative: readonly MeshElement[];
  readonly separator: readonly MeshElement[];
  readonly positive: readonly MeshElement[];
  readonly particles: ParticleResolution;
  /** Concentration below which kinetics and conduction are rounded off [kmol/m3]. */
  readonly floor: number;
}

/** An electrode with its place in the cell. */
interface PlacedElectrode {
  readonly parameters: Electrode;
  readonly mesh: RegionMesh;
  readonly transport: number;
  readonly kinetics: ElectrodeKinetics;
}

/** Solutions just after a jump, and the change of a surface's stoichiometry before the last. */
const mostJumpPasses = 30;
const jumpTolerance = 1e-7;
/** Solutions of one step, each with the answer of the particles at the currents before, and the change in the last. */
const mostAnswers = 12;
const answerTolerance = 1e-5;
/** Newton iterations of one step. */
const mostIterations = 14;
/** Largest change of Phi in the last iteration of a blend, whose currents follow Phi exactly [V]. */
const blendTolerance = 1e-6;
/** Part by which a salt concentration may change before transport is linearised anew. */
const relinearise = 0.06;

/**
 * The Doyle-Fuller-Newman equations of one cell within one time step: the state at its mesh points and the solution of
 * the coupled equations for a given current. Currents are per area, positive on discharge [A/m2].
 */
export class DfnCell {
  readonly parameters: CellParameters;
  readonly mesh: CellMesh;
  /** Laws of the side reactions on the negative electrode. */
  readonly sideReactions: SideReactionLaws;
  /** Salt concentration at all points, from the negative to the positive collector [kmol/m3]. */
  readonly c: Float64Array;
  readonly negative: PlacedElectrode | LithiumMetal;
  readonly positive: PlacedElectrode;
  /** Electrodes with particles, negative first, and their materials. */
  readonly electrodes: readonly PlacedElectrode[];
  readonly materials: readonly MaterialBlock[];
  readonly separatorMesh: RegionMesh;
  /** Effective over free transport in the separator. */
  readonly separatorTransport: number;
  readonly electrolyte: CellElectrolyte;
  temperature: number;
  solves = 0;
  /** Largest change of Phi in the last iteration [V]. */
  residual = 0;

  readonly #separator: SeparatorBlock;
  /** The known part of the time derivative of salt, and that of a state that stays as it is. */
  #past: Float64Array;
  readonly #noPast: Float64Array;
  readonly #keptSalt: Float64Array;
  readonly #keptCurrents: readonly Float64Array[];
  /** Where transport was linearised. */
  readonly #linearisedAt: Float64Array;
  #leftPotential = 0;
  #rightPotential = 0;
  #rate = 0;
  readonly #blended: boolean;
  #frozen = true;
  /** What a transference number that depends on concentration adds; undefined where it does not. */
  readonly #migration: SaltMigration | undefined;
  /** Of it at the lithium metal [A/m2]. */
  #migrationAtMetal = 0;

  constructor(
    parameters: CellParameters,
    mesh: CellMesh,
    temperature: number,
    sideReactions: SideReactionLaws = {},
  ) {
    const { negative, separator, positive } = parameters;
    this.parameters = parameters;
    this.mesh = mesh;
    this.sideReactions = sideReactions;
    this.temperature = temperature;
    const halfCell = negative.kind === 'lithiumMetal';
    const negativeMesh = halfCell ? undefined : regionMesh(mesh.negative, 'collector', 'interface');
    this.separatorMesh = regionMesh(mesh.separator, 'interface', 'interface');
    const positiveMesh = regionMesh(mesh.positive, 'interface', 'collector');
    const separatorFirst = negativeMesh?.points ?? 0;
    const positiveFirst = separatorFirst + this.separatorMesh.points;
    const count = positiveFirst + positiveMesh.points;
    this.c = vector(count);
    this.#keptSalt = vector(count);
    this.#noPast = vector(count);
    this.#past = this.#noPast;
    this.#linearisedAt = vector(count);
    this.electrolyte = new CellElectrolyte(parameters, count, mesh.floor, temperature);
    this.separatorTransport = transportFactor(separator.porosity, separator.transport);
    this.#separator = new SeparatorBlock(
      {
        mesh: this.separatorMesh,
        thickness: separator.thickness,
        porosity: separator.porosity,
        transport: this.separatorTransport,
      },
      this.c,
      this.#linearisedAt,
      separatorFirst,
    );
    this.negative =
      negative.kind === 'lithiumMetal'
        ? negative
        : this.#place(negative, negativeMesh!, 'negative', 0);
    this.positive = this.#place(positive, positiveMesh, 'positive', positiveFirst);
    this.electrodes =
      'kinetics' in this.negative ? [this.negative, this.positive] : [this.positive];
    this.materials = this.electrodes.flatMap(({ kinetics }) => kinetics.materials);
    this.#keptCurrents = this.materials.map(({ j }) => vector(j.length));
    this.#blended = this.materials.length > this.electrodes.length;
    this.#migration = this.electrolyte.transferenceVaries ? this.#makeMigration() : undefined;
    this.setTemperature(temperature);
  }

  #place(
    parameters: Electrode,
    mesh: RegionMesh,
    side: 'negative' | 'positive',
    first: number,
  ): PlacedElectrode {
    const transport = transportFactor(parameters.porosity, parameters.transport);
    const { thickness, porosity, conductivity } = parameters;
    const block = new ElectrodeBlock(
      { mesh, side, thickness, porosity, transport, conductivity },
      this.c,
      this.#linearisedAt,
      first,
    );
    const wetted = parameters.activeSurfaceFactor;
    const materials = parameters.materials.map(
      (material) =>
        new MaterialBlock(material, {
          points: mesh.points,
          wetted,
          referenceTemperature: this.parameters.referenceTemperature,
          resolution: this.mesh.particles,
          sideReactions: side === 'negative' ? this.#sideReactionsOn(material, wetted) : undefined,
        }),
    );
    return {
      parameters,
      mesh,
      transport,
      kinetics: new ElectrodeKinetics(block, materials, first),
    };
  }

  #makeMigration(): SaltMigration {
    const { separator } = this.parameters;
    const electrodeRegion = ({ mesh, kinetics, parameters }: PlacedElectrode): MigrationRegion => ({
      mesh,
      first: kinetics.first,
      thickness: parameters.thickness,
      porosity: parameters.porosity,
      ionicCurrent: (point) => kinetics.block.ionicCurrent(point),
    });
    const regions = [
      ...('kinetics' in this.negative ? [electrodeRegion(this.negative)] : []),
      {
        mesh: this.separatorMesh,
        first: 'kinetics' in this.negative ? this.negative.mesh.points : 0,
        thickness: separator.thickness,
        porosity: separator.porosity,
        ionicCurrent: (_: number, current: number) => current,
      },
      electrodeRegion(this.positive),
    ];
    return new SaltMigration(regions, !('kinetics' in this.negative), (c) =>
      this.electrolyte.transferenceExcess(c),
    );
  }

  #sideReactionsOn(material: ActiveMaterial, wetted: number): SideReactionModels | undefined {
    const { interphase: growth, plating: parameters } = this.parameters;
    const { interphase: limit, plating: law } = this.sideReactions;
    const interphase = growth && limit && { growth, limit };
    const plating = parameters &&
      law && {
        parameters,
        law,
        surfaceArea: surfacePerVolume(material) * wetted,
        sites: material.volumeFraction * material.maximumConcentration,
      };
    return interphase || plating ? { interphase, plating } : undefined;
  }

  /** Puts the cell at rest. */
  reset(
    negativeStoichiometries: readonly number[],
    positiveStoichiometries: readonly number[],
  ): void {
    const { initialConcentration } = this.parameters.electrolyte;
    this.c.fill(initialConcentration / saltUnit);
    this.#leftPotential = this.electrolyte.potentialAt(initialConcentration / saltUnit);
    const states = [negativeStoichiometries, positiveStoichiometries].slice(
      -this.electrodes.length,
    );
    for (const [e, { kinetics }] of this.electrodes.entries()) {
      for (const [m, material] of kinetics.materials.entries()) material.reset(states[e]![m]!);
    }
  }

  /** Takes the state of the same cell on another mesh. */
  interpolate(other: DfnCell): void {
    this.#leftPotential = other.#leftPotential;
    this.#rightPotential = other.#rightPotential;
    const mix = (
      own: RegionMesh,
      from: RegionMesh,
      first: number,
      otherFirst: number,
    ): Float64Array => {
      const weights = interpolationMatrix(from, own);
      mixRows(
        this.c.subarray(first, first + own.points),
        other.c.subarray(otherFirst, otherFirst + from.points),
        weights,
        own.points,
        from.points,
        1,
      );
      return weights;
    };
    for (const [e, { kinetics, mesh }] of this.electrodes.entries()) {
      const from = other.electrodes[e]!;
      const weights = mix(mesh, from.mesh, kinetics.first, from.kinetics.first);
      for (const [m, material] of kinetics.materials.entries()) {
        material.interpolate(from.kinetics.materials[m]!, weights);
      }
    }
    const separatorFirst = 'kinetics' in this.negative ? this.negative.mesh.points : 0;
    const otherFirst = 'kinetics' in other.negative ? other.negative.mesh.points : 0;
    mix(this.separatorMesh, other.separatorMesh, separatorFirst, otherFirst);
  }

  /** Keeps the present solution, and takes it as a guess again. */
  keepSolution(): void {
    this.#keptSalt.set(this.c);
    for (const [m, { j }] of this.materials.entries()) this.#keptCurrents[m]!.set(j);
  }

  returnToSolution(): void {
    this.c.set(this.#keptSalt);
    for (const [m, { j }] of this.materials.entries()) j.set(this.#keptCurrents[m]!);
    this.collect();
  }

  /** Takes the solution of another cell on the same mesh as a guess. */
  guessFrom(other: DfnCell): void {
    this.c.set(other.c);
    for (const [e, { kinetics }] of this.electrodes.entries()) {
      for (const [m, material] of kinetics.materials.entries()) {
        material.j.set(other.electrodes[e]!.kinetics.materials[m]!.j);
      }
    }
  }

  /** Least salt concentration [kmol/m3]. */
  leastSalt(): number {
    let least = Infinity;
    for (let i = 0; i < this.c.length; i++) if (this.c[i]! < least) least = this.c[i]!;
    return least;
  }

  get thermalVoltage(): number {
    return (gasConstant * this.temperature) / faradayConstant;
  }

  setTemperature(temperature: number): void {
    this.temperature = temperature;
    this.electrolyte.setTemperature(temperature);
    for (const material of this.materials) {
      material.setTemperature(temperature, this.thermalVoltage);
    }
  }

  /** Sums the currents of the materials into those of the electrodes. */
  collect(): void {
    for (const { kinetics } of this.electrodes) kinetics.collect();
  }

  /** Spreads a current evenly over the electrodes: a guess for `solveJump`. */
  spreadEvenly(current: number): void {
    for (const { kinetics, parameters } of this.electrodes) {
      const sign = kinetics === this.positive.kinetics ? -1 : 1;
      const mean = (sign * current) / parameters.thickness;
      const area = kinetics.materials.reduce((sum, material) => sum + material.surfaceArea, 0);
      for (const material of kinetics.materials) material.j.fill(mean / area);
    }
  }

  /**
   * Solves for the currents just after a jump, at the present concentrations, from the present currents; false where it
   * does not converge.
   */
  solveJump(current: number): boolean {
    this.#past = this.#noPast;
    // Surfaces that answer at once are linearised anew at the currents of each solution.
    for (let pass = 0; pass < mostJumpPasses; pass++) {
      let moved = 0;
      for (const { kinetics } of this.electrodes) {
        for (const material of kinetics.materials) moved = Math.max(moved, material.freeze());
        kinetics.collect();
      }
      if (pass > 0 && moved < jumpTolerance) return true;
      this.#begin(current, 0, true);
      if (!this.#iterate(current, 1e-9, 40)) return false;
    }
    return false;
  }

  /**
   * Solves a step from the guess that the state holds, for materials that have predicted their surfaces.
   * @param rate - of the new concentration in its time derivative [1/s]
   * @param past - the rest of the derivative [kmol/(m3.s)]
   * @param tolerance - largest change of Phi in the last iteration [V]
   */
  solveStep(current: number, rate: number, past: Float64Array, tolerance: number): boolean {
    this.#past = past;
    if (this.#migration !== undefined) {
      for (const { kinetics } of this.electrodes) kinetics.block.feed();
      this.#migrationAtMetal = this.#migration.addTo(past, this.c, current);
    }
    this.#rate = rate;
    this.#frozen = false;
    return this.solveAgain(current, tolerance);
  }

  /** Solves the step again for another current, from its present solution. */
  solveAgain(current: number, tolerance: number): boolean {
    for (let pass = 0; pass < mostAnswers; pass++) {
      this.#begin(current, this.#rate, this.#frozen);
      if (!this.#iterate(current, tolerance, mostIterations)) return false;
      if (this.#frozen) return true;
      let moved = 0;
      for (const material of this.materials) moved = Math.max(moved, material.answerAgain());
      if (moved < answerTolerance) return true;
    }
    return false;
  }

  #begin(current: number, rate: number, frozen: boolean): void {
    this.#rate = rate;
    this.#frozen = frozen;
    const { electrolyte } = this;
    const { points, transference, activityVoltage } = electrolyte;
    electrolyte.fill(this.c);
    if (!frozen) this.#separator.prepare(points, rate, this.#past);
    for (const { kinetics } of this.electrodes) {
      kinetics.block.prepare(
        points,
        current,
        rate,
        this.#past,
        transference,
        activityVoltage,
        frozen,
      );
    }
  }

  #iterate(current: number, tolerance: number, most: number): boolean {
    const { electrodes } = this;
    const { points } = this.electrolyte;
    const floor = 3 * this.mesh.floor;
    for (let iteration = 0; iteration < most; iteration++) {
      let heldBack = false;
      for (const { kinetics } of electrodes) {
        if (kinetics.linearise(points)) heldBack = true;
      }
      for (const { kinetics } of electrodes) kinetics.block.iterate();
      if (!this.#frozen) this.#solveInterfaces(current);
      let change = 0;
      for (const { kinetics } of electrodes) {
        const w = kinetics === this.positive.kinetics ? this.#rightPotential : this.#leftPotential;
        const own = kinetics.block.finish(this.#frozen ? 0 : w);
        // What is not a number stays so.
        if (own > change || Number.isNaN(own)) change = own;
        kinetics.distribute(points, this.#frozen);
      }
      if (!this.#frozen) this.#separator.finish(this.#leftPotential, this.#rightPotential);
      this.solves++;
      this.residual = change;
      if (!this.#frozen && this.#strayed(floor)) {
        this.#limitSalt(floor);
        this.#begin(current, this.#rate, false);
        continue;
      }
      if (heldBack) continue;
      if (change <= (this.#blended ? Math.min(tolerance, blendTolerance) : tolerance)) {
        for (const { kinetics } of electrodes) kinetics.settle();
        this.#settleSideReactions();
        return true;
      }
      if (!(change < 1e6)) return false;
    }
    return false;
  }

  #settleSideReactions(): void {
    for (const { kinetics } of this.electrodes) {
      for (const material of kinetics.materials) {
        if (material.sideReactions !== undefined) material.settle(kinetics.block.arrays.c);
      }
    }
  }

  /** Equal flux and equal W on both sides of each interface: two equations for two values. */
  #solveInterfaces(current: number): void {
    const { separator } = this.parameters;
    const { slopeLeft, slopeRight } = this.#separator;
    const across = (saltUnit * this.separatorTransport) / separator.thickness;
    let a11 = -across * slopeLeft[1]!;
    const a12 = -across * slopeLeft[2]!;
    let y1 = across * slopeLeft[0]!;
    if ('kinetics' in this.negative) {
      const { transport, parameters, kinetics } = this.negative;
      const own = (saltUnit * transport) / parameters.thickness;
      a11 += own * kinetics.block.slopeByInterface;
      y1 -= own * kinetics.block.slope;
    } else {
      // At lithium metal the diffusive flux carries what migration does not: -transport dW/dx = (1 - t+) I / F.
      const carried = (1 - this.electrolyte.transference) * current - this.#migrationAtMetal;
      y1 += carried / faradayConstant;
    }
    const { transport, parameters, kinetics } = this.positive;
    const own = (saltUnit * transport) / parameters.thickness;
    const a21 = -across * slopeRight[1]!;
    const a22 = own * kinetics.block.slopeByInterface - across * slopeRight[2]!;
    const y2 = across * slopeRight[0]! - own * kinetics.block.slope;
    const determinant = a11 * a22 - a12 * a21;
    this.#leftPotential = (y1 * a22 - a12 * y2) / determinant;
    this.#rightPotential = (a11 * y2 - a21 * y1) / determinant;
  }

  /** Whether a concentration has moved far from where transport was linearised. */
  #strayed(floor: number): boolean {
    const { c } = this;
    const { positive } = this.electrolyte.points;
    const at = this.#linearisedAt;
    for (let i = 0; i < c.length; i++) {
      const limit = relinearise * (positive[i]! + floor);
      if (!(Math.abs(c[i]! - at[i]!) <= limit)) return true;
    }
    return false;
  }

  /** Keeps concentrations within a few times their size of where transport was linearised. */
  #limitSalt(floor: number): void {
    const { c } = this;
    const { positive } = this.electrolyte.points;
    const at = this.#linearisedAt;
    for (let i = 0; i < c.length; i++) {
      const size = positive[i]! + floor;
      const low = at[i]! - 0.8 * size;
      const high = at[i]! + 4 * size;
      if (!(c[i]! > low)) c[i] = low;
      else if (c[i]! > high) c[i] = high;
    }
  }

  /** Salt at the surface of lithium metal, where there is any [kmol/m3]. */
  saltAtMetal(): number | undefined {
    return 'kinetics' in this.negative ? undefined : this.#saltAtMetal();
  }

  /** From the Kirchhoff potential there [kmol/m3]. */
  #saltAtMetal(): number {
    const c = this.electrolyte.concentrationAt(this.#leftPotential, this.c[0]!);
    return Math.max(c, this.mesh.floor);
  }

  /** Electrolyte at the surface of lithium metal: its potential against the metal and the diffusion part of it [V]. */
  atMetal(current: number): { readonly potential: number; readonly diffusionPart: number } {
    const { negative } = this;
    if ('kinetics' in negative) throw new Error('the cell has no lithium metal');
    const salt = this.#saltAtMetal();
    const { parameters, temperature } = this;
    const { referenceTemperature } = parameters;
    return {
      potential: -lithiumMetalPotential(negative, current, salt, temperature, referenceTemperature),
      diffusionPart: this.electrolyte.diffusionPart(salt),
    };
  }
}
