import { PhysicsError } from '../../core/errors.ts';
import { lineConstants, withLineConstants } from './constants.ts';
import { runStep } from './run-step.ts';
import type { ElectrodeLine, ProcessStep, StepResult, Values } from './step.ts';

/** A step at one point, and how what it makes changes with each number that it reads. */
export interface LinearStep {
  readonly result: StepResult;
  /** By the name of the number that changes (key of the web, of a setting, path of a constant), then by key of `makes`. */
  readonly derivatives: ReadonlyMap<string, Values>;
}

/** Relative change by which a derivative is taken: far above the error of the integrations, well below any curvature. */
const relativeChange = 1e-3;

/**
 * Runs a step and takes its derivatives by central differences, one-sided where one side leaves the range of a law.
 * Counts and constants that are exact have none.
 * @throws PhysicsError as the law of the step
 */
export function linearise(
  step: ProcessStep,
  line: ElectrodeLine,
  web: Values,
  settings: Values,
): LinearStep {
  const result = runStep(step, line, web, settings);
  const derivatives = new Map<string, Values>();
  const follow = (name: string, value: number, size: number, at: (x: number) => StepResult) => {
    const change = relativeChange * Math.abs(value) || relativeChange * size;
    derivatives.set(
      name,
      difference(result.web, change, (shift) => at(value + shift)),
    );
  };
  for (const key of read(step, web)) {
    follow(key, web[key]!, 1, (x) => runStep(step, line, { ...web, [key]: x }, settings));
  }
  for (const { key, isCount } of step.settings(line)) {
    if (isCount === true) continue;
    follow(key, settings[key]!, 1, (x) => runStep(step, line, web, { ...settings, [key]: x }));
  }
  for (const { path, value, sd } of lineConstants(line, step.constants)) {
    if (sd === 0) continue;
    follow(path, value, sd, (x) =>
      runStep(step, withLineConstants(line, { [path]: x }), web, settings),
    );
  }
  return { result, derivatives };
}

/** Variables of a web that a step reads. */
function read({ needs, carries = [] }: ProcessStep, web: Values): readonly string[] {
  return [...needs, ...carries.filter((key) => web[key] !== undefined)];
}

function difference(middle: Values, change: number, at: (shift: number) => StepResult): Values {
  const high = attempt(() => at(change).web);
  const low = attempt(() => at(-change).web);
  if (high instanceof PhysicsError && low instanceof PhysicsError) throw high;
  const [above, up] = high instanceof PhysicsError ? [middle, 0] : [high, change];
  const [below, down] = low instanceof PhysicsError ? [middle, 0] : [low, change];
  return Object.fromEntries(
    Object.keys(middle).map((key) => [key, (above[key]! - below[key]!) / (up + down)]),
  );
}

function attempt<T>(run: () => T): T | PhysicsError {
  try {
    return run();
  } catch (error) {
    if (error instanceof PhysicsError) return error;
    throw error;
  }
}
