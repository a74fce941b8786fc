import type { UnitName } from '../core/units.ts';
import type { SolidComponent } from '../materials/electrode-material.ts';
import type { WebPath } from '../process/web-path.ts';
import type { Fault } from './faults.ts';

/** What the slurry of a line is made of. */
export interface SlurryRecipe {
  readonly solids: readonly SolidComponent[];
  /** Density of the solvent (NMP) [kg.m-3]. */
  readonly solventDensity: number;
  /** Mass of solids over mass of slurry [-]. */
  readonly solidsContent: number;
}

/** One drive, heater or press that follows a setpoint; all numbers in SI. */
export interface ActuatorRow {
  /** Unit and key, `<unit>.<key>`; the setpoint is `<unit>.<key>Setpoint`. */
  readonly id: string;
  readonly boundaryUnit: UnitName;
  readonly description: string;
  /** Smallest and largest setpoint that the machine takes. */
  readonly low: number;
  readonly high: number;
  /** Setpoint at start. */
  readonly nominal: number;
  /** Largest rate of change of the internal demand [unit per s]. */
  readonly rampRate: number;
  /** First-order lag behind the demand [s], > 0. */
  readonly lag: number;
  /** Delay from a new setpoint to the first movement [s]. */
  readonly deadTime: number;
}

/** A virtual line as data: its web path, product, machines and default faults. Can be sent to a thread. */
export interface LineDefinition {
  readonly name: string;
  readonly path: WebPath;
  /** Width of the coating over all lanes [m]. */
  readonly coatedWidth: number;
  /** Thickness of the bare foil [m]. */
  readonly foilThickness: number;
  readonly recipe: SlurryRecipe;
  readonly actuators: readonly ActuatorRow[];
  /** Faults that play unless the caller names others. */
  readonly faults: readonly Fault[];
}
