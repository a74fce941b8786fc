import { fromUnit, toUnit } from '../../physics/core/units.ts';
import { demonstrationMachines } from '../../physics/materials/demonstration-machines.ts';
import type { ElectrodeMaterial } from '../../physics/materials/electrode-material.ts';
import { routeOf } from '../../physics/process/route/route.ts';
import type { ElectrodeLine, ProcessStep, Values } from '../../physics/process/route/step.ts';
import { slurryDensity } from '../../physics/process/slurry.ts';
import { demonstrationPath, stationsOf } from '../../physics/process/web-path.ts';
import { recipeMaterials } from '../../twin/cli/recipe-materials.ts';
import type { RecipeMaterialName } from '../../twin/contract/configuration.ts';

/** Settings at which a product is made on the demonstration line, in words of the shop floor. */
interface NominalSettings {
  readonly loading_g_per_m2: number;
  readonly webSpeed_m_per_min: number;
  readonly lineLoad_N_per_mm: number;
  readonly rollTemperature_degC: number;
  readonly passes: number;
}

interface WetSettings extends NominalSettings {
  readonly solidsContent: number;
  readonly mixerSpeed_per_s: number;
  readonly dieGap_um: number;
  readonly airTemperature_degC: readonly number[];
  readonly solventContent_ppm: number;
}

const cathodeAir = { airTemperature_degC: [90, 105, 115, 110], solventContent_ppm: 1500 };
const anodeAir = { airTemperature_degC: [60, 70, 80, 90], solventContent_ppm: 30_000 };

const wetProducts = {
  'nmc622-demonstration': {
    ...cathodeAir,
    loading_g_per_m2: 180,
    solidsContent: 0.68,
    webSpeed_m_per_min: 6,
    mixerSpeed_per_s: 20,
    dieGap_um: 200,
    lineLoad_N_per_mm: 115,
    rollTemperature_degC: 80,
    passes: 1,
  },
  'lfp-nmp': {
    ...cathodeAir,
    loading_g_per_m2: 120,
    solidsContent: 0.5,
    webSpeed_m_per_min: 4,
    mixerSpeed_per_s: 22,
    dieGap_um: 250,
    lineLoad_N_per_mm: 130,
    rollTemperature_degC: 80,
    passes: 1,
  },
  'layered-oxide-nmp': {
    ...cathodeAir,
    loading_g_per_m2: 140,
    solidsContent: 0.65,
    webSpeed_m_per_min: 5,
    mixerSpeed_per_s: 15,
    dieGap_um: 180,
    lineLoad_N_per_mm: 120,
    rollTemperature_degC: 80,
    passes: 1,
  },
  'layered-oxide-p2-nmp': {
    ...cathodeAir,
    loading_g_per_m2: 140,
    solidsContent: 0.65,
    webSpeed_m_per_min: 5,
    mixerSpeed_per_s: 15,
    dieGap_um: 180,
    lineLoad_N_per_mm: 120,
    rollTemperature_degC: 80,
    passes: 1,
  },
  'graphite-water': {
    ...anodeAir,
    loading_g_per_m2: 100,
    solidsContent: 0.5,
    webSpeed_m_per_min: 4,
    mixerSpeed_per_s: 10,
    dieGap_um: 200,
    lineLoad_N_per_mm: 80,
    rollTemperature_degC: 60,
    passes: 1,
  },
  'hard-carbon-water': {
    ...anodeAir,
    loading_g_per_m2: 70,
    solidsContent: 0.37,
    webSpeed_m_per_min: 4,
    mixerSpeed_per_s: 14,
    dieGap_um: 200,
    lineLoad_N_per_mm: 60,
    rollTemperature_degC: 60,
    passes: 1,
  },
} as const satisfies Partial<Record<RecipeMaterialName, WetSettings>>;

