/**
 * What a cell is put through. Discharge current is positive. A protocol is a list of steps; repeats are unrolled when
 * the text is read.
 */

/** What is held during a step. */
export type Control =
  | { readonly kind: 'current' /** [A] */; readonly value: number }
  | {
      readonly kind: 'cRate' /** Multiple of the nominal capacity per hour [1/h]. */;
      readonly value: number;
    }
  | { readonly kind: 'voltage' /** [V] */; readonly value: number }
  | { readonly kind: 'power' /** [W], positive on discharge. */; readonly value: number }
  | {
      readonly kind: 'resistance';
      /** [ohm]; the load draws V / value, a negative value charges. */ readonly value: number;
    }
  | {
      readonly kind: 'drive';
      /** From the start of the step [s], increasing, first 0; straight lines between. */
      readonly time: Float64Array;
      /** [A] */
      readonly current: Float64Array;
    };

/** What ends a step. */
export type End =
  | { readonly kind: 'time' /** From the start of the step [s]. */; readonly value: number }
  | {
      readonly kind: 'voltage';
      /** [V]; crossed from whichever side the step starts on. */ readonly value: number;
    }
  | { readonly kind: 'current' /** Magnitude falls to this [A]. */; readonly value: number }
  | { readonly kind: 'cRate' /** Magnitude falls to this [1/h]. */; readonly value: number }
  | {
      readonly kind: 'capacity';
      /** Charge moved since the start of the step, either way [A.s]. */ readonly value: number;
    }
  | {
      readonly kind: 'temperature' /** [K]; crossed from whichever side. */;
      readonly value: number;
    };

export interface ProtocolStep {
  readonly control: Control;
  /** The first that is met ends the step. Never empty. */
  readonly ends: readonly End[];
  /** The words it was written in, for messages. */
  readonly text: string;
}

export type Protocol = readonly ProtocolStep[];
