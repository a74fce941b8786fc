import { PhysicsError } from '../../physics/core/errors.ts';
import { toUnit } from '../../physics/core/units.ts';
import type { ActuatorLimits, Band, Proposal } from '../domain/proposal.ts';
import type { TagId } from '../domain/sample.ts';
import type { NoOutlook, Outlook } from '../prediction/web-follower.ts';

/** What the advisor may move, what it holds, and where the result will show (SI). */
export interface AdvisorScope {
  readonly tag: TagId;
  readonly limits: ActuatorLimits;
  readonly band: Band;
  /** Station whose readings will show the change, and its distance behind the nip [m]. */
  readonly gauge: string;
  readonly gaugeDistance: number;
}

/** Fewer coming segments than this are too short a piece of web to judge. */
const fewestSegments = 4;
/** A proposal stays until the predicted mean is inside the band by this share of its half width. */
const withdrawalMargin = 0.1;
/** A standing proposal is written anew when the setting it asks for has moved by this many steps. */
const newsSteps = 2;

/**
 * Watches the predicted mean porosity of the coming metres. When it leaves its band, proposes the one line load that
 * brings it nearest to the target, within the limits and on the steps of the actuator; the whole chain, run anew, must
 * confirm it. Where there is nothing to judge, or physics refuses a condition or a reading is missing, nothing is
 * proposed, what stands is withdrawn, and `withheld` says why. It only proposes: nothing here can write to a machine.
 */
export class LineLoadAdvisor {
  readonly #scope: AdvisorScope;
  #standing: Proposal | undefined;
  #withheld: string | undefined;
  #count = 0;

  constructor(scope: AdvisorScope) {
    this.#scope = scope;
  }

  /**
   * Judges the line as it stands.
   * @returns the proposal that is new or has changed, if any
   */
  consider(outlook: Outlook | NoOutlook): Proposal | undefined {
    if ('reason' in outlook) return this.#withhold(outlook.time, outlook.reason);
    if (outlook.comingSegments < fewestSegments) {
      const found = `the prediction covers ${segments(outlook)} of the coming web`;
      return this.#withhold(outlook.time, `${found}, fewer than ${fewestSegments}`);
    }
    try {
      this.#withheld = undefined;
      return this.#judge(outlook);
    } catch (error) {
      if (!(error instanceof PhysicsError)) throw error;
      return this.#withhold(outlook.time, error.message);
    }
  }

  /** The proposal that stands now, if any. */
  get standing(): Proposal | undefined {
    return this.#standing;
  }

  /** Why nothing can be advised at present; undefined while the coming web is judged. */
  get withheld(): string | undefined {
    return this.#withheld;
  }

  #judge(outlook: Outlook): Proposal | undefined {
    const { min, max } = this.#scope.band;
    const present = outlook.porosityAt(outlook.lineLoad);
    if (this.#standing !== undefined) {
      const margin = (withdrawalMargin * (max - min)) / 2;
      if (present >= min + margin && present <= max - margin)
        return this.#withdraw(outlook.time, insideBand(outlook, present));
    } else if (present >= min && present <= max) return undefined;
    return this.#propose(outlook, present);
  }

  #propose(outlook: Outlook, present: number): Proposal | undefined {
    const { limits, band, tag } = this.#scope;
    const to = bestSetting(limits, band.target, outlook.porosityAt);
    const standing = this.#standing;
    const moved = standing === undefined || Math.abs(standing.to - to) >= newsSteps * limits.step;
    if (!moved && standing.from === outlook.lineLoad) return undefined;
    const after = outlook.verifiedPorosityAt(to);
    const reachable = after >= band.min && after <= band.max;
    const now = outlook.time * 1000;
    this.#standing = {
      id: standing?.id ?? `P${++this.#count}-${Math.round(now)}`,
      state: reachable ? 'open' : 'unreachable',
      createdAt: standing?.createdAt ?? now,
      updatedAt: now,
      tag,
      from: outlook.lineLoad,
      to,
      limits,
      band,
      before: present,
      after,
      comingSegments: outlook.comingSegments,
      reason: this.#reason(outlook, present, to, after),
      shows: this.#shows(outlook),
    };
    return this.#standing;
  }

  /** Says nothing for a reason; a proposal that rested on what is lost goes with it. */
  #withhold(time: number, reason: string): Proposal | undefined {
    this.#withheld = reason;
    return this.#standing && this.#withdraw(time, `it can no longer be judged: ${reason}`);
  }

  #withdraw(time: number, withdrawnReason: string): Proposal {
    const proposal: Proposal = {
      ...this.#standing!,
      state: 'withdrawn',
      updatedAt: time * 1000,
      withdrawnReason,
    };
    this.#standing = undefined;
    return proposal;
  }

  #reason(outlook: Outlook, present: number, to: number, after: number): string {
    const { band, limits } = this.#scope;
    const { min, max } = band;
    const inBand = (porosity: number): boolean => porosity >= min && porosity <= max;
    const side =
      present > max
        ? `above ${percent(max)}`
        : present < min
          ? `below ${percent(min)}`
          : 'near its limit';
    const found = `predicted mean porosity of the coming ${segments(outlook)} is ${percent(present)}, ${side}`;
    if (inBand(after)) return found;
    const expected = outlook.porosityAt(to);
    return inBand(expected)
      ? `${found}; ${load(to)} should give ${percent(expected)}, but the whole chain gives ${percent(after)} there, and no other load was tried`
      : `${found}; no line load from ${load(limits.min)} to ${load(limits.max)} brings it back, the nearest gives ${percent(after)}`;
  }

  #shows(outlook: Outlook): Proposal['shows'] {
    if (outlook.speed <= 0) return undefined;
    const { gauge, gaugeDistance } = this.#scope;
    return {
      coil: outlook.coilAtCalender,
      metre: outlook.metreAtCalender,
      gauge,
      at: (outlook.time + gaugeDistance / outlook.speed) * 1000,
    };
  }
}

/**
 * The setting on the actuator's grid whose quality lies nearest to the target, for a quality that falls as the setting
 * rises: bisection over the grid, about eight evaluations for some hundred steps.
 */
export function bestSetting(
  { min, max, step }: ActuatorLimits,
  target: number,
  qualityAt: (setting: number) => number,
): number {
  const at = (index: number): number => min + index * step;
  let low = 0;
  let high = Math.floor((max - min) / step + 1e-9);
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (qualityAt(at(middle)) > target) low = middle;
    else high = middle;
  }
  const distance = (index: number): number => Math.abs(qualityAt(at(index)) - target);
  return at(distance(low) <= distance(high) ? low : high);
}

function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(1)} %`;
}

function load(lineLoad: number): string {
  return `${toUnit(lineLoad, 'N_per_mm').toFixed(0)} N/mm`;
}

function segments({ comingSegments }: Outlook): string {
  return `${comingSegments} segment${comingSegments === 1 ? '' : 's'}`;
}

function insideBand(outlook: Outlook, present: number): string {
  return `predicted mean porosity of the coming ${segments(outlook)} is ${percent(present)}, inside its band`;
}
