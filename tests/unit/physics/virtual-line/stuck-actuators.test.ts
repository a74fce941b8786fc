import { describe, expect, test } from 'vitest';
import type { Fault } from '../../../../physics/virtual-line/faults.ts';
import { demoLine } from '../../../../physics/virtual-line/lines/demo.ts';
import { pilotLine } from '../../../../physics/virtual-line/lines/pilot.ts';
import { canActUnwritten } from '../../../../physics/virtual-line/stick-effect.ts';
import {
  createVirtualLine,
  type VirtualLine,
} from '../../../../physics/virtual-line/virtual-line.ts';
import { expectClose } from '../../../support/close.ts';
import { columnOf, shown, smallPilot } from './small-pilot.ts';

const stick = (unit: string, variable: string, more: Partial<Fault> = {}): Fault => ({
  kind: 'actuatorStick',
  unit,
  variable,
  at_s: 100,
  magnitude: 1,
  ...more,
});

function demo(...faults: Fault[]): VirtualLine {
  return createVirtualLine(demoLine, { seed: 7, faults, tick_s: 1 });
}

/** Mean that a signal shows over a time [s]. */
function mean(line: VirtualLine, name: string, seconds: number): number {
  let sum = 0;
  for (let i = 0; i < seconds; i++) {
    line.step(1);
    sum += shown(line, name) / seconds;
  }
  return sum;
}

describe('an air heater that sticks at its power', () => {
  test('leaves the air where it is while nothing changes, and hotter when the wet web stops coming', () => {
    const [free, stuck] = [demo(), demo(stick('dryerZone1', 'airTemperature'))];
    for (const line of [free, stuck]) line.advanceTo(160);
    const name = 'dryerZone1.airTemperature';
    // A swing of the regulated air of 0.28 K, held, and the noise of its sensor.
    expectClose(mean(stuck, name, 40), mean(free, name, 40), { rtol: 0, atol: 1.5 });
    const power = mean(stuck, 'dryerZone1.heaterPower', 40);
    for (const line of [free, stuck]) {
      line.setSetpoint('line.webSpeedSetpoint', 0);
      line.advanceTo(900);
    }
    const hotter = mean(stuck, name, 40) - mean(free, name, 40);
    expect(hotter).toBeGreaterThan(2);
    // The power is what does not change: within the noise of 0.03 kW.
    expectClose(mean(stuck, 'dryerZone1.heaterPower', 40), power, { rtol: 0.02, atol: 0 });
    expect(mean(free, 'dryerZone1.heaterPower', 40)).toBeLessThan(power - 0.2);
  });

  test('keeps the balance of heat, and goes on from where it is when it is freed', () => {
    const line = demo(stick('dryerZone2', 'airTemperature', { duration_s: 400 }));
    line.advanceTo(150);
    line.setSetpoint('dryerZone2.airVelocitySetpoint', 8);
    line.advanceTo(499);
    const held = shown(line, 'dryerZone2.airTemperature');
    expect(held).toBeGreaterThan(115);
    line.advanceTo(502);
    expectClose(shown(line, 'dryerZone2.airTemperature'), held, { rtol: 0, atol: 4 });
    line.advanceTo(1000);
    // Six standard deviations of the regulated air.
    expectClose(shown(line, 'dryerZone2.airTemperature'), 110, { rtol: 0, atol: 2 });
    const { heaters, webIn, ...out } = line.heatBalance();
    const left = Object.values(out).reduce((sum, heat) => sum + heat, 0);
    expectClose(left, heaters + webIn, { rtol: 1e-10, atol: 0 });
  });

  test('is switched off by the limiter before the air is hotter than can be set', () => {
    const line = demo(stick('dryerZone3', 'airTemperature'));
    line.advanceTo(150);
    line.setSetpoint('dryerZone3.airVelocitySetpoint', 0.5);
    line.advanceTo(600);
    expectClose(shown(line, 'dryerZone3.airTemperature'), 180, { rtol: 0, atol: 1 });
  });
});

