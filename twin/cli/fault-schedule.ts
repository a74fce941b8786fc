import { parse as parseYaml } from 'yaml';
import { PhysicsError } from '../../physics/core/errors.ts';
import { checkFaults, type Fault } from '../../physics/virtual-line/faults.ts';
import type { LineDefinition } from '../../physics/virtual-line/line-definition.ts';
import { lineSignalTable, unitsOf } from '../../physics/virtual-line/signals/all.ts';
import { type FaultSchedule, faultScheduleSchema } from '../contract/fault-schedule.ts';
import { TwinError } from '../domain/errors.ts';
import { allowedNesting, isTooDeep } from '../domain/nesting.ts';
import { type PlayableFault, playableFaults } from '../studies/fault-list.ts';
import { readInput } from './input-file.ts';
import { type ShapeProblem, shapeProblems } from './shape-problems.ts';

const what = 'fault schedule';

/** Kinds that take place in a sensor or an actuator, of which a unit has many: a variable says which. */
const kindsOfVariables: readonly string[] = [
  'gaugeBias',
  'gaugeDrift',
  'frozenSensor',
  'sensorDropout',
  'actuatorStick',
];

/**
 * Reads a file of scheduled faults for a line, YAML or JSON.
 * @throws TwinError INPUT_UNREADABLE (data: file); SCHEDULE_INVALID (data: file, problems of key, found, allowed)
 */
export function readFaultSchedule(file: string, definition: LineDefinition): readonly Fault[] {
  const raw = documentOf(readInput(file, what), file);
  const result = faultScheduleSchema.safeParse(raw);
  if (!result.success) {
    throw invalid(file, shapeProblems(result.error, raw, faultScheduleSchema, placeName));
  }
  const problems = problemsOf(result.data.faults, definition);
  if (problems.length > 0) throw invalid(file, problems);
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

/** What no schema can know: kinds, units, lanes and variables of this line, and the range of each magnitude. */
function problemsOf(
  faults: FaultSchedule['faults'],
  definition: LineDefinition,
): readonly ShapeProblem[] {
  const kinds = playableFaults(definition);
  const lanes = Array.from({ length: definition.path.lanes }, (_, i) => String(i + 1));
  const signals = lineSignalTable(definition);
  return faults.flatMap((fault, i) => {
    const row = kinds.find(({ kind }) => kind === fault.kind);
    const problem = (key: keyof typeof fault, allowed: string): ShapeProblem => ({
      key: `faults[${i}].${key}`,
      found: fault[key] === undefined ? 'nothing' : JSON.stringify(fault[key]),
      allowed,
    });
    if (row === undefined) return [problem('kind', kinds.map(({ kind }) => kind).join(', '))];
    const variables = signals.filter(({ unit }) => unit === fault.unit).map(({ key }) => key);
    const isVariableWrong =
      fault.variable !== undefined &&
      !(kindsOfVariables.includes(fault.kind) && variables.includes(fault.variable));
    const isOfUnit = row.appliesTo.includes(fault.unit);
    const allowedVariables = kindsOfVariables.includes(fault.kind)
      ? variables.join(', ')
      : `no variable: ${fault.kind} concerns the whole unit`;
    return [
      ...(isOfUnit ? [] : [problem('unit', row.appliesTo.join(', ') || 'none of this line')]),
      ...laneProblems(row, fault.lane, lanes).map((allowed) => problem('lane', allowed)),
      ...(isOfUnit && isVariableWrong ? [problem('variable', allowedVariables)] : []),
      ...(fault.magnitude >= row.low && fault.magnitude <= row.high
        ? []
        : [problem('magnitude', `a number from ${row.low} to ${row.high} (${row.unit})`)]),
    ];
  });
}

function laneProblems(
  { lane: rule, kind }: PlayableFault,
  lane: number | undefined,
  lanes: readonly string[],
): readonly string[] {
  if (lane === undefined) return rule === 'needed' ? [lanes.join(', ')] : [];
  if (rule === 'none') return [`no lane: ${kind} concerns all of them`];
  return lanes.includes(String(lane)) ? [] : [lanes.join(', ')];
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
