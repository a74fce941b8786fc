import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { theStation } from '../../../../physics/process/web-path.ts';
import { lineByName } from '../../../../physics/virtual-line/lines/by-name.ts';
import { demoLine } from '../../../../physics/virtual-line/lines/demo.ts';
import { shortLine } from '../../../../physics/virtual-line/lines/short.ts';
import {
  createVirtualLine,
  type VirtualLine,
} from '../../../../physics/virtual-line/virtual-line.ts';
import { expectClose } from '../../../support/close.ts';

function number(line: VirtualLine, name: string): number {
  const { value } = line.readings().get(name)!;
  if (typeof value !== 'number') throw new Error(`${name} shows ${value}`);
  return value;
}

/** True mean porosity over the lanes of the web half a metre behind the calender. */
function madePorosity(line: VirtualLine): number {
  const { position } = line.definition.path.stations.find(({ id }) => id === 'calender')!;
  const metre = number(line, 'line.webLength') - position - 0.5;
  const { lanes } = line.definition.path;
  let sum = 0;
  for (let lane = 1; lane <= lanes; lane++) sum += line.truthAt(metre, lane).porosity;
  return sum / lanes;
}

function bytes(seed: number, steps: readonly number[]): string {
  const line = createVirtualLine(shortLine, { seed });
  const hash = createHash('sha256');
  for (const dt of steps) {
    line.step(dt);
  }
  for (const [name, reading] of line.readings())
    hash.update(`${name} ${JSON.stringify(reading)}\n`);
  return hash.digest('hex');
}

