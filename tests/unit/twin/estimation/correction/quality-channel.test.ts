import { describe, expect, it } from 'vitest';
import { randomStreams } from '../../../../../physics/core/random.ts';
import { ErrorWindow } from '../../../../../twin/estimation/correction/error-window.ts';
import { QualityChannel } from '../../../../../twin/estimation/correction/quality-channel.ts';

const lanes = 5;
const scatter = 0.0016;

/** Measures segments of a model that is off by `offset(segment)`, and tells with what was known before each. */
function follow(
  channel: QualityChannel,
  segments: number,
  offset: (segment: number) => number,
  seed = 1,
): { readonly held90: number; readonly squares: number } {
  const rng = randomStreams(seed).stream('tests/quality-channel');
  let held90 = 0;
  let squares = 0;
  for (let segment = 0; segment < segments; segment++) {
    const half = channel.half90;
    const judged = Array.from({ length: lanes }, (_, lane) => {
      const told = channel.hasLearned ? 0.35 + channel.bias(lane) : Number.NaN;
      const truth = 0.35 + offset(segment);
      const measured = truth + scatter * rng.normal();
      if (half !== undefined && Math.abs(measured - told) <= half) held90 += 1;
      squares += (told - truth) ** 2;
      return { lane, measured, predicted: 0.35, told };
    });
    channel.learn(judged, 1000 * segment, 0);
  }
  return { held90: held90 / (lanes * segments), squares: squares / (lanes * segments) };
}

describe('the correction of one quality', () => {
  it('serves once it has errors enough, finds the bias, and its bands hold their share', () => {
    const channel = new QualityChannel(lanes, scatter, 0.03);
    follow(channel, 8, () => 0.004, 2);
    expect(channel.serves).toBe(false);
    follow(channel, 400, () => 0.004, 3);
    expect(channel.serves).toBe(true);
    expect(channel.health.health).toBe('ok');
    const { held90, squares } = follow(channel, 2000, () => 0.004, 4);
    expect(held90).toBeGreaterThan(0.88);
    expect(held90).toBeLessThan(0.92);
    expect(Math.sqrt(squares)).toBeLessThan(scatter / 4);
    const { measured, held50 } = channel.coverage;
    expect(Math.abs(held50 / measured - 0.5)).toBeLessThan(0.02);
  });

  it('calls for recalibration where the error jumps, follows it, and is well again', () => {
    const channel = new QualityChannel(lanes, scatter, 0.03);
    follow(channel, 300, () => 0.004);
    const seen = new Set<string>();
    for (let i = 0; i < 30; i++) {
      follow(channel, 1, () => 0.012, 100 + i);
      seen.add(channel.health.health);
    }
    expect(seen).toContain('recalibrate');
    expect(Math.abs(channel.meanBias - 0.012)).toBeLessThan(scatter);
    follow(channel, 300, () => 0.012, 5);
    expect(channel.health.health).toBe('ok');
  });

  it('is not to be used where the bias is far beyond what physics allows', () => {
    const channel = new QualityChannel(lanes, scatter, 0.002);
    follow(channel, 100, () => 0.05);
    expect(channel.health.health).toBe('doNotUse');
    expect(channel.serves).toBe(false);
  });

  it('goes on from its state to the last bit', () => {
    const channel = new QualityChannel(lanes, scatter, 0.03);
    follow(channel, 250, (segment) => segment / 1e5);
    const copied = JSON.parse(JSON.stringify(channel.state()));
    const again = new QualityChannel(lanes, 1, 1, copied);
    for (const one of [channel, again]) follow(one, 50, () => 0.003, 9);
    expect(again.state()).toEqual(channel.state());
    expect(again.half90).toBe(channel.half90);
  });
});

it('keeps the newest errors, rising, as sorting them anew does', () => {
  const rng = randomStreams(5).stream('tests/error-window');
  const window = new ErrorWindow(7);
  const all: number[] = [];
  for (let i = 0; i < 40; i++) {
    const error = Math.floor(5 * rng.uniform());
    window.add(error);
    all.push(error);
    const newest = all.slice(-7);
    expect([...window.rising]).toEqual([...newest].sort((a, b) => a - b));
    expect(window.inOrder()).toEqual(newest);
  }
});
