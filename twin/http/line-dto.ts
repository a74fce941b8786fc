import { toUnit, unitOf } from '../../physics/core/units.ts';
import { boundaryName, type Variable } from '../../physics/core/variables.ts';
import { processVariables } from '../../physics/process/variables.ts';
import type { LaneDto, ProposalDto, SegmentDto, TagDto } from '../contract/api.ts';
import type { Estimate, LaneEstimate, SegmentEstimate } from '../domain/estimate.ts';
import type { Identity } from '../domain/identity.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { Proposal } from '../domain/proposal.ts';
import { qualityOf, type Sample, sampleFlags, statusCodes, type TagId } from '../domain/sample.ts';
import type { LaneState, PredictedLane, Segment, SegmentWarning } from '../domain/segment.ts';
import { parseTag } from '../domain/tag.ts';
import type { MachineWeb } from '../prediction/web-follower.ts';
import { experienceDto, gaugedBandsDto, laneBandsDto } from './estimate-dto.ts';

/** Domain objects (SI, epoch milliseconds) as the JSON of the contract (boundary units, ISO 8601 UTC). */

/** ISO 8601 UTC text of an epoch time [ms]. */
export function isoTime(time: number): string {
  return new Date(time).toISOString();
}

function optionalTime(time: number | undefined): string | null {
  return time === undefined ? null : isoTime(time);
}

const { loading, thickness, porosity } = processVariables;

function shown(variable: Variable, value: number): number {
  return toUnit(value, variable.boundaryUnit);
}

/** A standard error in the boundary unit: a difference, so without the unit's offset. */
function shownDifference(variable: Variable, value: number): number {
  return shown(variable, value) - shown(variable, 0);
}

/** What is shown of a prediction: with the correction, where there is one. */
function shownValue(
  predicted: PredictedLane,
  estimate: LaneEstimate | undefined,
  quality: keyof LaneEstimate,
): Pick<Estimate, 'mean' | 'standardError'> {
  const standardError = predicted.standardError?.[quality];
  return estimate?.[quality] ?? { mean: predicted[quality], standardError };
}

function predictedDto(
  lane: PredictedLane,
  estimate: LaneEstimate | undefined,
): NonNullable<LaneDto['predicted']> {
  const weight = shownValue(lane, estimate, 'loading');
  const height = shownValue(lane, estimate, 'thickness');
  const pores = shownValue(lane, estimate, 'porosity');
  const errorOf = (variable: Variable, value: number | undefined): number | null =>
    value === undefined ? null : shownDifference(variable, value);
  return {
    loading_g_per_m2: shown(loading, weight.mean),
    thickness_um: shown(thickness, height.mean),
    porosity_frac: pores.mean,
    loadingStandardError_g_per_m2: errorOf(loading, weight.standardError),
    thicknessStandardError_um: errorOf(thickness, height.standardError),
    porosityStandardError_frac: errorOf(porosity, pores.standardError),
    ...(estimate === undefined ? {} : { bands: laneBandsDto(estimate) }),
  };
}

function laneDto(state: LaneState, index: number, estimate: LaneEstimate | undefined): LaneDto {
  const { predicted, measuredLoading, measuredTotalThickness, derivedThickness, derivedPorosity } =
    state;
  return {
    lane: index + 1,
    predicted: predicted === undefined ? null : predictedDto(predicted, estimate),
    measured:
      measuredLoading === undefined && measuredTotalThickness === undefined
        ? null
        : {
            ...(measuredLoading === undefined
              ? {}
              : {
                  loading_g_per_m2: shown(loading, measuredLoading.value),
                  bands: { loading_g_per_m2: gaugedBandsDto(loading, measuredLoading) },
                }),
            ...(measuredTotalThickness === undefined
              ? {}
              : { totalThickness_um: shown(thickness, measuredTotalThickness.value) }),
          },
    derived:
      derivedThickness === undefined || derivedPorosity === undefined
        ? null
        : {
            thickness_um: shown(thickness, derivedThickness.value),
            thicknessStandardError_um: shownDifference(thickness, derivedThickness.standardError),
            porosity_frac: shown(porosity, derivedPorosity.value),
            porosityStandardError_frac: derivedPorosity.standardError,
            bands: {
              thickness_um: gaugedBandsDto(thickness, derivedThickness),
              porosity_frac: gaugedBandsDto(porosity, derivedPorosity),
            },
          },
  };
}

/** Where the web of the present run stands; undefined while none is followed. */
export type PresentWeb = { readonly coil: string; readonly metre: number } | undefined;

/** Distance of the middle of a piece of web from the die [m]; null where the present run does not say it. */
export function positionOf(
  { coil, from, to }: Pick<Segment, 'coil' | 'from' | 'to'>,
  web: PresentWeb,
): number | null {
  if (web?.coil !== coil) return null;
  const position = web.metre - (from + to) / 2;
  return position < 0 ? null : position;
}

/**
 * @param options.web - to say where the segment is
 * @param options.identity - order and batch that it belongs to
 * @param options.estimate - what is told of it beside its predictions
 */
