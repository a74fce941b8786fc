import type { CellSensitivity } from '../../physics/cell/sensitivity/followers.ts';
import type { P2dAnswer } from '../contract/p2d.ts';

/** Joules, and ampere seconds, of an hour at 1 W and 1 A. */
const hour = 3600;

/** Sensitivities in the names and units of the contract. */
export function sensitivityAnswer(
  all: readonly CellSensitivity[],
): NonNullable<P2dAnswer['sensitivities']> {
  const byKey = (of: (summary: CellSensitivity['summary']) => number): Record<string, number> =>
    Object.fromEntries(all.map(({ key, summary }) => [key, of(summary)]));
  return {
    keys: all.map(({ key }) => key),
    voltage_V_per_unit: Object.fromEntries(all.map(({ key, voltage }) => [key, [...voltage]])),
    capacity_Ah_per_unit: byKey((own) => (own.dischargedCharge - own.chargedCharge) / hour),
    energy_Wh_per_unit: byKey((own) => (own.dischargedEnergy - own.chargedEnergy) / hour),
    dischargedCapacity_Ah_per_unit: byKey((own) => own.dischargedCharge / hour),
    chargedCapacity_Ah_per_unit: byKey((own) => own.chargedCharge / hour),
    dischargedEnergy_Wh_per_unit: byKey((own) => own.dischargedEnergy / hour),
    chargedEnergy_Wh_per_unit: byKey((own) => own.chargedEnergy / hour),
    duration_s_per_unit: byKey((own) => own.duration),
    meanVoltage_V_per_unit: byKey((own) => own.meanVoltage),
    temperatureMax_K_per_unit: byKey((own) => own.highestTemperature),
  };
}
