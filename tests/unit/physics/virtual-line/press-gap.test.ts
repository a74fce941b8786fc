import { describe, expect, test } from 'vitest';
import { fromUnit } from '../../../../physics/core/units.ts';
import type { Fault } from '../../../../physics/virtual-line/faults.ts';
import type { LineDefinition } from '../../../../physics/virtual-line/line-definition.ts';
import { demoLine } from '../../../../physics/virtual-line/lines/demo.ts';
import { pilotLine } from '../../../../physics/virtual-line/lines/pilot.ts';
import { pilotGapLine } from '../../../../physics/virtual-line/lines/pilot-gap.ts';
import type { TruthKind } from '../../../../physics/virtual-line/truth-laws.ts';
import { createVirtualLine } from '../../../../physics/virtual-line/virtual-line.ts';
import { expectClose } from '../../../support/close.ts';

/** The demonstration line with a press that holds a gap [um]. */
function holdingGap(gap_um: number): LineDefinition {
  const si = (um: number) => fromUnit(um, 'um');
  return {
    ...demoLine,
    faults: [],
    machines: demoLine.machines.map((machine) => ({ ...machine, press: 'gap' as const })),
    actuators: demoLine.actuators.map((row) =>
      row.id === 'calender.lineLoad'
        ? {
            ...row,
            id: 'calender.rollGap',
            boundaryUnit: 'um' as const,
            description: 'gap as the press shows it',
            low: si(0),
            high: si(600),
            nominal: si(gap_um),
            rampRate: si(20),
          }
        : row,
    ),
  };
}

/** Mean of true porosity, shown load and shown gap over some time in the run. */
function run(
  definition: LineDefinition,
  truth: TruthKind = 'mismatched',
  faults: readonly Fault[] = [],
) {
  const line = createVirtualLine(definition, { seed: 7, tick_s: 1, truth, faults });
  line.advanceTo(100);
  line.takeTruth();
  let [load, gap] = [0, 0];
  for (let second = 0; second < 100; second++) {
    line.step(1);
    load += Number(line.readings().get('calender.lineLoad')!.value) / 100;
    gap += Number(line.readings().get('calender.rollGap')!.value) / 100;
  }
  const porosity = line.takeTruth().values[2]!;
  return { load, gap, porosity: porosity.reduce((sum, value) => sum + value, 0) / porosity.length };
}

describe('a press that holds its gap', () => {
  test('makes what the press that holds its force makes, at the gap that this one shows', () => {
    for (const truth of ['mismatched', 'matched'] as const) {
      const force = run({ ...demoLine, faults: [] }, truth);
      const gap = run(holdingGap(force.gap), truth);
      // Loading differs along the web, which one press answers with gap and the other with load.
      expectClose(gap.porosity, force.porosity, { rtol: 0, atol: 1e-3 });
      expectClose(gap.load, force.load, { rtol: 0.01, atol: 0 });
      expectClose(gap.gap, force.gap, { rtol: 0, atol: 0.3 });
    }
  });

  const nominal = run({ ...demoLine, faults: [] }).gap;
  const usual = run(holdingGap(nominal));
  const fault = (kind: Fault['kind'], magnitude: number): Fault => ({
    kind,
    unit: 'calender',
    at_s: 20,
    magnitude,
  });

  test('presses more with a smaller gap, and not at all where its rolls do not touch', () => {
    const closer = run(holdingGap(nominal - 10));
    expect(closer.load).toBeGreaterThan(usual.load);
    expect(closer.porosity).toBeLessThan(usual.porosity);
    const open = run(holdingGap(550));
    expect(Math.abs(open.load)).toBeLessThan(0.1);
    expect(open.porosity).toBeGreaterThan(0.45);
  });

  test('presses more when the zero of its display shifts, and shows the same gap', () => {
    const shifted = run(holdingGap(nominal), 'mismatched', [fault('pressZeroShift', 10)]);
    expect(shifted.porosity).toBeLessThan(usual.porosity - 0.001);
    expectClose(shifted.gap, usual.gap, { rtol: 0, atol: 0.3 });
    expect(shifted.load).toBeGreaterThan(usual.load);
  });

  test('makes the same when its load cell drifts, and shows another load', () => {
    const drifted = run(holdingGap(nominal), 'mismatched', [fault('pressLoadDrift', 0.2)]);
    expect(drifted.porosity).toBe(usual.porosity);
    // Noise of 0.15 N/mm over 100 readings, the same in both.
    expectClose(drifted.load * 1.2, usual.load, { rtol: 1e-3, atol: 0 });
  });
});

describe('the pilot line with a press that holds its gap', () => {
  const campaign = pilotGapLine.campaign!;
  const line = { ...pilotGapLine, campaign: { ...campaign, coilLength: 20, coilChange: 60 } };
  const porosity = (definition: LineDefinition, faults: readonly Fault[] = []) => {
    const made = createVirtualLine(definition, { seed: 7, tick_s: 1, faults });
    made.advanceTo(1200);
    const rows = made.takeTruth();
    const column = made.truthVariables.findIndex(({ key }) => key === 'porosity');
    const own = [...rows.values[column]!].filter((_, row) => rows.coil[row] === 'COIL-S7-0001-C1');
    expect(own.length).toBeGreaterThan(500);
    return own.reduce((sum, value) => sum + value, 0) / own.length;
  };
  const force = {
    ...pilotLine,
    campaign: { ...pilotLine.campaign!, coilLength: 20, coilChange: 60 },
  };
  const usual = porosity(line);
  const atForce = porosity(force);

  test('makes what the pilot line makes', () => {
    // Half a point: the gap of the recipe is a round number.
    expectClose(usual, atForce, { rtol: 0, atol: 5e-3 });
  });

  test('presses more where the zero of its display shifts, and the pilot line does not', () => {
    const shift: Fault = { kind: 'pressZeroShift', unit: 'calender', at_s: 1, magnitude: 20 };
    expect(porosity(line, [shift])).toBeLessThan(usual - 0.003);
    expect(porosity(force, [shift])).toBe(atForce);
  });

  test('has a setpoint of its gap and none of its load', () => {
    const made = createVirtualLine(pilotGapLine, { seed: 7, record: false });
    made.setSetpoint('calender.rollGapSetpoint', 140);
    expect(() => made.setSetpoint('calender.lineLoadSetpoint', 140)).toThrow(
      expect.objectContaining({ code: 'PHY_UNKNOWN_VARIABLE' }),
    );
  });
});
