import type { HalfCycle } from './half-cycles.ts';

/** A cycle that has both of its halves. */
export interface Cycle {
  readonly number: number;
  readonly charge: HalfCycle;
  readonly discharge: HalfCycle;
}

/** Numbers of one cycle. */
export interface CycleSummary {
  /** [A.s] */
  readonly chargeCapacity: number;
  readonly dischargeCapacity: number;
  /** Charge given back over charge taken [-]. */
  readonly coulombicEfficiency: number;
  /** Energy given back over energy taken [-]. */
  readonly energyEfficiency: number;
  /** Energy per charge [V]. */
  readonly meanChargeVoltage: number;
  readonly meanDischargeVoltage: number;
  /** Mean voltage of the charge less that of the discharge [V]. */
  readonly polarisation: number;
}

/** Cycles with a charge and a discharge; of several in one cycle, the one that passes most charge. */
export function wholeCycles(halves: readonly HalfCycle[]): readonly Cycle[] {
  const numbers = [...new Set(halves.map(({ cycle }) => cycle))];
  return numbers.flatMap((number) => {
    const largest = (kind: HalfCycle['kind']): HalfCycle | undefined =>
      halves
        .filter((half) => half.cycle === number && half.kind === kind)
        .reduce<HalfCycle | undefined>(
          (a, b) => (a === undefined || capacityOf(b) > capacityOf(a) ? b : a),
          undefined,
        );
    const [charge, discharge] = [largest('charge'), largest('discharge')];
    return charge === undefined || discharge === undefined ? [] : [{ number, charge, discharge }];
  });
}

export function cycleSummary({ charge, discharge }: Cycle): CycleSummary {
  const [taken, given] = [capacityOf(charge), capacityOf(discharge)];
  const [energyTaken, energyGiven] = [energyOf(charge), energyOf(discharge)];
  const [up, down] = [energyTaken / taken, energyGiven / given];
  return {
    chargeCapacity: taken,
    dischargeCapacity: given,
    coulombicEfficiency: given / taken,
    energyEfficiency: energyGiven / energyTaken,
    meanChargeVoltage: up,
    meanDischargeVoltage: down,
    polarisation: up - down,
  };
}

function capacityOf({ charge }: HalfCycle): number {
  return charge.at(-1)!;
}

/** Integral of the voltage over the charge [J]. */
function energyOf({ charge, voltage }: HalfCycle): number {
  let sum = 0;
  for (let i = 1; i < charge.length; i++) {
    sum += ((voltage[i - 1]! + voltage[i]!) / 2) * (charge[i]! - charge[i - 1]!);
  }
  return sum;
}
