import { faradayConstant, gasConstant } from '../../core/constants.ts';
import { type CellParameters, transportFactor } from '../cell-parameters.ts';
import type { CellMesh } from '../dfn/dfn-cell.ts';
import {
  type ElectrolyteTables,
  electrolytePoints,
  electrolyteTables,
  saltUnit,
  type TemperatureFactors,
} from '../dfn/electrolyte-tables.ts';
import { type RegionMesh, regionMesh } from '../dfn/region-mesh.ts';
import type { ElectrodeSalt } from './particle-kinetics.ts';
import { solveOne } from './solve-one.ts';

/** Relative change of a concentration above which transport is linearised anew, and how often at most. */
const relinearise = 1e-3;
const mostLinearisations = 10;
/** Temperature range of one set of tables [K]. */
const tableRange = 2;

/** A layer of the cell that holds electrolyte. */
interface SaltRegion {
  readonly mesh: RegionMesh;
  readonly thickness: number;
  readonly porosity: number;
  /** Effective over free transport. */
  readonly transport: number;
  /** Reaction current per volume for a current of the cell per area [1/m]. */
  readonly reaction: number;
  /** Index of its first point in c, and of each of its unknowns in the equations. */
  readonly first: number;
  readonly unknowns: readonly number[];
}

/**
 * Salt across a cell whose electrodes react evenly (Marquis et al. 2019, J. Electrochem. Soc. 166, A3693): collocation as
 * in the full model, porosity dc/dt = transport d2W/dx2 + (1 - t+) q / F with D dc = dW, and the part of the voltage
 * that the electrolyte takes.
 */
export class SaltProfile {
  /** Concentration at all points, from the negative to the positive collector [kmol/m3]. */
  readonly c: Float64Array;
  /** The same as properties that need a positive one see it. */
  readonly positive: Float64Array;
  /** Negative electrode, where there is a porous one, separator and positive electrode. */
  readonly regions: readonly SaltRegion[];
  solves = 0;

  readonly #parameters: CellParameters;
  readonly #floor: number;
  #tables: ElectrolyteTables;
  readonly #factors: TemperatureFactors = { diffusion: 1, conduction: 1 };
  readonly #points: ReturnType<typeof electrolytePoints>;
  /** Properties at the mean concentration. */
  readonly #mean = electrolytePoints(1);
  readonly #meanSalt = new Float64Array(1);
  readonly #totalThickness: number;
  readonly #unknowns: number;
  /** Kirchhoff potential at the points and the interfaces, and the equations for it. */
  readonly #w: Float64Array;
  readonly #matrix: Float64Array;
  /** The part of the equations that does not change with time. */
  readonly #spread: Float64Array;
  readonly #from: Float64Array;
  /** Kirchhoff potential at lithium metal. */
  #atMetal = 0;

  constructor(parameters: CellParameters, mesh: CellMesh, temperature: number) {
    const { negative, separator, positive, electrolyte, referenceTemperature } = parameters;
    this.#parameters = parameters;
    this.#floor = mesh.floor;
    const layers: Omit<SaltRegion, 'first' | 'unknowns'>[] = [];
    if (negative.kind === 'porous') {
      layers.push({
        mesh: regionMesh(mesh.negative, 'collector', 'interface'),
        thickness: negative.thickness,
        porosity: negative.porosity,
        transport: transportFactor(negative.porosity, negative.transport),
        reaction: 1 / negative.thickness,
      });
    }
    layers.push(
      {
        mesh: regionMesh(mesh.separator, 'interface', 'interface'),
        thickness: separator.thickness,
        porosity: separator.porosity,
        transport: transportFactor(separator.porosity, separator.transport),
        reaction: 0,
      },
      {
        mesh: regionMesh(mesh.positive, 'interface', 'collector'),
        thickness: positive.thickness,
        porosity: positive.porosity,
        transport: transportFactor(positive.porosity, positive.transport),
        reaction: -1 / positive.thickness,
      },
    );
    const count = layers.reduce((sum, layer) => sum + layer.mesh.points, 0);
    let first = 0;
    this.regions = layers.map((layer) => {
      const own = Array.from({ length: layer.mesh.points }, (_, k) => first + k);
      // The left interface of the separator comes first, the right one behind it.
      if (layer.mesh.slopeLeft.length > 0) own.push(layer.reaction < 0 ? count + 1 : count);
      if (layer.mesh.slopeRight.length > 0) own.push(layer.reaction > 0 ? count : count + 1);
      const region = { ...layer, first, unknowns: own };
      first += layer.mesh.points;
      return region;
    });
    this.#totalThickness = layers.reduce((sum, { thickness }) => sum + thickness, 0);
    this.c = new Float64Array(count);
    this.#from = new Float64Array(count);
    this.#points = electrolytePoints(count);
    this.positive = this.#points.positive;
    this.#unknowns = count + 2;
    this.#w = new Float64Array(this.#unknowns);
    this.#matrix = new Float64Array(this.#unknowns ** 2);
    this.#spread = spreadOf(this.regions, count);
    this.#tables = electrolyteTables(electrolyte, referenceTemperature, temperature);
    this.setTemperature(temperature);
    this.reset();
  }

