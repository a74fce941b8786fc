import type { CalibrationModel } from '../../../ml/calibration/calibration-model.ts';
import type { UnitName } from '../../../physics/core/units.ts';
import type { ElectrodeMaterial } from '../../../physics/materials/electrode-material.ts';
import type { Column } from './columns.ts';
import type { MeasuredRow } from './measured-rows.ts';

/** A constant of a model as it is told outside. */
export interface NamedConstant {
  readonly name: string;
  /** Unit of the value that is told. */
  readonly unit: string;
  /** SI value of one unit. */
  readonly unitSize: number;
  /** True where the fit works in the natural logarithm: the constant is positive, and its sd is relative. */
  readonly logarithmic: boolean;
  readonly description: string;
}

/** A quantity whose predictions are scored. */
export interface ScoredQuantity {
  readonly name: string;
  readonly unit: UnitName;
}

/** A table as a model takes it. */
export interface MeasuredTable {
  readonly file: string;
  readonly rows: readonly MeasuredRow[];
  /** What the table is of, where it was named. */
  readonly material?: ElectrodeMaterial | undefined;
  /** Values by name from an earlier calibration, in SI (logarithms where the constant is fitted so), and what they refer to. */
  readonly known: ReadonlyMap<string, number>;
}

/** A model with its data, ready to be fitted. */
export interface PreparedModel {
  readonly model: CalibrationModel;
  /** The rows of the model in the table. */
  readonly rows: readonly MeasuredRow[];
  readonly constants: readonly NamedConstant[];
  readonly quantities: readonly ScoredQuantity[];
  /** Indices of the constants that are fitted unless others are named, the most telling first. */
  readonly free: readonly number[];
  /** Why a constant is not among these, by name. */
  readonly untold: Readonly<Record<string, string>>;
  /** What the reader of the result must know, one sentence each. */
  readonly warnings: readonly string[];
  /** What these values of the constants mean for the rows, one sentence each; nothing where absent. */
  readonly warningsAt?: (values: readonly number[]) => readonly string[];
  /** Why constants of a start, by name, can not stand beside this table as they are; nothing where they can. */
  readonly contradictsStart?: (
    names: readonly string[],
  ) => { readonly found: string; readonly allowed: string } | undefined;
  /** What the constants refer to, `<name>_<unit>`. */
  readonly references: Readonly<Record<string, number>>;
}

/** A model that `calibrate` knows. */
export interface CalibratedModel {
  readonly description: string;
  readonly columns: readonly Column[];
  /** Whether it can make use of a named material. */
  readonly takesMaterial: boolean;
  /** A constant by its name, whether or not some data speak of it. */
  constantOf(name: string): NamedConstant | undefined;
  /** @throws TwinError TABLE_INVALID where no row can serve, or one describes what can not be */
  prepare(table: MeasuredTable): PreparedModel;
}
