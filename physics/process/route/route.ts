import type { ModelWarning } from '../../core/errors.ts';
import { PhysicsError } from '../../core/errors.ts';
import { checkRange, type Variable } from '../../core/variables.ts';
import { departed } from '../../materials/constant-spread.ts';
import { processVariable } from '../variables.ts';
import { withLineConstants } from './constants.ts';
import { runStep } from './run-step.ts';
import type { Drawn } from './sources.ts';
import type { ElectrodeLine, ProcessStep, Values, WebWithin } from './step.ts';
import { forceCalendering, gapCalendering } from './steps/calendering.ts';
import { commaBar } from './steps/comma-bar.ts';
import { drying } from './steps/drying.ts';
import { edges } from './steps/edges.ts';
import { mixing } from './steps/mixing.ts';
import { powderCoating } from './steps/powder-coating.ts';
import { slotDie } from './steps/slot-die.ts';
import { slurryFeed } from './steps/slurry-feed.ts';

/** The web behind one step. */
export interface WebBehind {
  readonly step: string;
  /** Every variable made so far, SI. */
  readonly web: Values;
  /** What this and earlier steps say of it: it travels with the web. */
  readonly warnings: readonly TravellingWarning[];
  /** On the way through the step, where it tells that. */
  readonly within: readonly WebWithin[];
}

/** A warning with the step that gave it. */
export interface TravellingWarning extends ModelWarning {
  readonly step: string;
}

const known: readonly ProcessStep[] = [
  mixing,
  slurryFeed,
  slotDie,
  commaBar,
  edges,
  drying,
  powderCoating,
  forceCalendering,
  gapCalendering,
];

/**
 * A route from the names of its steps, in the order of the web.
 * @throws PhysicsError PHY_UNKNOWN_PARAMETER for a name that is no step (data: found, allowed);
 *   PHY_PARAMETERS_CONTRADICT where a step needs what none before it makes (data: step, needs, made), and for a second step
 *   of a kind that a setting repeats (data: steps, repeatedBy)
 */
export function routeOf(names: readonly string[]): readonly ProcessStep[] {
  const route = names.map((name) => {
    const step = known.find((candidate) => candidate.name === name);
    if (step !== undefined) return step;
    const allowed = known.map((candidate) => candidate.name);
    throw new PhysicsError(
      'PHY_UNKNOWN_PARAMETER',
      `'${name}' is no step of a route; allowed: ${allowed.join(', ')}`,
      { found: name, allowed },
    );
  });
  checkRepeats(route);
  const made = new Set<string>();
  for (const step of route) {
    const missing = step.needs.filter((key) => !made.has(key));
    if (missing.length > 0) {
      throw new PhysicsError(
        'PHY_PARAMETERS_CONTRADICT',
        `step '${step.name}' needs ${missing.join(', ')}, which no step before it makes`,
        { step: step.name, needs: missing, made: [...made] },
      );
    }
    for (const key of step.makes) made.add(key);
  }
  return route;
}

/** A second pass acts on what the first one left, which the law of one step knows and a second step does not. */
function checkRepeats(route: readonly ProcessStep[]): void {
  for (const { repeatedBy } of route) {
    if (repeatedBy === undefined) continue;
    const steps = route.filter((step) => step.repeatedBy === repeatedBy).map(({ name }) => name);
    if (steps.length === 1) continue;
    throw new PhysicsError(
      'PHY_PARAMETERS_CONTRADICT',
      `a route has one of the steps ${steps.join(', ')}: set '${repeatedBy}' to repeat it`,
      { steps, repeatedBy },
    );
  }
}

/**
 * Checks that the route goes with the material, and that its settings are all there, none too many, and in their ranges.
 * @returns all settings, with what is assumed where a setting may be left out
 * @throws PhysicsError PHY_PARAMETERS_CONTRADICT for a step that makes a slurry of a dry mixture or the other way round
 *   (data: step, needs, found); PHY_UNKNOWN_PARAMETER for a setting that is missing or that no step takes (data: key, allowed); PHY_OUT_OF_RANGE
 */
