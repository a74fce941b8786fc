import { fromUnit, toUnit } from '../../../physics/core/units.ts';
import { demonstrationDryer } from '../../../physics/materials/dryer.ts';
import type { ElectrodeMaterial } from '../../../physics/materials/electrode-material.ts';
import { nmc622Demonstration } from '../../../physics/materials/nmc622-demonstration.ts';
import {
  type Ambient,
  type DryerZone,
  dryFilm,
  standardAmbient,
} from '../../../physics/process/drying.ts';
import type { EnteringFilm } from '../../../physics/process/drying-film.ts';
import { slurryDensity } from '../../../physics/process/slurry.ts';
import type { CalibratedModel, MeasuredTable, NamedConstant } from './calibrated-model.ts';
import { checkedRows } from './check-rows.ts';
import { tableError } from './columns.ts';
import { directModel } from './direct-model.ts';
import { dryingColumns, mostZones } from './drying-columns.ts';
import { type LeaveOut, type MeasuredRow, usableRows } from './measured-rows.ts';
import { onAGrid } from './on-a-grid.ts';

const constants: readonly NamedConstant[] = [
  {
    name: 'heatTransferFactor',
    unit: '1',
    unitSize: 1,
    logarithmic: true,
    description: 'heat and mass transfer of the jets over that of their correlation',
  },
];
/** Correlations of jets hold to 15 %; nozzles, leaks and readings of velocity add to it. */
const transferSd = 0.4;
/** Of the logarithm of the factor, between solutions of the dryer. */
const gridStep = 0.01;

/** One row of drying, in SI. */
interface DryingRow {
  readonly zones: readonly DryerZone[];
  readonly film: EnteringFilm;
  /** [m.s-1] */
  readonly webSpeed: number;
  readonly ambient: Ambient;
  /** Residual solvent [kg.kg-1] and film temperature [K] at the exit; NaN where not measured. */
  readonly measured: readonly [number, number];
}

/** The zones of a row; undefined where one is not wholly described, which is then left out. */
function zonesOf({ numbers }: MeasuredRow, leaveOut: LeaveOut): DryerZone[] | undefined {
  const zones: DryerZone[] = [];
  for (let i = 1; i <= mostZones; i++) {
    const zone = `zone${i}`;
    const [length, airTemperature, airVelocity] = [
      numbers[`${zone}Length`],
      numbers[`${zone}AirTemperature`],
      numbers[`${zone}AirVelocity`],
    ];
    const given = [length, airTemperature, airVelocity].filter((value) => value !== undefined);
    if (given.length === 0) continue;
    if (given.length < 3 || zones.length < i - 1) {
      const of = `zone${zones.length + 1}`;
      return leaveOut({
        column: `${of}Length_m, ${of}AirTemperature_degC, ${of}AirVelocity_m_per_s`,
        found: 'an incomplete zone',
        allowed: 'length, air temperature and air velocity of every zone from the first',
      });
    }
    zones.push({
      length: length!,
      airTemperature: airTemperature!,
      airVelocity: airVelocity!,
      solventContent: numbers[`${zone}SolventContent`] ?? 0,
    });
  }
  if (zones.length > 0) return zones;
  return leaveOut({
    column: 'zone1Length_m, zone1AirTemperature_degC, zone1AirVelocity_m_per_s',
    found: 'no zone',
    allowed: 'one zone at least',
  });
}

/** An oven that is colder than the hall whose air it heats can not be. */
function checkZones(
  file: string,
  line: number,
  zones: readonly DryerZone[],
  ambient: Ambient,
): void {
  const hall = toUnit(ambient.temperature, 'degC');
  for (const [i, { airTemperature }] of zones.entries()) {
    if (airTemperature >= ambient.temperature) continue;
    throw tableError(
      file,
      { line, column: `zone${i + 1}AirTemperature_degC` },
      `${toUnit(airTemperature, 'degC').toFixed(1)} degC, colder than the hall`,
      `${hall.toFixed(1)} degC or more; ambientTemperature_degC tells another hall than one of ${toUnit(standardAmbient.temperature, 'degC')} degC`,
    );
  }
}

