import { fromUnit, toUnit } from '../../physics/core/units.ts';
import { demonstrationMachines } from '../../physics/materials/demonstration-machines.ts';
import { nmc622Demonstration } from '../../physics/materials/nmc622-demonstration.ts';
import { demonstrationSettings } from '../../physics/process/route/demonstration-settings.ts';
import { routeOf, runRoute } from '../../physics/process/route/route.ts';
import type { ElectrodeLine, Values } from '../../physics/process/route/step.ts';
import { processVariable } from '../../physics/process/variables.ts';
import { demonstrationPath } from '../../physics/process/web-path.ts';
import type { DirectionRow } from './validation-row.ts';

/** A published statement: how a variable of the web goes with one setting, all others kept. */
interface Direction {
  readonly variable: string;
  readonly goes: 'up' | 'down';
  readonly setting: string;
  /** Settings that move in proportion, so that something else stays. */
  readonly inProportion?: readonly string[];
  /** Where the statement is made, if not at the nominal point; in boundary units. */
  readonly at?: Readonly<Record<string, number>>;
  /** First and last value of the setting, in its boundary unit. */
  readonly over: readonly [number, number];
  readonly source: string;
}

const points = 13;
const line: ElectrodeLine = {
  material: nmc622Demonstration,
  ...demonstrationMachines,
  coatedWidth: 0.3,
  foilWidth: 0.32,
  openLength: 1,
  coatedSides: 1,
  zones: demonstrationPath.stations.filter(({ kind }) => kind === 'dryerZone'),
};
const steps = ['mixing', 'slotDie', 'drying', 'forceCalendering'];

/** The nominal point of the demonstration line with a batch that is mixed for it, in boundary units. */
const {
  'coater.solidsContent_frac': solidsContent,
  'coater.slurryTemperature_degC': slurryTemperature,
  ...coated
} = demonstrationSettings;
const nominal: Readonly<Record<string, number>> = {
  'mixer.solidsContent_frac': solidsContent,
  'mixer.mixerSpeed_rpm': 1000,
  'mixer.mixingTime_min': 120,
  'mixer.slurryTemperature_degC': slurryTemperature,
  'mixer.batchAge_h': 1,
  ...coated,
};

const rheology = 'Krieger and Dougherty 1959, doi:10.1122/1.548848';
const arrhenius = 'Arrhenius law of the solvent';
const design = 'process-physics notes of the project; law of this repository';
const coater = 'definition of a pre-metered coater';
const jets = 'heat and mass transfer by Martin 1977, doi:10.1016/S0065-2717(08)70221-1';
const migration = 'Jaiser et al. 2016, doi:10.1016/j.jpowsour.2016.04.018 (not read)';
const press = 'Meyer et al. 2017, doi:10.1016/j.jmatprotec.2017.05.031';
const transport = 'Landesfeind et al. 2016, doi:10.1149/2.1141607jes (read second hand)';

/** With those of the first zone: all jets faster is all of the film dried faster. */
const otherJets = [2, 3, 4].map((zone) => `dryerZone${zone}.airVelocity`);

/** All zones alike, as in the experiments: at the border of two zones the rate jumps, and what it does to binder with it. */
const evenDryer = Object.fromEntries(
  [1, 2, 3, 4].map((zone) => [`dryerZone${zone}.airTemperature_degC`, 105]),
);