describe('the virtual line', () => {
  test('solids are conserved from the die to the rewinder, through faults and a stop', () => {
    const line = createVirtualLine(shortLine, {
      seed: 3,
      faults: [
        { kind: 'dieLaneClog', unit: 'coater', lane: 2, at_s: 5, magnitude: 0.3 },
        { kind: 'slurryDrift', unit: 'coater', at_s: 10, ramp_s: 10, magnitude: 0.02 },
      ],
    });
    line.advanceTo(40);
    line.setSetpoint('line.webSpeedSetpoint', 0);
    line.advanceTo(70);
    line.setSetpoint('line.webSpeedSetpoint', 6);
    line.advanceTo(200);
    const { fed, wound, kept } = line.solidsBalance();
    expect(wound).toBeGreaterThan(0);
    // Round-off of some 10,000 additions.
    expectClose(wound + kept, fed, { rtol: 1e-11, atol: 0 });
  });

  test('a metre of foil keeps its solids through the calender, which lengthens it', () => {
    const line = createVirtualLine(shortLine, { seed: 7 });
    line.advanceTo(28);
    const metre = number(line, 'line.webLength') - 2.2;
    const before = line.truthAt(metre, 3);
    line.advanceTo(45);
    const after = line.truthAt(metre, 3);
    expect(after.porosity).toBeLessThan(before.porosity - 0.1);
    expect(before.elongation).toBe(0);
    // 4.4e-8 m/N with a scatter of a tenth, at 47 N/mm: four standard deviations.
    expectClose(after.elongation, 4.4e-8 * 47e3, { rtol: 0.4, atol: 0 });
    const stretch = 1 + after.elongation;
    // One division and one multiplication; and thickness times solids share is the pore-free thickness: round-off.
    expectClose(after.loading * stretch, before.loading, { rtol: 1e-15, atol: 0 });
    expectClose(
      after.thickness * (1 - after.porosity) * stretch,
      before.thickness * (1 - before.porosity),
      { rtol: 1e-12, atol: 0 },
    );
  });

  test('the same seed gives the same bytes, in whatever steps the line is moved; another seed others', () => {
    const once = bytes(7, [30]);
    expect(
      bytes(
        7,
        Array.from({ length: 120 }, () => 0.25),
      ),
    ).toBe(once);
    expect(bytes(8, [30])).not.toBe(once);
  });

  test('a new line is full of dry web calendered near the target', () => {
    for (const definition of [demoLine, shortLine]) {
      const line = createVirtualLine(definition, { seed: 7 });
      // The task of the default seed: within half a point of 0.32.
      expectClose(madePorosity(line), 0.32, { rtol: 0, atol: 0.005 });
      const weighed = theStation(definition.path, 'weightGauge').position;
      const { residualSolvent } = line.truthAt(number(line, 'line.webLength') - weighed, 1);
      // Dry, with the last tenths of a percent that its binder holds.
      expect(residualSolvent).toBeGreaterThan(1e-3);
      expect(residualSolvent).toBeLessThan(4e-3);
    }
  });

  test('the default drift takes porosity out of its band upward, and more line load brings it back', () => {
    const line = createVirtualLine(demoLine, { seed: 7 });
    line.advanceTo(170);
    expect(madePorosity(line)).toBeLessThan(0.335);
    line.advanceTo(600);
    expect(madePorosity(line)).toBeGreaterThan(0.335);
    line.setSetpoint('calender.lineLoadSetpoint', 155);
    line.advanceTo(640);
    // Within half a point of the target again.
    expectClose(madePorosity(line), 0.32, { rtol: 0, atol: 0.005 });
  });

  test('a new line load acts after its dead time and ramps to its setpoint', () => {
    const line = createVirtualLine(demoLine, { seed: 7, faults: [] });
    line.advanceTo(10);
    const before = number(line, 'calender.lineLoad');
    line.setSetpoint('calender.lineLoadSetpoint', 175);
    line.advanceTo(10.2);
    // Sensor noise of 0.15 N/mm, four standard deviations of a difference.
    expectClose(number(line, 'calender.lineLoad'), before, { rtol: 0, atol: 0.85 });
    line.advanceTo(13);
    expect(number(line, 'calender.lineLoad')).toBeGreaterThan(120);
    expect(number(line, 'calender.lineLoad')).toBeLessThan(165);
    line.advanceTo(30);
    // Eight lags behind the end of the ramp, and noise.
    expectClose(number(line, 'calender.lineLoad'), 175, { rtol: 0, atol: 0.85 });
  });

  test('a richer slurry shows at the weight gauge after the web has travelled there, not before', () => {
    const faults = [{ kind: 'slurryDrift', unit: 'coater', at_s: 20, magnitude: 0.03 }] as const;
    const line = createVirtualLine(demoLine, { seed: 7, faults });
    const reading = () => number(line, 'weightGauge.loadingLane3');
    line.advanceTo(19);
    const before = reading();
    line.advanceTo(112);
    // Noise 0.3 % and die flutter, four standard deviations of a difference.
    expectClose(reading(), before, { rtol: 0.02, atol: 0 });
    line.advanceTo(125);
    expect(reading()).toBeGreaterThan(before * 1.04);
  });

  test('stopped web stays where it is, and the units say Held', () => {
    const line = createVirtualLine(shortLine, { seed: 7 });
    line.advanceTo(5);
    line.setSetpoint('line.webSpeedSetpoint', 0);
    line.advanceTo(25);
    const length = number(line, 'line.webLength');
    line.advanceTo(60);
    // The drive's first-order lag leaves less than a micrometre after 20 s.
    expectClose(number(line, 'line.webLength'), length, { rtol: 0, atol: 1e-6 });
    expect(line.readings().get('calender.stateName')!.value).toBe('Held');
  });

  test('thickness gauge reads foil and coating, weight gauge the net weight, within their noise', () => {
    const line = createVirtualLine(demoLine, { seed: 7, faults: [] });
    let [weight, thickness, trueWeight, trueThickness] = [0, 0, 0, 0];
    const samples = 100;
    for (let i = 1; i <= samples; i++) {
      line.step(0.4);
      const length = number(line, 'line.webLength');
      weight += number(line, 'weightGauge.loadingLane2') / samples;
      thickness += number(line, 'thicknessGauge.thicknessLane2') / samples;
      // It weighs the last solvent with the solids.
      const weighed = line.truthAt(length - 9.5, 2);
      trueWeight += (weighed.loading * (1 + weighed.residualSolvent) * 1e3) / samples;
      trueThickness += (line.truthAt(length - 13, 2).thickness * 1e6) / samples;
    }
    // Four standard errors of the mean of 100: 0.3 % and 0.4 um.
    expectClose(weight, trueWeight, { rtol: 0.0013, atol: 0 });
    // Behind the nip the foil of 15 um is longer by half a percent, and thinner.
    expectClose(thickness, trueThickness + 14.93, { rtol: 0, atol: 0.2 });
  });

  test('a setpoint outside the limits or that is none is refused with a code', () => {
    const line = createVirtualLine(shortLine, { seed: 7 });
    for (const value of [39, 301, Number.NaN]) {
      expect(() => line.setSetpoint('calender.lineLoadSetpoint', value)).toThrow(
        expect.objectContaining({ code: 'PHY_OUT_OF_RANGE' }),
      );
    }
    expect(() => line.setSetpoint('calender.lineLoad', 100)).toThrow(
      expect.objectContaining({ code: 'PHY_UNKNOWN_VARIABLE' }),
    );
  });

  test('at least 120 signals at 1 to 10 Hz, none of them truth', () => {
    const { signals } = createVirtualLine(lineByName('demo'), { seed: 7 });
    expect(signals.length).toBeGreaterThanOrEqual(120);
    expect(new Set(signals.map(({ unit, key }) => `${unit}.${key}`)).size).toBe(signals.length);
    for (const { key, samplingInterval } of signals) {
      expect(samplingInterval).toBeGreaterThanOrEqual(100);
      expect(samplingInterval).toBeLessThanOrEqual(1000);
      expect(key).not.toMatch(/porosity|residual|truth/i);
    }
  });

  test('an unknown line names the lines there are', () => {
    expect(() => lineByName('nowhere')).toThrow(
      expect.objectContaining({
        code: 'PHY_UNKNOWN_LINE',
        data: { found: 'nowhere', allowed: ['demo', 'short', 'pilot', 'pilot-gap'] },
      }),
    );
  });
});

