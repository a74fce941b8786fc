import { fromUnit, type UnitName } from '../../core/units.ts';
import { nmc622Demonstration } from '../../materials/nmc622-demonstration.ts';
import { stationsOf, type WebPath } from '../../process/web-path.ts';
import type { ActuatorRow, SlurryRecipe } from '../line-definition.ts';

/** NMC622 cathode slurry in NMP, 96:2:2: the recipe is no secret, only its behaviour is. */
export const nmc622Slurry: SlurryRecipe = {
  solids: nmc622Demonstration.solids,
  solventDensity: 1028,
  solidsContent: 0.68,
};

/** Settings at which a product is made, in the boundary units of the machines. */
interface NominalSettings {
  readonly webSpeed_m_per_min: number;
  readonly pumpFlow_mL_per_min: number;
  readonly dieGap_um: number;
  readonly airTemperature_degC: readonly number[];
  readonly airVelocity_m_per_s: number;
  readonly lineLoad_N_per_mm: number;
  readonly rollTemperature_degC: number;
}

/** The drives, heaters and the press of a pilot line, resting at the nominal settings. */
export function pilotLineActuators(path: WebPath, nominal: NominalSettings): ActuatorRow[] {
  return [
    row(
      'line.webSpeed',
      'm_per_min',
      [0, nominal.webSpeed_m_per_min, 15],
      1,
      0.6,
      0.2,
      'speed of the web',
    ),
    row(
      'coater.pumpFlow',
      'mL_per_min',
      [0, nominal.pumpFlow_mL_per_min, 600],
      20,
      1.5,
      0.5,
      'slurry flow to the die',
    ),
    row('coater.dieGap', 'um', [50, nominal.dieGap_um, 500], 5, 1, 0.5, 'die lip to foil'),
    row('coater.slurryTemperature', 'degC', [10, 25, 45], 0.05, 120, 5, 'slurry in the feed line'),
    ...stationsOf(path, 'dryerZone').flatMap(({ id }, i) => [
      row(
        `${id}.airTemperature`,
        'degC',
        [20, nominal.airTemperature_degC[i]!, 180],
        0.3,
        25,
        2,
        'air of the zone',
      ),
      row(
        `${id}.airVelocity`,
        'm_per_s',
        [0.5, nominal.airVelocity_m_per_s, 25],
        0.5,
        4,
        0.5,
        'jets at the nozzles',
      ),
    ]),
    row(
      'calender.lineLoad',
      'N_per_mm',
      [40, nominal.lineLoad_N_per_mm, 300],
      20,
      2,
      0.3,
      'roll force per coated width',
    ),
    row(
      'calender.rollTemperature',
      'degC',
      [20, nominal.rollTemperature_degC, 150],
      0.5,
      240,
      5,
      'surface of the rolls',
    ),
    row('unwinder.webTension', 'N', [10, 45, 120], 10, 0.8, 0.2, 'web tension at the unwinder'),
    row('rewinder.webTension', 'N', [10, 60, 120], 10, 0.8, 0.2, 'web tension at the rewinder'),
  ];
}

function row(
  id: string,
  boundaryUnit: UnitName,
  [low, nominal, high]: readonly [number, number, number],
  rampRate: number,
  lag: number,
  deadTime: number,
  description: string,
): ActuatorRow {
  const si = (value: number) => fromUnit(value, boundaryUnit);
  return {
    id,
    boundaryUnit,
    description,
    low: si(low),
    nominal: si(nominal),
    high: si(high),
    rampRate: si(rampRate) - si(0),
    lag,
    deadTime,
  };
}
