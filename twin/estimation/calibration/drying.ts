import { fromUnit } from '../../../physics/core/units.ts';
import { demonstrationDryer } from '../../../physics/materials/dryer.ts';
import type { ElectrodeMaterial } from '../../../physics/materials/electrode-material.ts';
import { nmc622Demonstration } from '../../../physics/materials/nmc622-demonstration.ts';
import { type DryerZone, dryFilm } from '../../../physics/process/drying.ts';
import type { EnteringFilm } from '../../../physics/process/drying-film.ts';
import { slurryDensity } from '../../../physics/process/slurry.ts';
import type { CalibratedModel, NamedConstant } from './calibrated-model.ts';
import { type MeasuredRow, tableError } from './columns.ts';
import { directModel } from './direct-model.ts';
import { dryingColumns, mostZones } from './drying-columns.ts';

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

function zonesOf(file: string, { line, numbers }: MeasuredRow): DryerZone[] {
  const zones: DryerZone[] = [];
  for (let i = 1; i <= mostZones; i++) {
    const [length, airTemperature, airVelocity] = [
      numbers[`zone${i}Length`],
      numbers[`zone${i}AirTemperature`],
      numbers[`zone${i}AirVelocity`],
    ];
    const given = [length, airTemperature, airVelocity].filter((value) => value !== undefined);
    if (given.length === 0) continue;
    if (given.length < 3 || zones.length < i - 1) {
      throw tableError(
        file,
        { line, column: `zone${zones.length + 1}...` },
        'an incomplete zone',
        'length, air temperature and air velocity of every zone from the first',
      );
    }
    zones.push({
      length: length!,
      airTemperature: airTemperature!,
      airVelocity: airVelocity!,
      solventContent: numbers[`zone${i}SolventContent`] ?? 0,
    });
  }
  if (zones.length > 0) return zones;
  throw tableError(
    file,
    { line, column: 'zone1Length_m, zone1AirTemperature_degC, zone1AirVelocity_m_per_s' },
    'no zone',
    'one zone at least',
  );
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
  constantOf: (name) => constants.find((constant) => constant.name === name),
  prepare({ file }, rows, groups, known) {
    const material = nmc622Demonstration;
    const runs = rows.map((row) => ({
      zones: zonesOf(file, row),
      film: filmOf(row, material),
      webSpeed: row.numbers['webSpeed']!,
    }));
    const measured = rows.map(({ line, numbers }) => {
      const found = [numbers['residualSolvent'], numbers['filmTemperature']];
      if (found.some((value) => value !== undefined)) {
        return found.map((value) => value ?? Number.NaN);
      }
      const column = 'residualSolvent_kg_per_kg, filmTemperature_degC';
      throw tableError(file, { line, column }, 'neither', 'one of them, or both');
    });
    const mean = known.get('heatTransferFactor') ?? 0;
    const model = directModel({
      constants: constants.map(({ name }) => name),
      groups,
      quantities: [
        { name: 'residualSolvent', expectedSd: 0.01, relative: false },
        { name: 'filmTemperature', expectedSd: 2, relative: false },
      ],
      measured,
      // The integration is exact to about 1e-4, far below what a change of transfer by 1 % does.
      differenceStep: 0.025,
      priors: () => [{ mean, sd: transferSd }],
      // Where all rows are dry at the prior, a smaller factor is where the data begin to tell.
      starts: () => [[mean - transferSd], [mean + transferSd]],
      predict([factor], row) {
        const { zones, film, webSpeed } = runs[row]!;
        const dryer = { ...demonstrationDryer, heatTransferFactor: Math.exp(factor!) };
        const dry = dryFilm(material, film, zones, webSpeed, { dryer });
        return [dry.residualSolvent, dry.temperature];
      },
    });
    return {
      model,
      constants,
      quantities: [
        { name: 'residualSolvent', unit: 'kg_per_kg' },
        { name: 'filmTemperature', unit: 'degC' },
      ],
      free: [0],
      warnings: [
        `solvent, foil and solids are those of ${material.name} in ${material.solvent.name}`,
      ],
      references: {},
    };
  },
};