const dryProducts = {
  'nmc622-dry': {
    loading_g_per_m2: 180,
    webSpeed_m_per_min: 2,
    lineLoad_N_per_mm: 180,
    rollTemperature_degC: 100,
    passes: 2,
  },
} as const satisfies Partial<Record<RecipeMaterialName, NominalSettings>>;

/** A product with the route that makes it and its settings in SI. */
export interface Product {
  readonly name: RecipeMaterialName;
  readonly material: ElectrodeMaterial;
  readonly line: ElectrodeLine;
  readonly route: readonly ProcessStep[];
  readonly settings: Values;
}

/** Products that are coated as slurry. */
export const slurryProducts: readonly Product[] = Object.entries(wetProducts).map(
  ([key, product]) => {
    const name = key as RecipeMaterialName;
    const material = recipeMaterials[name];
    const line = lineOf(material);
    const temperature = 298.15;
    const { loading, webSpeed, ...calender } = common(product);
    const density = slurryDensity(material, product.solidsContent, temperature);
    const air = Object.fromEntries(
      line.zones.flatMap(({ id }, i) => [
        [`${id}.airTemperature`, fromUnit(product.airTemperature_degC[i]!, 'degC')],
        [`${id}.airVelocity`, 10],
        [`${id}.solventContent`, fromUnit(product.solventContent_ppm, 'ppm')],
      ]),
    );
    return {
      name,
      material,
      line,
      route: routeOf(['mixing', 'slotDie', 'drying', 'forceCalendering']),
      settings: {
        'mixer.solidsContent': product.solidsContent,
        'mixer.mixerSpeed': product.mixerSpeed_per_s,
        'mixer.mixingTime': 3600,
        'mixer.slurryTemperature': temperature,
        'mixer.batchAge': 3600,
        'line.webSpeed': webSpeed,
        'coater.pumpFlow':
          (loading / (product.solidsContent * density)) * line.coatedWidth * webSpeed,
        'coater.dieGap': fromUnit(product.dieGap_um, 'um'),
        'hall.ambientTemperature': 295.15,
        ...air,
        ...calender,
      },
    };
  },
);

/** Products that are laid down as powder. */
export const powderProducts: readonly Product[] = Object.entries(dryProducts).map(
  ([key, product]) => {
    const name = key as RecipeMaterialName;
    const material = recipeMaterials[name];
    const line = lineOf(material);
    const { loading, webSpeed, ...calender } = common(product);
    return {
      name,
      material,
      line,
      route: routeOf(['powderCoating', 'forceCalendering']),
      settings: {
        'line.webSpeed': webSpeed,
        'powderFeeder.powderFlow': loading * line.coatedWidth * webSpeed,
        ...calender,
      },
    };
  },
);

function lineOf(material: ElectrodeMaterial): ElectrodeLine {
  return {
    material,
    ...demonstrationMachines,
    coatedWidth: 0.3,
    foilWidth: 0.32,
    openLength: 1,
    coatedSides: 1,
    zones: stationsOf(demonstrationPath, 'dryerZone'),
  };
}

function common(product: NominalSettings) {
  return {
    loading: fromUnit(product.loading_g_per_m2, 'g_per_m2'),
    webSpeed: fromUnit(product.webSpeed_m_per_min, 'm_per_min'),
    'calender.lineLoad': fromUnit(product.lineLoad_N_per_mm, 'N_per_mm'),
    'calender.rollTemperature': fromUnit(product.rollTemperature_degC, 'degC'),
    'calender.filmTemperature': 298.15,
    'calender.webTension': 60,
    'calender.passes': product.passes,
  };
}

/** The settings of a product as a configuration has them. */
export function boundarySettings({ route, line, settings }: Product): Values {
  return Object.fromEntries(
    route
      .flatMap((step) => step.settings(line))
      .map(({ key, variable: { boundaryUnit }, assumed }) => [
        `${key}_${boundaryUnit}`,
        toUnit(settings[key] ?? assumed!.value, boundaryUnit),
      ]),
  );
}
