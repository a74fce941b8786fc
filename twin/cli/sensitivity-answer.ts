import type { CellSensitivity } from '../../physics/cell/sensitivity/followers.ts';
import { toUnit } from '../../physics/core/units.ts';
import type { P2dAnswer } from '../contract/p2d.ts';

/** Sensitivities in the names and units of the contract. */
export function sensitivityAnswer(
  all: readonly CellSensitivity[],
): NonNullable<P2dAnswer['sensitivities']> {
  const byKey = (of: (summary: CellSensitivity['summary']) => number): Record<string, number> =>
    Object.fromEntries(all.map(({ key, summary }) => [key, of(summary)]));
  return {
    keys: all.map(({ key }) => key),
    voltage_V_per_unit: Object.fromEntries(all.map(({ key, voltage }) => [key, [...voltage]])),
    capacity_Ah_per_unit: byKey((own) => toUnit(own.dischargedCharge - own.chargedCharge, 'Ah')),
    energy_Wh_per_unit: byKey((own) => toUnit(own.dischargedEnergy - own.chargedEnergy, 'Wh')),
    dischargedCapacity_Ah_per_unit: byKey((own) => toUnit(own.dischargedCharge, 'Ah')),
    chargedCapacity_Ah_per_unit: byKey((own) => toUnit(own.chargedCharge, 'Ah')),
    dischargedEnergy_Wh_per_unit: byKey((own) => toUnit(own.dischargedEnergy, 'Wh')),
    chargedEnergy_Wh_per_unit: byKey((own) => toUnit(own.chargedEnergy, 'Wh')),
    duration_s_per_unit: byKey((own) => own.duration),
    meanVoltage_V_per_unit: byKey((own) => own.meanVoltage),
    temperatureMax_K_per_unit: byKey((own) => own.highestTemperature),
  };
}
