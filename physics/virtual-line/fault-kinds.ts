/** Where a kind of fault applies, in which unit and range its magnitude is given, and what it does. */
export interface FaultKindRow {
  /** Units, without the number at their end (`dryerZone` is each zone); `any` is every unit. */
  readonly units: readonly string[] | 'any';
  readonly unit: string;
  readonly low: number;
  readonly high: number;
  readonly lane: 'none' | 'needed' | 'optional';
  readonly meaning: string;
}

const gauges = ['weightGauge', 'thicknessGauge'];
const drives = ['line', 'coatingMachine', 'calenderingMachine'];
const winders = [
  'unwinder',
  'rewinder',
  'coatingUnwinder',
  'coatingRewinder',
  'calenderingUnwinder',
  'calenderingRewinder',
];

/** Kinds of fault that a line can play. */
export const faultKinds = {
  slurryDrift: {
    units: ['coater'],
    unit: 'frac',
    low: -0.05,
    high: 0.05,
    lane: 'none',
    meaning: 'solids content of the slurry changes by the magnitude',
  },
  lotChange: {
    units: ['coater'],
    unit: '1',
    low: -5,
    high: 5,
    lane: 'none',
    meaning: 'raw material of another lot: packing and hardness shift by this many sd of lots',
  },
  pumpWear: {
    units: ['coater'],
    unit: 'frac',
    low: 0,
    high: 0.5,
    lane: 'none',
    meaning: 'share of the set flow that leaks back in the pump; its speed shows nothing',
  },
  pumpPulsation: {
    units: ['coater'],
    unit: 'frac',
    low: 0,
    high: 0.3,
    lane: 'none',
    meaning: 'amplitude of a slow pulsation of the flow: the damper has lost its cushion',
  },
  dieLaneClog: {
    units: ['coater'],
    unit: 'frac',
    low: 0,
    high: 1,
    lane: 'needed',
    meaning: 'share of the slot of a lane that is closed; the other lanes get its slurry',
  },
  ovenZoneLoss: {
    units: ['dryerZone'],
    unit: 'frac',
    low: 0,
    high: 1,
    lane: 'none',
    meaning: 'share of the temperature rise over the room that the zone loses',
  },
  rollThermalDrift: {
    units: ['calender'],
    unit: 'K',
    low: -60,
    high: 60,
    lane: 'none',
    meaning: 'surface of the rolls is this much hotter than set',
  },
  rollEccentricity: {
    units: ['calender'],
    unit: 'um',
    low: 0,
    high: 50,
    lane: 'none',
    meaning: 'amplitude by which the roll is out of round: the load swings once a turn',
  },
  pressZeroShift: {
    units: ['calender'],
    unit: 'um',
    low: -200,
    high: 200,
    lane: 'none',
    meaning:
      'zero of the gap display shifts: a press that holds its gap presses more, one that holds its force does not',
  },
  pressLoadDrift: {
    units: ['calender'],
    unit: 'frac',
    low: -0.5,
    high: 0.5,
    lane: 'none',
    meaning:
      'load that acts over the load that is shown, less 1: a press that holds its force presses more',
  },
  gaugeBias: {
    units: gauges,
    unit: 'g_per_m2|um',
    low: -50,
    high: 50,
    lane: 'optional',
    meaning: 'constant error of the gauge',
  },
  gaugeDrift: {
    units: gauges,
    unit: 'g_per_m2|um per h',
    low: -50,
    high: 50,
    lane: 'optional',
    meaning:
      'error of the gauge that grows from at_s on by the magnitude an hour, zeroed by nothing',
  },
  frozenSensor: {
    units: 'any',
    unit: '1',
    low: 0,
    high: 1,
    lane: 'optional',
    meaning: 'above 0 the sensor repeats its last reading',
  },
  sensorDropout: {
    units: 'any',
    unit: 'frac',
    low: 0,
    high: 1,
    lane: 'optional',
    meaning: 'probability that a reading is missing',
  },
  actuatorStick: {
    units: [...drives, 'coater', 'dryerZone', 'calender', ...winders],
    unit: '1',
    low: 0,
    high: 1,
    lane: 'none',
    meaning:
      'above 0 the actuator sticks: an air or roll heater at its power, a press at its gap, any other at its value, so that it acts only where something writes it (setpoint, recipe, start and stop of a machine)',
  },
  lineSpeedChange: {
    units: drives,
    unit: 'frac',
    low: -0.9,
    high: 1,
    lane: 'none',
    meaning: 'real speed over set speed, less 1',
  },
  webBreak: {
    units: drives,
    unit: 's',
    low: 1,
    high: 86_400,
    lane: 'none',
    meaning: 'the web breaks at at_s: what is on the machine is torn out, and it stands this long',
  },
  wrongBatch: {
    units: ['coater'],
    unit: 'frac',
    low: 0,
    high: 1,
    lane: 'none',
    meaning: 'share of the slurry that is of another product, under the id of the right batch',
  },
} as const satisfies Record<string, FaultKindRow>;

/** Kind of a fault. */
export type FaultKind = keyof typeof faultKinds;

/** The units of a line that a kind applies to. A line whose machines have drives of their own has none itself. */
export function unitsOfKind(kind: FaultKind, units: readonly string[]): readonly string[] {
  const row: FaultKindRow = faultKinds[kind];
  if (row.units === 'any') return units;
  const bases = row.units;
  const machines = units.some((unit) => unit !== 'line' && drives.includes(unit));
  return units.filter(
    (unit) => bases.includes(unit.replace(/\d+$/, '')) && !(machines && unit === 'line'),
  );
}