const directions: readonly Direction[] = [
  {
    variable: 'slurryViscosity',
    goes: 'up',
    setting: 'mixer.solidsContent',
    over: [0.6, 0.72],
    source: rheology,
  },
  {
    variable: 'slurryViscosity',
    goes: 'down',
    setting: 'mixer.slurryTemperature',
    over: [15, 45],
    source: arrhenius,
  },
  {
    variable: 'dispersion',
    goes: 'up',
    setting: 'mixer.mixingTime',
    over: [5, 240],
    source: 'first-order dispersion in mixing energy',
  },
  { variable: 'loading', goes: 'up', setting: 'coater.pumpFlow', over: [120, 300], source: coater },
  { variable: 'loading', goes: 'down', setting: 'line.webSpeed', over: [4, 10], source: coater },
  {
    variable: 'residualSolvent',
    goes: 'down',
    setting: 'dryerZone4.airTemperature',
    over: [80, 140],
    source: jets,
  },
  {
    variable: 'residualSolvent',
    goes: 'up',
    setting: 'line.webSpeed',
    inProportion: ['coater.pumpFlow'],
    over: [10, 15],
    source: jets,
  },
  {
    variable: 'residualSolvent',
    goes: 'up',
    setting: 'dryerZone4.solventContent',
    over: [100, 5000],
    source: jets,
  },
  {
    variable: 'binderRatio',
    goes: 'up',
    setting: 'dryerZone1.airVelocity',
    inProportion: otherJets,
    at: evenDryer,
    over: [4, 20],
    source: migration,
  },
  {
    variable: 'peelStrength',
    goes: 'down',
    setting: 'dryerZone1.airVelocity',
    inProportion: otherJets,
    at: evenDryer,
    over: [4, 20],
    source: migration,
  },
  {
    variable: 'porosity',
    goes: 'down',
    setting: 'calender.lineLoad',
    over: [20, 300],
    source: press,
  },
  {
    variable: 'thickness',
    goes: 'down',
    setting: 'calender.lineLoad',
    over: [20, 300],
    source: press,
  },
  {
    variable: 'wettedSurfaceShare',
    goes: 'down',
    setting: 'calender.lineLoad',
    over: [20, 300],
    source: design,
  },
  {
    variable: 'tortuosityFactor',
    goes: 'up',
    setting: 'calender.lineLoad',
    over: [20, 300],
    source: transport,
  },
  {
    variable: 'conductivity',
    goes: 'up',
    setting: 'calender.lineLoad',
    over: [20, 300],
    source: design,
  },
  {
    variable: 'contactResistance',
    goes: 'down',
    setting: 'calender.lineLoad',
    over: [20, 300],
    source: design,
  },
  {
    variable: 'conductivity',
    goes: 'up',
    setting: 'calender.rollTemperature',
    over: [25, 140],
    source: design,
  },
  {
    variable: 'porosity',
    goes: 'down',
    setting: 'calender.rollTemperature',
    over: [25, 140],
    source: press,
  },
  {
    variable: 'elongation',
    goes: 'up',
    setting: 'calender.lineLoad',
    over: [20, 300],
    source: design,
  },
];

/**
 * Published directions of mixing, coating, drying and calendering on the route of the demonstration line: the share of
 * steps of a setting, 12 over its range, in which a variable of the finished web goes the other way or stays.
 */
export function processDirections(): readonly DirectionRow[] {
  const route = routeOf(steps);
  const rows = new Map(
    route.flatMap((step) => step.settings(line)).map((row) => [row.key, row.variable]),
  );
  // What is not told stays as the line assumes it.
  const inSi = (settings: Readonly<Record<string, number>>): Values =>
    Object.fromEntries(
      [...rows].flatMap(([key, { boundaryUnit }]) => {
        const value = settings[`${key}_${boundaryUnit}`];
        return value === undefined ? [] : [[key, fromUnit(value, boundaryUnit)]];
      }),
    );
  return directions.map(({ variable, goes, setting, inProportion = [], at = {}, over, source }) => {
    const settings = inSi({ ...nominal, ...at });
    const { boundaryUnit } = rows.get(setting)!;
    const values = Array.from({ length: points }, (_, i) => {
      const value = over[0] + ((over[1] - over[0]) * i) / (points - 1);
      const factor = fromUnit(value, boundaryUnit) / settings[setting]!;
      const moved = [setting, ...inProportion].map((key) => [key, factor * settings[key]!]);
      const changed = { ...settings, ...Object.fromEntries(moved) };
      return runRoute(route, line, changed).at(-1)!.web[variable]!;
    });
    const sign = goes === 'up' ? 1 : -1;
    const wrong = values.filter((value, i) => i > 0 && !(sign * (value - values[i - 1]!) > 0));
    const unit = processVariable(variable).boundaryUnit;
    const [first, last] = [values[0]!, values.at(-1)!].map((value) =>
      Number(toUnit(value, unit).toPrecision(3)),
    );
    const share = wrong.length / (points - 1);
    return {
      case: 'process-directions',
      quantity: `${variable} goes ${goes} with ${[setting, ...inProportion].join(', ')}`,
      unit: 'frac',
      n: points - 1,
      rmse: share,
      baseline: Number.NaN,
      bar: 0,
      pass: share === 0,
      source,
      notes,
      over: `${over[0]} to ${over[1]} ${boundaryUnit}`,
      from: `${first} to ${last} ${unit}`,
    };
  });
}

const notes = [
  'On the route mixing, slotDie, drying, forceCalendering of the demonstration line, all other settings nominal. The score is the share of 12 steps in which the variable goes the other way or stays.',
  'Directions of drying rate are judged in a dryer whose zones are alike (105 degC): in the nominal one binder falls by 2 % where the film begins to consolidate in another zone. Residual solvent is judged where the dryer is at its limit: below, it is in balance with the air.',
  'A direction is not a size: what is measured of sizes stands in the cases above.',
  'No direction is claimed for rate capability: contact resistance falls with density, transport in the pores too, and measured half-cells of high loading are best at middle porosity (case wmg-rate).',
];
