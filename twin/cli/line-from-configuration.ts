import { fromUnit, unitOf } from '../../physics/core/units.ts';
import { demonstrationMachines } from '../../physics/materials/demonstration-machines.ts';
import { withRecipe } from '../../physics/process/mixing/recipe.ts';
import { poreFreeDensity } from '../../physics/process/solids.ts';
import { theStation } from '../../physics/process/web-path.ts';
import type { AdvisorScope } from '../advisor/line-load-advisor.ts';
import type { Configuration } from '../contract/configuration.ts';
import type { TagId } from '../domain/sample.ts';
import { parseTag } from '../domain/tag.ts';
import { type CalibratedLine, calibratedLine } from '../estimation/calibration/calibrated-line.ts';
import type { LineModel } from '../prediction/line-model.ts';
import { asConfiguration } from './as-configuration.ts';
import { configuredWeb } from './configured-web.ts';
import { recipeMaterials } from './recipe-materials.ts';
import { usedCalibrations } from './used-calibrations.ts';

/** Parameter sets of the line. */
type LineSets = typeof demonstrationMachines & Pick<LineModel, 'material'>;

/** What the configuration says of the line, in SI, as the twin needs it. */
interface ConfiguredLine {
  readonly model: LineModel;
  /** Material and machines with what calibrations found of them. */
  readonly calibrated: CalibratedLine<LineSets>;
  readonly scope: AdvisorScope;
}

/**
 * Turns the checked configuration into the model of its line, with the calibrations that it names, and the scope of its
 * advisor.
 * @throws TwinError INPUT_UNREADABLE, CALIBRATION_UNUSABLE
 */
export function lineFromConfiguration(configuration: Configuration): ConfiguredLine {
  const { plant, recipes, advisor, models } = configuration;
  const { line } = plant;
  const recipe = recipes[0]!;
  const recipeMaterial = asConfiguration('recipes.0.massFractions_frac', () =>
    withRecipe(recipeMaterials[recipe.material], recipe.massFractions_frac),
  );
  const calibrated = calibratedLine(
    { ...demonstrationMachines, material: recipeMaterial },
    usedCalibrations(configuration),
    models.pressState,
  );
  const { material, press, dryer, slotDie } = calibrated.sets;
  const { path, machines } = configuredWeb(line.path);
  const density = poreFreeDensity(material.solids);
  const prefix = `${plant.site}.${plant.area}.${line.id}`;
  const calender = theStation(path, 'calender');
  const gauge = theStation(path, 'thicknessGauge');
  const { min, max, step } = advisor.lineLoad_N_per_mm;
  return {
    model: {
      line: prefix,
      path,
      ...(machines === undefined ? {} : { machines }),
      material,
      slotDie,
      dryer,
      press,
      coatedWidth: fromUnit(line.coatedWidth_mm, 'mm'),
      weightGauge: {
        repeatability: fromUnit(line.weightGauge.repeatability_g_per_m2, 'g_per_m2'),
        calibration: fromUnit(line.weightGauge.calibration_g_per_m2, 'g_per_m2'),
      },
      thicknessGauge: {
        repeatability: fromUnit(line.thicknessGauge.repeatability_um, 'um'),
        calibration: fromUnit(line.thicknessGauge.calibration_um, 'um'),
      },
      foilThickness: {
        value: material.foil.thickness,
        standardError: fromUnit(line.foilThicknessStandardError_um, 'um'),
      },
      poreFreeDensity: {
        value: density,
        standardError: density * line.poreFreeDensityStandardError_frac,
      },
      covariance: calibrated.covariance,
      readingSd: readingSd(configuration, prefix),
    },
    calibrated,
    scope: {
      tag: `${prefix}.${calender.id}.lineLoadSetpoint_N_per_mm` as TagId,
      limits: {
        min: fromUnit(min, 'N_per_mm'),
        max: fromUnit(max, 'N_per_mm'),
        step: fromUnit(step, 'N_per_mm'),
      },
      band: recipe.porosity_frac,
      gauge: gauge.id,
      gaugeDistance: gauge.position - calender.position,
    },
  };
}

/** What instruments of the line are known to, by `<unit>.<name>`, SI. */
function readingSd(
  { instruments }: Configuration,
  prefix: string,
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    instruments.flatMap(({ tag, standardUncertainty }) => {
      const parts = parseTag(tag);
      if (standardUncertainty === undefined || parts?.boundaryUnit === undefined) return [];
      if (!tag.startsWith(`${prefix}.`)) return [];
      const { multiplier, divisor } = unitOf(parts.boundaryUnit);
      return [[`${parts.unit}.${parts.name}`, (standardUncertainty * multiplier) / divisor]];
    }),
  );
}
