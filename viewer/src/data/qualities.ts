import type { LineDto } from '../../../twin/contract/api.ts';
import type { LaneField } from './coil-history.ts';

/** How one quality of the web is read, named and printed; the single table behind tiles, trend, details and CSV. */
export interface Quality {
  readonly id: QualityId;
  readonly label: string;
  readonly unit: string;
  /** Shown value = stored value * factor. */
  readonly factor: number;
  readonly decimals: number;
  readonly predicted: LaneField;
  readonly predictedStandardError: LaneField;
  /** Bounds of the bands of 50 and 90 %, lower and upper. */
  readonly band50: readonly [LaneField, LaneField];
  readonly band90: readonly [LaneField, LaneField];
  readonly gauge: LaneField;
  readonly gaugeOrigin: 'measured' | 'derived';
  readonly gaugeStandardError: LaneField | null;
  readonly band: (recipe: LineDto['recipe']) => {
    readonly min: number;
    readonly target: number;
    readonly max: number;
  };
}

export type QualityId = 'porosity' | 'loading' | 'thickness';

export const qualities: Readonly<Record<QualityId, Quality>> = {
  porosity: {
    id: 'porosity',
    label: 'Porosity',
    unit: '%',
    factor: 100,
    decimals: 1,
    predicted: 'predictedPorosity_frac',
    predictedStandardError: 'predictedPorosityStandardError_frac',
    band50: ['predictedPorosityLower50_frac', 'predictedPorosityUpper50_frac'],
    band90: ['predictedPorosityLower90_frac', 'predictedPorosityUpper90_frac'],
    gauge: 'derivedPorosity_frac',
    gaugeOrigin: 'derived',
    gaugeStandardError: 'derivedPorosityStandardError_frac',
    band: (recipe) => recipe.porosity_frac,
  },
  loading: {
    id: 'loading',
    label: 'Loading',
    unit: 'g/m²',
    factor: 1,
    decimals: 1,
    predicted: 'predictedLoading_g_per_m2',
    predictedStandardError: 'predictedLoadingStandardError_g_per_m2',
    band50: ['predictedLoadingLower50_g_per_m2', 'predictedLoadingUpper50_g_per_m2'],
    band90: ['predictedLoadingLower90_g_per_m2', 'predictedLoadingUpper90_g_per_m2'],
    gauge: 'measuredLoading_g_per_m2',
    gaugeOrigin: 'measured',
    gaugeStandardError: null,
    band: (recipe) => recipe.loading_g_per_m2,
  },
  thickness: {
    id: 'thickness',
    label: 'Coating thickness',
    unit: 'µm',
    factor: 1,
    decimals: 1,
    predicted: 'predictedThickness_um',
    predictedStandardError: 'predictedThicknessStandardError_um',
    band50: ['predictedThicknessLower50_um', 'predictedThicknessUpper50_um'],
    band90: ['predictedThicknessLower90_um', 'predictedThicknessUpper90_um'],
    gauge: 'derivedThickness_um',
    gaugeOrigin: 'derived',
    gaugeStandardError: 'derivedThicknessStandardError_um',
    band: (recipe) => recipe.thickness_um,
  },
};

export const qualityList: readonly Quality[] = Object.values(qualities);
