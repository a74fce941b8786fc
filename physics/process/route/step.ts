import type { ModelWarning } from '../../core/errors.ts';
import type { Variable } from '../../core/variables.ts';
import type { CommaBar, Mixer, SlotDie } from '../../materials/coater.ts';
import type { Dryer, SlotNozzles } from '../../materials/dryer.ts';
import type { ElectrodeMaterial } from '../../materials/electrode-material.ts';
import type { Press, Rolls } from '../../materials/press.ts';

/** Numbers by name, SI. */
export type Values = Readonly<Record<string, number>>;

/** What goes onto the foil: a slurry, or a powder without solvent. */
type MaterialFeed = 'slurry' | 'powder';

/** What the steps of a route know of the product and of the machines that make it. */
export interface ElectrodeLine {
  readonly material: ElectrodeMaterial;
  readonly mixer: Mixer;
  readonly slotDie: SlotDie;
  readonly commaBar: CommaBar;
  readonly dryer: Dryer;
  readonly press: Press;
  readonly rolls: Rolls;
  /** Width of the coating on the foil [m]. */
  readonly coatedWidth: number;
  /** Width of the foil with its bare edges [m]. */
  readonly foilWidth: number;
  /** Web between the coater and the dryer [m]. */
  readonly openLength: number;
  /** Sides of the foil that carry coating in the press, where the settings do not say. */
  readonly coatedSides: 1 | 2;
  /** Zones of the dryer in web order; lengths [m]. */
  readonly zones: readonly {
    readonly id: string;
    readonly length: number;
    readonly nozzles?: SlotNozzles;
  }[];
}

/** A process parameter that a step takes. */
export interface Setting {
  /** `<unit>.<variable>`, as the tags of the line have it: `dryerZone2.airTemperature`. */
  readonly key: string;
  readonly variable: Variable;
  /** True for a count, of which there is no derivative. */
  readonly isCount?: boolean;
  /** Stands where nothing is set, with its standard deviation; a setting without must be set. */
  readonly assumed?: { readonly value: number; readonly sd: number };
}

/** The web at a place inside a step, where it is worth telling. */
export interface WebWithin {
  readonly place: string;
  readonly web: Values;
}

/** What a step makes of the web. */
export interface StepResult {
  /** Every key of `makes`, and of `carries` where the web came with it. */
  readonly web: Values;
  readonly warnings: readonly ModelWarning[];
  /** On the way through the step, in its order. */
  readonly within?: readonly WebWithin[];
}

/**
 * One step of a route: named numbers in, named numbers out. The route, its sensitivities and its variance need no more
 * of a model than this; the laws stand in the files beside this folder.
 */
export interface ProcessStep {
  readonly name: string;
  /** Variables of the web that it reads; the steps before must have made them. */
  readonly needs: readonly string[];
  /** Variables of the web that it makes or changes. */
  readonly makes: readonly string[];
  /** Variables that it changes where a step before made them, and lets be absent where none did. */
  readonly carries?: readonly string[];
  /** As what it takes the material; absent where it does not matter. */
  readonly feed?: MaterialFeed;
  /** Key of the setting that repeats it, for a step whose law counts its repeats: a route has one such step. */
  readonly repeatedBy?: string;
  /** Sets of constants that it reads, as beginnings of paths: `material.drying`, `press`. */
  readonly constants: readonly string[];
  settings(line: ElectrodeLine): readonly Setting[];
  /** @throws PhysicsError as the law of the step */
  run(line: ElectrodeLine, web: Values, settings: Values): StepResult;
  /**
   * How what the step makes differs from one piece of web to the next at the same settings: by independent cause, what one
   * standard deviation of it does together to keys of `makes`; what is left out, it does not change.
   */
  scatter?(line: ElectrodeLine, web: Values, settings: Values): Readonly<Record<string, Values>>;
  /** What there is to say of the web behind it because it is known with standard deviations only (keys of `makes`). */
  warnUncertain?(web: Values, standardDeviation: Values): readonly ModelWarning[];
}
