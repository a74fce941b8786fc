import { describe, expect, test } from 'vitest';
import { demoLine } from '../../../../physics/virtual-line/lines/demo.ts';
import { pilotLine } from '../../../../physics/virtual-line/lines/pilot.ts';
import {
  createVirtualLine,
  type VirtualLine,
} from '../../../../physics/virtual-line/virtual-line.ts';
import { expectClose } from '../../../support/close.ts';

const sum = (values: readonly number[]) => values.reduce((left, right) => left + right, 0);

function expectBalanced(line: VirtualLine): void {
  const solids = line.solidsBalance();
  expect(solids.fed).toBeGreaterThan(0);
  // The bar of the project is 1e-9; round-off of some million additions is below 1e-12.
  expectClose(solids.wound + solids.kept + solids.scrapped, solids.fed, { rtol: 1e-11, atol: 0 });
  const solvent = line.solventBalance();
  const left = solvent.wound + solvent.kept + solvent.scrapped;
  const gone = sum(solvent.exhausted) + sum(solvent.vapour);
  expectClose(left + gone, solvent.fed, { rtol: 1e-11, atol: 0 });
  expectClose(gone, sum(solvent.evaporated), { rtol: 1e-11, atol: 0 });
  const heat = line.heatBalance();
  const out = heat.evaporation + heat.vapour + heat.exhaust + heat.losses + heat.webOut;
  expectClose(out + heat.webKept + heat.air, heat.heaters + heat.webIn, { rtol: 1e-11, atol: 0 });
}

/** A shift of the pilot line in which much goes wrong. */
const pilot = createVirtualLine(pilotLine, {
  seed: 7,
  tick_s: 1,
  record: false,
  faults: [
    { kind: 'webBreak', unit: 'coatingMachine', at_s: 2000, magnitude: 900 },
    { kind: 'webBreak', unit: 'calenderingMachine', at_s: 9500, magnitude: 300 },
    { kind: 'dieLaneClog', unit: 'coater', lane: 2, at_s: 5000, ramp_s: 60, magnitude: 0.3 },
    { kind: 'ovenZoneLoss', unit: 'dryerZone2', at_s: 14_000, ramp_s: 60, magnitude: 0.7 },
  ],
});
pilot.advanceTo(8 * 3600);

describe('solids, solvent and heat of a shift of 8 hours', () => {
  test('balance on the pilot line, through stops, coil changes and a break of each machine', () => {
    expectBalanced(pilot);
    expect(pilot.solidsBalance().scrapped).toBeGreaterThan(0);
    expect(pilot.producedArea()).toBeGreaterThan(100);
  });

  test('balance on the demonstration line that is stopped and started', () => {
    const line = createVirtualLine(demoLine, { seed: 7, tick_s: 1 });
    for (let hour = 0; hour < 8; hour++) {
      line.advanceTo(hour * 3600 + 3000);
      line.setSetpoint('line.webSpeedSetpoint', 0);
      line.advanceTo(hour * 3600 + 3200);
      line.setSetpoint('line.webSpeedSetpoint', 6);
      line.advanceTo((hour + 1) * 3600);
    }
    expectBalanced(line);
    const scrap = line.takeTruth().state.filter((state) => state !== 'calendered').length;
    // Eight stops: more than 8 m each, in segments of 0.25 m and five lanes.
    expect((scrap / 5) * 0.25).toBeGreaterThan(8 * 8);
  }, 120_000);

  test('balance with matched laws', () => {
    const line = createVirtualLine(pilotLine, {
      seed: 7,
      tick_s: 1,
      record: false,
      truth: 'matched',
    });
    line.advanceTo(2 * 3600);
    expectBalanced(line);
  }, 120_000);
});

describe('energy', () => {
  test('is what the balance of heat and the drives say, and mostly exhaust air', () => {
    const energy = pilot.energy();
    const parts = [
      energy.evaporation_J,
      energy.air_J,
      energy.losses_J,
      energy.web_J,
      energy.drives_J,
      energy.fans_J,
      energy.rolls_J,
    ];
    for (const part of parts) expect(part).toBeGreaterThan(0);
    // What stays in the web on the machines and in the air of the zones is not in the parts: below 1e-3.
    expectClose(sum(parts), energy.total_J, { rtol: 1e-3, atol: 0 });
    expect(energy.air_J).toBeGreaterThan(0.5 * energy.total_J);
  });
});

describe('the work of a line', () => {
  test('grows with the metres and not with the signals or the time that it stands', () => {
    const run = (webSpeed: number) => {
      const line = createVirtualLine(demoLine, { seed: 7, tick_s: 1, faults: [] });
      line.setSetpoint('line.webSpeedSetpoint', webSpeed);
      line.advanceTo(600);
      const before = { ...line.work(), fed: Number(line.readings().get('line.webLength')!.value) };
      line.advanceTo(1800);
      const after = line.work();
      const metres = Number(line.readings().get('line.webLength')!.value) - before.fed;
      return {
        metres,
        pressed: after.pressed - before.pressed,
        samples: after.samples - before.samples,
      };
    };
    const [slow, fast] = [run(3), run(6)];
    for (const { metres, pressed } of [slow, fast]) {
      // Four segments a metre, five lanes; one segment may be cut at either end.
      expectClose(pressed, 20 * metres, { rtol: 0, atol: 10 });
    }
    expect(fast.samples).toBe(slow.samples);
  });

  test('per step is that of the web on the machines, however long the line has run', () => {
    const line = createVirtualLine(pilotLine, { seed: 7, tick_s: 1, record: false });
    const dried = (from: number, to: number) => {
      line.advanceTo(from);
      const before = line.work().dried;
      line.advanceTo(to);
      return (line.work().dried - before) / (to - from);
    };
    const [early, late] = [dried(1500, 2500), dried(8000, 9000)];
    // 8 m of dryer hold 32 segments of five lanes; those that cross a border of zones count twice in that step.
    for (const perStep of [early, late]) {
      expect(perStep).toBeGreaterThan(159);
      expect(perStep).toBeLessThan(185);
    }
  }, 60_000);
});
