import type { CellParameters } from '../../physics/cell/cell-parameters.ts';
import type {
  CellFields,
  CellInterphase,
  CellPlating,
  CellResult,
  CellSeries,
} from '../../physics/cell/cell-result.ts';
import { fromSi, parameterRanges } from '../../physics/cell/parameter-range.ts';
import { type CellSummary, summarise } from '../../physics/cell/protocol/summary.ts';
import type { SensitiveResult } from '../../physics/cell/sensitivity/sensitivities.ts';
import { faradayConstant } from '../../physics/core/constants.ts';
import { toUnit } from '../../physics/core/units.ts';
import type { P2dAnswer, P2dSummary } from '../contract/p2d.ts';
import { causeMessage } from './cause-message.ts';
import { sensitivityAnswer } from './sensitivity-answer.ts';

/** What an answer tells besides the result itself. */
interface AnswerContext {
  readonly model: P2dAnswer['model'];
  readonly preset: P2dAnswer['preset'];
  readonly parameters: CellParameters;
  readonly sha256: string;
  readonly set: Readonly<Record<string, number>>;
  /** [ms] */
  readonly elapsed: number;
}

/** How a cell ended, and its numbers. */
type CellOutcome = Pick<
  P2dAnswer,
  'status' | 'event' | 'cause' | 'summary' | 'interphase' | 'plating'
>;

/** A result in the names and units of the contract, without its series. */
export function cellOutcome({
  status,
  event,
  failure,
  solverSteps,
  interphase,
  plating,
}: CellResult): CellOutcome {
  return {
    status,
    ...(event === undefined ? {} : { event: { kind: event.kind, time_s: event.time } }),
    ...(failure === undefined
      ? {}
      : {
          cause: {
            code: failure.code,
            message: causeMessage(failure.code, failure.data),
            time_s: failure.time,
            data: { ...failure.data },
          },
        }),
    summary: summaryOf(summarise(solverSteps)),
    ...(interphase === undefined ? {} : { interphase: interphaseOf(interphase) }),
    ...(plating === undefined ? {} : { plating: platingOf(plating) }),
  };
}

/** A result in the names and units of the contract. */
export function cellAnswer(
  result: CellResult | SensitiveResult,
  { model, preset, parameters, sha256, set, elapsed }: AnswerContext,
): P2dAnswer {
  const { series, fields, work, warnings } = result;
  const { name, source, notes } = parameters;
  return {
    formatVersion: 1,
    model,
    preset,
    parameters: { name, source, sha256, notes: [...notes] },
    set: { ...set },
    ...cellOutcome(result),
    series: seriesOf(series),
    ...(fields === undefined ? {} : { fields: fieldsOf(fields, parameters) }),
    ...('sensitivities' in result
      ? { sensitivities: sensitivityAnswer(result.sensitivities) }
      : {}),
    work: { ...work },
    elapsed_ms: elapsed,
    warnings: warnings.map(({ code, message, data }) => ({ code, message, data: { ...data } })),
  };
}

function summaryOf(summary: CellSummary): P2dSummary {
  const { dischargedCharge, chargedCharge, dischargedEnergy, chargedEnergy } = summary;
  const { meanVoltage, highestTemperature } = summary;
  return {
    capacity_Ah: toUnit(dischargedCharge - chargedCharge, 'Ah'),
    energy_Wh: toUnit(dischargedEnergy - chargedEnergy, 'Wh'),
    dischargedCapacity_Ah: toUnit(dischargedCharge, 'Ah'),
    chargedCapacity_Ah: toUnit(chargedCharge, 'Ah'),
    dischargedEnergy_Wh: toUnit(dischargedEnergy, 'Wh'),
    chargedEnergy_Wh: toUnit(chargedEnergy, 'Wh'),
    duration_s: summary.duration,
    meanVoltage_V: meanVoltage ?? null,
    temperatureMax_degC: highestTemperature === undefined ? null : celsius(highestTemperature),
  };
}

function celsius(kelvin: number): number {
  return fromSi(kelvin, parameterRanges.temperature_degC);
}

function seriesOf({ time, voltage, current, temperature, step }: CellSeries): P2dAnswer['series'] {
  return {
    time_s: [...time],
    voltage_V: [...voltage],
    current_A: [...current],
    temperature_degC: Array.from(temperature, celsius),
    step: [...step],
  };
}

function interphaseOf({
  time,
  meanThickness,
  lithiumLost,
}: CellInterphase): NonNullable<P2dAnswer['interphase']> {
  return {
    time_s: [...time],
    meanThickness_nm: Array.from(meanThickness, (thickness) => thickness * 1e9),
    lithiumLost_mol: [...lithiumLost],
    capacityLost_Ah: Array.from(lithiumLost, ampereHours),
  };
}

function platingOf({ time, plated, dead }: CellPlating): NonNullable<P2dAnswer['plating']> {
  return {
    time_s: [...time],
    plated_mol: [...plated],
    dead_mol: [...dead],
    plated_Ah: Array.from(plated, ampereHours),
    dead_Ah: Array.from(dead, ampereHours),
  };
}

/** @param lithium - [mol] */
function ampereHours(lithium: number): number {
  return toUnit(lithium * faradayConstant, 'Ah');
}

function fieldsOf(
  fields: CellFields,
  { negative, separator }: CellParameters,
): NonNullable<P2dAnswer['fields']> {
  const from = negative.kind === 'porous' ? negative.thickness : 0;
  const isSeparator = Array.from(fields.x, (x) => x > from && x < from + separator.thickness);
  const ofParticles = (profiles: readonly Float64Array[]) =>
    profiles.map((profile) =>
      Array.from(profile, (value, i) => (isSeparator[i] ? null : finite(value))),
    );
  return {
    x_um: Array.from(fields.x, (x) => fromSi(x, parameterRanges.thickness_um)),
    time_s: [...fields.time],
    electrolyteConcentration_mol_per_m3: rows(fields.electrolyteConcentration),
    electrolytePotential_V: rows(fields.electrolytePotential),
    reactionCurrent_A_per_m3: rows(fields.reactionCurrent),
    surfaceStoichiometry_1: ofParticles(fields.surfaceStoichiometry),
    meanStoichiometry_1: ofParticles(fields.meanStoichiometry),
  };
}

function rows(profiles: readonly Float64Array[]): number[][] {
  return profiles.map((profile) => Array.from(profile, finite));
}

function finite(value: number): number {
  if (Number.isFinite(value)) return value;
  throw new RangeError(`a profile of the solver holds ${value}`);
}
