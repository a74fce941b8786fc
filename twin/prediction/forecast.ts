import type { ModelWarning } from '../../physics/core/errors.ts';
import { type CoatingState, calender } from '../../physics/process/calendering.ts';
import { coatSlotDie, type WetFilm } from '../../physics/process/coating.ts';
import { type DryCoating, dryFilm } from '../../physics/process/drying.ts';
import type { DryerZone } from '../../physics/process/drying-film.ts';
import { nearExplosion } from '../../physics/process/drying-warnings.ts';
import { thicknessOf } from '../../physics/process/solids.ts';
import type { PredictedLane } from '../domain/segment.ts';
import type { LineModel } from './line-model.ts';

/** How the press is set and how warm its rolls are (SI). */
export interface PressCondition {
  readonly lineLoad: number;
  readonly rollTemperature: number;
  /** At this load, default 1. */
  readonly passes?: number;
  /** Sides that carry coating through the nip together, default 1. */
  readonly coatedSides?: 1 | 2;
}

/** Mean conditions at the die over the time a segment was coated (SI). */
export interface DieCondition {
  readonly pumpFlow: number;
  readonly slurryDensity: number;
  readonly slurryTemperature: number;
  readonly dieGap: number;
  readonly webSpeed: number;
}

/** The lanes behind the nip, and what the press model says of them. */
export interface PressedLanes {
  readonly lanes: readonly PredictedLane[];
  /** One of a code, that of the first lane it is true of. */
  readonly warnings: readonly ModelWarning[];
  /** Conditions that they were predicted for, as `conditionsOf` tells them; absent where they are parts of a calculation. */
  readonly conditions?: Float64Array;
}

/** The wet film that the die lays down under these conditions. */
export function forecastFilm(model: LineModel, die: DieCondition): WetFilm {
  const pumpFlow = model.slotDie.pumpFactor * die.pumpFlow;
  return coatSlotDie(model.material, { ...die, pumpFlow, coatedWidth: model.coatedWidth });
}

/**
 * The coating at the dryer's exit; it warns of zones whose air is near to burn, too (DRYING_AIR_NEAR_EXPLOSION).
 * @param backLoading - dry coating on the other side [kg.m-2]
 */
export function forecastDry(
  model: LineModel,
  film: WetFilm,
  zones: readonly DryerZone[],
  webSpeed: number,
  backLoading = 0,
): DryCoating {
  const { material, dryer } = model;
  const dry = dryFilm(material, film, zones, webSpeed, { dryer, backLoading });
  const nearToBurn = zones.flatMap((zone, i) => nearExplosion(material.solvent, zone, i));
  return nearToBurn.length === 0 ? dry : { ...dry, warnings: [...dry.warnings, ...nearToBurn] };
}

/**
 * The lanes at the calender's exit, per area of the foil there. A lane whose loading the gauge has read enters the nip with that loading at the
 * predicted dry porosity; the others with the predicted loading.
 * @param measured - loading of each lane as read [kg.m-2], undefined where it was not
 * @param press - absent: as they leave the dryer
 */
export function forecastLanes(
  model: LineModel,
  dry: CoatingState,
  measured: readonly (number | undefined)[],
  press?: PressCondition,
): PressedLanes {
  let common: PressedLane | undefined;
  const pressedLanes = measured.map((loading) => {
    if (loading !== undefined) {
      const thickness = thicknessOf({
        loading,
        porosity: dry.porosity,
        poreFreeDensity: model.poreFreeDensity.value,
      });
      return pressedLane(model, { loading, thickness, porosity: dry.porosity }, press);
    }
    common ??= pressedLane(model, dry, press);
    return common;
  });
  const warnings = pressedLanes.flatMap((lane) => lane.warnings);
  return {
    lanes: pressedLanes.map(({ lane }) => lane),
    warnings: warnings.filter(({ code }, i) => warnings.findIndex((w) => w.code === code) === i),
  };
}

/** What leaves the nip on one lane. */
interface PressedLane {
  readonly lane: PredictedLane;
  readonly warnings: readonly ModelWarning[];
}

/** One lane through the nip; as it is where there is no press. */
export function pressedLane(
  model: LineModel,
  coating: CoatingState,
  press: PressCondition | undefined,
): PressedLane {
  if (press === undefined) {
    const { loading, thickness, porosity } = coating;
    return { lane: { loading, thickness, porosity, elongation: 0 }, warnings: [] };
  }
  const { lineLoad, ...rolls } = press;
  const { loading, thickness, porosity, elongation, warnings } = calender(
    coating,
    model.material,
    model.press,
    { mode: 'force', lineLoad },
    rolls,
  );
  return { lane: { loading, thickness, porosity, elongation }, warnings };
}

/** Mean porosity over lanes. */
export function meanPorosity({ lanes }: PressedLanes): number {
  return lanes.reduce((sum, lane) => sum + lane.porosity, 0) / lanes.length;
}
