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

/** A gauge whose one head crosses the web to and fro, instead of one head a lane. */
export interface ScannerRow {
  /** Time of one crossing and of the turn at the edge [s]. */
  readonly crossing: number;
  readonly turn: number;
  /** How far the head runs beyond the coating on either side [m]. */
  readonly overrun: number;
  /** Diameter of the measured spot [m]. */
  readonly spot: number;
  /** Time between zeroings on bare foil with standardisation, and how long one takes [s]. */
  readonly standardiseEvery: number;
  readonly standardiseFor: number;
  /** Random walk of its calibration between zeroings, relative to the value [h-1/2]. */
  readonly drift: number;
}

/** One machine with its own unwinder, rewinder and drive. */
export interface MachineDefinition {
  /** Unit that shows its speed, length and state. */
  readonly id: string;
  readonly path: WebPath;
  readonly unwinder: string;
  readonly rewinder: string;
  /** Actuator of its web speed. */
  readonly drive: string;
  /** Web from the last station to the roll on the rewinder [m]. */
  readonly windLead: number;
  /** True where the pump follows the speed of the web, so that ramps keep the loading. */
  readonly geared: boolean;
  /** What the press holds: the line load (default), or the gap that it shows, by the actuator `<unit>.rollGap`. */
  readonly press?: 'force' | 'gap';
  /** Line load at which rolls on rolls show a gap of 0 [N.m-1]: how its display was zeroed. Absent: it has a zero of its own. */
  readonly gapZeroedAt?: number;
  /** Absent: gauges with one fixed head a lane. */
  readonly scanner?: ScannerRow;
}

/** One product of a campaign: the settings that it is made at, in the boundary units of the actuators. */
export interface Product {
  readonly name: string;
  /** Mass of solids over mass of slurry [-]. */
  readonly solidsContent: number;
  readonly passes: 1 | 2;
  readonly setpoints: Readonly<Record<string, number>>;
}

/** Limits that finished web of a product must keep, per side of a lane; SI. One that it has not is infinite. */
export interface ProductSpecification {
  readonly product: string;
  readonly limits: Readonly<
    Record<
      'porosity' | 'loading' | 'thickness' | 'residualSolvent',
      { readonly lower: number; readonly upper: number }
    >
  >;
}

/** A stop that was planned: at a metre of a job of a machine. */
export interface PlannedStop {
  readonly machine: string;
  /** Which job of the machine, from 1, and at which metre of it [m]. */
  readonly job: number;
  readonly metre: number;
  readonly duration: number;
}

/** When a laboratory takes samples from a finished coil, and how well it measures. */
export interface LaboratoryPlan {
  /** Metres of a coil at which it is sampled; a negative one counts from its end. */
  readonly metres: readonly number[];
  /** Lanes that are sampled, from 1. */
  readonly lanes: readonly number[];
  /** Area of one punch [m2] and punches a sample. */
  readonly punchArea: number;
  readonly punches: number;
  /** Shortest time to the result and mean of the queue that comes on top [s]. */
  readonly delay: number;
  readonly queue: number;
}

/** What a line with machines of their own makes, in which order. The plan is repeated for ever. */
export interface Campaign {
  /** Coated metres of a mother coil, and of foil on a roll [m]. */
  readonly coilLength: number;
  readonly foilRollLength: number;
  readonly products: readonly Product[];
  readonly plan: readonly { readonly product: string; readonly coils: number }[];
  /** True where coils are turned between the sides, so that lane 1 becomes the last lane. */
  readonly lanesSwapped: boolean;
  /** Slurry in a batch [kg], and batches made from one lot of active material, binder and solvent. */
  readonly batchMass: number;
  readonly batchesPerLot: readonly [number, number, number];
  /** Time to change a coil and to thread the web again after a break [s]. */
  readonly coilChange: number;
  /** Web that counts as scrap behind a start and on each side of a splice [m]. */
  readonly rampUpScrap: number;
  readonly spliceScrap: number;
  /** Standing time from which web in the dryer is scrap [s]. */
  readonly standingLimit: number;
  readonly stops: readonly PlannedStop[];
  readonly laboratory: LaboratoryPlan;
}

/** Errors of plain sensors beside their noise. */
export interface InstrumentErrors {
  /** Constant error of an instrument and its random walk per root hour, both over the sd of its noise [-]. */
  readonly bias: number;
  readonly drift: number;
  /** Probability that a reading is missing [-]. */
  readonly dropout: number;
}

/** A virtual line as data: its machines, product, campaign and default faults. Can be sent to a thread. */
export interface LineDefinition {
  readonly name: string;
  /** What the line is, in a sentence. */
  readonly description: string;
  /** Path of the first machine: the one with the coater. */
  readonly path: WebPath;
  readonly machines: readonly MachineDefinition[];
  /** Width of the coating over all lanes [m]. */
  readonly coatedWidth: number;
  /** Thickness of the bare foil [m]. */
  readonly foilThickness: number;
  readonly recipe: SlurryRecipe;
  /** Slurry of another product, which a mixed-up batch holds. */
  readonly otherRecipe: SlurryRecipe;
  readonly actuators: readonly ActuatorRow[];
  /** Exhaust flow of each dryer zone in web order per velocity of its jets [m3.s-1 per m.s-1]. */
  readonly exhaustPerVelocity: readonly number[];
  readonly instruments: InstrumentErrors;
  /** Of every product that the line makes; that of a line without campaign alone. */
  readonly specifications: readonly ProductSpecification[];
  /** Absent: the line runs one endless coating of one side, and is full of it at start. */
  readonly campaign?: Campaign;
  /** Faults that play unless the caller names others. */
  readonly faults: readonly Fault[];
}
