/** Air temperatures of the zones in web order [degC]. */
const airTemperatures = [95, 110, 120, 110];

/**
 * The nominal point of the demonstration line on the route slurryFeed, slotDie, drying, forceCalendering: settings as
 * recipes have them, `<unit>.<variable>_<boundary unit>`. It makes 180 g/m2 at a porosity of 0.32, without a warning.
 */
export const demonstrationSettings = {
  'coater.solidsContent_frac': 0.68,
  'coater.slurryTemperature_degC': 25,
  'line.webSpeed_m_per_min': 6,
  'coater.pumpFlow_mL_per_min': 223.5,
  'coater.dieGap_um': 200,
  ...Object.fromEntries(
    airTemperatures.flatMap((airTemperature, i) => [
      [`dryerZone${i + 1}.airTemperature_degC`, airTemperature],
      [`dryerZone${i + 1}.airVelocity_m_per_s`, 10],
      // What the jets can hold with fresh air, and half of a quarter of the lower explosion limit.
      [`dryerZone${i + 1}.solventContent_ppm`, 1500],
    ]),
  ),
  'calender.lineLoad_N_per_mm': 115,
  'hall.ambientTemperature_degC': 22,
  'calender.rollTemperature_degC': 80,
  'calender.filmTemperature_degC': 25,
  'calender.webTension_N': 60,
  'calender.passes_count': 1,
} as const satisfies Readonly<Record<string, number>>;
