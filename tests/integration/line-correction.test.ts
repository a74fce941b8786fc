import { describe, expect, it } from 'vitest';
import { LineLoop } from '../../twin/advisor/line-loop.ts';
import { loadConfiguration } from '../../twin/cli/configuration.ts';
import { lineFromConfiguration } from '../../twin/cli/line-from-configuration.ts';
import type { LabReading } from '../../twin/domain/estimate.ts';
import { qualityOf, type SequencedBatch } from '../../twin/domain/sample.ts';
import type { Segment } from '../../twin/domain/segment.ts';
import { channelAt } from '../../twin/estimation/correction/corrected-quality.ts';
import { HeadlessLine } from '../support/headless-line.ts';

const { model, scope } = lineFromConfiguration(loadConfiguration(undefined, {}));
const weighed = channelAt('porosity', 'weighed')!;

/** Runs a loop and gives each segment as it stood when gauges had measured it. */
function measured(
  loop: LineLoop,
  batches: Iterable<SequencedBatch>,
  onMeasured: (segment: Segment) => void = () => undefined,
): Segment[] {
  const found = new Map<string, Segment>();
  for (const batch of batches) {
    for (const segment of loop.accept(batch).segments) {
      if (segment.lanes.some(({ derivedPorosity }) => derivedPorosity !== undefined)) {
        found.set(`${segment.coil}/${segment.index}`, segment);
        onMeasured(segment);
      }
    }
  }
  return [...found.values()];
}

describe('a line whose truth follows other laws than the twin', () => {
  const line = new HeadlessLine('demo', 1, []);
  const loop = new LineLoop(model, scope);
  measured(loop, line.run(240));
  // The line forgets the truth of web that has left it.
  const truths = new Map<Segment, readonly number[]>();
  const segments = measured(loop, line.run(240), (segment) =>
    truths.set(
      segment,
      segment.lanes.map((_, i) => truthOf(segment, i)),
    ),
  );
  function truthOf({ from, to }: Segment, lane: number): number {
    return line.line.truthAt((from + to) / 2, lane + 1).porosity;
  }
  const rows = segments.flatMap((segment) => {
    const estimate = loop.estimateOf(segment)!;
    return segment.lanes.flatMap((lane, i) => {
      const { porosity } = estimate.lanes[i]!;
      const gauge = lane.derivedPorosity?.value;
      return gauge === undefined ? [] : [{ ...porosity, gauge, truth: truths.get(segment)![i]! }];
    });
  });
  const share = (of: (row: (typeof rows)[number]) => boolean): number =>
    rows.filter(of).length / rows.length;

  it('is predicted with less than half of the error of physics, once gauges have spoken', () => {
    expect(rows.length).toBeGreaterThan(300);
    const rms = (of: (row: (typeof rows)[number]) => number): number =>
      Math.sqrt(rows.reduce((sum, row) => sum + of(row) ** 2, 0) / rows.length);
    const physics = rms(({ physics: value, truth }) => value - truth);
    const corrected = rms(({ mean, truth }) => mean - truth);
    expect(corrected).toBeLessThan(physics / 2);
  });

  it('holds 50 and 90 of 100 gauge readings in its bands', () => {
    expect(new Set(rows.map(({ from }) => from))).toEqual(new Set(['measurements']));
    const inner = share((row) => row.gauge >= row.lower50! && row.gauge <= row.upper50!);
    const outer = share((row) => row.gauge >= row.lower90! && row.gauge <= row.upper90!);
    expect(Math.abs(inner - 0.5)).toBeLessThan(0.08);
    expect(Math.abs(outer - 0.9)).toBeLessThan(0.05);
  });

  it('does a small piece of work for each segment', () => {
    const { told, learned } = loop.correction.work;
    expect(learned).toBeGreaterThan(100);
    // The die, five stations, two gauges and the nip, and what moved before them.
    expect(told / learned).toBeLessThan(40);
  });

  it('says in words that web is outside experience when the line is set to what no gauge has seen', () => {
    line.line.setSetpoint('line.webSpeedSetpoint', 4.5);
    measured(loop, line.run(40));
    const newest = loop
      .segments()
      .filter(({ predictedAtStation }) => predictedAtStation === 'coater');
    const verdict = loop.estimateOf(newest.at(-1)!)!.verdict;
    expect(verdict.domain).toBe('outside');
    expect(verdict.reasons.join(' ')).toMatch(
      /'line.webSpeed_m_per_min' is 4\.\d+; web that gauges/,
    );
  });
});

describe('what the laboratory finds late', () => {
  const line = new HeadlessLine('demo', 1, []);
  let late: LabReading | undefined;
  const loop = new LineLoop(model, scope, {
    labReading: () => {
      const reading = late;
      late = undefined;
      return reading;
    },
  });
  const [old] = measured(loop, line.run(200)).slice(-1);
  const gauged = old!.lanes.map(({ derivedPorosity }) => derivedPorosity!.value);
  const mean = gauged.reduce((sum, value) => sum + value, 0) / gauged.length;
  const lab = { value: mean + 0.01, standardError: 1e-4 };

  it('moves predictions by what the gauges have wrong, on the web that it was taken of', () => {
    measured(loop, line.run(60));
    const before = loop.correction.meanCorrection('porosity', 'weighed');
    late = {
      id: 'L1',
      coil: old!.coil,
      metre: (old!.from + old!.to) / 2,
      takenAt: 0,
      values: { porosity: lab },
    };
    measured(loop, line.run(0.25));
    expect(loop.correction.work).toMatchObject({ labPlaced: 1, labUnplaced: 0 });
    const after = loop.correction.meanCorrection('porosity', 'weighed');
    expect(Math.abs(after - before - 0.01)).toBeLessThan(0.0015);
    const [next] = measured(loop, line.run(20)).slice(-1);
    const { standardError } = loop.estimateOf(next!)!.lanes[0]!.porosity;
    expect(standardError!).toBeLessThan(0.002);
  });

  it('counts a value whose web nobody knows', () => {
    late = { id: 'L2', coil: 'nobody', metre: 1, takenAt: 0, values: { porosity: lab } };
    measured(loop, line.run(0.25));
    expect(loop.correction.work.labUnplaced).toBe(1);
    expect(loop.correction.labValues).toBe(1);
  });
});

it('goes on from what was kept over a restart, and gives the same bytes for the same batches', () => {
  const line = new HeadlessLine('demo', 2, []);
  const first = new LineLoop(model, scope);
  measured(first, line.run(240));
  const kept = JSON.parse(JSON.stringify(first.correction.state()));
  const batches = [...line.run(130)];
  expect(batches.every(({ samples }) => samples.every(({ status }) => qualityOf(status)))).toBe(
    true,
  );
  const [one, other] = [1, 2].map(() => {
    const loop = new LineLoop(model, scope, { correction: kept });
    expect(loop.correction.channel(weighed)!.serves).toBe(true);
    const segments = measured(loop, batches);
    return JSON.stringify([segments.map((one) => loop.estimateOf(one)), loop.correction.state()]);
  });
  expect(one!.length).toBeGreaterThan(10_000);
  expect(other).toBe(one);
});
