import { referenceNames } from './calendering-references.ts';

/** The constants that a calibration found, as a place of the line takes them up. */
export interface FoundConstants {
  /** SI, by name in the calibration. */
  readonly values: ReadonlyMap<string, number>;
  /** What they refer to, SI, by `<name>_<unit>`. */
  readonly references: ReadonlyMap<string, number>;
  /** Name of the gap zero of the press as the line has it now; undefined where the calibration knows none. */
  readonly gapZero: string | undefined;
  /** Foil of the line [m]. */
  readonly foilThickness: number;
}

/** A constant of the line, and how it follows from those of a calibration. */
export interface Place {
  /** Path from the line on. */
  readonly path: string;
  /** SI. */
  readonly unit: string;
  /** Constants of the calibration that it follows from; none where it is only what they refer to, and exact. */
  readonly from: readonly string[];
  value(found: FoundConstants): number;
  /** Its derivatives by those constants, in their order. */
  slopes(found: FoundConstants): readonly number[];
}

/** What a calibration of one model is to the line. */
export interface PlacesOfModel {
  /** Places by what was found; undefined where the line has none for this model. */
  places(found: FoundConstants): readonly Place[];
  /** References without which the places have no meaning. */
  readonly references: readonly string[];
  /** Why constants have no place, by the beginning of their names; every constant has a place or stands here or below. */
  readonly without: Readonly<Record<string, string>>;
  /** Constants of scale and gauge: the line is right without them, also where they were fitted. */
  readonly ofMeasurement: readonly string[];
  /** Beginning of the names of constants that part a whole: the line is right without them where their mean is 1. */
  readonly shares?: string;
}

const same = (from: string, path: string, unit: string): Place => ({
  path,
  unit,
  from: [from],
  value: ({ values }) => values.get(from)!,
  slopes: () => [1],
});

const reference = (name: string, path: string, unit: string): Place => ({
  path,
  unit,
  from: [],
  value: ({ references }) => references.get(name)!,
  slopes: () => [],
});

/** Foil that the nip stretches, by line load: the elongation at the resistance over the resistance. */
const elongationCompliance: Place = {
  path: 'material.compaction.elongationCompliance',
  unit: 'm.N-1',
  from: ['elongationAtResistance', 'compactionResistance'],
  value: ({ values }) =>
    values.get('elongationAtResistance')! / values.get('compactionResistance')!,
  slopes({ values }) {
    const resistance = values.get('compactionResistance')!;
    return [1 / resistance, -values.get('elongationAtResistance')! / resistance ** 2];
  },
};

/** The press shows its gap with the foil in it; a table that tells the foil has zeros without. */
const gapZero = (from: string): Place => ({
  ...same(from, 'press.gapZero', 'm'),
  value: ({ values, references, foilThickness }) =>
    values.get(from)! +
    ((references.get(referenceNames.foilThickness) ?? 0) > 0 ? foilThickness : 0),
});

const compaction = 'material.compaction';
const { loading, rollTemperature, leastLineLoad, mostLineLoad } = referenceNames;
const calenderingPlaces: readonly Place[] = [
  same('compactionResistance', `${compaction}.resistance`, 'N.m-1'),
  same('softening', `${compaction}.softening`, 'K-1'),
  same('loadingExponent', `${compaction}.loadingExponent`, '1'),
  same('loadExponent', `${compaction}.loadExponent`, '1'),
  same('passGain', `${compaction}.passGain`, '1'),
  same('minimumPorosity', `${compaction}.minimumPorosity`, '1'),
  same('springBack', `${compaction}.springBack`, '1'),
  elongationCompliance,
  same('frameStiffness', 'press.stiffness', 'N.m-2'),
  same('gapZeroPerKelvin', 'press.gapZeroPerKelvin', 'm.K-1'),
  reference(loading, `${compaction}.referenceLoading`, 'kg.m-2'),
  reference(rollTemperature, `${compaction}.referenceTemperature`, 'K'),
];
const sidesExponent = same('sidesExponent', `${compaction}.sidesExponent`, '1');
const fittedLoads: readonly Place[] = [
  reference(leastLineLoad, `${compaction}.fittedLineLoad.min`, 'N.m-1'),
  reference(mostLineLoad, `${compaction}.fittedLineLoad.max`, 'N.m-1'),
];

/** Where the constants of each model that can be calibrated stand in the line. */
export const placesInLine: Readonly<Record<string, PlacesOfModel>> = {
  calendering: {
    places: ({ gapZero: zero, references, values }) => [
      ...calenderingPlaces,
      // Calibrations of before it was a constant say nothing of it.
      ...(values.has('sidesExponent') ? [sidesExponent] : []),
      ...(zero === undefined
        ? []
        : [gapZero(zero), reference(rollTemperature, 'press.referenceTemperature', 'K')]),
      ...(references.has(leastLineLoad) && references.has(mostLineLoad) ? fittedLoads : []),
    ],
    references: [loading, rollTemperature],
    without: { gapZero: 'the press stands in another state' },
    ofMeasurement: ['solidsMissing'],
  },
  drying: {
    places: () => [same('heatTransferFactor', 'dryer.heatTransferFactor', '1')],
    references: [],
    without: {},
    ofMeasurement: [],
  },
  coating: {
    places: ({ values }) => [
      ...(values.has('pumpFactor') ? [same('pumpFactor', 'slotDie.pumpFactor', '1')] : []),
      ...(values.has('commaFilmScale') && values.has('commaGapZero')
        ? [
            same('commaFilmScale', 'commaBar.filmScale', '1'),
            same('commaGapZero', 'commaBar.gapZero', 'm'),
          ]
        : []),
    ],
    references: [],
    without: {
      dieFactor:
        'the die of the line feeds all lanes alike, which takes factors of the mean 1: those of a table of all lanes, or --free pumpFactor',
      commaFilmScale: 'it belongs to a commaGapZero',
      commaGapZero: 'it belongs to a commaFilmScale',
    },
    // Of the slurry of the table; the line has its own.
    ofMeasurement: ['viscosityFactor', 'viscosityPerSolids', 'viscosityPerActive'],
    shares: 'dieFactor',
  },
  wetting: {
    places: () => [],
    references: [],
    without: {
      initialHeight: 'the line ends before the electrolyte is filled in',
      imbibitionCoefficient: 'the line ends before the electrolyte is filled in',
    },
    ofMeasurement: [],
  },
};