describe('events of an inline line', () => {
  test('tell new setpoints, stops and starts, scrap that stood, and the change of the endless coil', () => {
    const line = createVirtualLine(shortLine, { seed: 7, tick_s: 1 });
    line.advanceTo(30);
    line.setSetpoint('line.webSpeedSetpoint', 0);
    line.advanceTo(130);
    line.setSetpoint('line.webSpeedSetpoint', 15);
    line.advanceTo(12_500);
    const events = line.takeEvents();
    expect(events.map(({ kind }) => kind)).toEqual([
      'setpointChanged',
      'stopped',
      'setpointChanged',
      'started',
      'scrap',
      'scrap',
      'coilEnded',
      'coilStarted',
    ]);
    expect(events[0]!.data).toEqual({ tag: 'line.webSpeedSetpoint_m_per_min', from: 6, to: 0 });
    // Told when it is wound up: what stood in the dryer, and the ramp behind it.
    const scrap = events.filter(({ kind }) => kind === 'scrap').map(({ data }) => data['reason']);
    expect(scrap).toEqual(['overdried', 'rampUp']);
    for (const { kind, data } of events) {
      if (kind !== 'setpointChanged') expect(data['coil']).toMatch(/^COIL-000[12]$/);
    }
    expect(events.at(-1)!.data).toMatchObject({ coil: 'COIL-0002', product: 'NMC622-70' });
    const rows = line.takeTruth();
    expect(new Set(rows.coil)).toEqual(new Set(['COIL-0001', 'COIL-0002']));
    expect(rows.metre[rows.coil.indexOf('COIL-0002')]).toBe(0);
    expect(rows.state).toContain('overdried');
  });
});
