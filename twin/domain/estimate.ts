import type { Uncertain } from './segment.ts';

/**
 * What a band is made of: the standard error that constants and readings give it, or how far off the prediction was where
 * the line measured the same.
 */
export type BandSource = 'constants' | 'measurements';

/** A quality of a lane as the twin expects it, with its bands (SI). A bound is undefined where there is none. */
export interface Estimate {
  /** Physics and correction. */
  readonly mean: number;
  /** Physics alone. */
  readonly physics: number;
  readonly lower50: number | undefined;
  readonly upper50: number | undefined;
  readonly lower90: number | undefined;
  readonly upper90: number | undefined;
  /** Of the mean, calibration of the gauges that it was learned from included; undefined where nothing gives one. */
  readonly standardError: number | undefined;
  readonly from: BandSource;
}

/** Estimates of one lane; undefined where it is not predicted. */
export interface LaneEstimate {
  readonly loading: Estimate;
  readonly thickness: Estimate;
  readonly porosity: Estimate;
}

/** Whether measurements have vouched for predictions of such web; `outside` means that none has. */
export interface ExperienceVerdict {
  readonly domain: 'inside' | 'edge' | 'outside';
  /** One sentence each; none where the web is inside. */
  readonly reasons: readonly string[];
}

/** What is told of a segment beside its predictions. */
export interface SegmentEstimate {
  readonly lanes: readonly (LaneEstimate | undefined)[];
  readonly verdict: ExperienceVerdict;
}

/** A value of the laboratory for a place of the web (SI). */
export interface LabReading {
  readonly id: string;
  readonly coil: string;
  /** Metre of the coil as it was coated. */
  readonly metre: number;
  /** From 1; absent where it is of all lanes. */
  readonly lane?: number;
  /** When the sample was taken [ms]. */
  readonly takenAt: number;
  /** By quality. */
  readonly values: Readonly<Partial<Record<'loading' | 'thickness' | 'porosity', Uncertain>>>;
}
