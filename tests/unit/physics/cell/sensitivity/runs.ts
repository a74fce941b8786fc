import type { CellResult } from '../../../../../physics/cell/cell-result.ts';
import { parseProtocol } from '../../../../../physics/cell/protocol/parse.ts';
import { type CellSummary, summarise } from '../../../../../physics/cell/protocol/summary.ts';
import {
  type SensitiveResult,
  simulateWithSensitivities,
} from '../../../../../physics/cell/sensitivity/sensitivities.ts';
import { cellSet } from '../../../../../physics/cell/sets/by-name.ts';
import { applySettings } from '../../../../../physics/cell/settings.ts';
import { type SimulationOptions, simulateCell } from '../../../../../physics/cell/simulate.ts';

/** What a test puts a cell through. */
export interface Case {
  readonly set: string;
  readonly protocol: string;
  readonly options?: Partial<SimulationOptions>;
}

/** Ten minutes of a current that swings about 2 A. */
const time = Float64Array.from({ length: 61 }, (_, i) => 10 * i);
const swing = { time, current: time.map((at) => 2 + 4 * Math.sin(at / 37)) };

function whole({ options }: Case): SimulationOptions {
  return {
    model: 'dfn',
    preset: 'fast',
    thermal: 'isothermal',
    fields: false,
    limits: { steps: 20_000 },
    grid: 60,
    ...options,
  };
}

/** The cell with its sensitivities. */
export function sensitive(run: Case, keys: readonly string[]): SensitiveResult {
  const protocol = parseProtocol(run.protocol, () => swing);
  return simulateWithSensitivities(cellSet(run.set), keys, protocol, whole(run));
}

/** The cell alone, with numbers of its set replaced. */
export function plain(run: Case, settings: Readonly<Record<string, number>> = {}): CellResult {
  const protocol = parseProtocol(run.protocol, () => swing);
  return simulateCell(applySettings(cellSet(run.set), settings), protocol, whole(run));
}

/** Slopes of results between two values of a parameter, from two runs of their own. */
export function slopesBetween(
  run: Case,
  key: string,
  from: number,
  to: number,
): { readonly summary: Record<keyof CellSummary, number>; readonly voltages: readonly number[] } {
  const low = plain(run, { [key]: from });
  const high = plain(run, { [key]: to });
  const [a, b] = [summarise(low.solverSteps), summarise(high.solverSteps)];
  const slope = (name: keyof CellSummary): number => (b[name]! - a[name]!) / (to - from);
  // Rows of the first step that both have: the last one lies at its end.
  const rows = Math.min(firstStep(low), firstStep(high)) - 1;
  return {
    summary: {
      dischargedCharge: slope('dischargedCharge'),
      chargedCharge: slope('chargedCharge'),
      dischargedEnergy: slope('dischargedEnergy'),
      chargedEnergy: slope('chargedEnergy'),
      duration: slope('duration'),
      meanVoltage: slope('meanVoltage'),
      highestTemperature: slope('highestTemperature'),
    },
    voltages: Array.from(
      { length: rows },
      (_, i) => (high.series.voltage[i]! - low.series.voltage[i]!) / (to - from),
    ),
  };
}

function firstStep({ series: { step } }: CellResult): number {
  return step.filter((index) => index === 0).length;
}
