/** Names under which a calibration of calendering says what its constants refer to. */
export const referenceNames = {
  /** Solids at which `compactionResistance` holds. */
  loading: 'referenceLoading_g_per_m2',
  /** Roll temperature at which `compactionResistance` and the gap zeros hold. */
  rollTemperature: 'referenceTemperature_degC',
  /** Mean foil of the rows, which the gap zeros are without; 0 where the table did not tell it. */
  foilThickness: 'foilThickness_um',
  /** Mean true density of the solids of the table. */
  trueDensity: 'trueDensity_kg_per_m3',
  /** Line loads of the table, each as it would press one coated side, where every row told one. */
  leastLineLoad: 'leastLineLoad_N_per_mm',
  mostLineLoad: 'mostLineLoad_N_per_mm',
} as const;
