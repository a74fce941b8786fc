import { setImmediate } from 'node:timers/promises';
import { toUnit } from '../../physics/core/units.ts';
import type { Fault } from '../../physics/virtual-line/faults.ts';
import { createVirtualLine } from '../../physics/virtual-line/virtual-line.ts';
import type { Configuration } from '../contract/configuration.ts';
import { type EnergyPart, type LineScore, scoreLine } from '../studies/score-line.ts';
import type { ProductSpecifications } from '../studies/web-score.ts';
import { readFaultSchedule } from './fault-schedule.ts';
import { type LineRun, lineRunOf } from './line-options.ts';
import { lineProgress, spokenHours } from './line-progress.ts';
import { type CommandLine, usageError } from './options.ts';
import { scheduleWarnings } from './schedule-warnings.ts';
import { type QualityKey, qualities, scoredSpecifications } from './scored-specifications.ts';

/** What the command takes from outside. */
interface ScoreSurroundings {
  /** Absent where the user gave none: the limits are then those of the line's own products. */
  readonly configuration: Configuration | undefined;
  readonly stopwatch: () => number;
  readonly signal: AbortSignal;
  readonly stderr: (text: string) => void;
  /** Takes the result. */
  readonly give: (result: string) => void;
}

/** One run of the line, as `score` tells it; lengths as they were coated. */
export interface RunScore {
  readonly outOfSpec_m: number;
  readonly produced_m: number;
  /** All web that was wound up: produced, scrap and what waits for a machine. */
  readonly wound_m: number;
  readonly unfinished_m: number;
  /** By quality, to its only limit where it has one, of the product that has least; null where there is no spread to judge. */
  readonly cpk: Readonly<Record<string, number | null>>;
  /** Per area of good coating; null where there is none. */
  readonly energy_kWh_per_m2: number | null;
  /** Where it went; the rest is heat that is still in web and air. */
  readonly energyParts_kWh_per_m2: Readonly<Record<EnergyPart, number>> | null;
  readonly scrap_m: number;
  /** The same by the reason why it is scrap. */
  readonly scrapByReason_m: Readonly<Record<string, number>>;
}

/** What `score --json` prints. */
export interface ScoreAnswer {
  readonly formatVersion: 1;
  readonly virtual: true;
  readonly schedule: string;
  readonly line: string;
  readonly seed: number;
  readonly hours: number;
  readonly truth: string;
  /** Limits of each quality of each product, in the unit that its name says; one without `min` has no lower limit. */
  readonly specifications: Readonly<
    Record<string, Readonly<Record<string, { readonly min?: number; readonly max: number }>>>
  >;
  /** With the schedule, and nobody who acts. */
  readonly noAction: RunScore;
  /** The same line without any fault. */
  readonly withoutSchedule: RunScore;
  /** With the schedule and a twin that advises; null, and with it all below, as long as the twin cannot play along. */
  readonly advised: null;
  readonly needlessChanges_per_8h: null;
  readonly detection: null;
  readonly recovery_s: null;
  readonly coverage90: null;
  readonly rmse: null;
  readonly changes: null;
  readonly refused: null;
}

/** What only a run with the twin's advice can tell. */
const notPlayed = {
  advised: null,
  needlessChanges_per_8h: null,
  detection: null,
  recovery_s: null,
  coverage90: null,
  rmse: null,
  changes: null,
  refused: null,
} as const;

/**
 * Runs the line with a schedule of faults and without, and scores both against what was true.
 * @throws TwinError USAGE, SCHEDULE_INVALID, INPUT_UNREADABLE, CONFIG_INVALID where the recipe is of another product
 * @returns whether all was done; false when the signal ended it, and then nothing was written
 */
export async function runScore(
  { own, json, seed }: CommandLine,
  { configuration, stopwatch, signal, stderr, give }: ScoreSurroundings,
): Promise<boolean> {
  const run = lineRunOf(own, seed);
  const { schedule } = own;
  if (schedule === undefined) {
    throw usageError("'score' needs --schedule; allowed is --schedule FILE", {
      option: '--schedule',
    });
  }
  const faults = readFaultSchedule(schedule, run.definition);
  for (const { message } of scheduleWarnings(faults, run.definition, run.hours * 3600)) {
    stderr(`score: ${message}\n`);
  }
  const specifications = scoredSpecifications(run.definition, configuration?.recipes[0]);
  const duration = run.hours * 3600;
  stderr(
    `score: ${spokenHours(duration)} of ${run.definition.name}, seed ${run.seed}, ${run.truth} truth, with ${faults.length} faults and without; limits of ${[...specifications.keys()].join(', ')}\n`,
  );
  const progress = lineProgress({ command: 'score', duration: 2 * duration, stopwatch, stderr });
  const scores: LineScore[] = [];
  for (const played of [faults, []]) {
    const score = await scoreLine(lineOf(run, played), {
      duration,
      specifications,
      signal,
      onProgress: async (time) => {
        progress(scores.length * duration + time);
        await setImmediate();
      },
    });
    if (score === undefined) {
      stderr('score: cancelled; nothing is written\n');
      return false;
    }
    scores.push(score);
  }
  const [noAction, withoutSchedule] = scores.map(told);
  const answer: ScoreAnswer = {
    formatVersion: 1,
    virtual: true,
    schedule,
    line: run.definition.name,
    seed: run.seed,
    hours: run.hours,
    truth: run.truth,
    specifications: specificationsOf(specifications),
    noAction: noAction!,
    withoutSchedule: withoutSchedule!,
    ...notPlayed,
  };
  give(json ? `${JSON.stringify(answer)}\n` : scoreText(answer));
  return true;
}

