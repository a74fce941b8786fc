import { describe, expect, it } from 'vitest';
import { bestSetting, LineLoadAdvisor } from '../../../../twin/advisor/line-load-advisor.ts';
import type { TagId } from '../../../../twin/domain/sample.ts';
import type { Outlook } from '../../../../twin/prediction/line-twin.ts';
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
    expect(shows).toEqual({ coil: 'COIL-1', metre: 100, gauge: 'thicknessGauge', at: 1_010_000 });
  });

  it('says when no load within limits is enough, and which is nearest', () => {
    const proposal = new LineLoadAdvisor(scope).consider(outlook(0.2))!;
    expect(proposal.state).toBe('unreachable');
    expect(proposal.to).toBe(limits.max);
    expect(proposal.reason).toContain('no line load within its limits');
  });

  it('does not open a proposal that the whole chain does not confirm', () => {
    const proposal = new LineLoadAdvisor(scope).consider(
      outlook(0.02, { verifiedPorosityAt: () => 0.35 }),
    )!;
    expect(proposal.state).toBe('unreachable');
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
    expect(new LineLoadAdvisor(scope).consider(undefined)).toBeUndefined();
  });
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
