import type { SlotDie } from '../../physics/materials/coater.ts';
import type { Dryer } from '../../physics/materials/dryer.ts';
import type { ElectrodeMaterial } from '../../physics/materials/electrode-material.ts';
import type { Press } from '../../physics/materials/press.ts';
import type { KnownCovariance } from '../../physics/process/route/sources.ts';
import type { WebPath } from '../../physics/process/web-path.ts';
import type { Uncertain } from '../domain/segment.ts';

/** What a gauge's readings are worth (SI). */
export interface GaugeMetrology {
  /** Standard deviation of single readings on the same spot. */
  readonly repeatability: number;
  /** Standard uncertainty of the calibration, common to all readings. */
  readonly calibration: number;
}

/** A machine with unwinder, rewinder and drive of its own. */
export interface MachineModel {
  /** Unit in its tags. */
  readonly id: string;
  /** Its stations, by their distance from where the web enters it. */
  readonly path: WebPath;
}

/** Machines that work on coils one after the other, each from the other end. */
export interface MachinesModel {
  /** Has the coater; coats side A, and side B of the coils that come back to it. */
  readonly coating: MachineModel;
  /** Has the calender. */
  readonly calendering: MachineModel;
  /** Whether coils are turned between the sides, so that lane 1 becomes the last lane. */
  readonly lanesSwapped: boolean;
}

/** What the twin knows of a line before any sample arrives. */
export interface LineModel {
  /** Prefix `site.area.line` of the line's tags. */
  readonly line: string;
  /** Of all stations; those of machines of their own follow one another on it as drawn. */
  readonly path: WebPath;
  /** Absent where coater and calender share one web. */
  readonly machines?: MachinesModel;
  readonly material: ElectrodeMaterial;
  /** With the flow that reaches the web over the flow that the pump shows. */
  readonly slotDie: SlotDie;
  readonly dryer: Dryer;
  readonly press: Press;
  /** [m] */
  readonly coatedWidth: number;
  readonly weightGauge: GaugeMetrology;
  readonly thicknessGauge: GaugeMetrology;
  readonly foilThickness: Uncertain;
  readonly poreFreeDensity: Uncertain;
  /** Of calibrated constants; takes the place of their own standard deviations. */
  readonly covariance: KnownCovariance;
  /** Standard uncertainty of readings at the machines by `<unit>.<name>` (SI); one that is not there counts as exact. */
  readonly readingSd: Readonly<Record<string, number>>;
}
