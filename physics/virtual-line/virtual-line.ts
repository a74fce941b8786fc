import { PhysicsError } from '../core/errors.ts';
import { randomStreams } from '../core/random.ts';
import { pathLength } from '../process/web-path.ts';
import type { Actuator } from './actuator.ts';
import { advanceLine } from './advance-line.ts';
import { coatingThickness, presentLoading } from './coating-on-web.ts';
import { checkFaults, type Fault, totalLevel } from './faults.ts';
import type { LineDefinition } from './line-definition.ts';
import { createLineState } from './line-state.ts';
import { createSensor, machineStatus, type Reading, type Signal } from './sensor.ts';
import { lineSignalTable, unitsOf } from './signals/all.ts';

/** Step of the line [s]; machines sample at multiples of it. */
const tick = 0.1;
const tickMilliseconds = 100;

/** What is really true of one lane at one metre of web; SI. For tests and scores, never for the twin. */
export interface LaneTruth {
  readonly loading: number;
  readonly thickness: number;
  readonly porosity: number;
  /** Solvent over solids [kg.kg-1]. */
  readonly residualSolvent: number;
  /** Length that the foil gained in the nip over its length [-]; loading and thickness are those of the longer foil. */
  readonly elongation: number;
}

/** A line of machines that plays reality. The same definition, seed, faults and writes give the same bytes. */
export interface VirtualLine {
  readonly definition: LineDefinition;
  readonly signals: readonly Signal[];
  /** Time of the line [s], 0 at creation. */
  time(): number;
  /** Moves on to the last tick of 0.1 s at or before a time [s]. */
  advanceTo(time: number): void;
  /** Moves on by dt [s]. */
  step(dt: number): void;
  /** The newest reading of each signal, by `<unit>.<key>`, in its boundary unit. A reading keeps its identity until the next. */
  readings(): ReadonlyMap<string, Reading>;
  /** Writes a setpoint `<unit>.<key>Setpoint` in its boundary unit. */
  setSetpoint(name: string, value: number): void;
  /** Truth at a metre of web length and a lane (from 1), while the web is kept. */
  truthAt(metre: number, lane: number): LaneTruth;
  /** Dry solids fed, wound up and kept on the line since it was made [kg]. */
  solidsBalance(): { readonly fed: number; readonly wound: number; readonly kept: number };
}

/**
 * Makes a line that already runs at its nominal settings and is full of web made at them; its metres count from the
 * first web that was made so, which has left the line by now.
 * @param definition - from `lineByName` or one's own
 * @param options - seed, and faults instead of those of the definition
 * @throws PhysicsError PHY_UNKNOWN_FAULT, PHY_OUT_OF_RANGE for a wrong schedule; by `setSetpoint` PHY_UNKNOWN_VARIABLE
 *   (data: key, allowed), PHY_OUT_OF_RANGE (data: name, value, min, max, unit); by `truthAt` PHY_OUT_OF_RANGE
 */
export function createVirtualLine(
  definition: LineDefinition,
  options: { readonly seed: number; readonly faults?: readonly Fault[] },
): VirtualLine {
  const { path } = definition;
  const streams = randomStreams(options.seed);
  const faults = checkFaults(options.faults ?? definition.faults, unitsOf(definition), path.lanes);
  const noise = {
    webSpeed: streams.stream('line/webSpeed'),
    die: streams.stream('coater/die'),
    air: streams.stream('dryer/air'),
  };
  const speed = definition.actuators.find(({ id }) => id === 'line.webSpeed')!.nominal;
  const warmUp = Math.ceil((1.5 * pathLength(path)) / speed / tick);
  const state = createLineState(definition, faults, streams);
  state.time = -warmUp * tick;
  for (let i = 0; i < warmUp; i++) advanceLine(state, tick, noise, true);
  state.time = 0;

  const signals = lineSignalTable(definition);
  const readings = new Map<string, Reading>();
  const samplers = signals.map((signal, row) => {
    const name = `${signal.unit}.${signal.key}`;
    const every = signal.samplingInterval / tickMilliseconds;
    const own = faults.filter((fault) => concerns(fault, signal));
    const sensor =
      signal.sensor &&
      createSensor(
        signal.sensor,
        signal,
        signal.samplingInterval / 1000,
        streams.stream(`sensor/${name}`),
        streams.stream(`dropout/${name}`),
      );
    return (count: number) => {
      if (count > 0 && count % every !== row % every) return;
      const truth = signal.read(state);
      const value =
        sensor === undefined || typeof truth === 'string'
          ? truth
          : sensor.sample(truth, {
              bias: totalLevel(own, 'gaugeBias', state.time),
              frozen: totalLevel(own, 'frozenSensor', state.time) > 0,
              dropout: totalLevel(own, 'sensorDropout', state.time),
            });
      const status = value === null ? machineStatus.badSensorFailure : machineStatus.good;
      readings.set(name, { value, status, time: state.time });
    };
  });
  const setpoints = new Map<string, Actuator>(
    signals.flatMap(({ unit, key, setpointOf }) =>
      setpointOf === undefined
        ? []
        : [[`${unit}.${key}`, state.actuators.get(setpointOf)!] as const],
    ),
  );
  let ticks = 0;
  for (const sample of samplers) sample(0);

  function advanceTo(time: number): void {
    while ((ticks + 1) * tick <= time + 1e-9) {
      ticks++;
      advanceLine(state, tick, noise, false);
      state.time = ticks * tick;
      for (const sample of samplers) sample(ticks);
    }
  }
  let asked = 0;
  return {
    definition,
    signals,
    time: () => state.time,
    advanceTo(time) {
      asked = Math.max(asked, time);
      advanceTo(asked);
    },
    step(dt) {
      asked += dt;
      advanceTo(asked);
    },
    readings: () => readings,
    setSetpoint(name, value) {
      const actuator = setpoints.get(name);
      if (actuator === undefined) {
        throw new PhysicsError('PHY_UNKNOWN_VARIABLE', `'${name}' is not a setpoint`, {
          key: name,
          allowed: [...setpoints.keys()],
        });
      }
      actuator.write(value, state.time);
    },
    truthAt(metre, lane) {
      const { web } = state;
      const i = web.under(web.passed() - metre, lane - 1);
      const solids = web.solids[i]!;
      const thickness = coatingThickness(state, i);
      return {
        loading: presentLoading(state, i),
        thickness,
        porosity: web.porosity[i]!,
        residualSolvent: solids > 0 ? web.solvent[i]! / solids : 0,
        elongation: web.elongation[i]!,
      };
    },
    solidsBalance: () => ({ fed: state.solidsFed, ...state.web.solidsBalance() }),
  };
}

function concerns(fault: Fault, signal: Signal): boolean {
  if (fault.unit !== signal.unit) return false;
  if (fault.variable !== undefined) return fault.variable === signal.key;
  if (fault.lane !== undefined) return fault.lane === signal.lane;
  return fault.kind !== 'gaugeBias' || signal.lane !== undefined;
}