describe('a press that sticks', () => {
  test('stays at its gap: thicker web is pressed harder, and its load says so', () => {
    const richer: Fault = { kind: 'slurryDrift', unit: 'coater', at_s: 150, magnitude: 0.03 };
    const [free, stuck] = [demo(richer), demo(richer, stick('calender', 'lineLoad'))];
    const gap = 'calender.rollGap';
    for (const line of [free, stuck]) line.advanceTo(140);
    const before = mean(stuck, gap, 20);
    for (const line of [free, stuck]) line.advanceTo(600);
    // Within the noise of 0.5 um and the lanes that scatter.
    expectClose(mean(stuck, gap, 20), before, { rtol: 0, atol: 0.5 });
    expect(mean(free, gap, 20)).toBeGreaterThan(before + 1);
    expectClose(mean(free, 'calender.lineLoad', 20), 115, { rtol: 0, atol: 0.3 });
    expect(mean(stuck, 'calender.lineLoad', 20)).toBeGreaterThan(118);
    const porosity = (line: VirtualLine) => {
      const rows = line.takeTruth();
      const column = rows.values[line.truthVariables.findIndex(({ key }) => key === 'porosity')]!;
      return column.slice(-100).reduce((sum, value) => sum + value / 100, 0);
    };
    expect(porosity(stuck)).toBeLessThan(porosity(free));
  });
});

describe('a roll heater that sticks', () => {
  test('lets the rolls follow the room, slowly', () => {
    const faults = [stick('calender', 'rollTemperature', { at_s: 0 })];
    const line = demo(...faults);
    line.advanceTo(7000);
    // The room is warmer by 1.5 K at a quarter of its swing of 8 h, and rolls take three quarters of an hour.
    const drift = mean(line, 'calender.rollTemperature', 200) - 80;
    expect(drift).toBeGreaterThan(0.4);
    expect(drift).toBeLessThan(1.5);
  });
});

describe('a geared pump that sticks', () => {
  test('does not follow the web that starts again: the ramp becomes thick', () => {
    const ramp = (...faults: Fault[]) => {
      const line = createVirtualLine(smallPilot, { seed: 6, faults, tick_s: 1 });
      line.advanceTo(200);
      line.setSetpoint('coatingMachine.webSpeedSetpoint', 0);
      line.advanceTo(215);
      const flow = shown(line, 'coater.pumpFlow');
      line.setSetpoint('coatingMachine.webSpeedSetpoint', 6);
      line.advanceTo(600);
      const loading = columnOf(line, line.takeTruth(), 'COIL-S6-0001-A', 0, 'loading');
      const middle = loading.slice(30, 90).map((lanes) => lanes[2]!);
      return { flow, thickest: Math.max(...middle) / Math.min(...middle) };
    };
    const [free, stuck] = [ramp(), ramp(stick('coater', 'pumpFlow', { at_s: 150 }))];
    expectClose(free.flow, 0, { rtol: 0, atol: 3 });
    expectClose(stuck.flow, 223.5, { rtol: 0.01, atol: 0 });
    expect(stuck.thickest).toBeGreaterThan(free.thickest + 0.2);
  });
});

describe('whether a stuck actuator can act where nobody writes', () => {
  test('is so inside a loop, and where a campaign writes it', () => {
    const can = (unit: string, variable?: string) => {
      const { variable: _, ...whole } = stick(unit, '');
      const fault = variable === undefined ? whole : stick(unit, variable);
      return [demoLine, pilotLine].map((line) => canActUnwritten(fault, line));
    };
    expect(can('dryerZone1')).toEqual([true, true]);
    expect(can('dryerZone1', 'airVelocity')).toEqual([false, false]);
    expect(can('calender', 'lineLoad')).toEqual([true, true]);
    expect(can('coater')).toEqual([false, true]);
    expect(can('coater', 'slurryTemperature')).toEqual([false, false]);
    expect(can('unwinder')).toEqual([false, false]);
    expect(can('coatingMachine', 'webSpeed')).toEqual([false, true]);
    const others: Fault = { kind: 'pumpWear', unit: 'coater', at_s: 0, magnitude: 0.1 };
    expect(canActUnwritten(others, demoLine)).toBe(true);
  });
});
