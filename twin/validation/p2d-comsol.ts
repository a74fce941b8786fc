import type { CellParameters } from '../../physics/cell/cell-parameters.ts';
import type { PresetName } from '../../physics/cell/presets.ts';
import { cellSet } from '../../physics/cell/sets/by-name.ts';
import { simulateCell } from '../../physics/cell/simulate.ts';
import type { ReferenceRow } from './validation-row.ts';

const comsolFile = 'cell-reference/comsol.json';

interface ComsolCase {
  readonly case: string;
  readonly current_A_per_m2: number;
  readonly time_s: readonly number[];
  readonly voltage_V: readonly number[];
}

const presetNames: readonly PresetName[] = ['fast', 'accurate'];
/** [mV] */
const bar = 0.6;

const notes = [
  'COMSOL solved the Marquis2019 cell for 1 m2; its conductivities of the solid are thinned by the volume fraction of the active material and not by the pores.',
  'The score is the root mean square voltage difference over the times of COMSOL down to 3.105 V, without the first. COMSOL states no error; two other programs differ from it by 0.11 to 0.42 mV from C/10 to 3C.',
];

/** Marquis2019 as COMSOL solved it: one square metre, 24 A.m-2 for 1C, other conductivities of the solid. */
function comsolCell(): CellParameters {
  const base = cellSet('Marquis2019');
  const { negative, positive } = base;
  if (negative.kind !== 'porous') return base;
  return {
    ...base,
    area: 1,
    nominalCapacity: 24 * 3600,
    negative: { ...negative, conductivity: 126 * 0.6 ** 1.5 },
    positive: { ...positive, conductivity: 16.6 * 0.5 ** 1.5 },
  };
}

/** Scores both presets of the cell model on COMSOL's discharges. */
export function p2dComsol(readData: (file: string) => string): ReferenceRow[] {
  const cases = JSON.parse(readData(comsolFile)) as ComsolCase[];
  const cell = comsolCell();
  return cases.flatMap((reference) => presetNames.map((preset) => rowOf(cell, reference, preset)));
}

function rowOf(
  cell: CellParameters,
  { case: name, current_A_per_m2, time_s, voltage_V }: ComsolCase,
  preset: PresetName,
): ReferenceRow {
  const { series, failure, work } = simulateCell(
    cell,
    [
      {
        control: { kind: 'current', value: current_A_per_m2 },
        ends: [{ kind: 'voltage', value: cell.lowerCutoff }],
        text: `discharge ${current_A_per_m2}A until ${cell.lowerCutoff}V`,
      },
    ],
    {
      model: 'dfn',
      preset,
      thermal: 'isothermal',
      grid: Float64Array.from(time_s),
      fields: false,
      limits: { steps: 20_000 },
    },
  );
  const places = new Map([...series.time].map((time, i) => [time, i]));
  let [squares, n] = [0, 0];
  let isWhole = true;
  for (const [i, time] of time_s.entries()) {
    if (i === 0 || voltage_V[i]! < cell.lowerCutoff) continue;
    const place = places.get(time);
    // The cut-off may come first by less than the time that a tenth of a percent of the charge takes.
    if (place === undefined) isWhole &&= time > 0.999 * series.time.at(-1)!;
    else {
      squares += (1e3 * (series.voltage[place]! - voltage_V[i]!)) ** 2;
      n++;
    }
  }
  const rmse = Math.sqrt(squares / n);
  return {
    case: 'p2d-comsol',
    quantity: `Marquis2019 ${name} ${preset}`,
    unit: 'mV',
    n,
    rmse,
    baseline: Number.NaN,
    bar,
    pass: rmse <= bar && isWhole && failure === undefined,
    source: 'twin/validation/data/cell-reference/SOURCE.txt',
    notes,
    referenceError: Number.NaN,
    endDifference: Number.NaN,
    solves: work.solves,
    ...(failure === undefined ? {} : { failure: failure.code }),
  };
}