  /** Spreads the salt evenly. */
  reset(): void {
    const initial = this.#parameters.electrolyte.initialConcentration / saltUnit;
    this.c.fill(initial);
    this.#atMetal = this.#tables.potentialAt(initial, this.#factors).value;
    this.look();
  }

  /** What an electrode's kinetics see of the salt; it follows `look`. */
  electrode(side: 'negative' | 'positive'): ElectrodeSalt {
    const { mesh, first } = this.regions.find(({ reaction }) =>
      side === 'negative' ? reaction > 0 : reaction < 0,
    )!;
    return {
      concentration: this.positive.subarray(first, first + mesh.points),
      weights: mesh.weights,
    };
  }

  setTemperature(temperature: number): void {
    if (Math.abs(temperature - this.#tables.temperature) > tableRange) {
      const { electrolyte, referenceTemperature } = this.#parameters;
      this.#tables = electrolyteTables(electrolyte, referenceTemperature, Math.round(temperature));
    }
    this.#tables.setFactors(temperature, this.#factors);
  }

  /** Least concentration [kmol/m3]. */
  least(): number {
    let least = Infinity;
    for (let i = 0; i < this.c.length; i++) if (this.c[i]! < least) least = this.c[i]!;
    return least;
  }

  /** Takes in the present concentrations. */
  look(): void {
    this.#tables.fill(this.c, this.#floor, this.#factors, this.#points);
    let mean = 0;
    for (const { mesh, thickness, first } of this.regions) {
      for (let k = 0; k < mesh.points; k++) {
        mean += thickness * mesh.weights[k]! * this.c[first + k]!;
      }
    }
    this.#meanSalt[0] = mean / this.#totalThickness;
    this.#tables.fill(this.#meanSalt, this.#floor, this.#factors, this.#mean);
  }

  /**
   * Solves a step from the concentrations that c holds as a guess.
   * @param rate - of the new concentration in its time derivative [1/s]
   * @param past - the rest of the derivative [kmol/(m3.s)]
   * @returns whether it was solved with salt left everywhere
   */
  solve(current: number, rate: number, past: Float64Array): boolean {
    const { c } = this;
    for (let iteration = 0; iteration < mostLinearisations; iteration++) {
      this.#tables.fill(c, this.#floor, this.#factors, this.#points);
      this.#from.set(c);
      this.#solveLinear(current, rate, past);
      let moved = 0;
      for (let i = 0; i < c.length; i++) {
        if (!(c[i]! > 0)) return false;
        moved = Math.max(moved, Math.abs(c[i]! / this.#from[i]! - 1));
      }
      if (moved < relinearise) {
        this.look();
        return true;
      }
    }
    return false;
  }

  /** Finds what lithium metal sees just after a jump of current, with the salt as it is: its flux answers at once. */
  freeze(current: number): void {
    if (this.#parameters.negative.kind !== 'lithiumMetal') return;
    const { potential } = this.#points;
    const n = this.#unknowns;
    const points = this.c.length;
    const [metal, right] = [points * n, (points + 1) * n];
    let atMetal = this.#saltFlux(current);
    let atRight = 0;
    for (let i = 0; i < points; i++) {
      atMetal -= this.#spread[metal + i]! * potential[i]!;
      atRight -= this.#spread[right + i]! * potential[i]!;
    }
    const [a, b] = [this.#spread[metal + points]!, this.#spread[metal + points + 1]!];
    const [c, d] = [this.#spread[right + points]!, this.#spread[right + points + 1]!];
    this.#atMetal = (atMetal * d - b * atRight) / (a * d - b * c);
  }

  /** Salt that the reactions of a current leave for diffusion [mol/(m2.s)]. */
  #saltFlux(current: number): number {
    return ((1 - this.#tables.transference) * current) / faradayConstant;
  }

  /** One solution with transport linearised at c. */
  #solveLinear(current: number, rate: number, past: Float64Array): void {
    const { c } = this;
    const { potential, diffusivity } = this.#points;
    const n = this.#unknowns;
    const points = c.length;
    const w = this.#w;
    const matrix = this.#matrix;
    matrix.set(this.#spread);
    const salt = this.#saltFlux(current);
    for (const { mesh, porosity, reaction, first } of this.regions) {
      const storage = saltUnit * porosity;
      for (let i = first; i < first + mesh.points; i++) {
        const perD = 1 / diffusivity[i]!;
        matrix[i * n + i]! += storage * rate * perD;
        w[i] = reaction * salt - storage * (rate * (c[i]! - potential[i]! * perD) + past[i]!);
      }
    }
    // At lithium metal the diffusive flux carries what migration does not: -transport dW/dx = (1 - t+) I / F.
    w[points] = this.#parameters.negative.kind === 'lithiumMetal' ? salt : 0;
    w[points + 1] = 0;
    solveOne(matrix, w, n);
    this.solves++;
    for (let i = 0; i < points; i++) c[i]! += (w[i]! - potential[i]!) / diffusivity[i]!;
    this.#atMetal = w[points]!;
  }

  /** Concentration at the surface of lithium metal [kmol/m3]. */
  saltAtMetal(): number {
    const c = this.#tables.concentrationAt(this.#atMetal, this.c[0]!, this.#factors);
    return Math.max(c, this.#floor);
  }

  /**
   * What the electrolyte adds to the voltage for a current, between the means over the two electrodes: concentration
   * overpotential and ohmic loss of evenly spread reactions, with properties at the mean concentration [V].
   */
  voltage(current: number, temperature: number): number {
    const meanSalt = this.#mean.positive[0]!;
    const conductivity = this.#mean.conductivity[0]!;
    const twiceThermal = (2 * gasConstant * temperature) / faradayConstant;
    // (1 - t+) thermodynamic factor at the mean.
    const factor = (this.#mean.activitySlope[0]! / this.#mean.positiveSlope[0]!) * meanSalt;
    let resistance = 0;
    let logs = 0;
    for (const { mesh, thickness, transport, reaction, first } of this.regions) {
      resistance += thickness / (transport * conductivity) / (reaction === 0 ? 1 : 3);
      if (reaction === 0) continue;
      const sign = reaction < 0 ? 1 : -1;
      for (let k = 0; k < mesh.points; k++) {
        logs += sign * mesh.weights[k]! * Math.log(this.positive[first + k]! / meanSalt);
      }
    }
    if (this.#parameters.negative.kind === 'lithiumMetal') {
      logs -= Math.log(this.saltAtMetal() / meanSalt);
    }
    return twiceThermal * factor * logs - current * resistance;
  }
}

/** Transport in the equations for W: a row for each of the points, then one for equal fluxes at each interface. */
function spreadOf(regions: readonly SaltRegion[], points: number): Float64Array {
  const n = points + 2;
  const matrix = new Float64Array(n * n);
  for (const { mesh, thickness, transport, reaction, first, unknowns } of regions) {
    const spread = (saltUnit * transport) / (thickness * thickness);
    for (let k = 0; k < mesh.points; k++) {
      for (let u = 0; u < mesh.unknowns; u++) {
        matrix[(first + k) * n + unknowns[u]!]! -= spread * mesh.laplacian[k * mesh.unknowns + u]!;
      }
    }
    const across = (saltUnit * transport) / thickness;
    for (const [slopes, sign, row] of [
      [mesh.slopeLeft, -1, reaction < 0 ? points + 1 : points],
      [mesh.slopeRight, 1, reaction > 0 ? points : points + 1],
    ] as const) {
      for (let u = 0; u < slopes.length; u++) {
        matrix[row * n + unknowns[u]!]! += sign * across * slopes[u]!;
      }
    }
  }
  return matrix;
}
