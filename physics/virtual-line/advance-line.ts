import { zeroCelsius } from '../core/constants.ts';
import type { Rng } from '../core/random.ts';
import { totalLevel } from './faults.ts';
import { slurryDensity } from './laws/slurry.ts';
import { actual, type LineState } from './line-state.ts';
import { calenderWeb } from './machines/calender.ts';
import { coatWeb } from './machines/coater.ts';
import { advanceAir, dryWeb } from './machines/dryer.ts';

/** Chance that drives the line, one stream a cause. */
interface LineNoise {
  readonly webSpeed: Rng;
  readonly die: Rng;
  readonly air: Rng;
}

/** Moves the whole line on by dt [s]; `steady` leaves out ripple and noise (the web that is on the line at start). */
export function advanceLine(state: LineState, dt: number, noise: LineNoise, steady: boolean): void {
  state.time += dt;
  for (const actuator of state.actuators.values()) actuator.advance(state.time, dt);
  advanceSurroundings(state, steady ? undefined : noise.webSpeed);
  advanceAir(state, dt, steady ? undefined : noise.air);
  coatWeb(state, dt, steady ? undefined : noise.die);
  dryWeb(state, dt);
  calenderWeb(state, state.webSpeed * dt);
}

/** Web speed, room, slurry feed and rolls as they are now. */
function advanceSurroundings(state: LineState, rng: Rng | undefined): void {
  const { constants, definition, faults, time } = state;
  const ripple = rng === undefined ? 0 : 0.0015 * Math.sin(3.7 * time) + 0.001 * rng.normal();
  state.webSpeed = actual(state, 'line.webSpeed') * (1 + ripple);
  state.humidity = 0.45 + 0.05 * Math.sin((2 * Math.PI * time) / 10_800 + constants.humidityPhase);
  state.ambientTemperature = zeroCelsius + 22 + 1.5 * Math.sin((2 * Math.PI * time) / 28_800);
  state.solidsContent = definition.recipe.solidsContent + totalLevel(faults, 'slurryDrift', time);
  state.slurryDensity = slurryDensity(definition.recipe, state.solidsContent);
  state.rollTemperature =
    actual(state, 'calender.rollTemperature') + totalLevel(faults, 'rollThermalDrift', time);
}
