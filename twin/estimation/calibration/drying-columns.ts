import type { Column } from './columns.ts';

/** Zones that a table can describe. */
export const mostZones = 8;

const zoneColumns = Array.from({ length: mostZones }, (_, i): readonly Column[] => {
  const zone = `zone${i + 1}`;
  return [
    {
      name: `${zone}Length`,
      unit: 'm',
      presence: 'optional',
      min: 0.01,
      max: 100,
      description: `length of web in zone ${i + 1}`,
    },
    {
      name: `${zone}AirTemperature`,
      unit: 'degC',
      presence: 'optional',
      min: 0,
      max: 200,
      description: 'air at the nozzles',
    },
    {
      name: `${zone}AirVelocity`,
      unit: 'm_per_s',
      presence: 'optional',
      min: 0.1,
      max: 50,
      description: 'jets at the nozzles',
    },
    {
      name: `${zone}SolventContent`,
      unit: 'ppm',
      presence: 'optional',
      min: 0,
      max: 1e5,
      description: 'vapour in the air; 0 where empty',
    },
  ];
});

/** Columns of drying data. */
export const dryingColumns: readonly Column[] = [
  {
    name: 'condition',
    presence: 'optional',
    description: 'name of the condition; rows of one are left out together',
  },
  {
    name: 'loading',
    unit: 'g_per_m2',
    presence: 'needed',
    min: 1,
    max: 2000,
    description: 'solids per area of the wet film',
  },
  {
    name: 'solidsContent',
    unit: 'frac',
    presence: 'needed',
    min: 0.05,
    max: 0.9,
    description: 'mass of solids over mass of slurry',
  },
  {
    name: 'webSpeed',
    unit: 'm_per_min',
    presence: 'needed',
    min: 0.01,
    max: 300,
    description: 'speed of the foil',
  },
  {
    name: 'slurryTemperature',
    unit: 'degC',
    presence: 'optional',
    min: 0,
    max: 100,
    description: 'wet film at the entry; 25 where empty',
  },
  {
    name: 'ambientTemperature',
    unit: 'degC',
    presence: 'optional',
    min: -20,
    max: 60,
    description: 'hall that the dryer takes its air from; 20 where empty',
  },
  ...zoneColumns.flat(),
  {
    name: 'residualSolvent',
    unit: 'kg_per_kg',
    presence: 'optional',
    min: 0,
    max: 20,
    description: 'measured at the exit: solvent over solids',
  },
  {
    name: 'filmTemperature',
    unit: 'degC',
    presence: 'optional',
    min: 0,
    max: 250,
    description: 'measured at the exit',
  },
];
