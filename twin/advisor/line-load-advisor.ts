import type { ActuatorLimits, Band, Proposal } from '../domain/proposal.ts';
import type { TagId } from '../domain/sample.ts';
import type { Outlook } from '../prediction/line-twin.ts';

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
 * confirm it; where the chain cannot run for want of a reading, nothing is proposed. It only proposes: nothing here can write to a machine.
 */
export class LineLoadAdvisor {
  readonly #scope: AdvisorScope;
  #standing: Proposal | undefined;
  #count = 0;

  constructor(scope: AdvisorScope) {
    this.#scope = scope;
  }

  /**
   * Judges the line as it stands.
   * @returns the proposal that is new or has changed, if any
   */
  consider(outlook: Outlook | undefined): Proposal | undefined {
    if (outlook === undefined || outlook.comingSegments < fewestSegments) return undefined;
    const { min, max } = this.#scope.band;
    const present = outlook.porosityAt(outlook.lineLoad);
    if (this.#standing !== undefined) {
      const margin = (withdrawalMargin * (max - min)) / 2;
      if (present >= min + margin && present <= max - margin)
        return this.#withdraw(outlook, present);
    } else if (present >= min && present <= max) return undefined;
    return this.#propose(outlook, present);
  }

  /** The proposal that stands now, if any. */
  get standing(): Proposal | undefined {
    return this.#standing;
  }

  #propose(outlook: Outlook, present: number): Proposal | undefined {
    const { limits, band, tag } = this.#scope;
    const to = bestSetting(limits, band.target, outlook.porosityAt);
    const standing = this.#standing;
    const moved = standing === undefined || Math.abs(standing.to - to) >= newsSteps * limits.step;
    if (!moved && standing.from === outlook.lineLoad) return undefined;
    const after = outlook.verifiedPorosityAt(to);
    if (after === undefined) return undefined;
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
      reason: this.#reason(outlook, present, after, reachable),
      shows: this.#shows(outlook),
    };
    return this.#standing;
  }

  #withdraw(outlook: Outlook, present: number): Proposal {
    const proposal: Proposal = {
      ...this.#standing!,
      state: 'withdrawn',
      updatedAt: outlook.time * 1000,
      withdrawnReason: `predicted mean porosity of the coming ${segments(outlook)} is ${percent(present)}, inside its band`,
    };
    this.#standing = undefined;
    return proposal;
  }

  #reason(outlook: Outlook, present: number, after: number, reachable: boolean): string {
    const { min, max } = this.#scope.band;
    const side =
      present > max
        ? `above ${percent(max)}`
        : present < min
          ? `below ${percent(min)}`
          : 'near its limit';
    const found = `predicted mean porosity of the coming ${segments(outlook)} is ${percent(present)}, ${side}`;
    return reachable
      ? found
      : `${found}; no line load within its limits brings it back, the nearest gives ${percent(after)}`;
  }

  #shows(outlook: Outlook): Proposal['shows'] {
    if (outlook.speed <= 0) return undefined;
    const { gauge, gaugeDistance } = this.#scope;
    return {
      coil: outlook.coil,
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

function segments(outlook: Outlook): string {
  return `${outlook.comingSegments} segments`;
}
