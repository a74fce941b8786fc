import type { CalibrationModel } from '../../../ml/calibration/calibration-model.ts';
import type { UnitName } from '../../../physics/core/units.ts';
import type { CsvTable } from '../../domain/csv-table.ts';
import type { Column, MeasuredRow } from './columns.ts';

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

/** A model with its data, ready to be fitted. */
export interface PreparedModel {
  readonly model: CalibrationModel;
  readonly constants: readonly NamedConstant[];
  readonly quantities: readonly ScoredQuantity[];
  /** Indices of the constants that are fitted unless others are named. */
  readonly free: readonly number[];
  /** What the reader of the result must know, one sentence each. */
  readonly warnings: readonly string[];
  /** What the constants refer to, `<name>_<unit>`. */
  readonly references: Readonly<Record<string, number>>;
}

/** A model that `calibrate` knows. */
export interface CalibratedModel {
  readonly description: string;
  readonly columns: readonly Column[];
  /** A constant by its name, whether or not some data speak of it. */
  constantOf(name: string): NamedConstant | undefined;
  /**
   * @param known - values by name from an earlier calibration, in SI (logarithms where the constant is fitted so), and
   *   what they refer to
   * @throws TwinError TABLE_INVALID where the rows contradict each other
   */
  prepare(
    table: CsvTable,
    rows: readonly MeasuredRow[],
    groups: readonly string[],
    known: ReadonlyMap<string, number>,
  ): PreparedModel;
}
