import { describe, expect, it } from 'vitest';
import { plotCell } from '../../../../twin/cli/p2d-plot.ts';
import type { P2dAnswer } from '../../../../twin/contract/p2d.ts';

interface Drawn {
  readonly time_s?: readonly number[];
  readonly voltage_V?: (time: number) => number;
  readonly step?: (time: number) => number;
  readonly temperature_degC?: (time: number) => number;
  readonly cause?: P2dAnswer['cause'];
}

function answerOf({ time_s = [0, 1800, 3600], cause, ...curves }: Drawn = {}): P2dAnswer {
  const { voltage_V = () => 3.7, step = () => 0, temperature_degC = () => 25 } = curves;
  return {
    formatVersion: 1,
    model: 'dfn',
    preset: 'accurate',
    parameters: { name: 'Chen2020', source: '', sha256: '', notes: [] },
    set: {},
    status: cause === undefined ? 'end' : 'failed',
    ...(cause === undefined ? {} : { cause }),
    summary: {
      capacity_Ah: 5,
      energy_Wh: 18,
      dischargedCapacity_Ah: 5,
      chargedCapacity_Ah: 0,
      dischargedEnergy_Wh: 18,
      chargedEnergy_Wh: 0,
      duration_s: time_s.at(-1) ?? 0,
      meanVoltage_V: 3.6,
      temperatureMax_degC: temperature_degC(time_s.at(-1)!),
    },
    series: {
      time_s: [...time_s],
      voltage_V: time_s.map(voltage_V),
      current_A: time_s.map(() => 5),
      temperature_degC: time_s.map(temperature_degC),
      step: time_s.map(step),
    },
    work: { steps: 1, rejections: 0, solves: 1 },
    elapsed_ms: 1,
    warnings: [],
  };
}

const plot = (drawn?: Drawn, protocol = 'discharge 1C for 1h'): string =>
  plotCell(answerOf(drawn), protocol);

function pointsOf(svg: string, curve = 0): [x: number, y: number][] {
  const found = [...svg.matchAll(/<polyline points="([^"]*)"/g)][curve]?.[1] ?? '';
  return found.split(' ').map((point) => point.split(',').map(Number) as [number, number]);
}

const stepEnds = (svg: string): number => svg.match(/stroke-dasharray/g)?.length ?? 0;

describe('plotCell', () => {
  it('draws voltage and current with their units, and temperature where it changes', () => {
    const labels = (svg: string) =>
      ['voltage [V]', 'current [A]', 'degC]'].map((label) => svg.includes(label));
    expect(labels(plot())).toEqual([true, true, false]);
    expect(plot()).toContain('at 25 degC');
    const warm = plot({ temperature_degC: (time) => 25 + time / 1000 });
    expect(labels(warm)).toEqual([true, true, true]);
    expect(warm).toContain('up to 28.6 degC');
  });

  it('fills the time axis to the end of the run, in the unit that suits it', () => {
    for (const [last, name] of [
      [300, 's'],
      [3_600, 'min'],
      [86_400, 'h'],
      [864_000, 'd'],
    ] as const) {
      const svg = plot({ time_s: [0, last / 2, last] });
      expect(svg).toContain(`time [${name}]`);
      expect(pointsOf(svg).map(([x]) => x)).toEqual([86, 631, 1176]);
    }
  });

  it('names the cell, the protocol without its comments, and the numbers of the run', () => {
    const svg = plot({}, 'discharge 1C # <script>\n  for 1h & "x" <b>');
    expect(svg).toContain('>Chen2020, dfn, accurate<');
    expect(svg).toContain('>discharge 1C for 1h &#38; &#34;x&#34; &#60;b&#62;<');
    expect(svg).toContain('5.0000 Ah and 18.000 Wh drawn, net; mean 3.600 V');
    expect(plot({}, 'rest for 1h; '.repeat(40))).toMatch(/>rest for 1h; [^<]{100,140}\.\.\.</);
  });

  it('marks the end of each step, of none where there is no room', () => {
    const time_s = Array.from({ length: 101 }, (_, i) => 36 * i);
    expect(stepEnds(plot({ time_s }))).toBe(0);
    const halves = plot({ time_s, step: (time) => (time < 1800 ? 0 : 1) });
    expect([stepEnds(halves), halves.includes('step 1')]).toEqual([1, true]);
    const many = Array.from({ length: 4_001 }, (_, i) => i);
    expect(stepEnds(plot({ time_s: many, step: (time) => time }))).toBe(0);
  });

  it('shows where and why a cell failed', () => {
    const cause = { code: 'CELL_ELECTROLYTE_DEPLETED', message: 'no salt', time_s: 3600, data: {} };
    const svg = plot({ cause });
    expect(svg).toContain('failed at 3600.0 s: CELL_ELECTROLYTE_DEPLETED');
    expect(svg).toMatch(/<circle cx="1176\.00"/);
  });

  it('keeps lowest and highest of a long series, with points for what can be seen', () => {
    const time_s = Array.from({ length: 200_001 }, (_, i) => i);
    const voltage_V = (time: number): number => (time === 77_777 ? 2 : time === 133_333 ? 4 : 3);
    const points = pointsOf(plot({ time_s, voltage_V })).map(([, y]) => y);
    expect(points.length).toBeLessThan(10_000);
    expect([Math.max(...points), Math.min(...points)]).toEqual([424, 124]);
  });

  it.each([
    ['ends as it begins', { time_s: [0] }],
    ['stands still at zero', { voltage_V: () => 0 }],
    ['is huge', { voltage_V: (time: number) => 1e300 * (time + 1) }],
  ])('has only numbers in its drawing of a run that %s', (_, drawn) => {
    expect(plot(drawn)).not.toMatch(/NaN|Infinity|undefined/);
  });
});
