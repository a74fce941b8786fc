import type { CellRowDto, PlannedCellDto, SegmentDto, StatDto } from '../../twin/contract/api.ts';

/** What the recipe of the fake line says of its cells. */
export const fakeCellRecipe = {
  parameters: 'OKane2022',
  nominalCapacity_Ah: 0.42,
  rates_C: [1 / 3, 1, 2],
  sheetLength_mm: 200,
  counterElectrode: 'graphite, 85 µm',
};

/** Metres are sums of lengths that no binary fraction is: what is closer counts as the same. */
const same_m = 1e-9;
const sheet_m = fakeCellRecipe.sheetLength_mm / 1000;
const nominalLoading_g_per_m2 = 215;
const meanVoltages_V = [3.74, 3.66, 3.49];
const capacityShares = [1, 0.9, 0.79];

/** What the model warns of in a cell that runs out of salt. */
const saltWarning: PlannedCellDto['warnings'][number] = {
  code: 'CELL_OUTSIDE_MEASURED_RANGE',
  message:
    'the salt is outside of 200 to 2000 mol/m3 from 31.2 s on and comes to 2840 mol/m3; beyond is extrapolated: electrolyte.diffusivity, electrolyte.conductivity',
  data: {},
};

/** The cells whose web is predicted throughout, in web order and then by lane; those of the failing lanes fail at 2C. */
export function plannedCellsOf(
  segments: readonly SegmentDto[],
  failingLanes: ReadonlySet<number>,
): PlannedCellDto[] {
  const last_m = Math.max(0, ...segments.map(({ to_m }) => to_m));
  const cells: PlannedCellDto[] = [];
  for (let cell = 0; (cell + 1) * sheet_m <= last_m + same_m; cell++) {
    const from_m = cell * sheet_m;
    const to_m = from_m + sheet_m;
    const under = segments.filter((segment) => overlaps(segment, { from_m, to_m }));
    if (under.some(({ knowledge }) => knowledge === 'unknown')) continue;
    const lanes = under[0]?.lanes.map(({ lane }) => lane) ?? [];
    for (const lane of lanes) cells.push(plannedCell(under, cell, lane, failingLanes.has(lane)));
  }
  return cells;
}

function plannedCell(
  under: readonly SegmentDto[],
  cell: number,
  lane: number,
  fails: boolean,
): PlannedCellDto {
  const [first] = under as [SegmentDto];
  const derived = under.every(({ knowledge }) => knowledge === 'derived');
  const lanes = under.map(({ lanes: row }) => row[lane - 1]!);
  const mean = (read: (row: (typeof lanes)[number]) => number): number =>
    lanes.reduce((sum, row) => sum + read(row), 0) / lanes.length;
  const porosity_frac = mean((row) => row.derived?.porosity_frac ?? row.predicted!.porosity_frac);
  const loading_g_per_m2 = mean((row) => row.predicted!.loading_g_per_m2);
  const capacity_Ah =
    (fakeCellRecipe.nominalCapacity_Ah * loading_g_per_m2) / nominalLoading_g_per_m2;
  const from_m = cell * sheet_m;
  return {
    coil: first.coil,
    lane,
    cell,
    from_m,
    to_m: from_m + sheet_m,
    position_m: (first.position_m ?? 0) + (first.from_m + first.to_m) / 2 - from_m - sheet_m / 2,
    origin: derived ? 'derived' : 'predicted',
    restsOn: under
      .map((each) => each.measuredAt ?? each.predictedAt!)
      .toSorted()
      .at(-1)!,
    electrode: {
      loading_g_per_m2,
      thickness_um: mean((row) => row.derived?.thickness_um ?? row.predicted!.thickness_um),
      porosity_frac,
      tortuosityFactor_1: porosity_frac ** -0.5,
      conductivity_S_per_m: 0.18,
    },
    rates: fakeCellRecipe.rates_C.map((rate_C, i) =>
      fails && rate_C === 2
        ? {
            rate_C,
            status: 'failed',
            capacity_Ah: null,
            energy_Wh: null,
            meanVoltage_V: null,
            cause: { code: 'CELL_ELECTROLYTE_DEPLETED', time_s: 412 },
          }
        : {
            rate_C,
            status: 'event',
            capacity_Ah: capacity_Ah * capacityShares[i]!,
            energy_Wh: capacity_Ah * capacityShares[i]! * meanVoltages_V[i]!,
            meanVoltage_V: meanVoltages_V[i]!,
          },
    ),
    resistance_mohm: fails ? null : (210 * 0.31) / porosity_frac,
    warnings: fails ? [saltWarning] : [],
    virtual: true,
  };
}

interface Stretch {
  readonly from_m: number;
  readonly to_m: number;
}

/** Whether two stretches of web have more than an end in common. */
export function overlaps(a: Stretch, b: Stretch): boolean {
  return a.from_m < b.to_m - same_m && a.to_m > b.from_m + same_m;
}

/** The newest row of cells that has passed the calender, or null. */
export function rowPast(cells: readonly PlannedCellDto[], calender_m: number): CellRowDto | null {
  const newest = Math.max(
    -1,
    ...cells.filter((cell) => Number(cell.position_m) >= calender_m).map(({ cell }) => cell),
  );
  const row = cells.filter(({ cell }) => cell === newest);
  const [first] = row;
  if (first === undefined) return null;
  return {
    coil: first.coil,
    cell: newest,
    from_m: first.from_m,
    to_m: first.to_m,
    position_m: first.position_m,
    origin: row.every(({ origin }) => origin === 'derived') ? 'derived' : 'predicted',
    restsOn: first.restsOn,
    cells: row.length,
    failed: row.filter(({ rates }) => rates.some(({ status }) => status === 'failed')).length,
    rates: fakeCellRecipe.rates_C.map((rate_C, i) => ({
      rate_C,
      capacity_Ah: statOf(row.map(({ rates }) => rates[i]!.capacity_Ah)),
      energy_Wh: statOf(row.map(({ rates }) => rates[i]!.energy_Wh)),
    })),
    resistance_mohm: statOf(row.map(({ resistance_mohm }) => resistance_mohm)),
    warnings: row.flatMap(({ warnings }) => warnings).slice(0, 1),
    virtual: true,
  };
}

function statOf(values: readonly (number | null)[]): StatDto | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  return { mean, min: Math.min(...known), max: Math.max(...known) };
}