function dryingRow(
  { file }: MeasuredTable,
  material: ElectrodeMaterial,
  row: MeasuredRow,
  leaveOut: LeaveOut,
): DryingRow | undefined {
  const { line, numbers } = row;
  const zones = zonesOf(row, leaveOut);
  if (zones === undefined) return undefined;
  const { residualSolvent, filmTemperature, ambientTemperature } = numbers;
  if (residualSolvent === undefined && filmTemperature === undefined) {
    const column = 'residualSolvent_kg_per_kg or filmTemperature_degC';
    return leaveOut({ column, found: 'neither', allowed: 'one of them, or both' });
  }
  const ambient = {
    ...standardAmbient,
    temperature: ambientTemperature ?? standardAmbient.temperature,
  };
  checkZones(file, line, zones, ambient);
  return {
    zones,
    film: filmOf(row, material),
    webSpeed: numbers['webSpeed']!,
    ambient,
    measured: [residualSolvent ?? Number.NaN, filmTemperature ?? Number.NaN],
  };
}

function filmOf({ numbers }: MeasuredRow, material: ElectrodeMaterial): EnteringFilm {
  const [loading, solidsContent] = [numbers['loading']!, numbers['solidsContent']!];
  const temperature = numbers['slurryTemperature'] ?? fromUnit(25, 'degC');
  const slurry = loading / solidsContent;
  return {
    loading,
    solventLoading: slurry - loading,
    temperature,
    wetThickness: slurry / slurryDensity(material, solidsContent, temperature),
  };
}

/** Heat transfer of the dryer, by residual solvent and film temperature at its exit. */
export const dryingCalibration: CalibratedModel = {
  description: 'residual solvent and film temperature at the exit against zones and speed',
  columns: dryingColumns,
  takesMaterial: true,
  constantOf: (name) => constants.find((constant) => constant.name === name),
  prepare(table) {
    const material = table.material ?? nmc622Demonstration;
    const usable = usableRows(table.file, table.rows, dryingColumns, (row, leaveOut) =>
      dryingRow(table, material, row, leaveOut),
    );
    const { rows, read, warnings } = usable;
    const { known } = table;
    const mean = known.get('heatTransferFactor') ?? 0;
    // All fits ask for about the same factors.
    const exits = read.map(({ zones, film, webSpeed, ambient }) =>
      onAGrid(gridStep, (factor) => {
        const dryer = { ...demonstrationDryer, heatTransferFactor: Math.exp(factor) };
        const dry = dryFilm(material, film, zones, webSpeed, { dryer, ambient });
        return [dry.residualSolvent, dry.temperature];
      }),
    );
    checkedRows(table.file, rows, (row) => exits[row]!(mean));
    const model = directModel({
      constants: constants.map(({ name }) => name),
      groups: rows.map(({ group }) => group),
      quantities: [
        { name: 'residualSolvent', expectedSd: 0.01, errors: 'normal', min: 0 },
        { name: 'filmTemperature', expectedSd: 2, errors: 'normal' },
      ],
      measured: read.map(({ measured }) => measured),
      // The integration is exact to about 1e-4, far below what a change of transfer by 1 % does.
      differenceStep: gridStep / transferSd,
      priors: () => [{ mean, sd: transferSd }],
      // Where all rows are dry at the prior, a smaller factor is where the data begin to tell.
      starts: () => [[mean - transferSd], [mean + transferSd]],
      predict: ([factor], row) => exits[row]!(factor!),
    });
    return {
      model,
      rows,
      constants,
      quantities: [
        { name: 'residualSolvent', unit: 'kg_per_kg' },
        { name: 'filmTemperature', unit: 'degC' },
      ],
      free: [0],
      untold: {},
      warnings: [
        ...(table.material === undefined
          ? [
              `solvent, foil and solids are taken to be those of ${material.name} in ${material.solvent.name}; --material names another`,
            ]
          : []),
        ...warnings,
      ],
      references: {},
    };
  },
};
