import { toUnit } from '../../physics/core/units.ts';
import type { Variable } from '../../physics/core/variables.ts';
import { processVariables } from '../../physics/process/variables.ts';
import type { LaneDto, SegmentDto } from '../contract/api.ts';
import type { ModelDto, ModelStateDto } from '../contract/estimate.ts';
import type { Estimate, LaneEstimate, SegmentEstimate } from '../domain/estimate.ts';
import type { Uncertain } from '../domain/segment.ts';
import { channels } from '../estimation/correction/corrected-quality.ts';
import type { LineCorrection } from '../estimation/correction/line-correction.ts';

/** Estimates (SI) as the JSON of the contract. */

type PredictedBands = NonNullable<NonNullable<LaneDto['predicted']>['bands']>;
type GaugedBands = NonNullable<NonNullable<LaneDto['measured']>['bands']>['loading_g_per_m2'];

/** Standard normal quantiles of the bands of 50 and 90 %. */
const normal50 = 0.6744897501960817;
const normal90 = 1.6448536269514722;
const digits = 5;

function short(variable: Variable, value: number): number {
  return Number(toUnit(value, variable.boundaryUnit).toPrecision(digits));
}

function optional(variable: Variable, value: number | undefined): number | null {
  return value === undefined ? null : short(variable, value);
}

function predictedBands(variable: Variable, estimate: Estimate): PredictedBands['porosity_frac'] {
  return {
    physics: short(variable, estimate.physics),
    lower50: optional(variable, estimate.lower50),
    upper50: optional(variable, estimate.upper50),
    lower90: optional(variable, estimate.lower90),
    upper90: optional(variable, estimate.upper90),
    from: estimate.from,
  };
}

/** Bands of all qualities of a predicted lane. */
export function laneBandsDto({ loading, thickness, porosity }: LaneEstimate): PredictedBands {
  return {
    loading_g_per_m2: predictedBands(processVariables.loading, loading),
    thickness_um: predictedBands(processVariables.thickness, thickness),
    porosity_frac: predictedBands(processVariables.porosity, porosity),
  };
}

/** Bands of what gauges say, as normal as their standard error supposes. */
export function gaugedBandsDto(
  variable: Variable,
  { value, standardError }: Uncertain,
): GaugedBands {
  const at = (quantile: number): number =>
    short(variable, Math.max(0, value + quantile * standardError));
  return {
    lower50: at(-normal50),
    upper50: at(normal50),
    lower90: at(-normal90),
    upper90: at(normal90),
  };
}

/** What a segment says of the experience with such web; nothing where it is not predicted. */
export function experienceDto(
  estimate: SegmentEstimate | undefined,
): Pick<SegmentDto, 'domain' | 'reasons'> {
  if (estimate?.lanes.some((lane) => lane !== undefined) !== true) return {};
  return { domain: estimate.verdict.domain, reasons: [...estimate.verdict.reasons] };
}

/** What corrects the predictions of a line, in short. */
export function modelStatesDto(correction: LineCorrection): ModelStateDto[] {
  return channels.map(({ quality, place }, c) => {
    const channel = correction.channel(c);
    const learnedAt = channel?.learnedAt;
    return {
      id: `${quality}.${place}`,
      quality,
      place,
      health: channel?.health.health ?? 'watch',
      serves: channel?.serves ?? false,
      learnedAt: learnedAt === undefined ? null : new Date(learnedAt).toISOString(),
    };
  });
}

/** The same with all that is known. */
export function modelsDto(correction: LineCorrection): ModelDto[] {
  return modelStatesDto(correction).map((state, c): ModelDto => {
    const channel = correction.channel(c);
    const variable: Variable = processVariables[state.quality];
    const difference = (value: number | undefined): number | null =>
      value === undefined ? null : short(variable, value) - short(variable, 0);
    const coverage = channel?.coverage;
    const residual = correction.residuals.told(c);
    return {
      ...state,
      reasons: [...(channel?.health.reasons ?? ['no measurement has told of it yet'])],
      unit: variable.boundaryUnit,
      bias: difference(channel?.meanBias),
      halfWidth50: difference(channel?.half50),
      halfWidth90: difference(channel?.half90),
      segments: channel?.segments ?? 0,
      errors: channel?.errors ?? 0,
      measured: coverage?.measured ?? 0,
      held50: coverage?.held50 ?? 0,
      held90: coverage?.held90 ?? 0,
      residual:
        residual === undefined
          ? null
          : {
              kind: residual.kind,
              trainedAt: new Date(residual.trainedAt).toISOString(),
              rows: residual.rows,
              rmseBefore: difference(residual.rmseBefore)!,
              rmse: difference(residual.rmse)!,
            },
      gate: correction.residuals.gate(c) ?? null,
    };
  });
}
