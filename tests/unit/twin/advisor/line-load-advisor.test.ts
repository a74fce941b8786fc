import { describe, expect, it } from 'vitest';
import { PhysicsError } from '../../../../physics/core/errors.ts';
import { demonstrationPress } from '../../../../physics/materials/demonstration-press.ts';
import { checkLineLoadLimits } from '../../../../twin/advisor/actuator-limits.ts';
import { bestSetting, LineLoadAdvisor } from '../../../../twin/advisor/line-load-advisor.ts';
import type { TagId } from '../../../../twin/domain/sample.ts';
import type { Outlook } from '../../../../twin/prediction/web-follower.ts';
import { expectClose } from '../../../support/close.ts';

const limits = { min: 40_000, max: 300_000, step: 1_000 };
const scope = {
  tag: 'demo.electrode.line1.calender.lineLoadSetpoint_N_per_mm' as TagId,
  limits,
  band: { min: 0.305, target: 0.32, max: 0.335 },
  gauge: 'thicknessGauge',
  gaugeDistance: 1,
};

/** Web whose porosity is `offset` above target at 115 N/mm and falls with the load. */
function outlook(offset: number, changes: Partial<Outlook> = {}): Outlook {
  const porosityAt = (lineLoad: number): number =>
    0.32 + offset - 0.1 * Math.log(lineLoad / 115_000);
  return {
    coil: 'COIL-1',
    metre: 112,
    speed: 0.1,
    time: 1000,
    lineLoad: 115_000,
    comingSegments: 40,
    metreAtCalender: 100,
    coilAtCalender: 'COIL-0',
    porosityAt,
    verifiedPorosityAt: porosityAt,
    ...changes,
  };
}

describe('LineLoadAdvisor', () => {
  it('proposes nothing while the predicted porosity is inside its band', () => {
    expect(new LineLoadAdvisor(scope).consider(outlook(0.014))).toBeUndefined();
  });

  it('proposes the load on the grid that comes nearest to the target', () => {
    const proposal = new LineLoadAdvisor(scope).consider(outlook(0.02))!;
    expect(proposal.state).toBe('open');
    expect(proposal.to % limits.step).toBe(0);
    expectClose(proposal.to, 115_000 * Math.exp(0.2), { rtol: 0, atol: limits.step / 2 });
    // half a step of load is worth 0.0004 of porosity here
    expectClose(proposal.after, 0.32, { rtol: 0, atol: 4e-4 });
    expect(proposal.before).toBeGreaterThan(0.335);
  });

  it('says where and when the change will show at the gauge', () => {
    const { shows } = new LineLoadAdvisor(scope).consider(outlook(0.02))!;
    expect(shows).toEqual({ coil: 'COIL-0', metre: 100, gauge: 'thicknessGauge', at: 1_010_000 });
  });

  it('says when no load within limits is enough, and which is nearest', () => {
    const proposal = new LineLoadAdvisor(scope).consider(outlook(0.2))!;
    expect(proposal.state).toBe('unreachable');
    expect(proposal.to).toBe(limits.max);
    expect(proposal.reason).toContain(
      'no line load from 40 N/mm to 300 N/mm brings it back, the nearest gives 42.4 %',
    );
  });

  it('does not open a proposal that the whole chain does not confirm', () => {
    const proposal = new LineLoadAdvisor(scope).consider(
      outlook(0.02, { verifiedPorosityAt: () => 0.35 }),
    )!;
    expect(proposal.state).toBe('unreachable');
    expect(proposal.reason).toContain(
      '140 N/mm should give 32.0 %, but the whole chain gives 35.0 % there, and no other load was tried',
    );
    expect(proposal.reason).not.toContain('no line load');
  });

  it('withdraws once the porosity is safely back, and only then', () => {
    const advisor = new LineLoadAdvisor(scope);
    const { id } = advisor.consider(outlook(0.02))!;
    expect(advisor.consider(outlook(0.0145))?.state).toBe('open');
    const withdrawn = advisor.consider(outlook(0.001))!;
    expect(withdrawn).toMatchObject({ id, state: 'withdrawn' });
    expect(withdrawn.withdrawnReason).toContain('inside its band');
    expect(advisor.consider(outlook(0.001))).toBeUndefined();
  });

  it('writes a standing proposal anew when the drift goes on, under the same id', () => {
    const advisor = new LineLoadAdvisor(scope);
    const first = advisor.consider(outlook(0.02))!;
    expect(advisor.consider(outlook(0.0201))).toBeUndefined();
    const second = advisor.consider(outlook(0.03))!;
    expect(second.id).toBe(first.id);
    expect(second.to).toBeGreaterThan(first.to);
  });

  it('does not judge less than a metre of web', () => {
    expect(
      new LineLoadAdvisor(scope).consider(outlook(0.02, { comingSegments: 3 })),
    ).toBeUndefined();
  });

  it('withdraws what stands when its basis is lost, with the reason', () => {
    const refused = (): number => {
      throw new PhysicsError('PHY_OUT_OF_RANGE', 'rollTemperature is 3276.7 degC');
    };
    for (const [lost, reason] of [
      [{ time: 1001, reason: 'the web speed is not known' }, 'the web speed is not known'],
      [outlook(0.02, { comingSegments: 3 }), 'covers 3 segments of the coming web'],
      [outlook(0.02, { porosityAt: refused }), 'rollTemperature is 3276.7 degC'],
      [outlook(0.04, { verifiedPorosityAt: refused }), 'rollTemperature is 3276.7 degC'],
    ] as const) {
      const advisor = new LineLoadAdvisor(scope);
      const { id } = advisor.consider(outlook(0.02))!;
      const withdrawn = advisor.consider(lost)!;
      expect(withdrawn).toMatchObject({ id, state: 'withdrawn', updatedAt: lost.time * 1000 });
      expect(withdrawn.withdrawnReason).toContain(reason);
      expect(advisor.withheld).toContain(reason);
      expect(advisor.consider(lost)).toBeUndefined();
      expect(advisor.consider(outlook(0.02))?.state).toBe('open');
      expect(advisor.withheld).toBeUndefined();
    }
  });

  it('passes on an error that physics did not mean', () => {
    const broken = (): number => {
      throw new TypeError('a mistake of ours');
    };
    const advisor = new LineLoadAdvisor(scope);
    expect(() => advisor.consider(outlook(0.02, { porosityAt: broken }))).toThrow(TypeError);
  });
});

it('limits are refused that ask for more than the press can give', () => {
  const out = expect.objectContaining({ code: 'PHY_OUT_OF_RANGE' });
  expect(() => checkLineLoadLimits(limits, demonstrationPress)).not.toThrow();
  expect(() => checkLineLoadLimits({ ...limits, max: 600_000 }, demonstrationPress)).toThrow(out);
  expect(() => checkLineLoadLimits({ ...limits, min: -1 }, demonstrationPress)).toThrow(out);
});

it('finds the best setting of the grid as a full search does', () => {
  for (const target of [0.2, 0.3, 0.31, 0.32, 0.4]) {
    const quality = (load: number): number => 0.1 + 0.4 * Math.exp(-load / 200_000);
    let evaluations = 0;
    const found = bestSetting(limits, target, (load) => {
      evaluations++;
      return quality(load);
    });
    let best = limits.min;
    for (let load = limits.min; load <= limits.max; load += limits.step) {
      if (Math.abs(quality(load) - target) < Math.abs(quality(best) - target)) best = load;
    }
    expect(found).toBe(best);
    expect(evaluations).toBeLessThanOrEqual(10);
  }
});