export function segmentDto(
  segment: Segment,
  {
    web,
    virtual,
    identity = {},
    estimate,
  }: {
    readonly web: PresentWeb;
    readonly virtual: boolean;
    readonly identity?: Pick<Identity, 'order' | 'batch'> | undefined;
    readonly estimate?: SegmentEstimate | undefined;
  },
): SegmentDto {
  return {
    coil: segment.coil,
    ...known('order', identity.order),
    ...known('batch', identity.batch),
    ...(segment.side === undefined ? {} : { side: segment.side }),
    segment: segment.index,
    from_m: segment.from,
    to_m: segment.to,
    position_m: positionOf(segment, web),
    knowledge: segment.knowledge,
    predictedAtStation: segment.predictedAtStation ?? null,
    predictedAt: optionalTime(segment.predictedAt),
    measuredAt: optionalTime(segment.measuredAt),
    lanes: segment.lanes.map((lane, i) => laneDto(lane, i, estimate?.lanes[i])),
    ...experienceDto(estimate),
    warnings: segment.warnings.map(warningDto),
    virtual,
  };
}

export function machineWebDto({ machine, coil, input, side, pass, metre, speed }: MachineWeb) {
  return {
    machine,
    coil,
    input,
    ...(side === undefined ? {} : { side }),
    ...(pass === undefined ? {} : { pass }),
    entered_m: metre,
    webSpeed_m_per_min: toUnit(speed, processVariables.webSpeed.boundaryUnit),
  };
}

export function warningDto({
  code,
  message,
  data,
}: SegmentWarning): SegmentDto['warnings'][number] {
  return { code, message, data: { ...data } };
}

/** Nothing where it is not known. */
function known<K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, string>);
}

/** @param identity - of the web at the actuator when the proposal was made or changed */
export function proposalDto(
  proposal: Proposal,
  virtual: boolean,
  identity: Identity = {},
): ProposalDto {
  const { lineLoad } = processVariables;
  const { min, max, step } = proposal.limits;
  return {
    id: proposal.id,
    state: proposal.state,
    createdAt: isoTime(proposal.createdAt),
    updatedAt: isoTime(proposal.updatedAt),
    tag: proposal.tag,
    unit: parseTag(proposal.tag)?.unit ?? '',
    ...known('order', identity.order),
    ...known('batch', identity.batch),
    ...known('coil', identity.coil),
    boundaryUnit: lineLoad.boundaryUnit,
    from: shown(lineLoad, proposal.from),
    to: shown(lineLoad, proposal.to),
    limits: {
      min: shown(lineLoad, min),
      max: shown(lineLoad, max),
      step: shownDifference(lineLoad, step),
    },
    quality: boundaryName(porosity) as 'porosity_frac',
    band: { ...proposal.band },
    before: proposal.before,
    after: proposal.after,
    comingSegments: proposal.comingSegments,
    reason: proposal.reason,
    shows:
      proposal.shows === undefined
        ? null
        : {
            coil: proposal.shows.coil,
            metre_m: proposal.shows.metre,
            gauge: proposal.shows.gauge,
            at: isoTime(proposal.shows.at),
          },
    ...(proposal.withdrawnReason === undefined
      ? {}
      : { withdrawnReason: proposal.withdrawnReason }),
    virtual,
  };
}

const variableOf: ReadonlyMap<string, Variable> = new Map(
  Object.values<Variable>(processVariables).map((variable) => [variable.key, variable]),
);

/** What the line knows of a tag besides its last sample. */
interface TagContext {
  /** State of the tag, why it is not live, and the connector that feeds it. */
  readonly state: TagDto['state'];
  readonly reason: string | undefined;
  readonly connector: string | undefined;
  readonly samplingInterval_ms: number | undefined;
  readonly virtual: boolean;
  /** What the server says of it. */
  readonly description: string | undefined;
  readonly instrument: Instrument | undefined;
  /** Present time [ms]. */
  readonly now: number;
}

export function tagDto(tag: TagId, sample: Sample | undefined, context: TagContext): TagDto {
  const { state, reason, connector, virtual, description, instrument, now } = context;
  const parts = parseTag(tag);
  const boundaryUnit = parts?.boundaryUnit;
  const status = sample?.status ?? statusCodes.badWaitingForInitialData;
  const variable = parts && variableOf.get(parts.name);
  return {
    tag,
    unit: parts?.unit ?? '',
    name:
      parts === undefined
        ? tag
        : parts.name + (parts.lane === undefined ? '' : `Lane${parts.lane}`),
    boundaryUnit: boundaryUnit ?? '',
    unitLabel: boundaryUnit === undefined ? '' : unitOf(boundaryUnit).label,
    description: description ?? variable?.description ?? '',
    value: sample?.value ?? null,
    quality: qualityOf(status),
    status,
    state,
    ...(reason === undefined ? {} : { reason }),
    stale: state !== 'live' && state !== 'backfilling',
    connector: connector ?? null,
    samplingInterval_ms: context.samplingInterval_ms ?? null,
    sourceTimestamp: optionalTime(sample?.sourceTimestamp),
    receivedTimestamp: optionalTime(sample?.receivedTimestamp),
    virtual: virtual || ((sample?.flags ?? 0) & sampleFlags.simulated) !== 0,
    ...(instrument === undefined
      ? {}
      : { instrument: instrumentDto(instrument, sample?.value, now) }),
  };
}

function instrumentDto(
  instrument: Instrument,
  value: Sample['value'] | undefined,
  now: number,
): NonNullable<TagDto['instrument']> {
  const { method, serial, calibratedOn, calibrationDue, standardUncertainty, range } = instrument;
  return {
    method: method ?? null,
    serial: serial ?? null,
    calibratedOn: calibratedOn ?? null,
    calibrationDue: calibrationDue ?? null,
    calibrationOverdue: calibrationDue !== undefined && isoTime(now).slice(0, 10) > calibrationDue,
    standardUncertainty: standardUncertainty ?? null,
    range: range ?? null,
    outOfRange:
      range !== undefined && typeof value === 'number' && (value < range.min || value > range.max),
  };
}
