import { parse as parseYaml } from 'yaml';
import { PhysicsError } from '../../physics/core/errors.ts';
import { checkFaults, type Fault } from '../../physics/virtual-line/faults.ts';
import type { LineDefinition } from '../../physics/virtual-line/line-definition.ts';
import { lineSignalTable, unitsOf } from '../../physics/virtual-line/signals/all.ts';
import { type FaultSchedule, faultScheduleSchema } from '../contract/fault-schedule.ts';
import { type ShapeProblem, shapeProblems, shown } from '../contract/shape-problems.ts';
import { TwinError } from '../domain/errors.ts';
import { allowedNesting, isTooDeep } from '../domain/nesting.ts';
import { type PlayableFault, playableFaults } from '../studies/fault-list.ts';
import { readInput } from './input-file.ts';

const what = 'fault schedule';

/** Kinds that take place in the sensors of a unit, and in its actuators: a variable or a lane says in which. */
const kindsOfSensors: readonly string[] = [
  'gaugeBias',
  'gaugeDrift',
  'frozenSensor',
  'sensorDropout',
];
const kindsOfActuators: readonly string[] = ['actuatorStick'];

/**
 * Reads a file of scheduled faults for a line, YAML or JSON.
 * @throws TwinError INPUT_UNREADABLE (data: file); SCHEDULE_INVALID (data: file, problems of key, found, allowed)
 */
export function readFaultSchedule(file: string, definition: LineDefinition): readonly Fault[] {
  const raw = documentOf(readInput(file, what), file);
  const result = faultScheduleSchema.safeParse(raw);
  const ofShape = result.success
    ? []
    : shapeProblems(result.error, raw, faultScheduleSchema, placeName);
  const ofLine = problemsOf(raw, definition, ofShape);
  if (!result.success || ofLine.length > 0) {
    throw invalid(file, inOrder([...ofShape, ...ofLine]));
  }
  return result.data.faults.map((fault) => playable(fault, definition, file));
}

function documentOf(text: string, file: string): unknown {
  try {
    const value: unknown = parseYaml(text);
    if (isTooDeep(value)) throw new Error(`it is nested too deeply; allowed is ${allowedNesting}`);
    return value;
  } catch (error) {
    throw new TwinError(
      'INPUT_UNREADABLE',
      `the ${what} ${file} cannot be read: ${(error as Error).message}`,
      { file },
      { cause: error },
    );
  }
}

/** `faults[2].unit`. */
function placeName(path: readonly PropertyKey[]): string {
  return path
    .map((part, i) =>
      typeof part === 'number' ? `[${part}]` : `${i > 0 ? '.' : ''}${String(part)}`,
    )
    .join('');
}

function invalid(file: string, problems: readonly ShapeProblem[]): TwinError {
  const lines = problems.map(
    ({ key, found, allowed }) => `\n  ${key}: found ${found}; allowed: ${allowed}`,
  );
  return new TwinError('SCHEDULE_INVALID', `the ${what} ${file} is not valid:${lines.join('')}`, {
    file,
    problems,
  });
}

/** Problems of the document first, then those of each fault together. */
function inOrder(problems: readonly ShapeProblem[]): readonly ShapeProblem[] {
  const fault = ({ key }: ShapeProblem): number => Number(/^faults\[(\d+)\]/.exec(key)?.[1] ?? -1);
  return problems.toSorted((left, right) => fault(left) - fault(right));
}

/**
 * What no schema can know: kinds, units, lanes and variables of this line, and the range of each magnitude. A place whose
 * shape is wrong already is not judged again, and of a fault without a kind nothing can be said.
 */