export function checkSettings(
  route: readonly ProcessStep[],
  line: ElectrodeLine,
  settings: Values,
): Values {
  checkFeed(route, line);
  const rows = new Map(route.flatMap((step) => step.settings(line)).map((row) => [row.key, row]));
  const refuse = (key: string, what: string): never => {
    throw new PhysicsError('PHY_UNKNOWN_PARAMETER', `setting '${key}' ${what}`, {
      key,
      allowed: [...rows.keys()],
    });
  };
  for (const key of Object.keys(settings)) {
    if (!rows.has(key))
      refuse(key, `is none of this route; allowed: ${[...rows.keys()].join(', ')}`);
  }
  for (const [key, { variable, isCount, assumed }] of rows) {
    const value = settings[key] ?? assumed?.value;
    if (value === undefined) refuse(key, 'is missing');
    else if (isCount === true) checkCount(variable, value);
    else checkRange(variable, value);
  }
  const assumed = [...rows].flatMap(([key, row]) =>
    row.assumed === undefined ? [] : [[key, row.assumed.value] as const],
  );
  return { ...Object.fromEntries(assumed), ...settings };
}

function checkCount(variable: Variable, value: number): void {
  if (Number.isInteger(checkRange(variable, value))) return;
  const { key: name, boundaryUnit: unit, min, max } = variable;
  throw new PhysicsError(
    'PHY_OUT_OF_RANGE',
    `${name} is ${value}; allowed is a whole number from ${min} to ${max}`,
    { name, value, min, max, unit },
  );
}

function checkFeed(route: readonly ProcessStep[], { material }: ElectrodeLine): void {
  const found = material.powder === undefined ? 'slurry' : 'powder';
  const step = route.find(({ feed = found }) => feed !== found);
  if (step === undefined) return;
  throw new PhysicsError(
    'PHY_PARAMETERS_CONTRADICT',
    `step '${step.name}' coats a ${step.feed}, '${material.name}' comes as a ${found}`,
    { step: step.name, needs: step.feed, found },
  );
}

/**
 * Runs a route at its settings.
 * @param drawn - constants in the place of those of the line, and what is added to what steps make
 * @returns the web behind each step
 * @throws PhysicsError as `checkSettings` and the laws of the steps
 */
export function runRoute(
  route: readonly ProcessStep[],
  line: ElectrodeLine,
  settings: Values,
  drawn: Partial<Omit<Drawn, 'settings'>> = {},
): readonly WebBehind[] {
  return runSteps(route, line, checkSettings(route, line, settings), drawn);
}

/**
 * As `runRoute` for the first steps of a route, with settings as `checkSettings` gives them.
 * @throws PhysicsError as `runStep`
 */
export function runSteps(
  steps: readonly ProcessStep[],
  line: ElectrodeLine,
  settings: Values,
  { constants = {}, added = {} }: Partial<Omit<Drawn, 'settings'>> = {},
): readonly WebBehind[] {
  const changed = withLineConstants(line, constants);
  const behind: WebBehind[] = [];
  let web: Values = {};
  let warnings: readonly TravellingWarning[] = [];
  for (const step of steps) {
    const result = runStep(step, changed, web, settings);
    web = { ...web, ...withAdded(step, result.web, added) };
    warnings = [
      ...warnings,
      ...result.warnings.map((warning) => ({ ...warning, step: step.name })),
    ];
    behind.push({ step: step.name, web, warnings, within: result.within ?? [] });
  }
  return behind;
}

/** What a step made with what is added to it; a variable stays in its range. */
function withAdded(step: ProcessStep, made: Values, added: Values): Values {
  return Object.fromEntries(
    Object.entries(made).map(([key, value]) => {
      const sd = added[`${step.name}.${key}`];
      return [
        key,
        sd === undefined ? value : departed({ value, sd, range: processVariable(key) }, 1),
      ];
    }),
  );
}
