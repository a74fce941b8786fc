import type { Column } from './columns.ts';

/** Columns of wetting data. */
export const wettingColumns: readonly Column[] = [
  {
    name: 'condition',
    presence: 'optional',
    description: 'name of the run; rows of one are left out together',
  },
  {
    name: 'time',
    unit: 's',
    presence: 'needed',
    min: 0,
    max: 1e7,
    description: 'time since the electrolyte touched',
  },
  {
    name: 'height',
    unit: 'mm',
    presence: 'needed',
    min: 0.01,
    max: 2000,
    description: 'height that is wet',
  },
];
