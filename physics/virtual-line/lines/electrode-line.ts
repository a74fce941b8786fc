import { fromUnit, type UnitName } from '../../core/units.ts';
import { nmc622Demonstration } from '../../materials/nmc622-demonstration.ts';
import { stationsOf, type WebPath } from '../../process/web-path.ts';
import type {
  ActuatorRow,
  InstrumentErrors,
  MachineDefinition,
  ProductSpecification,
  SlurryRecipe,
} from '../line-definition.ts';

/** NMC622 cathode slurry in NMP, 96:2:2: the recipe is no secret, only its behaviour is. */
export const nmc622Slurry: SlurryRecipe = {
  solids: nmc622Demonstration.solids,
  solventDensity: 1028,
  solidsContent: 0.68,
};

/** The other product of the lines: the same cathode with more binder and carbon, 92:4:4. */
export const nmc622RichBinderSlurry: SlurryRecipe = {
  solids: nmc622Demonstration.solids.map((component) => ({
    ...component,
    massFraction: component.role === 'active' ? 0.92 : 0.04,
  })),
  solventDensity: 1028,
  solidsContent: 0.64,
};

/**
 * Exhaust of the four zones of the lines [m3.s-1 per m.s-1]. Most of it is where the solvent leaves, so that no zone comes
 * above a quarter of the lower explosion limit of NMP (3250 ppm) in normal running.
 */
export const fourZoneExhaust: readonly number[] = [0.012, 0.016, 0.01, 0.01];

/** Sensors whose only error is noise. */
export const noisyOnly: InstrumentErrors = { bias: 0, drift: 0, dropout: 0 };

/** Limits of an NMC622 cathode of a loading: that and a thirtieth of it, a porosity of 0.32 and 0.015, dry. */
export function nmc622Specification(loading_g_per_m2: number): ProductSpecification {
  const loading = fromUnit(loading_g_per_m2, 'g_per_m2');
  // 180 g/m2 are 60 um thick at that porosity.
  const thickness = fromUnit(loading_g_per_m2 / 3, 'um');
  return {
    product: `NMC622-${loading_g_per_m2}`,
    limits: {
      porosity: { lower: 0.305, upper: 0.335 },
      loading: { lower: (loading * 29) / 30, upper: (loading * 31) / 30 },
      thickness: { lower: 0.95 * thickness, upper: 1.05 * thickness },
      residualSolvent: { lower: Number.NEGATIVE_INFINITY, upper: 0.005 },
    },
  };
}

/** The only machine of an inline line, whose own unit is the line. */
export function inlineMachine(path: WebPath): MachineDefinition {
  return {
    id: 'line',
    path,
    unwinder: 'unwinder',
    rewinder: 'rewinder',
    drive: 'line.webSpeed',
    windLead: 1,
    geared: false,
  };
}

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

/** The drives, heaters and the press of an inline line, resting at the nominal settings. */
export function inlineActuators(path: WebPath, nominal: NominalSettings): ActuatorRow[] {
  return [
    speedActuator('line', nominal.webSpeed_m_per_min),
    ...coaterActuators(nominal),
    ...dryerActuators(path, nominal),
    ...calenderActuators(nominal),
    ...tensionActuators('unwinder', 'rewinder'),
  ];
}

/** Web speed of a machine. */
export function speedActuator(unit: string, nominal_m_per_min: number): ActuatorRow {
  const range = [0, nominal_m_per_min, 15] as const;
  return row(`${unit}.webSpeed`, 'm_per_min', range, 1, 0.6, 0.2, 'speed of the web');
}

/** Pump, die and slurry of the coater. */
export function coaterActuators(
  nominal: Pick<NominalSettings, 'pumpFlow_mL_per_min' | 'dieGap_um'>,
): ActuatorRow[] {
  const flow = [0, nominal.pumpFlow_mL_per_min, 600] as const;
  const gap = [50, nominal.dieGap_um, 500] as const;
  return [
    row('coater.pumpFlow', 'mL_per_min', flow, 20, 1.5, 0.5, 'slurry flow to the die'),
    row('coater.dieGap', 'um', gap, 5, 1, 0.5, 'die lip to foil'),
    row('coater.slurryTemperature', 'degC', [10, 25, 45], 0.05, 120, 5, 'slurry in the feed line'),
  ];
}

/** Air of the zones of a dryer. */
export function dryerActuators(
  path: WebPath,
  nominal: Pick<NominalSettings, 'airTemperature_degC' | 'airVelocity_m_per_s'>,
): ActuatorRow[] {
  return stationsOf(path, 'dryerZone').flatMap(({ id }, i) => {
    const temperature = [20, nominal.airTemperature_degC[i]!, 180] as const;
    const velocity = [0.5, nominal.airVelocity_m_per_s, 25] as const;
    return [
      row(`${id}.airTemperature`, 'degC', temperature, 0.3, 25, 2, 'air of the zone'),
      row(`${id}.airVelocity`, 'm_per_s', velocity, 0.5, 4, 0.5, 'jets at the nozzles'),
    ];
  });
}

/** Press and rolls of the calender. */
export function calenderActuators(
  nominal: Pick<NominalSettings, 'lineLoad_N_per_mm' | 'rollTemperature_degC'>,
): ActuatorRow[] {
  const load = [40, nominal.lineLoad_N_per_mm, 300] as const;
  const temperature = [20, nominal.rollTemperature_degC, 150] as const;
  return [
    row('calender.lineLoad', 'N_per_mm', load, 20, 2, 0.3, 'roll force per coated width'),
    row('calender.rollTemperature', 'degC', temperature, 0.5, 240, 5, 'surface of the rolls'),
  ];
}

/** The same of a press that holds its gap [um]. */
export function gapCalenderActuators(nominal: {
  readonly rollGap_um: number;
  readonly rollTemperature_degC: number;
}): ActuatorRow[] {
  const gap = [0, nominal.rollGap_um, 600] as const;
  const temperature = [20, nominal.rollTemperature_degC, 150] as const;
  return [
    row('calender.rollGap', 'um', gap, 20, 2, 0.3, 'gap as the press shows it'),
    row('calender.rollTemperature', 'degC', temperature, 0.5, 240, 5, 'surface of the rolls'),
  ];
}

/** Web tensions at the winders of a machine. */
export function tensionActuators(unwinder: string, rewinder: string): ActuatorRow[] {
  return [
    row(`${unwinder}.webTension`, 'N', [10, 45, 120], 10, 0.8, 0.2, 'web tension at the unwinder'),
    row(`${rewinder}.webTension`, 'N', [10, 60, 120], 10, 0.8, 0.2, 'web tension at the rewinder'),
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
