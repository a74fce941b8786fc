import { PhysicsError } from '../../core/errors.ts';
import { checkRange } from '../../core/variables.ts';
import { processVariable } from '../variables.ts';
import type { ElectrodeLine, ProcessStep, StepResult, Values } from './step.ts';

/**
 * Runs a step and holds what it makes to the table of variables, so that no web goes on with a number that is none.
 * @throws PhysicsError as the law of the step, and PHY_OUT_OF_RANGE for what it makes; message and data name the step
 */
export function runStep(
  step: ProcessStep,
  line: ElectrodeLine,
  web: Values,
  settings: Values,
): StepResult {
  try {
    const result = step.run(line, web, settings);
    for (const [key, value] of Object.entries(result.web)) checkRange(processVariable(key), value);
    return result;
  } catch (error) {
    if (!(error instanceof PhysicsError)) throw error;
    const { code, message, data } = error;
    throw new PhysicsError(
      code,
      `${message} (step ${step.name})`,
      { ...data, step: step.name },
      { cause: error },
    );
  }
}