function lineOf({ definition, seed, truth }: LineRun, faults: readonly Fault[]) {
  // The longest that there is: truth is scored where web is wound up, never in between.
  return createVirtualLine(definition, { seed, faults, truth, tick_s: 1 });
}

function specificationsOf(specifications: ProductSpecifications): ScoreAnswer['specifications'] {
  return Object.fromEntries(
    [...specifications].map(([product, limits]) => [
      product,
      Object.fromEntries(
        limits.map(({ key, lower, upper }) => {
          const { name, unit } = qualities[key as QualityKey];
          // Limits are whole numbers of a shop floor: without the round-off of the units.
          const shown = (limit: number) => Number(toUnit(limit, unit).toPrecision(12));
          const max = shown(upper);
          return [name, lower === Number.NEGATIVE_INFINITY ? { max } : { min: shown(lower), max }];
        }),
      ),
    ]),
  );
}

/** A score in the units of its names. */
function told({ capability, energyPerArea, energyParts, ...lengths }: LineScore): RunScore {
  return {
    outOfSpec_m: lengths.outOfSpec,
    produced_m: lengths.produced,
    wound_m: lengths.wound,
    unfinished_m: lengths.unfinished,
    cpk: Object.fromEntries(
      [...capability].map(([key, value]) => [qualities[key as QualityKey].name, value ?? null]),
    ),
    energy_kWh_per_m2: energyPerArea === undefined ? null : toUnit(energyPerArea, 'kWh_per_m2'),
    energyParts_kWh_per_m2:
      energyParts === undefined
        ? null
        : (Object.fromEntries(
            Object.entries(energyParts).map(([part, energy]) => [
              part,
              toUnit(energy, 'kWh_per_m2'),
            ]),
          ) as Record<EnergyPart, number>),
    scrap_m: [...lengths.scrap.values()].reduce((sum, length) => sum + length, 0),
    scrapByReason_m: Object.fromEntries(lengths.scrap),
  };
}

function scoreText({ noAction, withoutSchedule, specifications }: ScoreAnswer): string {
  const row = (name: string, read: (run: RunScore) => number | null, digits: number): string => {
    const values = [noAction, withoutSchedule].map((run) => {
      const value = read(run);
      return (value === null ? 'none' : value.toFixed(digits)).padStart(16);
    });
    return `${name.padEnd(36)}${values.join('')}\n`;
  };
  const energyParts = Object.keys(
    noAction.energyParts_kWh_per_m2 ?? withoutSchedule.energyParts_kWh_per_m2 ?? {},
  ) as EnergyPart[];
  const reasons = Object.keys({ ...noAction.scrapByReason_m, ...withoutSchedule.scrapByReason_m });
  const limits = Object.entries(specifications).map(([product, qualities]) => {
    const spoken = Object.entries(qualities).map(
      ([name, { min, max }]) => `${name} ${min === undefined ? 'up' : min} to ${max}`,
    );
    return `limits of ${product}: ${spoken.join(', ')}\n`;
  });
  return [
    `${''.padEnd(36)}${'with schedule'.padStart(16)}${'without'.padStart(16)}\n`,
    row('wound [m]', (run) => run.wound_m, 2),
    row('out of spec [m]', (run) => run.outOfSpec_m, 2),
    row('produced [m]', (run) => run.produced_m, 2),
    row('unfinished [m]', (run) => run.unfinished_m, 2),
    row('scrap [m]', (run) => run.scrap_m, 2),
    ...reasons.map((reason) => row(`  ${reason}`, (run) => run.scrapByReason_m[reason] ?? 0, 2)),
    row('energy [kWh/m2]', (run) => run.energy_kWh_per_m2, 4),
    ...energyParts.map((part) =>
      row(`  ${part}`, (run) => run.energyParts_kWh_per_m2?.[part] ?? null, 4),
    ),
    ...Object.keys(noAction.cpk).map((name) =>
      row(`Cpk ${name}`, (run) => run.cpk[name] ?? null, 3),
    ),
    ...limits,
  ].join('');
}
