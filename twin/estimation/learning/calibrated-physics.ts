import { fitWithPriors } from '../../../ml/calibration/fit-with-priors.ts';
import { predictedQuantities } from '../../../ml/calibration/predict-row.ts';
import type { FeatureTable } from '../../../ml/data/feature-table.ts';
import { MlError } from '../../../ml/errors.ts';
import type {
  FittedPhysics,
  Physics,
  PhysicsConstants,
} from '../../../ml/regression/physics-prior.ts';
import { PhysicsError } from '../../../physics/core/errors.ts';
import { toUnit } from '../../../physics/core/units.ts';
import type { CsvTable } from '../../domain/csv-table.ts';
import { TwinError } from '../../domain/errors.ts';
import { calibratedModels } from '../calibration/by-name.ts';
import type { CalibratedModel, PreparedModel } from '../calibration/calibrated-model.ts';
import type { CalibrationStart } from '../calibration/calibration-result.ts';
import { headerName } from '../calibration/columns.ts';
import { chosenConstants } from '../calibration/free-constants.ts';
import { knownValues, readReferences } from '../calibration/known-values.ts';
import { measuredRows } from '../calibration/measured-rows.ts';
import type { LearnedColumn, PhysicsColumns } from './learning-columns.ts';

/** Physics that a table can be learned with. */
export const physicsNames = ['calendering', 'coating', 'drying'] as const;

/** Constants as they stand in a model: SI, logarithms where the constant is fitted as one. */
interface KeptConstants extends PhysicsConstants {
  readonly values: Readonly<Record<string, number>>;
  /** What they refer to, `<name>_<unit>`. */
  readonly references: Readonly<Record<string, number>>;
  /** Names of those that were fitted. */
  readonly free: readonly string[];
}

/** A physics, and where its constants are known from before. */
export interface PhysicsChoice {
  readonly name: string;
  /** Constants begin there, as in `calibrate --start`. */
  readonly start?: CalibrationStart;
}

/**
 * The columns of a physics in a table.
 * @throws TwinError USAGE for a physics that there is not, or a target that it does not predict
 */
export function physicsColumns({ name }: PhysicsChoice, target: string): PhysicsColumns {
  const { columns } = definitionOf(name);
  const outputs = outputsOf(name);
  if (!outputs.includes(target)) {
    const message = `--target: found '${target}'; the physics of ${name} predicts ${outputs.join(', ')}`;
    throw new TwinError('USAGE', message, { option: '--target', found: target, allowed: outputs });
  }
  const texts = columns.filter(({ unit }) => unit === undefined).map(headerName);
  const inputs = columns.map(headerName).filter((header) => !outputs.includes(header));
  return {
    inputs,
    texts,
    outputs: [...outputs.filter((output) => output !== target), 'condition'],
  };
}

/** Headers of what the physics of a name predicts. */
function outputsOf(name: string): readonly string[] {
  const measured: Readonly<Record<string, readonly string[]>> = {
    calendering: ['thicknessAfter', 'porosityAfter'],
    coating: ['loading', 'activeLoading'],
    drying: ['residualSolvent', 'filmTemperature'],
  };
  return definitionOf(name)
    .columns.filter((column) => measured[name]!.includes(column.name))
    .map(headerName);
}

function definitionOf(name: string): CalibratedModel {
  const isKnown = physicsNames.some((one) => one === name);
  if (isKnown) return calibratedModels[name]!;
  const message = `--physics: found '${name}', allowed is ${physicsNames.join(', ')}`;
  throw new TwinError('USAGE', message, {
    option: '--physics',
    found: name,
    allowed: physicsNames,
  });
}

/** The physics of a calibrated model as learning takes it: constants are fitted as `calibrate` fits them, to rows of a table. */
export class CalibratedPhysics implements Physics {
  readonly name: string;
  readonly #definition: CalibratedModel;
  readonly #columns: readonly LearnedColumn[];
  readonly #target: LearnedColumn;
  readonly #start: ReadonlyMap<string, number>;

