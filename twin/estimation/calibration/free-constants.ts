import { TwinError } from '../../domain/errors.ts';
import type { CalibratedModel, PreparedModel } from './calibrated-model.ts';

/** What is fitted and what is not. */
interface ChosenConstants {
  /** Indices of the constants to fit. */
  readonly free: readonly number[];
  /** Why a constant stays at its prior, by name. */
  readonly heldAtPrior: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
}

/**
 * The constants to fit: those that are named, or else those that the model finds worth it, the most telling first and as
 * many as there are rows at most. All others stay at their priors, or where an earlier calibration has them.
 * @throws TwinError USAGE for a name that there is not
 */
export function chosenConstants(
  names: readonly string[] | undefined,
  prepared: PreparedModel,
  definition: CalibratedModel,
  known: ReadonlyMap<string, number>,
): ChosenConstants {
  const { constants, rows, untold } = prepared;
  const free =
    names === undefined
      ? prepared.free.slice(0, rows.length)
      : namedConstants(names, prepared, definition);
  const few = `${rows.length} ${rows.length === 1 ? 'row tells' : 'rows tell'}`;
  const why = (i: number): string => {
    if (names !== undefined) return 'not among those of --free';
    if (prepared.free.includes(i)) return `${few} more of others`;
    return untold[constants[i]!.name] ?? 'no row tells of it';
  };
  const held = constants.flatMap(({ name }, i) =>
    free.includes(i) || known.has(name) ? [] : [[name, why(i)] as const],
  );
  const cut = names === undefined && free.length < prepared.free.length;
  const many = names !== undefined && free.length > rows.length;
  const list = (some: readonly number[]): string => some.map((i) => constants[i]!.name).join(', ');
  return {
    free,
    heldAtPrior: Object.fromEntries(held),
    warnings: [
      ...(cut
        ? [
            `${few} of ${free.length} constants at most: fitted is ${list(free)}; ${list(prepared.free.slice(free.length))} stays as it was assumed`,
          ]
        : []),
      ...(many
        ? [
            `${few} of fewer constants than the ${free.length} of --free: their priors tell the rest`,
          ]
        : []),
    ],
  };
}

/** Indices of the constants of these names; a name stands for all of `name.*` too. */
function namedConstants(
  names: readonly string[],
  { model: { constants } }: PreparedModel,
  { constantOf }: CalibratedModel,
): number[] {
  const chosen = names.flatMap((name) => {
    const found = constants.flatMap((own, i) =>
      own === name || own.startsWith(`${name}.`) ? [i] : [],
    );
    if (found.length > 0) return found;
    const elsewhere = constantOf(name) !== undefined ? ', which these data do not speak of' : '';
    throw new TwinError(
      'USAGE',
      `--free: found '${name}'${elsewhere}; allowed are ${constants.join(', ')}`,
      { option: '--free', found: name, allowed: constants },
    );
  });
  return [...new Set(chosen)].sort((a, b) => a - b);
}
