import type { ActiveMaterial, Property } from '../cell-parameters.ts';
import { type HermiteTable, hermiteTable } from './hermite-table.ts';
import type { Particles } from './particles.ts';
import { SphereMemory } from './sphere-memory.ts';
import { SphereProfile } from './sphere-profile.ts';
import { SphereVolumes } from './sphere-volumes.ts';

const diffusivityCells = 512;
/** Largest over least diffusivity from which on fronts run through particles, and the shells that resolve them. */
const frontContrast = 100;
const frontShells = 40;
const contrastSamples = 25;

/** How finely particles are resolved. */
export interface ParticleResolution {
  /** Exponentials where diffusivity does not depend on stoichiometry. */
  readonly exponentials: 6 | 8 | 12;
  /** Collocation points where it does. */
  readonly nodes: number;
}

/** What particles need to know besides their material. */
interface ParticleSurroundings {
  readonly points: number;
  readonly referenceTemperature: number;
  readonly resolution: ParticleResolution;
  /** Change of the mean stoichiometry by a current density [m2/(A.s)]. */
  readonly inverseCapacity: number;
}

/** The particles of a material, solved as its diffusivity asks for. */
export function particlesOf(
  { diffusivity, particleRadius }: ActiveMaterial,
  { points, referenceTemperature, resolution, inverseCapacity }: ParticleSurroundings,
): Particles {
  const { contrast, integral } = knownDiffusivity(diffusivity, referenceTemperature);
  if (contrast === 1) {
    const rate = diffusivity.at(0.5, referenceTemperature) / (particleRadius * particleRadius);
    return new SphereMemory(points, resolution.exponentials, rate, inverseCapacity);
  }
  return contrast < frontContrast
    ? new SphereProfile(points, resolution.nodes, integral(), particleRadius, inverseCapacity)
    : new SphereVolumes(points, frontShells, integral(), particleRadius, inverseCapacity);
}

/** What is found of a diffusivity at a temperature, for all cells that share it. */
interface KnownDiffusivity {
  readonly temperature: number;
  /** Largest over least value within the stoichiometries that particles see. */
  readonly contrast: number;
  /** Its integral over stoichiometry; made when it is asked for. */
  readonly integral: () => HermiteTable;
}

const known = new WeakMap<Property, KnownDiffusivity>();

function knownDiffusivity(diffusivity: Property, temperature: number): KnownDiffusivity {
  const held = known.get(diffusivity);
  if (held?.temperature === temperature) return held;
  const at = (s: number): number => diffusivity.at(s, temperature);
  const values = Array.from({ length: contrastSamples }, (_, i) => at((i + 0.5) / contrastSamples));
  let table: HermiteTable | undefined;
  const made = {
    temperature,
    contrast: Math.max(...values) / Math.min(...values),
    integral: () => {
      table ??= integralTable(at);
      return table;
    },
  };
  known.set(diffusivity, made);
  return made;
}

/** The integral of a diffusivity over stoichiometry. */
function integralTable(at: (s: number) => number): HermiteTable {
  const width = 1 / diffusivityCells;
  const sums = new Float64Array(diffusivityCells + 1);
  for (let cell = 0; cell < diffusivityCells; cell++) {
    const start = cell * width;
    // Simpson's rule on halves: diffusivities may be tables with corners.
    let sum = 0;
    for (let half = 0; half < 2; half++) {
      const a = start + (half * width) / 2;
      sum += (at(a) + 4 * at(a + width / 4) + at(a + width / 2)) * (width / 12);
    }
    sums[cell + 1] = sums[cell]! + sum;
  }
  return hermiteTable((s) => sums[Math.round(s / width)]!, 1, diffusivityCells, at);
}
