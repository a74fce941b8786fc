import type { LineDefinition } from '../../physics/virtual-line/line-definition.ts';
import { virtualLines } from '../../physics/virtual-line/lines/by-name.ts';
import { type TruthKind, truthKinds } from '../studies/simulated-line.ts';
import { type LineOptions, usageError } from './options.ts';

/** What `simulate` and `score` run: a virtual line, how long and with which chance. */
export interface LineRun {
  readonly definition: LineDefinition;
  readonly hours: number;
  readonly seed: number;
  readonly truth: TruthKind;
}

/** Longest run [h]: a month. */
const mostHours = 744;
const defaults = { line: 'demo', hours: '8', seed: 7 } as const;

/**
 * Reads `--line`, `--hours`, `--seed` and `--truth`.
 * @throws TwinError USAGE
 */
export function lineRunOf(own: LineOptions, seed: number | undefined): LineRun {
  return {
    definition: definitionOf(own.line),
    hours: numberOption('hours', own.hours ?? defaults.hours, 0, mostHours),
    seed: seed ?? defaults.seed,
    truth: truthOf(own.truth),
  };
}

/** The line that `--line` names. */
export function definitionOf(name: string = defaults.line): LineDefinition {
  const lines = virtualLines;
  const found = lines.find((line) => line.name === name);
  if (found !== undefined) return found;
  throw refused('line', name, lines.map((line) => line.name).join(', '));
}

function truthOf(text: string = truthKinds[0]): TruthKind {
  const found = truthKinds.find((kind) => kind === text);
  if (found !== undefined) return found;
  throw refused('truth', text, truthKinds.join(', '));
}

/** A number above one and up to another. */
export function numberOption(name: string, text: string, above: number, max: number): number {
  const value = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  if (value > above && value <= max) return value;
  throw refused(name, text, `a number above ${above}, up to ${max}`);
}

/** The error of an option whose value is not allowed. */
export function refused(name: string, found: string, allowed: string) {
  return usageError(`--${name}: found '${found}', allowed is ${allowed}`, {
    option: `--${name}`,
    found,
    allowed,
  });
}