function problemsOf(
  raw: unknown,
  definition: LineDefinition,
  ofShape: readonly ShapeProblem[],
): readonly ShapeProblem[] {
  const faults = (raw as { faults?: unknown } | null | undefined)?.faults;
  if (!Array.isArray(faults)) return [];
  const kinds = playableFaults(definition);
  const told = new Set(ofShape.map(({ key }) => key));
  return faults.flatMap((entry: unknown, i) => {
    if (typeof entry !== 'object' || entry === null) return [];
    const fault = entry as Partial<FaultSchedule['faults'][number]>;
    const problem = (key: keyof typeof fault, allowed: string): ShapeProblem => ({
      key: `faults[${i}].${key}`,
      found: shown(fault[key]),
      allowed,
    });
    const row = kinds.find(({ kind }) => kind === fault.kind);
    const problems =
      row === undefined
        ? [problem('kind', kinds.map(({ kind }) => kind).join(', '))]
        : problemsOfKind(row, fault, definition, problem);
    return problems.filter(({ key }) => !told.has(key));
  });
}

function problemsOfKind(
  row: PlayableFault,
  fault: Partial<FaultSchedule['faults'][number]>,
  definition: LineDefinition,
  problem: (key: keyof typeof fault, allowed: string) => ShapeProblem,
): readonly ShapeProblem[] {
  const { appliesTo, low, high, unit } = row;
  const { lane, variable, magnitude } = fault;
  const ofUnit = appliesTo.find((name) => name === fault.unit);
  const { lanes, variables } = places(row, ofUnit, definition);
  const isLaneWrong = lane === undefined ? row.lane === 'needed' : !lanes.includes(lane);
  const isVariableWrong =
    ofUnit !== undefined && variable !== undefined && !variables.includes(variable);
  const isMagnitudeWrong = !(magnitude !== undefined && magnitude >= low && magnitude <= high);
  return [
    ...(ofUnit === undefined ? [problem('unit', appliesTo.join(', ') || 'none of this line')] : []),
    ...(isLaneWrong ? [problem('lane', lanes.join(', ') || `no lane with this ${row.kind}`)] : []),
    ...(isVariableWrong
      ? [problem('variable', variables.join(', ') || `no variable with this ${row.kind}`)]
      : []),
    ...(isMagnitudeWrong
      ? [problem('magnitude', `a number from ${low} to ${high} (${unit})`)]
      : []),
  ];
}

/** Lanes and variables that a fault of a kind may name in a unit; in any unit where it is not known. */
function places(
  { kind, lane }: PlayableFault,
  unit: string | undefined,
  definition: LineDefinition,
): { readonly lanes: readonly number[]; readonly variables: readonly string[] } {
  const lanes = Array.from({ length: definition.path.lanes }, (_, i) => i + 1);
  const variables = kindsOfActuators.includes(kind)
    ? definition.actuators.flatMap(({ id }) =>
        id.startsWith(`${unit}.`) ? [id.slice(id.indexOf('.') + 1)] : [],
      )
    : [];
  if (!kindsOfSensors.includes(kind)) return { lanes: lane === 'none' ? [] : lanes, variables };
  const sensors = lineSignalTable(definition).filter(
    (signal) => signal.sensor !== undefined && (unit === undefined || signal.unit === unit),
  );
  return {
    lanes: lanes.filter((number) => sensors.some((signal) => signal.lane === number)),
    variables: sensors.map(({ key }) => key),
  };
}

/** The fault as the line takes it, which has the last word: optional keys are absent, never undefined. */
function playable(
  { kind, lane, duration_s, ...fault }: FaultSchedule['faults'][number],
  definition: LineDefinition,
  file: string,
): Fault {
  const taken: Fault = {
    ...fault,
    kind: kind as Fault['kind'],
    ...(lane === undefined ? {} : { lane }),
    ...(duration_s === undefined ? {} : { duration_s }),
  };
  try {
    checkFaults([taken], unitsOf(definition), definition.path.lanes);
  } catch (error) {
    if (!(error instanceof PhysicsError)) throw error;
    const { code, message, data } = error;
    throw new TwinError(
      'SCHEDULE_INVALID',
      `the ${what} ${file} is not valid: ${message}`,
      { file, code, ...data },
      { cause: error },
    );
  }
  return taken;
}
