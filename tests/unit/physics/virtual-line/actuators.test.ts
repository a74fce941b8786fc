import { describe, expect, test } from 'vitest';
import { Actuators, actuatorIndex } from '../../../../physics/virtual-line/actuators.ts';
import { demoLine } from '../../../../physics/virtual-line/lines/demo.ts';
import { expectClose } from '../../../support/close.ts';

const rows = demoLine.actuators;
const load = actuatorIndex(rows, 'calender.lineLoad');

/** A new line load is written at 0.05 s and followed to a time in steps of dt. */
function follow(dt: number, until: number) {
  const actuators = new Actuators(rows);
  actuators.write(load, 175, 0.05);
  let integral = 0;
  for (let step = 0; step < Math.round(until / dt); step++) {
    actuators.advance(step * dt, dt);
    integral += actuators.mean[load]! * dt;
  }
  return { value: actuators.value[load]!, integral };
}

describe('an actuator', () => {
  test('is where it is whatever the step, with dead time, ramp and lag', () => {
    for (const until of [1, 3, 6, 20]) {
      const [coarse, fine] = [follow(1, until), follow(0.01, until)];
      // Exact in time: round-off of 2000 steps.
      expectClose(coarse.value, fine.value, { rtol: 1e-11, atol: 0 });
      expectClose(coarse.integral, fine.integral, { rtol: 1e-11, atol: 0 });
    }
  });

  test('does not move before its dead time, then ramps, and ends at its setpoint', () => {
    expect(follow(0.1, 0.3).value).toBe(115e3);
    const on = follow(0.1, 2).value;
    expect(on).toBeGreaterThan(115e3);
    expect(on).toBeLessThan(150e3);
    // The end of the exponential is cut at 1e-12 of the range.
    expectClose(follow(1, 120).value, 175e3, { rtol: 1e-11, atol: 0 });
  });

  test('that sticks stays, and one that is held goes to 0 and back to its setpoint', () => {
    const actuators = new Actuators(rows);
    actuators.stuck[load] = 1;
    actuators.write(load, 175, 0);
    actuators.advance(0, 1);
    actuators.advance(1, 1);
    expect(actuators.value[load]).toBe(115e3);
    expectClose(actuators.setpoint[load]!, 175e3, { rtol: 1e-15, atol: 0 });
    actuators.stuck[load] = 0;
    actuators.held[load] = 1;
    for (let t = 2; t < 100; t++) actuators.advance(t, 1);
    expect(actuators.value[load]).toBe(0);
    actuators.held[load] = 0;
    for (let t = 100; t < 200; t++) actuators.advance(t, 1);
    expectClose(actuators.value[load]!, 175e3, { rtol: 1e-11, atol: 0 });
  });
});
