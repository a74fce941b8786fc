import { PhysicsError } from '../../../physics/core/errors.ts';
import { type CalenderedCoating, calender } from '../../../physics/process/calendering.ts';
import { type CalenderingConstantName, calenderingConstants } from './calendering-constants.ts';
import type { CalenderingRow } from './calendering-rows.ts';

/** What the constants of a set refer to. */
export interface CalenderingReference {
  /** [kg.m-2] */
  readonly loading: number;
  /** [K] */
  readonly rollTemperature: number;
}

/** Index of a constant in the vector of values; the gap zeros follow. */
export const constantAt = Object.fromEntries(
  calenderingConstants.map(({ name }, i) => [name, i]),
) as Record<CalenderingConstantName, number>;

/** Largest line load that the law is asked for [N.m-1]. */
const mostLineLoad = 5e6;

/** What the rolls make of a coating. */
export interface BehindRolls extends Pick<CalenderedCoating, 'thickness' | 'nominalGap'> {
  /** As the scale finds it [kg.m-2]. */
  readonly weighed: number;
}

/**
 * The product's calendering law with the constants of a vector; a row with a line load is force-controlled, also where it
 * tells the gap too.
 * @returns undefined where the law has no value for such constants
 */
export function behindRolls(
  row: CalenderingRow,
  values: readonly number[],
  gapZero: number,
  reference: CalenderingReference,
): BehindRolls | undefined {
  const of = (name: CalenderingConstantName): number => values[constantAt[name]]!;
  const { loading, thickness, trueDensity, rollTemperature, passes, rollGap, lineLoad } = row;
  const { coatedSides } = row;
  const zero = gapZero + row.foilThickness;
  const resistance = Math.exp(of('compactionResistance'));
  const porosity = 1 - loading / (thickness * trueDensity);
  const [loadExponent, minimumPorosity, springBack] = (
    ['loadExponent', 'minimumPorosity', 'springBack'] as const
  ).map((name) => Math.exp(of(name))) as [number, number, number];
  const passGain = of('passGain');
  const isOutside =
    loadExponent < 0.2 || minimumPorosity >= porosity - 0.01 || springBack > 0.6 || passGain < -0.6;
  if (isOutside) return undefined;
  const stiffness = Math.exp(of('frameStiffness'));
  const gapZeroPerKelvin = of('gapZeroPerKelvin');
  const grown = gapZeroPerKelvin * (rollTemperature - reference.rollTemperature);
  // Coatings in a closed gap open the frame by their whole thickness at most, which spares the search a wide bracket.
  const closing = stiffness * (coatedSides * thickness + zero + grown - rollGap);
  const most = Number.isNaN(lineLoad) ? Math.max(1, Math.min(mostLineLoad, closing)) : mostLineLoad;
  try {
    const after = calender(
      { loading, thickness, porosity },
      {
        solids: [{ name: 'solids', massFraction: 1, density: trueDensity, role: 'active' }],
        compaction: {
          minimumPorosity,
          resistance,
          referenceLoading: reference.loading,
          referenceTemperature: reference.rollTemperature,
          loadingExponent: of('loadingExponent'),
          loadExponent,
          sidesExponent: of('sidesExponent'),
          softening: of('softening'),
          passGain,
          springBack,
          elongationCompliance: of('elongationAtResistance') / resistance,
          fittedLineLoad: { min: 0, max: mostLineLoad },
          fittedTemperature: { min: 0, max: Number.MAX_VALUE },
        },
      },
      {
        name: 'calibrated press',
        gapZero: zero,
        gapZeroPerKelvin,
        referenceTemperature: reference.rollTemperature,
        stiffness,
        maximumLineLoad: most,
        origins: {},
      },
      Number.isNaN(lineLoad) ? { mode: 'gap', rollGap } : { mode: 'force', lineLoad },
      { rollTemperature, passes, coatedSides },
    );
    const weighed = after.loading * (1 - of('solidsMissing'));
    return { thickness: after.thickness, nominalGap: after.nominalGap, weighed };
  } catch (error) {
    if (error instanceof PhysicsError) return undefined;
    throw error;
  }
}