  /** @throws TwinError USAGE; CALIBRATION_START_INVALID */
  constructor(choice: PhysicsChoice, columns: readonly LearnedColumn[], target: LearnedColumn) {
    this.name = choice.name;
    this.#definition = definitionOf(choice.name);
    this.#columns = columns.filter(({ header }) =>
      this.#definition.columns.some((column) => headerName(column) === header),
    );
    this.#target = target;
    this.#start = knownValues(choice.name, this.#definition, choice.start);
  }

  fit(table: FeatureTable, target: Float64Array): FittedPhysics {
    return attempt(() => {
      const prepared = this.#prepare(table, target, this.#start);
      const { free } = chosenConstants(undefined, prepared, this.#definition, this.#start);
      const { model, rows, constants, references } = prepared;
      const held = new Map(
        constants.flatMap(({ name }, i) => {
          const value = this.#start.get(name);
          return value === undefined || free.includes(i) ? [] : [[i, value] as const];
        }),
      );
      const all = rows.map((_, row) => row);
      const { values } = fitWithPriors(model, all, free, held);
      const kept: KeptConstants = {
        values: Object.fromEntries(constants.map(({ name }, i) => [name, values[i]!])),
        references,
        free: free.map((i) => constants[i]!.name),
      };
      return this.withConstants(kept);
    });
  }

  withConstants(constants: PhysicsConstants): FittedPhysics {
    const { values, references } = constants as KeptConstants;
    const known = knownConstants(values, references);
    return {
      constants,
      predict: (table) =>
        attempt(() => {
          const prepared = this.#prepare(table, undefined, known);
          const own = prepared.constants.map(({ name }, i) => {
            return known.get(name) ?? prepared.model.priors([0])[i]!.mean;
          });
          const q = this.#quantity(prepared);
          const { unit } = prepared.quantities[q]!;
          return Float64Array.from({ length: table.rows }, (_, row) =>
            toUnit(predictedQuantities(prepared.model, own, row)[q]!, unit),
          );
        }),
    };
  }

  /** Constants in their units with where they are from, for a manifest. */
  told(constants: PhysicsConstants): Readonly<Record<string, unknown>> {
    const { values, free } = constants as KeptConstants;
    return Object.fromEntries(
      Object.entries(values).map(([name, value]) => {
        const { unit, unitSize, logarithmic } = this.#definition.constantOf(name)!;
        const own = free.includes(name) ? 'fitted' : this.#start.has(name) ? 'start' : 'assumed';
        return [
          name,
          { value: (logarithmic ? Math.exp(value) : value) / unitSize, unit, origin: own },
        ];
      }),
    );
  }

  /** @param target - absent where the rows are to be predicted */
  #prepare(
    table: FeatureTable,
    target: Float64Array | undefined,
    known: ReadonlyMap<string, number>,
  ): PreparedModel {
    const csv = this.#csv(table, target);
    const rows = measuredRows(csv, this.#definition.columns, undefined, false);
    const prepared = this.#definition.prepare({ file: csv.file, rows, known });
    if (prepared.rows.length === table.rows) return prepared;
    const left = csv.rows.find(({ line }) => prepared.rows.every((row) => row.line !== line));
    const message = `the physics of ${this.name} can make no use of row ${left!.line - 1}: ${prepared.warnings[0] ?? ''}`;
    throw new MlError('ML_NOT_ESTIMABLE', message, { row: left!.line - 2 });
  }

  #csv(table: FeatureTable, target: Float64Array | undefined): CsvTable {
    const places = this.#columns.map(({ header }) => table.names.indexOf(header));
    const stand = target === undefined ? this.#standIn(table) : undefined;
    const last = stand?.header ?? this.#target.header;
    return {
      file: 'the table',
      header: [...this.#columns.map(({ header }) => header), last],
      rows: Array.from({ length: table.rows }, (_, row) => ({
        line: row + 2,
        fields: [
          ...this.#columns.map(({ texts }, c) => {
            const value = table.columns[places[c]!]![row]!;
            return texts === undefined ? String(value) : texts[value]!;
          }),
          String(stand === undefined ? target![row]! : stand.value(row)),
        ],
      })),
    };
  }

  /** A measurement that a row without one is read with: the prediction does not depend on it. */
  #standIn(table: FeatureTable): {
    readonly header: string;
    readonly value: (row: number) => number;
  } {
    const before = table.columns[table.names.indexOf('thicknessBefore_um')];
    if (this.name === 'calendering' && before !== undefined) {
      return { header: 'thicknessAfter_um', value: (row) => before[row]! };
    }
    const usual = { residualSolvent: 0.05, filmTemperature: 50 } as const;
    const value = usual[this.#target.name as keyof typeof usual] ?? 100;
    return { header: this.#target.header, value: () => value };
  }

  #quantity({ quantities }: PreparedModel): number {
    const at = quantities.findIndex(({ name }) => name === this.#target.name);
    if (at >= 0) return at;
    const message = `the physics of ${this.name} does not predict '${this.#target.header}' of these rows`;
    throw new MlError('ML_NOT_ESTIMABLE', message, { column: this.#target.header });
  }
}

function knownConstants(
  values: Readonly<Record<string, number>>,
  references: Readonly<Record<string, number>>,
): ReadonlyMap<string, number> {
  return new Map([...Object.entries(values), ...readReferences(references)]);
}

/** Physics that has no value says so of the rows: a candidate that can not be used here. */
function attempt<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof PhysicsError || error instanceof TwinError) {
      throw new MlError('ML_NOT_ESTIMABLE', error.message, error.data);
    }
    throw error;
  }
}
